"""The WebSocket `/live`: changes pushed to browsers and scripts."""
