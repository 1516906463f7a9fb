"""The MCP server over HTTP on this machine, behind the same door as the service: its accounts, its roles.

Where there is neither an account nor a password it is open to whoever is at this machine, as the service is. On
standard input and output there is no door: whoever starts that process can read the library's files themselves. Forged
hosts and other sites' pages the SDK refuses by itself.
"""

from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import uvicorn
from mcp.server.mcpserver import MCPServer
from starlette.types import ASGIApp

from ui.middleware.authentication import Door, Doorkeeper, Ways
from ui.middleware.permissions import Permissions
from ui.services.accounts.audit import Audit
from ui.services.accounts.store import Accounts


def behind_the_door(server: MCPServer, accounts: Accounts, audit: Audit, known: Sequence[str] = ()) -> ASGIApp:
    """Return the server as an app: `/mcp` alone, for readers and more.

    :param known: Passwords and tokens of the service.
    """
    app: ASGIApp = server.streamable_http_app(host="127.0.0.1")
    keeper = Doorkeeper(accounts, audit, Ways(known))
    return Door(Permissions(app, audit), keeper)


def run(server: MCPServer, directory: Path, port: int, known: Sequence[str] = (), database_url: str = "") -> None:
    """Serve until interrupted.

    :param directory: The library's.
    """
    with ExitStack() as stack:
        accounts = stack.enter_context(closing(Accounts.beside(directory, database_url)))
        audit = stack.enter_context(closing(Audit.beside(directory, database_url)))
        app = behind_the_door(server, accounts, audit, known)
        uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", server_header=False)
