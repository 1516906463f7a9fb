"""What kind of thing a question asks for.

From outside: `card_question`, `intents`, `learned`, `masking`, `phrase_usage`, `recognition`, `speaker_question`.
"""
