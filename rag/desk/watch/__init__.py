"""Saved questions and phrases, and what is new for them when documents were added.

`store` keeps them beside the library, `news` looks, `feed` writes JSON lines and Atom.

From outside: every module.
"""
