"""A question becomes its analysis: made complete, taken apart, its kind, its answer type, its conditions.

From outside: `analysis`, `answer_type`, `decomposition`, `list_question`, `mentions`, `suggestions`,
`unsupported_tasks`.
"""
