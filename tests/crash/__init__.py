"""What a power cut may leave of a site's disk: recorded, rebuilt at every point, and opened."""
