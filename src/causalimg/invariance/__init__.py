"""Predictors for the next hospital: what the graph licenses, trained beside plain ERM."""
