"""Small site folders for tests: settings, mappings and files drawn as tables."""

from pipelines.torture.small_site import INCIDENTS, PARTIES, PEOPLE, REPORTS, SITE, drop, small_site

__all__ = ["INCIDENTS", "PARTIES", "PEOPLE", "REPORTS", "SITE", "drop", "small_site"]
