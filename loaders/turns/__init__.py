"""A delivery among those of its feed: in its turn or late, what it covers, and how what it no longer says has ended."""
