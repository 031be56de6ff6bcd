"""Measurements, run by `make bench`; their figures go into docs/performance.md. Tests never assert a time."""
