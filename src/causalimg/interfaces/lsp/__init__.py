"""The editor's door: what `causalimg lsp` answers about a text, without torch.

Every answer is a plain function of a `Document` and an offset; only `server` knows the protocol.
"""
