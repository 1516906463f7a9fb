"""A question that leans on the conversation is made complete by it.

From outside: `context`, `rewriting`.
"""
