"""Names of people, places and offices, recognised in text.

From outside: every module.
"""
