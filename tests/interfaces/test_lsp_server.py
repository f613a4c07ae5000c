"""A real client talks to `causalimg lsp` over its standard streams, from hello to good-bye."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("pygls", reason="the extra `lsp` is not installed")

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.lsp.client import LanguageClient

ROOT = Path(__file__).parents[2]
URI = "file:///study/ward.scm"
TEXT = """causalimg 1

model ward "三つの病棟 🩻"

variables {
  年齢 : real in [18, 100] years  ## 訪問時 🩻
  sick : binary
}

graph {
  年齢 -> sick
}

mechanisms {
  年齢 ~ flow()
  sick ~ Bernoulli(logit = linear(年齢)) via threshold
}
"""


class Editor(LanguageClient):
    """An editor that keeps what it is told."""

    def __init__(self) -> None:
        super().__init__("test editor", "1")
        self.told: dict[int | None, list[lsp.Diagnostic]] = {}
        self.news = asyncio.Event()
        self.text, self.version = "", 0

        @self.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def _published(params: lsp.PublishDiagnosticsParams) -> None:
            self.told[params.version] = list(params.diagnostics)
            self.news.set()

    async def hello(self, encodings: list[str] | None = None) -> lsp.InitializeResult:
        await self.start_io(sys.executable, "-m", "causalimg", "lsp")
        general = lsp.GeneralClientCapabilities(position_encodings=encodings)
        renaming = lsp.RenameClientCapabilities(prepare_support=True)
        texts = lsp.TextDocumentClientCapabilities(rename=renaming)
        can = lsp.ClientCapabilities(general=general, text_document=texts)
        result = await self.initialize_async(lsp.InitializeParams(can, root_uri=None))
        self.initialized(lsp.InitializedParams())
        return result

    async def bye(self) -> None:
        await self.shutdown_async(None)
        self.exit(None)
        await asyncio.wait_for(self.stopped_with(), 120)

    async def stopped_with(self) -> int:
        code = await self._server.wait()
        assert code == 0
        return code

    async def open(self, text: str, uri: str = URI) -> list[lsp.Diagnostic]:
        self.text, self.version = text, 1
        item = lsp.TextDocumentItem(uri, "causalimg", 1, text)
        self.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        return await self.heard(1)

    def type(self, text: str, uri: str = URI) -> None:
        self.text = text
        self.version += 1
        self.text_document_did_change(
            lsp.DidChangeTextDocumentParams(
                lsp.VersionedTextDocumentIdentifier(self.version, uri),
                [lsp.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    async def heard(self, version: int | None) -> list[lsp.Diagnostic]:
        async with asyncio.timeout(120):
            while version not in self.told:
                self.news.clear()
                await self.news.wait()
        return self.told[version]

    def at(self, words: str, further: int = 0) -> dict:
        line, column = place(self.text, self.text.index(words) + further)
        return {
            "text_document": lsp.TextDocumentIdentifier(URI),
            "position": lsp.Position(line, column),
        }


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and UTF-16 column, told by Python's own codec."""
    before = text[:offset]
    last = before.rpartition("\n")[2]
    return before.count("\n"), len(last.encode("utf-16-le")) // 2


def slice_of(text: str, place: lsp.Range) -> str:
    """What a range of UTF-16 units holds."""
    lines = [line.encode("utf-16-le") for line in text.split("\n")]
    assert place.start.line == place.end.line
    start, end = place.start.character * 2, place.end.character * 2
    return lines[place.start.line][start:end].decode("utf-16-le")


def changed(text: str, edits: list[lsp.TextEdit]) -> str:
    """The text as an editor has it after the edits."""
    units = text.encode("utf-16-le")
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len((line + "\n").encode("utf-16-le")))

    def offset(at: lsp.Position) -> int:
        return starts[at.line] + 2 * at.character

    for edit in sorted(edits, key=lambda e: offset(e.range.start), reverse=True):
        ends = offset(edit.range.start), offset(edit.range.end)
        units = units[: ends[0]] + edit.new_text.encode("utf-16-le") + units[ends[1] :]
    return units.decode("utf-16-le")


def talk(story: Callable[[Editor], Awaitable[None]]) -> None:
    """One conversation with a server of its own."""

    async def whole() -> None:
        editor = Editor()
        try:
            await asyncio.wait_for(story(editor), 300)
        finally:
            if editor._server and editor._server.returncode is None:
                editor._server.kill()

    asyncio.run(whole())


def test_an_editor_opens_edits_asks_and_leaves():
    async def story(editor: Editor) -> None:
        hello = await editor.hello()
        can = hello.capabilities
        assert hello.server_info.name == "causalimg"
        assert can.rename_provider.prepare_provider
        assert can.hover_provider
        assert can.document_formatting_provider
        assert await editor.open(TEXT) == []

        await asks(editor)
        await renames(editor)
        await mends(editor)
        await formats(editor)

        closed = lsp.TextDocumentIdentifier(URI)
        editor.text_document_did_close(lsp.DidCloseTextDocumentParams(closed))
        assert await editor.heard(None) == []
        await editor.bye()

    talk(story)


