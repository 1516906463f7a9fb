"""What of the library a question names becomes filters: people, places, dates, titles."""
