"""What happened, counted: where orders came from, what a customer usually takes."""
