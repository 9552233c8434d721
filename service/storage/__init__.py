"""What a site's data stands on: its filesystem, its room, its ballast, its pages."""
