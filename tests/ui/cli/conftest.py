from tests.rag.conftest import folder, make_assistant

__all__ = ["folder", "make_assistant"]
