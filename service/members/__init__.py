"""Border residents: who they are, by number, with their names sealed."""
