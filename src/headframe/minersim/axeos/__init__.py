"""Bitaxe with AxeOS (ESP-Miner): an open JSON API on port 80."""