async def asks(editor: Editor) -> None:
    card = await editor.text_document_hover_async(lsp.HoverParams(**editor.at("年齢 ->")))
    assert "年齢 : real in [18, 100] years" in card.contents.value
    assert "訪問時 🩻" in card.contents.value
    assert slice_of(TEXT, card.range) == "年齢"

    where = editor.at("linear(年齢", len("linear(") + 1)
    home = await editor.text_document_definition_async(lsp.DefinitionParams(**where))
    assert (home.range.start.line, slice_of(TEXT, home.range)) == (5, "年齢")

    all_of_them = lsp.ReferenceContext(include_declaration=True)
    asked = lsp.ReferenceParams(context=all_of_them, **where)
    places = await editor.text_document_references_async(asked)
    assert [slice_of(TEXT, p.range) for p in places] == ["年齢"] * 4
    asked = lsp.ReferenceParams(context=lsp.ReferenceContext(False), **where)
    assert len(await editor.text_document_references_async(asked)) == 3
    marks = await editor.text_document_document_highlight_async(
        lsp.DocumentHighlightParams(**where)
    )
    assert [m.kind.name for m in marks] == ["Write", "Read", "Read", "Read"]

    outline = await editor.text_document_document_symbol_async(
        lsp.DocumentSymbolParams(lsp.TextDocumentIdentifier(URI))
    )
    assert [s.name for s in outline] == ["ward", "variables", "graph", "mechanisms"]
    assert [c.name for c in outline[1].children] == ["年齢", "sick"]

    offered = await editor.text_document_completion_async(
        lsp.CompletionParams(**editor.at("threshold", 2))
    )
    assert [item.label for item in offered.items][:2] == ["threshold", "gumbel_max"]
    assert slice_of(TEXT, offered.items[0].text_edit.range) == "threshold"


async def renames(editor: Editor) -> None:
    where = editor.at("年齢 -> sick", 1)
    asked = await editor.text_document_prepare_rename_async(lsp.PrepareRenameParams(**where))
    assert (asked.placeholder, slice_of(TEXT, asked.range)) == ("年齢", "年齢")
    edit = await editor.text_document_rename_async(lsp.RenameParams(new_name="age", **where))
    assert changed(TEXT, edit.changes[URI]) == TEXT.replace("年齢", "age")
    for name, words in [
        ("sick", "already the name"),
        ("given", "word of the"),
        ("2x", "not a name"),
    ]:
        with pytest.raises(JsonRpcException, match=words):
            await editor.text_document_rename_async(lsp.RenameParams(new_name=name, **where))
    with pytest.raises(JsonRpcException, match="from the language"):
        await editor.text_document_prepare_rename_async(
            lsp.PrepareRenameParams(**editor.at("Bernoulli"))
        )


async def mends(editor: Editor) -> None:
    slip = TEXT.replace("-> sick", "-> sikc").replace("年齢 ~ flow()", '年齢 = 3  # 🩻"')
    editor.type(slip)
    found = [d for d in await editor.heard(editor.version) if d.code == "E0003"]
    assert slice_of(slip, found[0].range) == "="
    assert "help: write `年齢 := 3`" in found[0].message

    offered = await actions(editor, found[0].range)
    assert offered[0].is_preferred
    better = changed(slip, offered[0].edit.changes[URI])
    assert "年齢 := 3" in better
    editor.type(better)
    found = await editor.heard(editor.version)
    assert "E0101" in [d.code for d in found]
    whole = lsp.Range(lsp.Position(0, 0), lsp.Position(99, 0))
    every = await actions(editor, whole, lsp.CodeActionKind.SourceFixAll)
    assert [action.kind for action in every] == ["source.fixAll.causalimg"]
    assert "年齢 -> sick" in changed(better, every[0].edit.changes[URI])

    twice = TEXT.replace("  sick : binary\n", "  sick : binary\n  sick : binary\n")
    editor.type(twice)
    (found,) = [d for d in await editor.heard(editor.version) if d.code == "E0102"]
    assert found.severity == lsp.DiagnosticSeverity.Error
    assert found.related_information[0].message == "first here"
    assert found.related_information[0].location.range.start.line == 6


async def actions(editor: Editor, place: lsp.Range, *only: lsp.CodeActionKind) -> list:
    return await editor.text_document_code_action_async(
        lsp.CodeActionParams(
            lsp.TextDocumentIdentifier(URI),
            place,
            lsp.CodeActionContext(diagnostics=[], only=list(only) or None),
        )
    )


async def formats(editor: Editor) -> None:
    loose = TEXT.replace("  sick : binary", "  sick:binary").replace("\n", "\r\n")
    editor.type(loose)
    asked = lsp.DocumentFormattingParams(
        lsp.TextDocumentIdentifier(URI), lsp.FormattingOptions(2, True)
    )
    edits = await editor.text_document_formatting_async(asked)
    normal = loose.replace("\r\n", "\n")
    assert changed(normal, edits) == TEXT
    assert edits[0].range.end.line - edits[0].range.start.line == 1, "only the line that differs"
    editor.type(TEXT)
    assert not await editor.text_document_formatting_async(asked)
    editor.type(TEXT + "graph {")
    assert not await editor.text_document_formatting_async(asked)


