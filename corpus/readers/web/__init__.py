"""Web pages, and what packs them, as text."""
