"""The grammar for editors and the extension for Visual Studio Code: whole, and of our words."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import causalimg
from causalimg.causal.analyse import analyse
from causalimg.diagnostics import Severity
from causalimg.library.laws import LAWS
from causalimg.library.networks import NETWORKS
from causalimg.library.words import CONSTANT_TYPES, COUPLINGS
from causalimg.source import Source
from causalimg.syntax.format import format_tree
from causalimg.syntax.grammar import grammar
from causalimg.syntax.words import BLOCK_WORDS, LINE_WORDS, ROLES, TYPES

ROOT = Path(__file__).parents[2]
GRAMMAR = ROOT / "grammar" / "causalimg.tmLanguage.json"
CODE = ROOT / "editors" / "vscode"
TEXTMATE = json.loads(GRAMMAR.read_text("utf-8"))
#: Alternatives of plain words between brackets or bars: `(?:a|b)`, `(a|b)`, `(a)`.
ALTERNATIVES = re.compile(r"(?<!\\)\((?:\?:)?((?:\w+\|)*\w+)\)")


def rules(node=TEXTMATE):
    """Every rule of the grammar."""
    if isinstance(node, dict):
        yield node
        for inner in node.values():
            yield from rules(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from rules(inner)


def patterns():
    for rule in rules():
        for key in ("match", "begin", "end", "firstLineMatch"):
            if isinstance(rule.get(key), str):
                yield rule, rule[key]


def words_of(scope):
    """The words of all rules, or captures, of a scope."""
    found = set()
    for rule, pattern in patterns():
        groups = ALTERNATIVES.findall(pattern)
        captures = {**rule.get("captures", {}), **rule.get("beginCaptures", {})}
        if scope in rule.get("name", "") and "match" in rule:
            found.update(w for group in groups for w in group.split("|"))
            found.update(re.findall(r"\\b(\w+)(?=\\b|\(\?)", pattern))
        elif any(scope in one["name"] for one in captures.values()):
            found.update(w for group in groups for w in group.split("|"))
    return found


def test_the_grammar_is_whole():
    assert TEXTMATE["scopeName"] == "source.causalimg"
    repository = TEXTMATE["repository"]
    for rule in rules():
        if "include" in rule:
            assert rule["include"].removeprefix("#") in repository
    used = {rule["include"].removeprefix("#") for rule in rules() if "include" in rule}
    assert used == set(repository)


def test_every_pattern_is_a_regular_expression_with_its_captures():
    count = 0
    for rule, pattern in patterns():
        compiled = re.compile(pattern)
        captures = {**rule.get("captures", {}), **rule.get("beginCaptures", {})}
        if "end" not in rule or pattern != rule["end"]:
            assert max((int(n) for n in captures), default=0) <= compiled.groups
        count += 1
    assert count > 30
    scopes = [r["name"] for r in rules() if isinstance(r.get("name"), str) and r is not TEXTMATE]
    assert all(scope.endswith(".causalimg") for scope in scopes)


def test_the_first_line_tells_our_files_from_scheme():
    first = re.compile(TEXTMATE["firstLineMatch"])
    assert first.match("causalimg 1")
    assert not first.match("(define x 1)")
    assert not first.match("; causalimg 1")


def test_the_words_of_the_grammar_are_those_of_the_language():
    assert words_of("support.class.law") == set(LAWS)
    assert words_of("support.function.network") == set(NETWORKS)
    assert words_of("support.constant.coupling") == set(COUPLINGS)
    assert words_of("storage.modifier.role") == set(ROLES)
    assert words_of("keyword.declaration.block") == set(BLOCK_WORDS)
    assert words_of("storage.type") >= set(TYPES) | set(CONSTANT_TYPES)


def test_every_keyword_has_a_colour_and_no_other_word_has_one():
    scopes = ("keyword.", "storage.modifier", "support.function.estimand")
    coloured = {word for scope in scopes for word in words_of(scope)}
    keywords = set(grammar().keywords)
    assert keywords - coloured == {"inf"}, "a constant"
    assert coloured - keywords <= set(CONSTANT_TYPES)
    assert set(LINE_WORDS) <= coloured


# ---- Visual Studio Code ------------------------------------------------------------------------


def read(name):
    return json.loads((CODE / name).read_text("utf-8"))


def test_the_extension_carries_a_copy_of_the_grammar():
    copy = CODE / "syntaxes" / GRAMMAR.name
    assert copy.read_bytes() == GRAMMAR.read_bytes(), "copy grammar/ to editors/vscode/syntaxes"


def test_the_package_names_what_is_there():
    package = read("package.json")
    assert package["version"] == causalimg.__version__
    contributes = package["contributes"]
    (language,) = contributes["languages"]
    paths = [language["configuration"], package["main"]]
    paths += [one["path"] for kind in ("grammars", "snippets") for one in contributes[kind]]
    assert all((CODE / path).is_file() for path in paths)
    assert all((CODE / name).exists() for name in package["files"] if name != "node_modules")
    assert {g["language"] for g in contributes["grammars"]} == {language["id"]}
    assert contributes["grammars"][0]["scopeName"] == TEXTMATE["scopeName"]
    script = (CODE / "extension.js").read_text("utf-8")
    registered = set(re.findall(r'registerCommand\("([\w.]+)"', script))
    assert registered == {command["command"] for command in contributes["commands"]}
    assert re.search(language["firstLine"], "causalimg 1")


def test_the_graph_is_asked_for_by_the_name_that_the_server_knows():
    pytest.importorskip("pygls", reason="the extra `lsp` is not installed")
    from causalimg.interfaces.lsp.server import GRAPH

    assert f'"{GRAPH}"' in (CODE / "extension.js").read_text("utf-8")


def test_the_skeleton_is_a_model_in_the_one_form():
    body = "\n".join(read("snippets/causalimg.json")["a new model"]["body"])
    text = re.sub(r"\$\{\d+:([^}]*)\}|\$0", lambda m: m[1] or "", body)
    source = Source("ward.scm", text)
    found = analyse(source)
    assert [d for d in found.diagnostics if d.severity is not Severity.NOTE] == []
    assert format_tree(found.tree, source) == text


@pytest.mark.parametrize(
    ("name", "block"),
    [
        ("an environment", "variables"),
        ("a picture", "variables"),
        ("a learned picture", "mechanisms"),
        ("an effect", "queries"),
        ("a counterfactual", "queries"),
        ("a ladder", "queries"),
        ("a predictor", "predictors"),
        ("a grid", ""),
    ],
)
def test_a_snippet_follows_the_grammar(name, block):
    body = re.sub(r"\$\{\d+:([^}]*)\}", r"\1", read("snippets/causalimg.json")[name]["body"])
    inside = f"{block} {{\n  {body}\n}}\n" if block else f"{body}\n"
    assert analyse(Source("a.scm", f"causalimg 1\n{inside}")).tree is not None


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_the_extension_runs_the_program_of_the_folder():
    code = """
      const { program } = require(process.argv[1]);
      const has = (file) => file.replace(/\\\\/g, "/") === "/b/.venv/bin/causalimg";
      console.log(JSON.stringify([
        program([], ["/a", "/b"], has, "linux"),
        program([], ["/a"], has, "linux"),
        program(["/opt/causalimg", "lsp"], ["/b"], has, "linux"),
      ]));
    """
    done = subprocess.run(
        ["node", "-e", code, str(CODE / "start.js")], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [
        {"command": "/b/.venv/bin/causalimg", "args": ["lsp"]},
        {"command": "causalimg", "args": ["lsp"]},
        {"command": "/opt/causalimg", "args": ["lsp"]},
    ]
