"""Licences: laws over random graphs, then the rows of the table as a user would write them."""

from dataclasses import replace
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings

from causalimg.causal.analyse import analyse
from causalimg.causal.answers.bridge import question_of
from causalimg.causal.graphs.admg import canonical_dag, latent_projection, sketch
from causalimg.causal.licences.advice import unnamed
from causalimg.causal.licences.licence import licence_of
from causalimg.causal.licences.partition import split
from causalimg.causal.licences.question import Question
from causalimg.causal.licences.sensitivity import sensitivity
from causalimg.causal.licences.verdicts import LabelRule, Method, Standing, Verdict
from causalimg.diagnostics import CausalimgInternalError
from causalimg.source import Source
from licences import asked

BASELINES = (Method.MARGINAL, Method.CONDITIONAL, Method.IRM, Method.VREX)


def ask(text, target="disease", image="image", **rest):
    return licence_of(Question(sketch(text), image, target, **rest))


def standings(attribute):
    letters = {
        Standing.LICENSED: "L",
        Standing.APPROXIMATE: "A",
        Standing.PARTIAL: "p",
        Standing.VACUOUS: "v",
        Standing.FORBIDDEN: "F",
    }
    return "".join(letters[attribute.ruling(m).standing] for m in BASELINES)


def givens(conditions):
    return [set(c.given) for c in conditions]


# ---- laws --------------------------------------------------------------------------------


def _sets(conditions):
    return sorted(map(sorted, givens(conditions)))


def _removes(partition, v, held):
    return any(not separated(partition.graph, {n}, {v}, held) for n in partition.nuisances)


def separated(graph, a, b, held):
    dag = canonical_dag(graph)
    edges = nx.DiGraph(list(dag.directed))
    edges.add_nodes_from(dag.nodes)
    a, b = set(a) - set(held), set(b) - set(held)
    return not a or not b or (not a & b and nx.is_d_separator(edges, a, b, set(held)))


@settings(max_examples=150)
@given(asked())
def test_a_condition_is_licensed_exactly_where_networkx_separates_and_none_is_missed(question):
    licence = licence_of(question)
    partition = licence.partition
    held = set(question.selection)
    for attribute in licence.attributes:
        v = attribute.name
        free = sorted(question.conditionable - {v})
        subsets = [set(w) for k in range(len(free) + 1) for w in combinations(free, k)]
        content = partition.relevant
        works = [
            w for w in subsets if content and separated(partition.graph, content, {v}, w | held)
        ]
        found = [*attribute.useful, *attribute.vacuous]
        assert bool(found) == bool(works)
        assert all(set(c.given) in works for c in found)
        for condition in found:
            for a in partition.appearances:
                tells = not separated(partition.graph, {a.node}, {v}, {*condition.given, *held})
                assert tells == (a.source in condition.removes)
        power = [w for w in works if _removes(partition, v, w | held)]
        least = [w for w in works if not any(w > other for other in works)]
        useful = [w for w in power if len(w) <= 3 and not any(w > other for other in power)]
        idle = [w for w in least if len(w) <= 3 and w not in power]
        if useful or idle:
            assert _sets(attribute.useful) == sorted(map(sorted, useful))
            assert _sets(attribute.vacuous) == sorted(map(sorted, idle))
        else:
            assert _sets(found) == sorted(map(sorted, least[:1]))
        if attribute.verdict is Verdict.NONE and content:
            assert attribute.obstacle is not None


@given(asked())
def test_splitting_the_image_changes_nothing_among_the_variables(question):
    partition = split(question)
    if not partition.reader:
        assert latent_projection(partition.graph, question.graph.nodes) == question.graph


@given(asked())
def test_a_forbidden_method_shows_the_path_that_forbids_it(question):
    licence = licence_of(question)
    if licence.partition.relevant:
        for attribute in licence.attributes:
            assert all(ruling.path for ruling in attribute.forbidden)


@given(asked())
def test_the_label_is_kept_only_where_the_attribute_does_not_cause_the_target(question):
    licence = licence_of(question)
    for attribute in licence.attributes:
        causes = attribute.name in licence.partition.graph.ancestors({"y"})
        assert causes == (attribute.label_rule is LabelRule.PROPAGATE)
        assert not (causes and attribute.consistency)


# ---- the table, as a user writes it --------------------------------------------------------


