"""Mutual aid groups, coordination groups of several groups, and cooperatives."""
