"""Text becomes vectors.

From outside: `encoder`, `remote`.
"""
