"""PDF files as text: their text layer, put in reading order, or what is recognised of their pages.

From outside: `layout`, `page_pictures`, `page_starts`, `pieces`, `quoted_boxes`, `scans`, `text_layer`.
"""
