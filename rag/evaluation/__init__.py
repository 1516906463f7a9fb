"""Gold questions, how answers to them are judged, and what figures come of it.

From outside: every module.
"""
