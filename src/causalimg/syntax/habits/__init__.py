"""What people bring from other languages, each line answered with how it is written here."""
