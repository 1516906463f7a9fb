"""Who says what: utterances in a text, whose they are, and whom a pronoun or an office stands for.

From outside: `continuation`, `utterances`.
"""
