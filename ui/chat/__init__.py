"""The Gradio chat page, its handlers and panels.

From outside: `page`.
"""
