"""What the words of the language mean: laws, networks, functions, units, as plain records."""
