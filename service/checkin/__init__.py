"""Members come in and go out: scanned, judged, recorded once, and given a turn."""
