"""Rows of a feed on their way to nodes and edges: typed, checked, mapped, gathered. Pure, but for reading the files."""