def test_r1_acquisition():
    licence = ask(
        "disease -> image <- scanner <- site",
        invariant_to=("scanner", "site"),
        environment="site",
    )
    assert licence.partition.direction == "anticausal"
    for attribute in licence.attributes:
        assert attribute.verdict is Verdict.LICENSED
        assert attribute.best.given == ()
        assert standings(attribute) == "LLvv"
        assert attribute.label_rule is LabelRule.KEEP
        assert attribute.consistency
    assert licence.shortcuts == ()
    assert any("finite-sample only" in note for note in licence.notes)


def test_the_gain_is_called_finite_sample_exactly_where_no_shortcut_is_removed():
    rest = {"invariant_to": ("scanner",), "environment": "site"}
    independent = ask("site -> scanner -> image <- disease", **rest)
    causal = ask("site -> scanner -> image -> disease", **rest)
    for licence in (independent, causal):
        assert licence.attribute("scanner").verdict is Verdict.LICENSED
        assert any("for `scanner` the gain is finite-sample" in note for note in licence.notes)
    prevalence = ask("site -> scanner -> image <- disease <- site", **rest)
    assert prevalence.shortcuts == ("scanner",)
    vacuous = ask("site -> disease -> image", invariant_to=("site",))
    for licence in (prevalence, vacuous):
        assert not any("finite-sample" in note for note in licence.notes)


def test_r1c_a_mask_is_read_off_the_content_and_never_conditioned_on():
    licence = ask(
        "scanner -> image -> lesion",
        target="lesion",
        invariant_to=("scanner",),
        image_typed=frozenset({"image", "lesion"}),
    )
    scanner = licence.attribute("scanner")
    assert licence.partition.direction == "causal"
    assert licence.partition.reader == ("lesion",)
    assert givens(scanner.useful) == [set()]
    assert scanner.ruling(Method.CONDITIONAL).standing is Standing.FORBIDDEN
    assert "picture" in scanner.ruling(Method.CONDITIONAL).reason
    assert scanner.consistency
    assert any("read off the content" in note for note in licence.notes)
    assert any("no constraint is conditioned on it" in note for note in licence.notes)


def test_a_mask_is_told_of_in_its_own_words_and_has_no_prevalence():
    text = "site -> age -> tissue -> image <- scanner <- site"
    asked = {"target": "tissue", "environment": "site", "invariant_to": ("scanner", "site")}
    pictures = frozenset({"image", "tissue"})
    licence = ask(text, image_typed=pictures, masks=frozenset({"tissue"}), **asked)
    told = [r.reason for r in licence.remedies] + list(licence.notes)
    told += [ruling.reason for a in licence.attributes for ruling in a.rulings]
    assert any("keep the mask" in words for words in told)
    assert any("with the mask there" in words for words in told)
    assert any("`tissue` is a mask" in words for words in told)
    assert not any("label" in words or "picture" in words for words in told)
    assert "prior_correction" not in [r.kind for r in licence.remedies]
    assert "prior_correction" in [r.kind for r in ask(text, **asked).remedies]


def test_power_may_need_a_condition_that_the_licence_does_not():
    licence = ask(
        "disease, scanner -> image; scanner -> dose <- site", invariant_to=("site", "scanner")
    )
    site = licence.attribute("site")
    assert site.verdict is Verdict.LICENSED
    assert givens(site.useful) == [{"dose"}]
    assert givens(site.vacuous) == [set()]
    asked = licence.question
    (flip,) = (f for f in sensitivity(asked) if f.cause == "scanner" and f.effect == "dose")
    assert ("site", "condition", "{dose}", "{}") in [
        (c.attribute, c.aspect, c.before, c.after) for c in flip.changes
    ]


def test_r2_prevalence_has_nothing_to_remove():
    licence = ask("site -> disease -> image", environment="site", invariant_to=("site",))
    site = licence.attribute("site")
    assert site.verdict is Verdict.VACUOUS
    assert givens(site.vacuous) == [{"disease"}]
    assert standings(site) == "FvFF"
    assert str(site.ruling(Method.MARGINAL).path) == "content(image) <- disease <- site"
    assert site.label_rule is LabelRule.PROPAGATE
    assert [r.kind for r in licence.remedies] == ["augment_propagate", "prior_correction", "erm"]


