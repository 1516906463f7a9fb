"""A question becomes its analysis: made complete, taken apart, its kind, its answer type, its conditions."""
