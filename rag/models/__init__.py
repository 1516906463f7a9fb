"""Models by name: where their weights come from, whether they are whole, and how they are loaded."""
