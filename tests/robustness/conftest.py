from tests.index.conftest import folder, library

__all__ = ["folder", "library"]
