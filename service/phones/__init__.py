"""The member's own phone: what it may know of the sites, and what it shows without a network."""
