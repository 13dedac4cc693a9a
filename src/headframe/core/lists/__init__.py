"""What lists of devices show, and what they sort and filter by: the same on the server and on a node."""
