"""From evidence to an Answer: decide, write, verify, cite, or refuse.

From outside: `citation`, `events`, `pipeline`, `refusal`, `task`.
"""
