"""One inspection, honoured at two places: what a pass is, and what is done with one."""
