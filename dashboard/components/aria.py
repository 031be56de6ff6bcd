"""Attributes for assistive technology, which Dash takes under names that Python cannot write."""

from __future__ import annotations

from typing import Any


def aria(**attributes: str) -> dict[str, Any]:
    """aria(label='Results') -> {'aria-label': 'Results'}, to be handed to a component."""
    return {f"aria-{name}": value for name, value in attributes.items()}
