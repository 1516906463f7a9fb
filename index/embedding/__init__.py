"""Text becomes vectors.

From outside: `encoder`, `passages`, `remote`.
"""
