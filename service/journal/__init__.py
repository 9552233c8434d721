"""The site's one append-only, hash-chained journal, from which its tables derive."""
