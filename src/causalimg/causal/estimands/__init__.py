"""Estimands as trees of terms, and the factors that they are made of."""
