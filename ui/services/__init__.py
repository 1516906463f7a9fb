"""What pages and routes share: conversations, feedback, uploads, the queue of answers.

From outside: every module.
"""