@pytest.mark.parametrize("tie", ["site -> disease", "site <-> disease"])
def test_r12_the_normal_multi_site_case(tie):
    licence = ask(
        f"{tie}; site -> scanner; disease, scanner -> image",
        invariant_to=("scanner", "site"),
        environment="site",
    )
    scanner, site = licence.attributes
    assert givens(scanner.useful) == [{"disease"}, {"site"}]
    assert givens(site.useful) == [{"disease"}]
    assert standings(site) == standings(scanner) == "FLFF"
    assert scanner.label_rule is LabelRule.KEEP
    assert scanner.consistency
    kept = LabelRule.KEEP if "<->" in tie else LabelRule.PROPAGATE
    assert site.label_rule is kept
    assert licence.shortcuts == ("scanner",)
    assert licence.uncovered == ()
    assert "prior_correction" in [r.kind for r in licence.remedies]


def test_r12_every_reason_names_what_closes_it():
    licence = ask(
        "site -> disease; site -> scanner; disease, scanner -> image",
        invariant_to=("site", "scanner"),
    )
    (barrier,) = licence.attribute("site").barriers
    assert barrier.given == ()
    assert str(barrier.path) == "content(image) <- disease <- site"
    assert barrier.closed.node == "disease"


def test_r3_manifestation_licenses_nothing_for_the_site_but_the_scanner_given_the_site():
    text = "disease -> image; site -> image; site -> scanner -> image"
    licence = ask(text, invariant_to=("scanner",), environment="site")
    site, scanner = licence.attribute("site"), licence.attribute("scanner")
    assert site.verdict is Verdict.NONE
    assert standings(site) == "FFFF"
    assert str(site.obstacle) == "content(image) <- site"
    assert givens(scanner.useful) == [{"site"}]
    assert any("must still vary" in note for note in licence.notes)


def test_r3_only_invariant_to_turns_content_into_appearance():
    licence = ask("disease, site -> image", invariant_to=("site",))
    assert licence.attribute("site").verdict is Verdict.LICENSED


def test_r4_population_allows_irm_without_use_and_forbids_equal_risks():
    licence = ask(
        "site -> anatomy -> disease; anatomy -> image; site -> scanner -> image",
        invariant_to=("scanner",),
        environment="site",
        latent=frozenset({"anatomy"}),
    )
    site = licence.attribute("site")
    assert licence.partition.parts == ("anatomy",)
    assert licence.partition.direction == "causal"
    assert site.verdict is Verdict.NONE
    assert standings(site) == "FFvF"
    assert str(site.ruling(Method.VREX).path) == "anatomy <- site"
    assert givens(licence.attribute("scanner").useful) == [{"site"}]
    assert "importance_weights" in [r.kind for r in licence.remedies]


def test_r4a_and_r14_stratify_on_the_covariate_where_it_is_observed():
    r4a = "site -> age -> disease; age, disease -> image; site -> scanner -> image"
    r14 = "site <- age -> disease; age, disease -> image; site -> scanner -> image"
    for text in (r4a, r14):
        seen = ask(text, invariant_to=("site", "scanner"), environment="site")
        assert givens(seen.attribute("site").useful) == [{"age"}]
        unseen = ask(text, invariant_to=("site",), latent=frozenset({"age"}))
        assert unseen.attribute("site").verdict is Verdict.NONE
        assert unseen.refused == (unseen.attribute("site"),)


def test_r5b_annotation_forbids_the_condition_on_the_label():
    licence = ask(
        "image -> disease <- site; site -> scanner -> image",
        invariant_to=("scanner", "site"),
        environment="site",
    )
    for attribute in licence.attributes:
        assert givens(attribute.useful)[0] == set()
        assert standings(attribute) == "LFFF"
        path = attribute.ruling(Method.CONDITIONAL).path
        assert [joint.node for joint in path.colliders] == ["disease"]
    assert licence.attribute("site").label_rule is LabelRule.PROPAGATE


def test_r5n_label_noise_that_differs_by_site():
    licence = ask(
        "disease -> image; disease -> label <- site; site -> scanner -> image",
        label="label",
        latent=frozenset({"disease"}),
        invariant_to=("scanner", "site"),
        environment="site",
    )
    site = licence.attribute("site")
    assert givens(site.useful) == [set()]
    assert standings(site) == "LFFF"
    assert site.label_rule is LabelRule.KEEP_NOISE
    assert licence.attribute("scanner").label_rule is LabelRule.KEEP


