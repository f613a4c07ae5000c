"""What the arrows alone say: separation, equivalence, implications."""
