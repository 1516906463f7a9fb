"""An Answer becomes a page and an HTTP service. Knows nothing of how answers are made.

Importing this package is cheap: FastAPI and Gradio are imported when a function is first used.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ui.server import create_app, serve

__all__ = ["create_app", "serve"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from ui import server

        return getattr(server, name)
    raise AttributeError(f"module 'ui' has no attribute {name!r}")
