"""Profiling: what the columns of a file hold, as a starting mapping for a person to finish."""

from loaders.profile.document import file_pattern, starting_mapping
from loaders.profile.sample import SAMPLE_ROWS

__all__ = ["SAMPLE_ROWS", "file_pattern", "starting_mapping"]
