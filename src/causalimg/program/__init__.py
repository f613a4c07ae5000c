"""From a checked model to a Pyro program and the tensor library that it calls."""
