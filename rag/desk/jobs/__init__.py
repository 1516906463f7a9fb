"""Jobs of the desk asked for in the chat, each answered with cited lines. Which one is asked for is no matter of it.

From outside: `answers`, `counted_parts`, `figure_grid`.
"""
