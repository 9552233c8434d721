"""What operators read at the hub: how each site is, its runs, and sums of what all sites told."""
