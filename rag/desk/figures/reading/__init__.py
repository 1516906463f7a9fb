"""Reading figures out of sentences: numbers, the phrase that is measured, place, period, aim or result.

From outside: `levels`, `places`, `reader`.
"""
