"""What Chinese text is made of: characters, words, sentences, numbers, dates, names. Knows nothing of documents.

From outside: every module.
"""
