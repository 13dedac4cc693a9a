"""The keys with which a server signs for its organisation, and the Keyset that says which those are."""
