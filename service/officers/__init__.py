"""Officers as the authority lists them, and terminals: the screens that were paired here."""
