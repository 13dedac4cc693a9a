"""Headframe: fleet management for bitcoin miners."""

from importlib.metadata import version

__version__ = version("headframe")
