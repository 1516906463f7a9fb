"""Lists that answer by themselves: by name, by what a text is built of, inside its sentences; or explained nowhere.

From outside: `chance`, `inline_answers`, `inline_chance`, `meant_list`, `named_lists`, `outline_answers`.
"""
