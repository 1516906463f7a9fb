"""Lists that answer by themselves: by their name, by what a text is built of, or known to be explained nowhere.

From outside: `chance`, `named_lists`, `outline_answers`.
"""
