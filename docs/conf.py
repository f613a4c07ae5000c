"""How the manual is built: `make docs`."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))
# The tutorial calls `causalimg` as a reader would, from the environment that builds the pages.
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

project = "causalimg"
author = "the causalimg founders"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "models"]
exclude_patterns = ["_build", "_ext"]

html_theme = "furo"
html_title = "causalimg"
html_static_path = ["_static"]
html_show_copyright = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#2f5a8f", "color-brand-content": "#2f5a8f"},
    "dark_css_variables": {"color-brand-primary": "#8fb5e0", "color-brand-content": "#8fb5e0"},
}

myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_heading_anchors = 3

# The tutorial runs at every build: what it shows is what the package of today answers.
nb_execution_mode = "force"
nb_execution_in_temp = True
nb_execution_timeout = 300
# A cell that fails is a warning that shows why, and `-W` makes it an error.
nb_execution_show_tb = True
nb_merge_streams = True
nb_mime_priority_overrides = [("html", "text/html", 10), ("html", "image/svg+xml", 20)]

add_module_names = False
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
default_role = "code"  # single back-ticks in docstrings are code, as everywhere in the house
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_rtype = False
# Types of other packages, and of rooms that have no page, stay words without a link.
nitpick_ignore_regex = [("py:.*", r".*")]
