"""Devices that change their owner: from one live node to another, or from a host that is off."""
