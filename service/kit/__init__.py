"""Tools that know nothing of borders."""