def test_r6_and_r7_the_direction_decides_about_a_confounded_shortcut():
    rest = {"invariant_to": ("scanner",), "latent": frozenset({"ward"})}
    anticausal = ask("disease <- ward -> scanner -> image <- disease", **rest).attribute("scanner")
    causal = ask("disease <- ward -> scanner -> image; image -> disease", **rest)
    assert standings(anticausal) == "FLFF"
    assert givens(anticausal.useful) == [{"disease"}]
    assert standings(causal.attribute("scanner")) == "LFFF"
    assert givens(causal.attribute("scanner").useful) == [set()]


@pytest.mark.parametrize("arrow", ["disease -> image", "image -> disease"])
def test_r8_selection_on_target_and_attribute(arrow):
    licence = ask(
        f"{arrow}; disease -> archived <- scanner; site -> scanner -> image",
        selection=("archived",),
        invariant_to=("scanner", "site"),
        environment="site",
    )
    scanner, site = licence.attributes
    assert standings(scanner) == "FLFF"
    assert givens(scanner.useful) == [{"disease"}]
    assert {frozenset(w) for w in givens(site.useful)} == {frozenset({"disease"})}
    marginal = site.ruling(Method.MARGINAL)
    assert [j.opened_by for j in marginal.path.colliders] == ["archived"]
    assert any("selected by `archived`" in note for note in licence.notes)


def test_r9_a_mark_left_by_the_disease():
    licence = ask(
        "disease -> drain -> image; disease -> image; site -> drain",
        invariant_to=("drain", "site"),
        environment="site",
    )
    drain, site = licence.attributes
    assert standings(drain) == "FLFF"
    assert givens(site.useful) == [set()]
    assert standings(site) == "LLLL"
    assert licence.shortcuts == ("drain",)


def test_r9_an_undeclared_mark_is_kept_as_content_with_a_warning():
    licence = ask(
        "disease -> drain -> image; disease -> image; site -> drain", invariant_to=("site",)
    )
    assert licence.partition.feeders == ("disease", "drain")
    assert any("follows both `disease` and `site`" in w for w in licence.warnings)


def test_r10_an_attribute_that_has_nothing_to_do_with_the_target():
    scanner = ask("site -> scanner -> image <- disease", invariant_to=("scanner",)).attribute(
        "scanner"
    )
    assert standings(scanner) == "LLvv"


@pytest.mark.parametrize("rest", ["", "; age -> disease"])
def test_r11_what_changes_anatomy_is_no_shortcut(rest):
    age = ask(f"age, disease -> image{rest}", fair_to=("age",)).attribute("age")
    assert age.verdict is Verdict.NONE
    assert standings(age) == "FFFF"
    assert not age.consistency


def test_r11_a_site_behind_the_age_is_licensed_given_the_age():
    licence = ask("site -> age -> image <- disease; site -> scanner -> image",
                  invariant_to=("site", "scanner"))  # fmt: skip
    assert givens(licence.attribute("site").useful) == [{"age"}]


@pytest.mark.parametrize("arrow", ["anatomy -> disease", "disease -> anatomy"])
def test_r13_referral_by_what_the_image_shows(arrow):
    licence = ask(
        f"{arrow}; anatomy -> image; anatomy -> referred <- site; site -> image",
        latent=frozenset({"anatomy"}),
        selection=("referred",),
        invariant_to=("site",),
        environment="site",
    )
    site = licence.attribute("site")
    assert site.verdict is Verdict.NONE
    assert standings(site) == "FFvF"
    (weights,) = (r.reason for r in licence.remedies if r.kind == "importance_weights")
    assert "only the selection by `referred` ties content to `site`" in weights
    assert "1 / P(referred | content, site)" in weights
    assert "cannot be estimated from the selected rows" in weights


def test_weights_are_told_for_the_reason_that_holds():
    """A site that shifts the content, selection that does not touch it, and both at once."""
    arrows = "site -> anatomy -> disease; anatomy -> image; site -> scanner -> image"
    rest = {"environment": "site", "invariant_to": ("scanner",), "latent": frozenset({"anatomy"})}
    told = dict[str, str]()
    for more in ("; site -> kept", "; image -> kept"):
        licence = ask(arrows + more, selection=("kept",), **rest)
        (told[more],) = (r.reason for r in licence.remedies if r.kind == "importance_weights")
        assert "`site` shifts the content" in told[more]
        assert "only the selection" not in told[more]
    assert "1 / P" not in told["; site -> kept"]
    assert "1 / P(kept" in told["; image -> kept"]


