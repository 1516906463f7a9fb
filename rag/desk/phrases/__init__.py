"""Phrases over time: where a wording stands, since when, whose it is, how it changed. Exhaustive, and says over what.

`concordance.concordance` finds every use; `dispersion` counts by year, speaker, place and kind; `collocation` has the
neighbours; `wording_changes` aligns uses; `contrast` puts two phrases side by side; `keyness` finds what is new and
what has vanished between two sets of speeches; `in_reports` tells which reports of a kind have words and which not.

From outside: every module.
"""
