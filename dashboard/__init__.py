"""How answers are seen: the Dash app."""

from dashboard.app import create_app
from dashboard.server import serve

__all__ = ["create_app", "serve"]
