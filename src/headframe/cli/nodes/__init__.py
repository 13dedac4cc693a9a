"""`headframe nodes`: fleet nodes, letting them in, and putting them out."""
