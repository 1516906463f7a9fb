"""What an answer must be like, by the question's words: of what kind, in which unit, how long.

From outside: `answer_type`, `word_length`.
"""
