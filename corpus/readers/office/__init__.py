"""Files of office programs as text."""
