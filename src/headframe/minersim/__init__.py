"""Simulated miners that speak the vendors' own protocols on real sockets.

For tests: `headframe.minersim.testing.running_fleet`. For people: `headframe sim`. This package
imports nothing else of headframe, so that what it says about miners is independent of our drivers.
"""
