"""Signatures of the imaging standard library; what the functions do stands with the program."""
