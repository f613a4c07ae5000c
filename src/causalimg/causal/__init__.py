"""What follows from the arrows alone."""
