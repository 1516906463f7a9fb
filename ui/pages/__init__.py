"""The pages beside the chat: library, document, speech."""
