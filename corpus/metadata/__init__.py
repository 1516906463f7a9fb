"""What a document says of itself: title, speaker, office, date, place, meeting, genre, each with its span.

From outside: `credits`, `extraction`, `fields`.
"""
