"""The HTTP routes of programs: questions, library, exports, the desk, and the OpenAI-compatible ones.

From outside: `accounts`, `desk`, `drafts`, `exports`, `library`, `openai`, `questions`, `responses`, `swagger_page`.
"""
