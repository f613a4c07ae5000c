"""The doors: Python, command line, notebook; thin, and lazy about heavy rooms."""
