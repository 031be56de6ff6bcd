"""Tests that take too long for every change: `make test-long`."""
