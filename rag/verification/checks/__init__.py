"""One kind of mistake each: figures, measures, dates, places, names, roles, polarity, quotations, attribution.

From outside: every module.
"""
