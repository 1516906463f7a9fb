"""Ways to run a language model. Each implements `rag.generation.LanguageModel`; its library loads when used."""
