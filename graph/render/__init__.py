"""The schema rendered to whatever needs it; pure functions from Schema to text."""
