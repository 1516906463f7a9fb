"""Answers that need no language model: lists, quotations, counts, catalogues, read out of the texts.

From outside: `dispatch`, `meant_speech`, `provenance`.
"""
