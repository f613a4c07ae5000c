"""The tensor side of the imaging standard library: what `from std.... import` brings into a model.

One module for each library module: `phantom` (std.phantom), `xray` (std.xray), `morpho`
(std.morpho). The checker knows their signatures without torch; here are their values.
"""
