"""Words of the page and messages, in Chinese and English."""
