"""What people do with what is known: ask, and later draft, check, review."""
