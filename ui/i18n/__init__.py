"""Words of the page and messages, in Chinese and English.

From outside: `messages`, `refusals`, `texts`.
"""
