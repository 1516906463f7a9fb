"""Tables as text, and tables whose rows are documents."""
