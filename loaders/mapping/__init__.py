"""The mapping language: how one feed's files become nodes and edges, as YAML that is checked before a row is read."""

from loaders.mapping.model import (
    Column,
    Covers,
    Derived,
    EdgeRule,
    Expectation,
    Feed,
    LookUp,
    Mapping,
    NodeRule,
    Split,
    TableRule,
    Value,
)  # fmt: skip
from loaders.mapping.parse import load_mapping, parse_mapping, shipped_mappings

__all__ = [
    "Column", "Covers", "Derived", "EdgeRule", "Expectation", "Feed", "LookUp", "Mapping", "NodeRule",
    "Split", "TableRule", "Value",
    "load_mapping", "parse_mapping", "shipped_mappings",
]  # fmt: skip
