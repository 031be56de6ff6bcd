"""Broken files of every format, made on the spot, and what `kinscope load` has to make of each."""
