"""Libraries are checked, repaired, corrected, parsed again, backed up and counted."""
