"""The hub's office: who is enrolled, what two people decide together, what is set right."""
