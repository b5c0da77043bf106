"""A made-up county with known truth: a whole site folder, from a seed.

Nobody in it exists. Every effect in its records was planted and is written down in `truth.json`,
so that a test, or a reader in doubt, can see whether the program finds what is there.
"""

from pipelines.sample.generate import generate

__all__ = ["generate"]
