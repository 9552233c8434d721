"""The rules that must hold in every simulated world, each with an eye of its own on the journal."""
