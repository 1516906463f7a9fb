"""What of the library a question names becomes filters: people, places, dates, titles.

From outside: `named_text`, `reports`, `self_query`, `speech_selection`, `two_texts`.
"""
