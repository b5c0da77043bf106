"""A first mapping written from a file, to be corrected by a person.

Guessing is allowed here and nowhere else: every guess says what it rests on, and a refresh reads only
what the person left standing.
"""
