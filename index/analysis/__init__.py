"""Text becomes what is searched and compared by: terms, phrases, MinHash keys.

From outside: `analyzer`, `minhash`, `phrases`.
"""