def test_equal_risks_fail_by_the_name_of_an_input_that_differs():
    text = "disease -> image; site -> scanner -> image; site -> age"
    asked = {"invariant_to": ("scanner", "site"), "inputs": ("image", "age")}
    for more in ("", "; age -> disease"):
        ruling = ask(text + more, **asked).attribute("site").ruling(Method.VREX)
        assert str(ruling.path) == "age <- site"
        assert ruling.reason.startswith("`age`, which is read too, differs with `site`")


# ---- corrections -------------------------------------------------------------------------


def test_a_latent_target_is_approximate_at_best():
    graph = "site -> disease -> image; disease -> label; site -> scanner -> image"
    rest = {
        "latent": frozenset({"disease"}),
        "label": "label",
        "invariant_to": ("site", "scanner"),
    }
    site = ask(graph, **rest).attribute("site")
    assert site.verdict is Verdict.APPROXIMATE
    assert givens(site.approximate) == [{"label"}]
    assert standings(site) == "FAFF"
    assert site.useful == ()
    reader = ask(graph + "; reader -> label", **rest).attribute("site")
    assert givens(reader.approximate) == [{"label", "reader"}]
    assert reader.ruling(Method.CONDITIONAL).standing is Standing.FORBIDDEN
    collider = ask(graph + "; site -> label", **rest).attribute("site")
    assert collider.approximate == ()
    assert collider.verdict is Verdict.NONE


def test_a_picture_is_never_conditioned_on():
    licence = ask(
        "site -> lesion -> image; site -> scanner -> image",
        target="lesion",
        invariant_to=("site", "scanner"),
        image_typed=frozenset({"lesion"}),
    )
    assert licence.attribute("site").verdict is Verdict.NONE
    assert givens(licence.attribute("scanner").useful) == [{"site"}]


def test_tabular_inputs_may_forbid_a_penalty_on_what_is_fused():
    graph = "site -> age -> disease; site -> scanner -> image; disease -> image"
    licence = ask(graph, inputs=("image", "age"), invariant_to=("scanner", "site"))
    site = licence.attribute("site")
    assert {"disease"} in givens(site.useful)
    assert givens(site.fused) == [{"age"}]
    assert licence.attribute("scanner").consistency_fused
    assert not site.consistency_fused
    hidden = ask(
        "site -> age; site -> disease; site -> scanner -> image <- disease",
        inputs=("age",),
        invariant_to=("site", "scanner"),
    )
    assert givens(hidden.attribute("site").fused) == [{"age", "disease"}]


def test_a_shortcut_is_uncovered_where_the_answer_may_move_with_what_else_is_read():
    """No condition is licensed for the whole content, and `dose`, which is read, follows."""
    arrows = "ward -> scanner, disease, fever; disease, fever, scanner -> image; fever -> disease"
    rest = {"invariant_to": ("scanner",), "latent": frozenset({"ward", "fever"})}
    for inputs, left in ((("image",), ()), (("image", "dose"), ("scanner",))):
        licence = ask(f"{arrows}; scanner -> dose", inputs=inputs, **rest)
        assert licence.shortcuts == ("scanner",)
        assert licence.uncovered == left


def test_consistency_needs_more_than_a_kept_label():
    anatomy = ask(
        "anatomy, scanner -> image; anatomy -> disease; scanner -> anatomy",
        latent=frozenset({"anatomy"}),
        target="disease",
        invariant_to=("scanner",),
    ).attribute("scanner")
    assert anatomy.label_rule is LabelRule.PROPAGATE
    bent = ask("disease, pose -> image; scanner -> pose, image", invariant_to=("scanner",))
    assert bent.attribute("scanner").label_rule is LabelRule.KEEP
    assert not bent.attribute("scanner").consistency


