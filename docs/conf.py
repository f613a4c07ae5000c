"""How the manual is built: `make docs`."""

project = "causalimg"
author = "the causalimg founders"
extensions = ["myst_nb"]
html_theme = "furo"
html_title = "causalimg"
nb_execution_mode = "off"  # notebooks are executed by the tests, at smoke size
myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
suppress_warnings = ["misc.highlighting_failure", "myst.xref_missing"]
