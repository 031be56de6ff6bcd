"""Serves the application, on this machine alone unless another address is named."""

from __future__ import annotations

from typing import Any

import waitress
from dash import Dash

from dashboard.security import LARGEST_REQUEST, trust_hosts
from graph.errors import UsageFault


def serve(app: Dash, host: str = "127.0.0.1", port: int = 8050) -> None:
    """Serve until interrupted, and print the address. Raises UsageFault where nothing can be
    served there, such as a port that is taken."""
    trust_hosts(app.server, host)
    try:
        server = waitress.create_server(
            app.server,
            host=host,
            port=port,
            threads=8,
            ident="Kinscope",
            max_request_body_size=LARGEST_REQUEST,
        )
    except OSError as error:
        raise UsageFault(
            f"Nothing can be served at {host}, port {port}: {error.strerror or error}. Name another port."
        ) from error
    print(f"Kinscope is served at {_address(server, host)} (end it with Ctrl-C)", flush=True)
    try:
        server.run()
    finally:
        server.close()


def _address(server: Any, host: str) -> str:
    """Where to go. A name that means several addresses has several listeners, on one port."""
    several = getattr(server, "effective_listen", None)
    port = several[0][1] if several else server.effective_port
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"
