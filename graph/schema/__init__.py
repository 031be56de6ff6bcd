"""The schema of the family graph, declared once as data: one kind a file, parsed into frozen dataclasses."""

from graph.schema.model import EdgeKind, Keeping, NodeKind, Property, PropertyType, Schema
from graph.schema.parse import load_schema, parse_schema

__all__ = [
    "EdgeKind",
    "Keeping",
    "NodeKind",
    "Property",
    "PropertyType",
    "Schema",
    "load_schema",
    "parse_schema",
]
