"""Libraries are checked, repaired, corrected, parsed again, backed up and counted.

From outside: `backup`, `correction`, `derived`, `integrity`, `library_statistics`, `repair`, `reparse`.
"""
