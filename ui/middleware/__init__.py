"""What stands between the network and the routes: who may, how much, from where; and what is logged and counted.

From outside: every module.
"""
