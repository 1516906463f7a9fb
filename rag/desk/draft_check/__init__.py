"""A draft compared with the library, sentence by sentence: `checker.check_draft` is the way in.

    drafts (sentences, whom they are given to) -> candidates (where it may stand) -> alignment (where it does)
    -> differences, stitching, attribution, newer_wording, own_figures -> verdicts

`comments` writes them into a Word document.

No language model takes part.

From outside: `alignment`, `attribution`, `checker`, `comments`, `drafts`, `recognition`, `verdicts`.
"""
