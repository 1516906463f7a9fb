"""The drafter's desk: texts as data with exact spans, made without a language model.

`draft_check` compares a draft with the library, `phrases` follows wordings over time, `digest` gives speeches as cited
lines, `watch` tells what is new for saved questions and phrases, `figures` has every figure as data, `compare` sets
speeches, years and places side by side.

From outside: the rooms, `compare`, `alignment`, `excerpts`.
"""
