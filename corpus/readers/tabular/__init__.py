"""Tables as text, and tables whose rows are documents.

From outside: every module.
"""
