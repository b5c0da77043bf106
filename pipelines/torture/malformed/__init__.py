"""Forty malformed extracts, each declared with how it ends."""
