"""Tests of loaders.profile."""
