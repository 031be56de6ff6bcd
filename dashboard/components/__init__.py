"""Parts that pages are made of: each a function from an answer to a component."""
