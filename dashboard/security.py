"""What protects a page that shows children's records: headers, a limit to what is taken in, plain errors.

Dash's bundles add style elements as they start. A nonce, new for every answer, lets exactly these in: the
one inline script of the page hands it to style elements that scripts create. Nothing else inline runs.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from dash import Dash
from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

LARGEST_REQUEST = 256 * 1024
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

STYLE_NONCE_SCRIPT = (
    "(()=>{const nonce=document.currentScript.nonce,make=document.createElement.bind(document);"
    "document.createElement=(name,options)=>{const made=make(name,options);"
    "if(String(name).toLowerCase()==='style')made.nonce=nonce;return made;};})();"
)


def nonce() -> str:
    """The nonce of the answer that is being made."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(18)
    return str(g.nonce)


def protect(app: Dash) -> None:
    """Set headers on every answer, and refuse what is too large. Call it once all callbacks are there."""
    scripts = tuple(app.csp_hashes())
    server: Flask = app.server
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST

    @server.after_request
    def with_headers(answer: Response) -> Response:
        answer.headers.update(headers(nonce(), scripts))
        if not request.path.startswith(("/assets/", "/_dash-component-suites/")):
            answer.headers["Cache-Control"] = "no-store"
        return answer

    @server.errorhandler(HTTPException)
    def in_plain_words(error: HTTPException) -> Response:
        words = f"{error.code}: this cannot be answered ({error.name})."
        return Response(words, status=error.code, mimetype="text/plain")


def trust_hosts(server: Flask, host: str) -> None:
    """On loopback, answer only under a loopback name: else a page elsewhere could point its own name here
    and read everything."""
    if host in ("127.0.0.1", "localhost", "::1"):
        server.config["TRUSTED_HOSTS"] = list(_LOOPBACK)


def headers(style_nonce: str, script_hashes: Sequence[str]) -> dict[str, str]:
    """The headers of every answer. Names and birth dates stand in addresses: no referrer goes out."""
    policy = {
        "default-src": "'none'",
        "script-src": " ".join(["'self'", f"'nonce-{style_nonce}'", *script_hashes]),
        "style-src": f"'self' 'nonce-{style_nonce}'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex",
    }
