"""What the authority says: signed pages of items, numbered without gaps, applied whole."""
