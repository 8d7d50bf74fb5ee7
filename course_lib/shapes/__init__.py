"""Shapes and counts: integers only, no array is computed here."""
