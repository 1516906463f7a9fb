"""The HTTP routes of programs: questions, library, exports, and the OpenAI-compatible ones.

From outside: `drafts`, `exports`, `library`, `openai`, `questions`.
"""
