"""What kind of thing a question asks for.

From outside: `intents`, `recognition`.
"""
