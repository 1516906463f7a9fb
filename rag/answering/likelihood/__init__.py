"""How likely an answer is right: which sentence of the evidence answers, and whether what was written does.

`answering_sentence` before a model is asked; `confidence` of what was written.

From outside: `answering_sentence`, `confidence`.
"""
