"""From evidence to an Answer: decide, write, verify, cite, or refuse."""