def test_content_parts_are_tested_one_by_one():
    licence = ask(
        "disease -> lesion, shape -> image; site -> shape; site -> scanner -> image",
        latent=frozenset({"lesion", "shape"}),
        invariant_to=("site", "scanner"),
    )
    site = licence.attribute("site")
    assert site.verdict is Verdict.PARTIAL
    assert [part for part, _ in site.partial] == ["lesion"]
    assert givens(site.partial[0][1]) == [set()]


def test_a_latent_that_only_the_scanner_moves_is_its_carrier():
    licence = ask(
        "disease -> image <- grain <- scanner; site -> scanner; site -> disease",
        latent=frozenset({"grain"}),
        invariant_to=("scanner",),
    )
    assert [(a.source, a.carrier) for a in licence.partition.appearances] == [("grain", True)]
    assert givens(licence.attribute("scanner").useful) == [{"disease"}, {"site"}]
    assert licence.uncovered == ()


def test_an_unseen_cause_of_the_image_stays_content():
    licence = ask("disease -> image; scanner <-> image; scanner -> image",
                  invariant_to=("scanner",))  # fmt: skip
    assert licence.partition.parts == ("unseen(scanner, image)", "content(image)")
    assert licence.partition.relevant == ("content(image)",)
    assert licence.attribute("scanner").verdict is Verdict.LICENSED


def test_sex_that_causes_both_is_conditioned_on_with_the_target():
    licence = ask(
        "sex -> disease, image; disease -> image; site -> disease, sex; site -> scanner -> image",
        invariant_to=("site",),
    )
    assert givens(licence.attribute("site").useful) == []
    assert licence.attribute("site").verdict is Verdict.VACUOUS
    declared = ask(
        "sex -> disease, image; disease -> image; site -> disease, sex; site -> scanner -> image",
        invariant_to=("site", "scanner"),
    )
    assert givens(declared.attribute("site").useful) == [{"disease", "sex"}]


def test_quality_control_is_left_in_place_and_ties_content_to_appearance():
    licence = ask(
        "disease -> image <- scanner; image -> kept",
        selection=("kept",),
        invariant_to=("scanner",),
    )
    scanner = licence.attribute("scanner")
    assert scanner.verdict is Verdict.NONE
    assert scanner.ruling(Method.MARGINAL).path.colliders[0].route == ("image", "kept")


def test_raw_measurements_are_looked_through():
    text = "tissue -> kspace <- field <- site; kspace -> image; diagnosis -> tissue"
    rest = {"target": "diagnosis", "invariant_to": ("field", "site"), "environment": "site"}
    pictures = frozenset({"tissue", "kspace", "image"})
    blind = ask(text, image_typed=pictures, **rest)
    assert blind.attribute("field").verdict is Verdict.NONE
    licence = ask(text, image_typed=pictures, stages=("kspace",), **rest)
    assert licence.partition.feeders == ("tissue",)
    assert givens(licence.attribute("field").useful) == [set()]
    assert any("`kspace`" in note for note in licence.notes)


def test_a_shortcut_that_nothing_removes_is_told():
    licence = ask(
        "disease -> image; fever -> disease; fever, scanner -> image; ward -> scanner, disease; "
        "scanner -> lesion -> disease; lesion -> image",
        latent=frozenset({"ward", "lesion"}),
        invariant_to=("scanner",),
    )
    assert licence.uncovered == ("scanner",)
    assert any("`scanner` causes `disease`" in w for w in licence.warnings)


def test_an_environment_that_was_not_asked_gets_a_verdict_and_a_hint_but_no_refusal():
    licence = ask(
        "site -> disease; site -> scanner; disease, scanner -> image",
        invariant_to=("scanner",),
        environment="site",
    )
    assert licence.attribute("site").asked == "environment"
    assert [a.name for a in licence.promised] == ["scanner"]
    assert "`invariant to site` would be licensed given `disease`" in licence.hints
    manifest = ask("site -> image <- disease", environment="site")
    assert manifest.refused == ()


def test_a_latent_attribute_gets_a_note_and_no_verdict():
    licence = ask("disease, coil -> image", invariant_to=("coil",), latent=frozenset({"coil"}))
    assert licence.attributes == ()
    assert any("in no table" in note for note in licence.notes)


def test_an_image_without_content_is_told():
    licence = ask("scanner -> image; disease -> age", invariant_to=("scanner",))
    assert licence.partition.direction == "unrelated"
    assert licence.attribute("scanner").verdict is Verdict.NONE
    assert any("nothing to learn" in w for w in licence.warnings)


