"""Jobs of the desk asked for in the chat: which one a question wants, of what, and the answer with cited lines.

    wordings.toml (examples) -> recognition (learned) -> slots (of what) -> answers

From outside: `answers`.
"""
