"""`headframe audit`: checks logs wherever they are, on a server or in a node's state directory."""
