"""Who may do what: accounts with their roles and sessions, the record of changes, and who comes from elsewhere.

From outside: every module.
"""
