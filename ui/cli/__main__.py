"""`python -m ui.cli`: the command `yinzheng` where it is not on the path."""

from ui.cli.main import main

main()
