"""A question becomes Hits and Evidence: fused, ranked, chosen within a budget, injections set apart.

From outside: `evidence_selection`, `in_memory`, `injection_filter`, `prompt_sanitizer`, `reranking`, `retriever`.
"""
