"""The pages beside the chat: library, document, speech.

From outside: `document_page`, `library_page`.
"""
