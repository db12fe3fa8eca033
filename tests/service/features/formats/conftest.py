"""The stage is a fixture of every test here."""

from tests.service.features.formats.stage import items

__all__ = ("items",)
