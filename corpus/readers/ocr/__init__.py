"""Text of pictures, by recognition."""
