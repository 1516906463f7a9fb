"""Models by name: where their weights come from, whether they are whole, and how they are loaded.

From outside: `cross_encoder`, `download`, `language_model`, `loading`, `resolver`, `store`.
"""
