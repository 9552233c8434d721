"""Twogate: the offline clearance kiosk service of a border-trade port."""

__version__ = "0.1.0"
