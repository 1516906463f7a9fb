"""The HTTP routes of programs: questions, library, exports, and the OpenAI-compatible ones.

From outside: `exports`, `library`, `openai`, `questions`, `responses`.
"""
