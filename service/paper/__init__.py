"""The lowest rung: paper slips handed out while the machine was down, keyed in one by one later."""
