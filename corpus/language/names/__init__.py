"""Names of people, places and offices, recognised in text."""
