"""The licences of the models that people will open first."""

from causalimg.causal.graphs.admg import sketch
from causalimg.causal.graphs.separation import m_separated
from causalimg.causal.licences.explain import explain, explain_flips
from causalimg.causal.licences.licence import licence_of
from causalimg.causal.licences.question import Question
from causalimg.causal.licences.sensitivity import sensitivity
from causalimg.causal.licences.verdicts import LabelRule, Method, Standing, Verdict

PHANTOM = """
    site -> age -> disease <- site
    site -> scanner -> exposure
    disease, scanner, exposure -> image
"""
CHEST = """
    frailty -> disease, bedside
    age, sex -> disease
    age <-> sex
    site -> age, sex, scanner
    disease, bedside, age, sex, scanner -> image
    disease -> label <- site
    disease, bedside -> archived
"""


def phantom(*invariant_to):
    discrete = frozenset({"site", "disease", "scanner"})
    return Question(
        sketch(PHANTOM), "image", "disease",
        invariant_to=invariant_to, environment="site", discrete=discrete,
    )  # fmt: skip


def chest(**changes):
    asked = {
        "label": "label",
        "invariant_to": ("scanner", "site"),
        "environment": "site",
        "selection": ("archived",),
        "latent": frozenset({"frailty", "disease"}),
    }
    return Question(sketch(CHEST), "image", "disease", **(asked | changes))


def test_the_claims_of_the_phantom_hold():
    graph = sketch(PHANTOM)
    assert m_separated(graph, {"disease"}, {"scanner"}, {"site"})
    assert m_separated(graph, {"image"}, {"site"}, {"disease", "scanner", "exposure"})


def test_the_phantom_is_licensed_given_the_disease_once_all_appearance_is_named():
    licence = licence_of(phantom("scanner", "exposure", "site"))
    for name in ("scanner", "exposure", "site"):
        attribute = licence.attribute(name)
        assert attribute.verdict is Verdict.LICENSED
        assert attribute.best.given == ("disease",)
        assert attribute.ruling(Method.MARGINAL).standing is Standing.FORBIDDEN
        assert attribute.ruling(Method.IRM).standing is Standing.FORBIDDEN
    assert licence.attribute("scanner").consistency
    assert licence.attribute("site").label_rule is LabelRule.PROPAGATE
    assert licence.shortcuts == ("scanner", "exposure")
    assert licence.uncovered == ()
    assert licence.hints == ()
    assert licence.warnings == ()


def test_an_unnamed_exposure_costs_power_and_gets_a_hint():
    licence = licence_of(phantom("scanner", "site"))
    assert licence.attribute("site").best.given == ("disease", "exposure")
    assert any("add `exposure` to `invariant to`" in hint for hint in licence.hints)


def test_a_simple_phantom_without_exposure():
    graph = sketch("site -> age -> disease <- site; site -> scanner; disease, scanner -> image")
    asked = Question(graph, "image", "disease", invariant_to=("scanner",), environment="site")
    assert licence_of(asked).attribute("site").best.given == ("disease",)


def test_the_chest_film_licenses_its_site_neither_at_large_nor_given_the_label():
    site = licence_of(chest()).attribute("site")
    for method in (Method.MARGINAL, Method.CONDITIONAL, Method.IRM, Method.VREX):
        assert site.ruling(method).standing is Standing.FORBIDDEN
        assert site.ruling(method).path is not None
    assert site.approximate == ()


def test_the_chest_film_licenses_its_site_only_given_age_and_sex_together():
    site = licence_of(chest()).attribute("site")
    assert [c.given for c in site.useful] == [("age", "sex")]
    for unseen in ("age", "sex"):
        asked = chest(latent=frozenset({"frailty", "disease", unseen}))
        assert licence_of(asked).attribute("site").verdict is Verdict.NONE


def test_the_chest_film_licenses_its_scanner_given_the_site():
    licence = licence_of(chest(invariant_to=("scanner",)))
    scanner = licence.attribute("scanner")
    assert scanner.best.given == ("site",)
    assert scanner.consistency
    assert licence.refused == ()


def test_the_direction_between_disease_and_image_decides_about_the_phantom():
    flips = {(f.cause, f.effect): f for f in sensitivity(phantom("scanner", "exposure", "site"))}
    turned = {
        (c.attribute, c.aspect): (c.before, c.after) for c in flips["disease", "image"].changes
    }
    assert turned["site", "condition"] == ("{disease}", "{}")
    assert turned["site", Method.MARGINAL.value] == ("forbidden", "licensed")
    assert turned["site", Method.CONDITIONAL.value] == ("licensed", "forbidden")
    assert flips["age", "disease"].changes == ()
    assert ("scanner", "image") not in flips
    assert ("site", "disease") not in flips


def test_a_page_that_a_statistician_reads():
    text = explain(licence_of(phantom("scanner", "exposure", "site")))
    assert "invariant to site: licensed given disease\n" in text
    assert "train       content _||_ site | disease" in text
    assert "content(image) <- disease <- site   (closed once disease is held fixed)" in text
    assert max(len(line) for line in text.splitlines()) <= 110
    assert "`" not in text
    chest_text = explain(licence_of(chest(fair_to=("sex",))))
    assert "fairness    demographic parity forbidden" in chest_text
    assert "fair to sex: not licensed" in chest_text


def test_the_page_of_flips():
    text = explain_flips(sensitivity(phantom("scanner", "exposure", "site")))
    assert text.startswith("if ")
    assert "if image -> disease instead" in text
    assert "changing nothing, whichever way they point" in text
    assert "age -> disease" in text
