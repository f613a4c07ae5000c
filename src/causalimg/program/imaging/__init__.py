"""The tensor side of the imaging standard library: what `from std.... import` brings into a model.

One module for each library module: `phantom` (std.phantom), `xray` (std.xray), `mri` (std.mri),
`morpho` (std.morpho), and `pictures` for the functions of the core; the others serve these. The
checker knows their signatures without torch; here are their values.
"""
