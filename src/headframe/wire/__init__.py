"""The wire: generated messages (`gen`), and where they become core types (`convert`, `errors`)."""
