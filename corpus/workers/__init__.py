"""Documents are parsed in processes of their own, with limits of time and memory.

From outside: `pages`, `pool`, `process`.
"""
