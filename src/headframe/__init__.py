"""Headframe: fleet management for bitcoin miners."""
