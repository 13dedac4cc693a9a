"""The drivers that come with Headframe, one package each; they know the SDK and nothing else of it."""
