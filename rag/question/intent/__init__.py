"""What kind of thing a question asks for.

From outside: `card_question`, `counted_parts`, `intents`, `learned`, `masking`, `phrase_usage`, `recognition`,
`speaker_question`.
"""
