"""Which records describe one person, and what moves when that changes. Records are never merged."""
