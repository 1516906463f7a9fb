"""PDF files as text: their text layer, put in reading order."""
