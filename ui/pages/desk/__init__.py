"""The pages of the drafter's desk: figures, phrases, comparisons, a draft checked, digests, what is watched.

Rendered on the server without a model; they work without a script, which only adds progress and copying.

From outside: `routes`.
"""
