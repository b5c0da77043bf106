"""Linking of people across agencies: by shared numbers first, then by name and birth date.

Names and birth dates live in temporary tables and in memory for the length of a refresh. What is kept are
pseudonyms, how two of them were linked, and with what probability.
"""
