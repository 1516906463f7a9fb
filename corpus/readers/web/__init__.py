"""Web pages, and what packs them, as text.

From outside: `epub`, `mail`, `webpage`.
"""
