"""Words of the page and messages, in Chinese and English.

From outside: `messages`, `plurals`, `refusals`, `texts`.
"""
