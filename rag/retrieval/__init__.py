"""A question becomes Hits and Evidence: fused, ranked, chosen within a budget, injections set apart."""
