"""Loads that are broken off or run into trouble: a process that says where it is, and what must hold afterwards."""
