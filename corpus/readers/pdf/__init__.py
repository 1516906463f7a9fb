"""PDF files as text: their text layer, put in reading order, or what is recognised of their pages.

From outside: `layout`, `pieces`, `scans`, `text_layer`.
"""
