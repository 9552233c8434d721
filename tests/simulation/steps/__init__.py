"""What can happen in a simulated world, as small functions of it."""
