"""The rules of the trade as signed, dated data."""
