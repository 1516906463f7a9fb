"""Answers become HTML, marks and files.

From outside: every module.
"""
