"""What kind of thing a question asks for.

From outside: `card_question`, `intents`, `learned`, `recognition`, `speaker_question`.
"""
