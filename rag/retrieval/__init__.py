"""A question becomes Hits and Evidence: fused, ranked, chosen within a budget, injections set apart.

From outside: `document_cards`, `evidence_selection`, `finder`, `fusion`, `in_memory`, `injection_filter`,
`outline_nodes`, `prompt_sanitizer`, `reranking`, `retriever`.
"""
