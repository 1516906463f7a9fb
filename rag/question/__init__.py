"""A question becomes its analysis: made complete, taken apart, its kind, its answer type, its conditions.

From outside: `analysis`, `decomposition`, `list_question`, `mentions`, `suggestions`,
`unsupported_tasks`.
"""
