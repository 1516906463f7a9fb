"""The SQLite file: its schema, its rows, and what is kept of it in memory.

From outside: every module.
"""
