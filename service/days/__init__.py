"""The trade day: opened and closed by an act, so that no clock can relabel what follows."""
