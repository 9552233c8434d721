"""What the journals of all sites say together: the fold that the hub looks at and proves."""
