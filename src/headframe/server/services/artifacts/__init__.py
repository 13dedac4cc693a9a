"""Artifacts: their bytes on disk, what people do with them, what nodes send and fetch."""
