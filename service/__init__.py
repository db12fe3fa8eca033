"""Miedza: reports in, incidents curated, projections and weekly figures out."""

__version__ = "0.1.0"
