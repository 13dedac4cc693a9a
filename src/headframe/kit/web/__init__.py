"""HTTP for browsers: serving, what surrounds each request, errors as JSON, and the built web UI."""
