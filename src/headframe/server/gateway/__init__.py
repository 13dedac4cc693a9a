"""The gateway: what a node may ask of the server. Converts, calls the stores, converts back."""
