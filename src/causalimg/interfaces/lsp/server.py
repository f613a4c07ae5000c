"""The language server: `causalimg lsp` speaks the protocol of editors on its standard streams."""

import asyncio
import os
from collections.abc import Callable
from typing import Any, cast

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from causalimg import __version__
from causalimg.causal.analyse import Analysis
from causalimg.interfaces.door import collect_rarely
from causalimg.interfaces.lsp import edits, names
from causalimg.interfaces.lsp.completion import complete
from causalimg.interfaces.lsp.document import Document, normalised, open_text
from causalimg.interfaces.lsp.edits import Refused
from causalimg.interfaces.lsp.hover import hover
from causalimg.interfaces.lsp.outline import outline
from causalimg.interfaces.lsp.positions import Encoding
from causalimg.interfaces.lsp.wire import Wire
from causalimg.source import Source
from causalimg.source.files import Shelf, on_disk
from causalimg.syntax import tree

#: So long, in seconds, a text rests before it is checked again.
REST = 0.1
#: Mends everything that has one sure edit.
FIX_ALL = "source.fixAll.causalimg"
#: Our own request: the graph of a text as SVG.
GRAPH = "causalimg/graph"


class Server(LanguageServer):
    """Holds the open texts, each with what was found in its newest version."""

    def __init__(self) -> None:
        # Whole texts: a model is a few kilobytes, and nobody has to agree on what a line is.
        super().__init__("causalimg", __version__, lsp.TextDocumentSyncKind.Full)
        self.read: dict[str, tuple[int | None, Document]] = {}

    def wire(self, uri: str) -> Wire:
        """The text as it is now."""
        held = self.workspace.get_text_document(uri)
        version, document = self.read.get(uri, (None, None))
        if document is None or version != held.version:
            name = to_fs_path(uri) or uri
            document = open_text(name, held.source, self.shelf(name))
            self.read[uri] = (held.version, document)
        encoding = self.server_capabilities.position_encoding or "utf-16"
        return Wire(uri, document, cast(Encoding, str(getattr(encoding, "value", encoding))))

    def shelf(self, name: str) -> Shelf:
        """The files beside a text, as they are in the editor where they are open there."""
        beside = on_disk(Source(name, ""))

        def find(path: str) -> Source:
            found = beside(path)
            for uri, held in self.workspace.text_documents.items():
                if os.path.realpath(to_fs_path(uri) or "") == os.path.realpath(found.name):
                    return Source(found.name, normalised(held.source))
            return found

        return find

    def publish_importing(self, uri: str = "") -> None:
        """Check the other open texts again that import files: one of those has changed."""
        for other, (_, document) in tuple(self.read.items()):
            imports = any(isinstance(i, tree.ImportModule) for i in document.file.items)
            if imports and other != uri and other in self.workspace.text_documents:
                del self.read[other]
                self.publish(other)

    def publish(self, uri: str) -> None:
        """Tell the editor what is to be said about a text."""
        wire = self.wire(uri)
        version = self.read[uri][0]
        found = lsp.PublishDiagnosticsParams(uri, wire.diagnostics(), version)
        self.text_document_publish_diagnostics(found)

    def forget(self, uri: str) -> None:
        """A text was closed."""
        self.read.pop(uri, None)
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))


def server() -> Server:
    """A server with every answer hung in."""
    made = Server()
    for feature, answer, options in _ANSWERS:
        made.feature(feature, options)(answer)
    return made


def serve() -> None:
    """Serve one editor until it says good-bye."""
    collect_rarely()
    server().start_io()


# ---- the life of a text ------------------------------------------------------------------------


def _opened(ls: Server, params: lsp.DidOpenTextDocumentParams) -> None:
    ls.publish(params.text_document.uri)


async def _changed(ls: Server, params: lsp.DidChangeTextDocumentParams) -> None:
    uri, version = params.text_document.uri, params.text_document.version
    await asyncio.sleep(REST)
    held = ls.workspace.text_documents.get(uri)
    if held is not None and held.version == version:
        ls.publish(uri)
        ls.publish_importing(uri)


def _closed(ls: Server, params: lsp.DidCloseTextDocumentParams) -> None:
    ls.forget(params.text_document.uri)


def _saved(ls: Server, params: lsp.DidSaveTextDocumentParams) -> None:
    ls.publish_importing(params.text_document.uri)


def _moved(ls: Server, params: lsp.DidChangeWatchedFilesParams) -> None:
    """Files changed outside of the editor."""
    del params
    ls.publish_importing()


# ---- answers -----------------------------------------------------------------------------------


def _hover(ls: Server, params: lsp.HoverParams) -> lsp.Hover | None:
    wire = ls.wire(params.text_document.uri)
    found = hover(wire.document, wire.offset(params.position))
    return wire.hover(found) if found else None


def _complete(ls: Server, params: lsp.CompletionParams) -> lsp.CompletionList:
    wire = ls.wire(params.text_document.uri)
    offers = complete(wire.document, wire.offset(params.position))
    items = [wire.completion(offer, number) for number, offer in enumerate(offers)]
    return lsp.CompletionList(False, items)


