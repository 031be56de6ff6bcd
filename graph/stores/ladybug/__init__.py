"""LadybugDB: the embedded store. A file, no server, one writing process."""

from graph.stores.ladybug.store import LadybugStore

__all__ = ["LadybugStore"]
