"""Gold questions from the command line, and their reports.

From outside: `command`, `tables`.
"""
