"""Lines become a body with an outline, lists and chunks; page furniture is set apart.

From outside: every module.
"""
