"""WhatsMiner: API 2.0 on TCP 4028 (btminer), API 3.0 on TCP 4433 (length-framed JSON)."""
