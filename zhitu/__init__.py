"""Zhitu 治图: wiring of the five layers into one application."""

__version__ = "0.1.0"
