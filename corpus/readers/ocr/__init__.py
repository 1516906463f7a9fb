"""Text of pictures, by recognition.

From outside: `recognition`.
"""
