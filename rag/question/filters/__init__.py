"""What of the library a question names becomes filters: people, places, dates, titles.

From outside: `reports`, `self_query`, `speech_selection`, `two_texts`.
"""
