"""Our answers in the records of the protocol."""

from collections.abc import Iterable
from dataclasses import dataclass

from lsprotocol import types as lsp

from causalimg.diagnostics import Diagnostic, Fix, Severity
from causalimg.interfaces.lsp.completion import Completion
from causalimg.interfaces.lsp.document import Document
from causalimg.interfaces.lsp.edits import Action
from causalimg.interfaces.lsp.hover import Hover
from causalimg.interfaces.lsp.names import Occurrence
from causalimg.interfaces.lsp.outline import Symbol
from causalimg.interfaces.lsp.positions import Encoding, offset, position
from causalimg.source import Source, Span

_SEVERITIES = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.NOTE: lsp.DiagnosticSeverity.Information,
}
_UNUSED = "W0109"
_COMPLETIONS = {
    "variable": lsp.CompletionItemKind.Variable,
    "noise": lsp.CompletionItemKind.Event,
    "parameter": lsp.CompletionItemKind.Field,
    "param": lsp.CompletionItemKind.Constant,
    "grid": lsp.CompletionItemKind.Struct,
    "predictor": lsp.CompletionItemKind.Interface,
    "intervention": lsp.CompletionItemKind.Method,
    "query": lsp.CompletionItemKind.Method,
    "value": lsp.CompletionItemKind.EnumMember,
    "law": lsp.CompletionItemKind.Class,
    "network": lsp.CompletionItemKind.Class,
    "function": lsp.CompletionItemKind.Function,
    "argument": lsp.CompletionItemKind.Property,
    "type": lsp.CompletionItemKind.TypeParameter,
    "unit": lsp.CompletionItemKind.Unit,
    "module": lsp.CompletionItemKind.Module,
    "block": lsp.CompletionItemKind.Keyword,
}
_SYMBOLS = {
    "block": lsp.SymbolKind.Namespace,
    "model": lsp.SymbolKind.Package,
    "module": lsp.SymbolKind.Module,
    "param": lsp.SymbolKind.Constant,
    "grid": lsp.SymbolKind.Struct,
    "variable": lsp.SymbolKind.Variable,
    "noise": lsp.SymbolKind.Event,
    "parameter": lsp.SymbolKind.Field,
    "mechanism": lsp.SymbolKind.Function,
    "chain": lsp.SymbolKind.Operator,
    "claim": lsp.SymbolKind.Boolean,
    "intervention": lsp.SymbolKind.Method,
    "query": lsp.SymbolKind.Method,
    "predictor": lsp.SymbolKind.Interface,
}


@dataclass(frozen=True, slots=True)
class Wire:
    """A document as the other side counts it.

    Args:
        uri: what the editor calls it.
        document: the text.
        encoding: the code units of a position.
    """

    uri: str
    document: Document
    encoding: Encoding

    # ---- places ------------------------------------------------------------------------------

    def offset(self, place: lsp.Position) -> int:
        """An offset of ours."""
        return offset(self.document.source, (place.line, place.character), self.encoding)

    def span(self, place: lsp.Range) -> Span:
        """A span of ours."""
        start = self.offset(place.start)
        return Span(start, max(start, self.offset(place.end)))

    def range(self, span: Span) -> lsp.Range:
        """A range of theirs."""
        return self.elsewhere(self.uri, self.document.source, span).range

    def location(self, span: Span) -> lsp.Location:
        """A range with its text."""
        return lsp.Location(self.uri, self.range(span))

    def elsewhere(self, uri: str, source: Source, span: Span) -> lsp.Location:
        """A range of another text."""
        ends = (position(source, at, self.encoding) for at in (span.start, span.end))
        return lsp.Location(uri, lsp.Range(*(lsp.Position(*end) for end in ends)))

    # ---- diagnostics and edits -----------------------------------------------------------------

    def diagnostics(self) -> list[lsp.Diagnostic]:
        """Everything that is to be said."""
        return [self.diagnostic(one) for one in self.document.analysis.diagnostics]

    def diagnostic(self, one: Diagnostic) -> lsp.Diagnostic:
        """One message: its sentence and label, then helps and notes; other places are related."""
        advice = [f"help: {text}" for text in one.helps] + [f"note: {text}" for text in one.notes]
        head = f"{one.message} ({one.label})" if one.label else one.message
        related = [
            lsp.DiagnosticRelatedInformation(self.location(other.span), other.text or "see here")
            for other in one.others
        ]
        return lsp.Diagnostic(
            self.range(one.span or Span(0, 0)),
            "\n".join([head, *advice]),
            _SEVERITIES[one.severity],
            one.code,
            source="causalimg",
            tags=[lsp.DiagnosticTag.Unnecessary] if one.code == _UNUSED else None,
            related_information=related or None,
        )

    def edits(self, fixes: Iterable[Fix]) -> list[lsp.TextEdit]:
        """Edits of the text."""
        return [lsp.TextEdit(self.range(fix.span), fix.text) for fix in fixes]

    def change(self, fixes: Iterable[Fix]) -> lsp.WorkspaceEdit:
        """The same edits, with the text that they belong to."""
        return lsp.WorkspaceEdit(changes={self.uri: self.edits(fixes)})

    def action(self, action: Action) -> lsp.CodeAction:
        """An offered edit."""
        return lsp.CodeAction(
            action.title,
            lsp.CodeActionKind.QuickFix,
            [self.diagnostic(action.mends)],
            is_preferred=action.fix.sure,
            edit=self.change([action.fix]),
        )

    # ---- answers -------------------------------------------------------------------------------

    def hover(self, found: Hover) -> lsp.Hover:
        """A card."""
        text = lsp.MarkupContent(lsp.MarkupKind.Markdown, found.text)
        return lsp.Hover(text, self.range(found.span))

    def completion(self, offer: Completion, number: int) -> lsp.CompletionItem:
        """An offer; `number` keeps our order."""
        doc = lsp.MarkupContent(lsp.MarkupKind.Markdown, offer.doc) if offer.doc else None
        return lsp.CompletionItem(
            offer.label,
            kind=_COMPLETIONS.get(offer.what, lsp.CompletionItemKind.Keyword),
            detail=offer.detail or None,
            documentation=doc,
            sort_text=f"{number:04}",
            text_edit=lsp.TextEdit(self.range(offer.span), offer.label),
        )

    def symbol(self, symbol: Symbol) -> lsp.DocumentSymbol:
        """A line of the outline."""
        return lsp.DocumentSymbol(
            symbol.name,
            _SYMBOLS[symbol.what],
            self.range(symbol.span),
            self.range(symbol.word),
            symbol.detail or None,
            children=[self.symbol(child) for child in symbol.children],
        )

    def highlight(self, found: Occurrence) -> lsp.DocumentHighlight:
        """A place where the same thing is meant."""
        kind = lsp.DocumentHighlightKind
        return lsp.DocumentHighlight(
            self.range(found.span), kind.Write if found.declares else kind.Read
        )
