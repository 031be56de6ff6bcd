"""What a family graph is, and where it is kept."""
