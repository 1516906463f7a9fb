"""Chunks are found by words; near-duplicates and neighbours of what was found.

From outside: every module.
"""
