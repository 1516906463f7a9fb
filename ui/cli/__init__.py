"""The command `yinzheng`."""
