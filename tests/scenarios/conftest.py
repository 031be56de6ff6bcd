"""Scenarios run on both stores, like the contract suite."""

from tests.contract.conftest import place, store

__all__ = ["place", "store"]
