"""Which agency a name or a code means: the register, what is known of it, and the columns that are looked up in it."""
