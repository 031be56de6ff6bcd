"""What is handed over: which files and databases, which table of a mapping is in which of them, in which layout."""

from loaders.delivered.delivered import Delivered

__all__ = ["Delivered"]
