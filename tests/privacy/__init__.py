"""Nobody reads what they should not: canaries planted, and looked for everywhere."""
