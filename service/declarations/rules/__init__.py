"""The rules of a declaration, pure: lines, what of them is exempt, and what states there are."""
