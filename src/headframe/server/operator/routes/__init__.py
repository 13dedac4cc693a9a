"""Routes by area. Each module holds one `router`; `app` includes them all."""
