"""Answers become HTML, marks and files."""
