"""How answers are seen: the Dash app."""
