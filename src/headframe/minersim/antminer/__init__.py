"""Antminer with Bitmain's stock firmware: cgminer API on 4028, web API with digest auth on 80."""
