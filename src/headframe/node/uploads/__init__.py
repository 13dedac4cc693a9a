"""What goes up: batches with growing sequence numbers, kept until the server has them."""
