"""Which questions can be asked, and what a given viewer may see of the answer."""
