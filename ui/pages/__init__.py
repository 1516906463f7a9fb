"""The pages beside the chat: library, document, speech.

From outside: `accounts_page`, `document_page`, `library_page`, `login_page`.
"""
