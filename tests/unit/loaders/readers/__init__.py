"""Tests of loaders.readers."""
