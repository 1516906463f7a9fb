"""Gold questions, how answers to them are judged, and what figures come of it."""
