"""Commands as people ask for them: what fits, what it would do, issuing, retrying, cancelling."""
