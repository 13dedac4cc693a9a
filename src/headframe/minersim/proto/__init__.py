"""Proto rig: the REST API of its control board (MDK API 1.8) on port 80."""