def _definition(ls: Server, params: lsp.DefinitionParams) -> lsp.Location | None:
    wire = ls.wire(params.text_document.uri)
    found = names.at(wire.document, wire.offset(params.position))
    if found is None:
        return None
    home = names.declaration(wire.document, found)
    there = None if home else names.elsewhere(wire.document, found)
    if there:
        source, span = there
        return wire.elsewhere(from_fs_path(os.path.realpath(source.name)) or "", source, span)
    return wire.location(home.span) if home else None


def _references(ls: Server, params: lsp.ReferenceParams) -> list[lsp.Location]:
    wire = ls.wire(params.text_document.uri)
    found = names.at(wire.document, wire.offset(params.position))
    places = names.same(wire.document, found) if found else ()
    declared = params.context.include_declaration
    return [wire.location(one.span) for one in places if declared or not one.declares]


def _highlights(ls: Server, params: lsp.DocumentHighlightParams) -> list[lsp.DocumentHighlight]:
    wire = ls.wire(params.text_document.uri)
    found = names.at(wire.document, wire.offset(params.position))
    places = names.same(wire.document, found) if found else ()
    return [wire.highlight(one) for one in places]


def _renamable(ls: Server, params: lsp.PrepareRenameParams) -> lsp.PrepareRenamePlaceholder:
    wire = ls.wire(params.text_document.uri)
    found = edits.renamable(wire.document, wire.offset(params.position))
    if isinstance(found, Refused):
        raise JsonRpcInvalidParams(found.reason)
    return lsp.PrepareRenamePlaceholder(wire.range(found.span), found.name)


def _rename(ls: Server, params: lsp.RenameParams) -> lsp.WorkspaceEdit:
    wire = ls.wire(params.text_document.uri)
    found = edits.rename(wire.document, wire.offset(params.position), params.new_name)
    if isinstance(found, Refused):
        raise JsonRpcInvalidParams(found.reason)
    return wire.change(found)


def _format(ls: Server, params: lsp.DocumentFormattingParams) -> list[lsp.TextEdit]:
    wire = ls.wire(params.text_document.uri)
    found = edits.formatted(wire.document)
    return wire.edits([found] if found else [])


def _symbols(ls: Server, params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
    wire = ls.wire(params.text_document.uri)
    return [wire.symbol(one) for one in outline(wire.document)]


def _actions(ls: Server, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
    wire = ls.wire(params.text_document.uri)
    only = params.context.only
    wanted: Callable[[str], bool] = lambda kind: not only or any(_within(kind, o) for o in only)  # noqa: E731
    found = []
    if wanted("quickfix"):
        offered = edits.actions(wire.document, wire.span(params.range))
        found += [wire.action(one) for one in offered]
    if only and wanted(FIX_ALL):
        mended = edits.all_mended(wire.document)
        change = wire.change([mended]) if mended else None
        found += [lsp.CodeAction("mend all", FIX_ALL, edit=change)] if change else []
    return found


def _within(kind: str, wanted: lsp.CodeActionKind | str) -> bool:
    """Whether a kind of action is the wanted one, or one of those inside it."""
    outer = str(getattr(wanted, "value", wanted))
    return not outer or kind == outer or kind.startswith(f"{outer}.")


def _graph(ls: Server, params: Any) -> dict[str, str]:
    from causalimg.interfaces.drawing import drawn

    document = ls.wire(params.uri).document
    analysis: Analysis = document.analysis
    if analysis.model is None:
        raise JsonRpcInvalidParams("the graph can be drawn when the text is without errors")
    return {"svg": drawn(analysis.model, "svg").decode()}


_ANSWERS: tuple[tuple[str, Callable[..., Any], Any], ...] = (
    (lsp.TEXT_DOCUMENT_DID_OPEN, _opened, None),
    (lsp.TEXT_DOCUMENT_DID_CHANGE, _changed, None),
    (lsp.TEXT_DOCUMENT_DID_CLOSE, _closed, None),
    (lsp.TEXT_DOCUMENT_DID_SAVE, _saved, None),
    (lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, _moved, None),
    (lsp.TEXT_DOCUMENT_HOVER, _hover, None),
    (
        lsp.TEXT_DOCUMENT_COMPLETION,
        _complete,
        lsp.CompletionOptions(trigger_characters=[".", ":", "~", "="]),
    ),
    (lsp.TEXT_DOCUMENT_DEFINITION, _definition, None),
    (lsp.TEXT_DOCUMENT_REFERENCES, _references, None),
    (lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, _highlights, None),
    (lsp.TEXT_DOCUMENT_PREPARE_RENAME, _renamable, None),
    (lsp.TEXT_DOCUMENT_RENAME, _rename, lsp.RenameOptions(prepare_provider=True)),
    (lsp.TEXT_DOCUMENT_FORMATTING, _format, None),
    (lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL, _symbols, None),
    (
        lsp.TEXT_DOCUMENT_CODE_ACTION,
        _actions,
        lsp.CodeActionOptions([lsp.CodeActionKind.QuickFix, lsp.CodeActionKind.SourceFixAll]),
    ),
    (GRAPH, _graph, None),
)
