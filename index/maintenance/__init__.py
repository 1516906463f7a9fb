"""Libraries are checked, repaired, corrected, parsed again, given their vectors, backed up and counted.

From outside: `backup`, `correction`, `derived`, `encoding`, `integrity`, `library_statistics`, `repair`, `reparse`.
"""
