"""How sources become records of the family graph."""
