"""What an editor is told about a text and a place, finished or not; no protocol, no torch."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalimg.diagnostics import Severity
from causalimg.interfaces.lsp import edits, names, words
from causalimg.interfaces.lsp.completion import complete
from causalimg.interfaces.lsp.document import Document, open_text
from causalimg.interfaces.lsp.edits import Refused
from causalimg.interfaces.lsp.hover import hover
from causalimg.interfaces.lsp.outline import outline
from causalimg.interfaces.lsp.positions import offset, position, units
from causalimg.library.laws import LAWS
from causalimg.library.networks import NETWORKS
from causalimg.library.words import COUPLINGS
from causalimg.source import Source, Span
from causalimg.syntax.words import BLOCK_WORDS, ROLES, TYPES

ROOT = Path(__file__).parents[2]
#: By path, so that what a model imports is found beside it.
GALLERY = {str(p): p.read_text("utf-8") for p in sorted((ROOT / "models").glob("**/*.scm"))}
BAD = {p.stem: p.read_text("utf-8") for p in sorted((ROOT / "tests/models/bad").glob("*.scm"))}

HEAD = """causalimg 1
param n : int = 3
grid g = 4 x 4 at 1 mm
from std.xray import scatter
variables {
  environment site : category {north, south}
  sex  : category {female, male}
  field : category {"1.5T", "3T"}
  age  : real in [0, 100] years  ## at the visit
  sick : binary
  image : image[g] in [0, 1]
}
graph {
  site -> age -> sick
  sex, age -> image
}
noise { u ~ Normal(0, 1) }
"""


def offered(text):
    """What is offered at the mark."""
    at = text.index("¦")
    return [offer.label for offer in complete(open_text("a.scm", text.replace("¦", "")), at)]


# ---- positions -------------------------------------------------------------------------------

TEXTS = st.text(st.sampled_from("aé年🩻\n \u0301"), max_size=40)


@given(TEXTS, st.sampled_from(["utf-8", "utf-16", "utf-32"]), st.data())
def test_a_position_is_the_way_there_and_back(text, encoding, data):
    source = Source("", text)
    at = data.draw(st.integers(0, len(text)))
    line, column = position(source, at, encoding)
    before = text[:at].rpartition("\n")[2]
    codecs = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
    codec, size = codecs[encoding]
    assert (line, column) == (text[:at].count("\n"), len(before.encode(codec)) // size)
    assert offset(source, (line, column), encoding) == at


@given(TEXTS, st.tuples(st.integers(-2, 60), st.integers(-2, 60)))
def test_any_position_means_a_place_in_the_text(text, place):
    source = Source("", text)
    at = offset(source, place)
    assert 0 <= at <= len(text)
    assert position(source, at)[0] <= max(place[0], 0)


def test_letters_are_counted_in_code_units():
    assert [units("年齢🩻", e) for e in ("utf-8", "utf-16", "utf-32")] == [10, 4, 3]


# ---- any text, any place ---------------------------------------------------------------------


def ask_everything(text, at, name="a.scm"):
    """Every answer for one place; each span of an answer lies in the text."""
    document = open_text(name, text)
    end = len(document.source.text)
    spans = [o.span for o in names.occurrences(document)]
    spans += [c.span for c in complete(document, at)]
    card = hover(document, at)
    spans += [card.span] if card else []
    found = names.at(document, at)
    if found:
        places = names.same(document, found)
        assert found in places
        home = names.declaration(document, found)
        assert home is None or home in places
    renamed = edits.rename(document, at, "quite_another")
    spans += [] if isinstance(renamed, Refused) else [fix.span for fix in renamed]
    spans += [a.fix.span for a in edits.actions(document, Span(at, at))]
    layout = edits.formatted(document)
    spans += [layout.span] if layout else []
    for symbol in outline(document):
        assert symbol.span.start <= symbol.word.start <= symbol.word.end <= symbol.span.end
        spans += [child.span for child in symbol.children]
    assert all(0 <= span.start <= span.end <= end for span in spans)


@given(st.sampled_from(sorted(GALLERY)), st.data())
def test_every_prefix_of_a_gallery_file_is_answered_everywhere(name, data):
    whole = GALLERY[name]
    cut = data.draw(st.integers(0, len(whole)))
    at = data.draw(st.one_of(st.just(cut), st.integers(0, cut)))
    ask_everything(whole[:cut], at, name)


@given(st.sampled_from(sorted(GALLERY)), st.data())
def test_a_hole_in_a_gallery_file_is_answered_everywhere(name, data):
    whole = GALLERY[name]
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 40)))
    scar = data.draw(st.sampled_from(["", "(", "}", '"', "{", "~ ", "年", "\u202e", ".", "["]))
    text = whole[:start] + scar + whole[end:]
    ask_everything(text, min(start + len(scar), len(text)))


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(BAD))
def test_a_text_with_faults_is_answered(name):
    text = BAD[name]
    for at in range(0, len(text), 1 + len(text) // 12):
        ask_everything(text, at)


@pytest.mark.parametrize("text", ["", "\n", "}", "{", "causalimg", "x" * 3, "\ufeffcausalimg 1\n"])
def test_a_scrap_of_text_is_answered(text):
    for at in range(len(text) + 1):
        ask_everything(text, at)


@pytest.mark.parametrize("name", sorted(GALLERY), ids=lambda name: Path(name).stem)
def test_a_text_without_fault_is_salvaged_whole(name):
    """Statement by statement, its tree is the one that the parser makes of all at once."""
    found = open_text(name, GALLERY[name])
    unread = Document(found.source, replace(found.analysis, tree=None))
    assert unread.broken == ()
    assert unread.file == found.analysis.tree


def test_the_other_statements_of_a_broken_text_still_answer():
    text = (
        HEAD + "mechanisms {\n  age ~ flow() gven site\n  sick ~ Bernoulli(0.5) via threshold\n}\n"
    )
    document = open_text("a.scm", text)
    assert document.analysis.tree is None
    card = hover(document, text.index("sick ~"))
    assert "coupling: one uniform noise" in card.text
    found = names.at(document, text.index("age ~"))
    assert (found.what, found.name) == ("variable", "age"), "a word of the broken line"
    edit = edits.rename(document, text.index("age  :"), "years_old")
    after = edits.edited(text, edit)
    assert "age" not in after.replace("image", "")


# ---- cards -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("age  :", ["age : real in [0, 100] years", "at the visit", "a time", "`site`", "`sick`"]),
        ("site :", ["environment site", "never drawn", "effects: `age`"]),
        ("female", ["a value of `sex`: female, male"]),
        ('"1.5T"', ["a value of `field`"]),
        ("years", ["a time"]),
        ("real in", ["A number."]),
        ("n : int", ["param n : int = 3", "now 3"]),
        ("g = 4", ["grid g = 4 x 4 at 1 mm"]),
        ("u ~", ["u ~ Normal(0, 1)", "read by `image`"]),
        ("Normal(", ["Normal(mean, sd)", "the bell curve"]),
        ("scatter", ["scatter(image, fraction)", "from std.xray import scatter"]),
        ("std.xray", ["beer_lambert"]),
        ("graph {", ["an arrow such as"]),
        ("environment ", ["which site"]),
        ("flow(", ["flow(bins = 8", "abduction: exact"]),
        ("bins", ["flow(bins = 8"]),
        ("via thr", ["how a discrete mechanism"]),
        ("threshold", ["a higher risk only adds cases"]),
        ("had sex", ["rung 3"]),
        ("plan :", ["plan : sex = male"]),
        ("what :", ["what : image had sex = male"]),
        ("read :", ["classification"]),
    ],
)
def test_a_card_tells_what_a_word_stands_for(word, told):
    text = HEAD + (
        "mechanisms {\n  age ~ flow(bins = 8) given site\n"
        "  sick ~ Bernoulli(logit = age - 50) via threshold\n"
        "  sex ~ table()\n  field ~ table()\n  image := sigmoid(u + age + (sex == male)) + 0 * n\n}\n"
        "predictors { read : sick from image }\ninterventions { plan : sex = male }\n"
        "queries { what : image had sex = male }\n"
    )
    card = hover(open_text("a.scm", text), text.index(word))
    assert card is not None
    for part in told:
        assert part in card.text
    assert not card.text.endswith("\n")


@pytest.mark.parametrize(
    ("mechanism", "words"),
    [
        ("age ~ flow() given site", "exact, the noise is computed back"),
        ("age ~ Normal(3, 1)", "exact, the noise is computed back"),
        ("age := 3 + 2 * u", "exact, the noise is computed back"),
        ("age := 3", "there is no noise"),
        ("age := u + u * u", "none, no way back"),
        ("sick ~ Bernoulli(0.5)", "left open until"),
        ("sick ~ Bernoulli(0.5) via threshold", "by `threshold`"),
        ("sex ~ table() via gumbel_max", "by `gumbel_max`"),
        ("sex ~ Uniform()", "left open until"),
        ("image ~ vae() given sex, age", "amortised"),
        ("age ~ Delta(3)", "there is no noise"),
        ("(age, sex) ~ joint()", "by `gumbel_max`"),
    ],
)
def test_a_card_tells_how_a_variable_is_abducted(mechanism, words):
    text = HEAD + f"mechanisms {{ {mechanism} }}\n"
    target = "sex " if mechanism.startswith("(") else mechanism.split()[0]
    card = hover(open_text("a.scm", text), text.index(f"  {target}") + 2)
    assert f"abduction: {words}" in card.text or words in card.text.split("abduction: ")[1]


def test_cards_know_every_word_of_the_library():
    assert set(words.ROLES) == set(ROLES)
    assert set(words.COUPLINGS) == set(COUPLINGS)
    assert all("\n" in words.of_type(word) for word in TYPES)
    assert all(len(words.of_type(word).split("```")[-1]) > 5 for word in TYPES)
    for law in LAWS.values():
        assert law.doc in words.of_law(law)
    for network in NETWORKS.values():
        assert network.signature in words.of_network(network)


# ---- completion ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "never"),
    [
        ("¦", ["causalimg 1"], "variables"),
        ("causalimg 1\n¦", list(BLOCK_WORDS), "age"),
        ("causalimg 1\nvariables {\n ¦", ["environment", "latent", "selection"], "real"),
        ("causalimg 1\nvariables {\n x : ¦", list(TYPES), "latent"),
        ("causalimg 1\nvariables {\n x : real ¦", ["m"], "real"),
        (HEAD + "variables {\n x : image[¦", ["n", "g"], "age"),
        (HEAD + "variables {\n x : real in [0, ¦", ["n"], "age"),
        (HEAD + "graph {\n age -> ¦", ["site", "sex", "field", "age", "sick", "image"], "u"),
        (HEAD + "noise {\n w ~ ¦", ["Normal"], "flow"),
        (HEAD + "noise {\n w ~ Normal(¦", ["mean", "sd", "n"], "age"),
        (HEAD + "mechanisms {\n ¦", ["sex", "field", "age", "sick", "image"], "Normal"),
        (HEAD + "mechanisms {\n age ~ ¦", ["Normal"], "age"),
        (HEAD + "mechanisms {\n sick ~ ¦", ["Uniform", "Bernoulli", "Categorical"], "u"),
        (HEAD + "mechanisms {\n image ~ vae(¦", ["latent", "width", "n"], "age"),
        (HEAD + "mechanisms {\n age ~ flow() ¦", ["given", "truncated", "via"], "age"),
        (HEAD + "mechanisms {\n image ~ vae() given ¦", ["sex", "age"], "image"),
        (HEAD + "mechanisms {\n image ~ vae() given sex, ¦", ["age"], "sex"),
        (HEAD + "mechanisms {\n sick ~ table() via ¦", ["threshold", "gumbel_max"], "age"),
        (HEAD + "mechanisms {\n sick ~ Bernoulli(¦", ["p", "logit"], "sick"),
        (HEAD + "mechanisms {\n sex ~ Categorical(¦", ["female", "male"], "sex"),
        (HEAD + "mechanisms {\n age := if sex == ¦", ["female", "male"], "north"),
        (HEAD + "mechanisms {\n age := match sex {¦", ["female", "male"], "age"),
        (HEAD + "mechanisms {\n age := match sex { female: 1, ¦", ["male"], "female"),
        (HEAD + "mechanisms {\n age := 3 * ¦", ["site", "sex", "field", "sick", "image"], "age"),
        (HEAD + "mechanisms {\n age := 3 ¦", ["m", "cm"], "age"),
        (HEAD + "claims {\n ¦", ["site"], "u"),
        (HEAD + "claims {\n age _||_ ¦", ["site"], "age"),
        (HEAD + "claims {\n invariant image given age across ¦", ["site"], "age"),
        (HEAD + "queries {\n a : image had ¦", ["site"], "n"),
        (HEAD + "queries {\n a : image had field = ¦", ['"1.5T"', '"3T"'], "male"),
        (HEAD + "queries {\n a : E[sick | do(sex = ¦", ["female", "male"], "north"),
        (HEAD + "queries {\n a : E[sick | site == ¦", ["north", "south"], "male"),
        (HEAD + "queries {\n a : E[sick] for ¦", ["north", "south", "everyone"], "age"),
        (HEAD + "predictors {\n a : sick from image ¦", ["fair", "invariant"], "age"),
        (HEAD + "predictors {\n a : sick from image invariant to ¦", ["site", "sex"], "image"),
        (HEAD + "interventions {\n a : sex = ¦", ["female", "male"], "north"),
        (HEAD + "from ¦", ["std.phantom"], "scatter"),
        (HEAD + "from std.¦", ["phantom"], "std.phantom"),
        (HEAD + "from std.xray import scatter, ¦", ["beer_lambert"], "scatter"),
        (HEAD + "param x : ¦", ["int", "real"], "image"),
        (HEAD + "# wh¦", [], "age"),
        (HEAD + 'model a "th¦', [], "age"),
        (HEAD + "nothing {\n ¦", [], "age"),
    ],
)  # fmt: skip
def test_completion_offers_what_fits_first(text, first, never):
    found = offered(text)
    assert found[: len(first)] == first
    assert never not in found
    assert found or not first


def test_completion_takes_the_place_of_the_word_that_is_there():
    text = HEAD + "mechanisms { age ~ Norm(0, 1) }\n"
    at = text.index("Norm(")
    for inside in range(at, at + 5):
        (one,) = [c for c in complete(open_text("", text), inside) if c.label == "Normal"]
        assert one.span == Span(at, at + 4)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(GALLERY), ids=lambda name: Path(name).stem)
def test_completion_offers_every_name_that_a_gallery_file_uses(name):
    """Whatever a person wrote there is among the offers, at its beginning."""
    text = GALLERY[name]
    document = open_text(name, text)
    asked = [o for o in names.occurrences(document) if not o.declares and o.what != "word"]
    for one in asked[:: max(1, len(asked) // 40)]:
        if one.what in {"unit", "library", "module", "imported"} or "." in one.name:
            continue
        before = text[: one.span.start]
        labels = [c.label for c in complete(open_text(name, before), len(before))]
        every = [c.label for c in complete(document, one.span.start)]
        shown = document.source.slice(one.span)
        assert shown in every, (one, every)
        # What stands below is unknown in a prefix, and with it words that are declared there.
        assert labels or one.what not in {"law", "network", "type", "role"}, one


# ---- other files -----------------------------------------------------------------------------

SCANNER = """causalimg 1

