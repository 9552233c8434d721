"""Real processes on loopback, stopped and starved in the middle of their work."""
