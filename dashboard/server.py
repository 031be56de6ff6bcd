"""Serves the application, on this machine alone unless another address is named."""

from __future__ import annotations

import waitress
from dash import Dash

from dashboard.security import LARGEST_REQUEST, trust_hosts


def serve(app: Dash, host: str = "127.0.0.1", port: int = 8050) -> None:
    """Serve until interrupted, and print the address. Raises OSError where the port is taken."""
    trust_hosts(app.server, host)
    server = waitress.create_server(
        app.server, host=host, port=port, threads=8, ident="Kinscope", max_request_body_size=LARGEST_REQUEST
    )
    shown_host = f"[{host}]" if ":" in host else host
    print(
        f"Kinscope is served at http://{shown_host}:{server.effective_port}/ (end it with Ctrl-C)", flush=True
    )
    try:
        server.run()
    finally:
        server.close()
