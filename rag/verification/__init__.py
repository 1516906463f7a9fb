"""Does the evidence say what a sentence says? Checks, and the verifier that runs them.

From outside: `answer_relevance`, `claim`, `compared`, `evidence_dates`, `known_names`, `support`, `verifier`.
"""
