"""Numbers with their units as Chinese texts write them, and the words that figures are told by. Knows no sentence.

From outside: every module.
"""
