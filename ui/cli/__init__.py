"""The command `yinzheng`.

From outside: `main`.
"""
