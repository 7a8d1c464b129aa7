"""Journeys: whole paths in a real browser, as a person would go them. The browser itself is tests/browsing.py."""