param noise_level : real = 0.02
grid  film = 4 x 4 at 1 mm
"""
IMPORTING = """causalimg 1
import "scanners/skyra.scm" as skyra
variables { image : image[skyra.film] in [0, 1] }
noise { u : image[skyra.film] ~ Normal(0, 1) }
mechanisms { image := sigmoid(skyra.noise_level * u) }
"""


@pytest.fixture
def importing(tmp_path):
    (tmp_path / "scanners").mkdir()
    (tmp_path / "scanners" / "skyra.scm").write_text(SCANNER, "utf-8")
    return lambda text: open_text(str(tmp_path / "model.scm"), text)


def test_a_name_of_another_file_is_found_there(importing):
    document = importing(IMPORTING)
    assert [d for d in document.analysis.diagnostics if d.severity is not Severity.NOTE] == []
    at = IMPORTING.index("noise_level")
    found = names.at(document, at)
    assert (found.what, found.name) == ("imported", "skyra.noise_level")
    source, span = names.elsewhere(document, found)
    assert source.text == SCANNER
    assert SCANNER[span.start :].startswith("noise_level : real")
    card = hover(document, at).text
    assert "param noise_level : real = 0.02" in card
    assert "now 0.02" in card
    refused = edits.rename(document, at, "noise_floor")
    assert "another file" in refused.reason


def test_the_name_of_an_imported_file_can_be_changed(importing):
    found = edits.rename(importing(IMPORTING), IMPORTING.index("skyra.film"), "prisma")
    after = edits.edited(IMPORTING, found)
    assert after == IMPORTING.replace("skyra.", "prisma.").replace(
        "as skyra", "as prisma"
    ).replace("prisma.scm", "skyra.scm")


def test_completion_offers_what_another_file_has(importing):
    before = IMPORTING[: IMPORTING.index("noise_level")]
    offers = complete(importing(before), len(before))
    assert {offer.label for offer in offers} == {"noise_level", "film"}
    whole = before.removesuffix("skyra.")
    labels = {offer.label for offer in complete(importing(whole), len(whole))}
    assert {"skyra.noise_level", "u", "exp"} <= labels


def test_an_import_of_nothing_is_answered(importing):
    text = IMPORTING.replace("skyra.scm", "nowhere.scm")
    document = importing(text)
    found = names.at(document, text.index("noise_level"))
    assert names.elsewhere(document, found) is None
    assert hover(document, text.index("noise_level")) is None


# ---- edits -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "new", "reason"),
    [
        ("age  :", "2x", "not a name"),
        ("age  :", "a-b", "not a name"),
        ("age  :", "", "not a name"),
        ("age  :", "given", "word of the language"),
        ("age  :", "sick", "already the name of a variable"),
        ("age  :", "u", "already the name of a noise"),
        ("age  :", "n", "already the name of a param"),
        ("age  :", "male", "already a value of `sex`"),
        ("female", "woman", "a value in the data"),
        ("real in", "float", "from the language"),
        ("Normal(", "Gauss", "from the language"),
        ("{ u", "x", "here is no name"),
    ],
)
def test_a_rename_that_cannot_be_is_refused_in_words(word, new, reason):
    found = edits.rename(open_text("a.scm", HEAD), HEAD.index(word), new)
    assert isinstance(found, Refused)
    assert reason in found.reason


@given(st.sampled_from(sorted(GALLERY)), st.data())
def test_a_rename_changes_the_name_and_nothing_else(name, data):
    document = open_text(name, GALLERY[name])
    declared = [o for o in names.occurrences(document) if o.declares and o.what in names.NAMED]
    one = data.draw(st.sampled_from(declared))
    found = edits.rename(document, one.span.start, "quite_another")
    assert not isinstance(found, Refused), found
    text = edits.edited(document.source.text, found)
    again = open_text(name, text)
    severe = [d for d in again.analysis.diagnostics if d.severity is not Severity.NOTE]
    assert severe == []
    back = edits.rename(again, text.index("quite_another"), one.name)
    assert edits.edited(text, back) == document.source.text


@pytest.mark.parametrize("name", sorted(GALLERY), ids=lambda name: Path(name).stem)
def test_the_layout_of_a_gallery_file_stays(name):
    document = open_text(name, GALLERY[name])
    assert edits.formatted(document) is None
    loose = open_text(name, GALLERY[name].replace(" : ", ":"))
    fix = edits.formatted(loose)
    assert edits.edited(loose.source.text, [fix]) == GALLERY[name]


@given(st.text("ab\n", max_size=12), st.text("ab\n", max_size=12))
def test_a_difference_leads_from_one_text_to_the_other(old, new):
    fix = edits.difference(old, new)
    assert (edits.edited(old, [fix]) if fix else old) == new


def test_offered_fixes_are_those_of_the_place_and_mend_it():
    text = HEAD.replace("-> sick", "-> sikc") + "mechanisms {\n  sick = 0.5\n}\n"
    document = open_text("a.scm", text)
    (first,) = edits.actions(document, Span(text.index("sick = "), text.index("sick = ") + 6))
    assert first.mends.code == "E0003"
    assert first.title == "write `sick := 0.5`"
    assert edits.edited(text, [first.fix]) == text.replace("sick = 0.5", "sick := 0.5")
    assert edits.actions(document, Span(0, 3)) == ()
    mended = edits.edited(text, [edits.all_mended(document)])
    assert "sick := 0.5" in mended
    assert "age -> sick" in mended


def test_all_fixes_read_imported_files_as_the_editor_holds_them():
    """What is imported need not lie on the disk yet."""
    text = 'causalimg 1\n\nimport "dose.scm" as d\n\nvariables {\n  x : real\n}\n\n'
    text += "mechanisms {\n  x = d.low\n}\n"
    document = open_text(
        "m.scm", text, lambda path: Source(path, "causalimg 1\n\nparam low : real = 2\n")
    )
    mended = edits.edited(text, [edits.all_mended(document)])

    assert "x := d.low" in mended
    assert open_text("m.scm", mended, document.shelf).analysis.diagnostics == ()


def test_an_arrow_is_offered_at_its_place_and_not_among_all_fixes():
    text = HEAD + "mechanisms {\n  sick ~ table() given sex, site via threshold\n}\n"
    document = open_text("a.scm", text)
    offered = edits.actions(document, Span(0, len(text)))
    assert {(a.mends.code, a.fix.sure) for a in offered} >= {("E0401", False)}
    assert edits.all_mended(document) is None


def test_a_fix_is_offered_in_words():
    titles = {
        action.title
        for text in BAD.values()
        for action in edits.actions(open_text("a.scm", text), Span(0, len(text)))
    }
    assert len(titles) > 20
    assert all("\n" not in title and title.strip() for title in titles)
