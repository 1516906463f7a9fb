"""When a question is refused, and in which words; which reasons there are: `rag.datamodel.refusal`.

`early` before any model is asked, `answerability` by what the model says of the passages. Whether what was written is
likely right: `rag.answering.likelihood.confidence`.

From outside: every module.
"""
