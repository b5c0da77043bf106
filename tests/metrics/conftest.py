"""Property tests answer the same on every run and machine: no clock, no chance, no stored cases."""

from hypothesis import settings

settings.register_profile("metrics", deadline=None, derandomize=True, database=None)
settings.load_profile("metrics")