def test_a_licence_larger_than_three_variables_is_still_found():
    causes = [f"c{i}" for i in range(5)]
    chains = "; ".join(f"site -> {c} -> image" for c in causes)
    licence = ask(f"{chains}; disease -> image; site -> scanner -> image; disease <- c0",
                  invariant_to=("site", "scanner"))  # fmt: skip
    site = licence.attribute("site")
    assert givens(site.useful) == [set(causes)]
    assert site.large


def test_continuous_conditions_come_after_discrete_ones():
    text = "site -> disease; site -> age -> scanner; disease, scanner -> image"
    first = ask(text, invariant_to=("scanner",), discrete=frozenset({"site"})).attribute("scanner")
    assert givens(first.useful)[0] == {"site"}


def test_an_unknown_name_is_our_mistake():
    with pytest.raises(CausalimgInternalError):
        Question(sketch("a -> b"), "b", "nobody")


SCAN = """causalimg 1
grid slice = 8 x 8 at 1 mm
variables {
  ill   : binary
  field : category {low, high}
  raw   : kspace[2, slice]
  image : image[slice]
}
graph {
  ill -> raw <- field
  raw -> image
}
predictors {
  seen : ill from image invariant to field
}
"""


def test_a_field_that_acts_on_kspace_is_appearance_of_the_picture():
    """Scanners act on what they measure: the promise would else be refused as a contradiction."""
    found = analyse(Source("scan.scm", SCAN))
    assert found.model is not None, [d.message for d in found.diagnostics]
    licence = licence_of(question_of(found.model, found.model.predictor("seen")))
    assert licence.partition.stages == ("raw",)
    assert licence.attribute("field").verdict is Verdict.LICENSED


def test_kspace_that_is_read_or_reconstructed_is_no_mere_stage():
    for seen in ("ill from image, raw", "raw from image"):
        found = analyse(
            Source("scan.scm", SCAN.replace("ill from image invariant to field", seen))
        )
        assert found.model is not None, [d.message for d in found.diagnostics]
        question = question_of(found.model, found.model.predictor("seen"))
        assert question.stages == ()


# ---- what a newcomer met -------------------------------------------------------------------


@settings(max_examples=150)
@given(asked())
def test_what_is_proposed_to_be_named_becomes_appearance(question):
    """A cause that only carries an attribute is proposed once, and naming it settles it."""
    for cause, names in unnamed(question, split(question)):
        assert set(names) <= question.observed - set(question.invariant_to)
        named = replace(question, invariant_to=(*question.invariant_to, *names))
        again = split(named)
        assert cause in [a.source for a in again.appearances] or cause not in again.causes
        assert (cause, names) not in unnamed(named, again)


@pytest.mark.parametrize(
    ("text", "attribute", "named"),
    [
        ("site -> kernel, disease; disease, kernel -> image", "site", "kernel"),
        ("site -> kernel; disease, kernel -> image", "site", "kernel"),
        ("site -> field -> noise; disease, noise -> image; site -> disease", "site", "field"),
    ],
)
def test_a_shortcut_behind_a_promise_is_found_although_the_attribute_moves_the_target(
    text, attribute, named
):
    latent = frozenset({"noise"} & set(text.replace(",", " ").split()))
    licence = ask(text, invariant_to=(attribute,), environment=attribute, latent=latent)
    assert licence.attribute(attribute).verdict is Verdict.VACUOUS
    assert any(f"add `{named}` to `invariant to`" in hint for hint in licence.hints)
    licence = ask(text, invariant_to=(attribute, named), environment=attribute, latent=latent)
    assert licence.attribute(attribute).verdict is Verdict.LICENSED


def test_a_risk_that_a_part_of_the_content_screens_is_partial():
    """`damage` alone makes outcome and sex independent; the rest of the content opens a path."""
    licence = ask(
        "site -> dose, damage, treatment; sex, dose, damage -> image; damage, treatment -> outcome",
        target="outcome", latent=frozenset({"damage"}), fair_to=("sex",), environment="site",
    )  # fmt: skip
    ruling = licence.attribute("sex").ruling(Method.IRM)
    assert licence.partition.relevant == ("damage", "content(image)")
    assert ruling.standing is Standing.PARTIAL
    assert "`damage` alone" in ruling.reason
