"""From tree to checked model."""
