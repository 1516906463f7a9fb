"""Ways to run a language model, each a `rag.models.language_model.LanguageModel`; its library loads when used.

From outside: every module.
"""
