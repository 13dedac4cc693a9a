"""Canaan Avalon: cgminer API on 4028 with `MM ID0=Ver[..]` text inside its stats, and `ascset`."""