@pytest.mark.parametrize(("struck", "told"), [(1, []), (2, ["publish", "publish_importing"])])
def test_a_text_is_checked_when_it_has_rested(struck: int, told: list[str]):
    from causalimg.interfaces.lsp.server import _changed

    heard = []
    held = SimpleNamespace(
        workspace=SimpleNamespace(text_documents={URI: SimpleNamespace(version=2)}),
        publish=lambda _: heard.append("publish"),
        publish_importing=lambda _: heard.append("publish_importing"),
    )
    changed = lsp.DidChangeTextDocumentParams(lsp.VersionedTextDocumentIdentifier(struck, URI), [])
    asyncio.run(_changed(held, changed))
    assert heard == told


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_positions_are_counted_as_the_editor_asks(encoding: str):
    async def story(editor: Editor) -> None:
        hello = await editor.hello([encoding])
        assert hello.capabilities.position_encoding == encoding
        text = 'causalimg 1\nmodel a "🩻年" graph'
        found = await editor.open(text)
        codec = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
        name, size = codec[encoding]
        before = len('model a "🩻年" '.encode(name)) // size
        assert [d.range.start.character for d in found] == [before]
        await editor.bye()

    talk(story)


def test_the_graph_of_a_text_can_be_asked_for():
    async def story(editor: Editor) -> None:
        await editor.hello()
        await editor.open(TEXT)
        shown = await editor.protocol.send_request_async("causalimg/graph", {"uri": URI})
        assert shown.svg.startswith("<svg")
        editor.type(TEXT + "graph { 年齢 -> nobody }\n")
        with pytest.raises(JsonRpcException, match="without errors"):
            await editor.protocol.send_request_async("causalimg/graph", {"uri": URI})
        await editor.bye()

    talk(story)


def test_what_is_open_stands_over_what_is_on_disk(tmp_path: Path):
    text = (
        'causalimg 1\nimport "s.scm" as s\nvariables { x : real }\n'
        "mechanisms { x ~ Normal(s.level, 1) }\n"
    )
    (tmp_path / "s.scm").write_text("causalimg 1\n", "utf-8")
    ours, theirs = (tmp_path / name for name in ("model.scm", "s.scm"))

    async def story(editor: Editor) -> None:
        await editor.hello()
        assert "E0101" in [d.code for d in await editor.open(text, ours.as_uri())]
        editor.told.clear()
        assert await editor.open("causalimg 1\n", theirs.as_uri()) == []
        editor.told.clear()
        editor.type("causalimg 1\n\nparam level : real = 2\n", theirs.as_uri())
        await editor.heard(2)
        assert await editor.heard(1) == [], "the importing text was checked again"
        editor.text = text
        where = editor.at("level", 2)
        where["text_document"] = lsp.TextDocumentIdentifier(ours.as_uri())
        home = await editor.text_document_definition_async(lsp.DefinitionParams(**where))
        assert (home.uri, home.range.start) == (theirs.as_uri(), lsp.Position(2, 6))

        editor.told.clear()
        closed = lsp.TextDocumentIdentifier(theirs.as_uri())
        editor.text_document_did_close(lsp.DidCloseTextDocumentParams(closed))
        (tmp_path / "s.scm").write_text("causalimg 1\n\nparam other : int = 2\n", "utf-8")
        moved = lsp.FileEvent(theirs.as_uri(), lsp.FileChangeType.Changed)
        editor.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([moved]))
        assert "E0101" in [d.code for d in await editor.heard(1)]
        await editor.bye()

    talk(story)


def test_the_server_never_loads_what_is_heavy():
    code = (
        "import sys\n"
        "from causalimg.interfaces.lsp.server import server\n"
        "from causalimg.interfaces.lsp import completion, document, edits, hover, outline\n"
        "server()\n"
        "text = open(sys.argv[1], encoding='utf-8').read()\n"
        "found = document.open_text(sys.argv[1], text)\n"
        "at = text.index('disease')\n"
        "assert hover.hover(found, at) and completion.complete(found, at)\n"
        "assert edits.rename(found, at, 'illness') and outline.outline(found)\n"
        "assert edits.formatted(found) is None and edits.all_mended(found) is None\n"
        "heavy = {'torch', 'pyro', 'monai', 'pandas', 'matplotlib', 'numpy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    model = str(ROOT / "models" / "chest_phantom.scm")
    done = subprocess.run(
        [sys.executable, "-c", code, model], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_without_pygls_the_command_says_what_to_install():
    code = (
        "import sys\n"
        "sys.modules['pygls'] = None\n"
        "from causalimg.interfaces.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "lsp"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "pip install 'causalimg[lsp]'" in done.stderr
    assert "Traceback" not in done.stderr
