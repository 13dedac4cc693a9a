"""API 2 (and 1): cgminer's protocol on port 4028, writes encrypted under a token."""
