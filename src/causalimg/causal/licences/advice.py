"""What a licence says beside its verdicts: remedies, assumptions, hints and warnings."""

from causalimg.causal.graphs.separation import m_separated
from causalimg.causal.licences.conditions import licensed
from causalimg.causal.licences.partition import Partition, tells_nothing
from causalimg.causal.licences.question import Question
from causalimg.causal.licences.verdicts import AttributeLicence, LabelRule, Remedy, listing


def remedies_of(
    question: Question, partition: Partition, attributes: tuple[AttributeLicence, ...]
) -> tuple[Remedy, ...]:
    """What trains without a conditional independence, best first; plain training is last."""
    found = [r for a in attributes if a.asked != "environment" for r in _by_images(question, a)]
    if question.environment in question.observed:
        found += _by_site(question, partition, question.environment or "")
    usual = Remedy("erm", "", "always trained and always reported beside the others")
    return (*found, usual)


def _by_images(question: Question, attribute: AttributeLicence) -> list[Remedy]:
    v, target = attribute.name, question.target
    if not attribute.reaches_image or attribute.asked == "fair":
        return []
    found = list[Remedy]()
    if attribute.consistency_fused:
        words = f"`{v}` causes neither `{target}` nor content that tells of it"
        if read := question.covariates:
            words = f"`{v}` causes neither `{target}`, nor content that tells of it, nor "
            words += listing(read)
        found.append(Remedy("consistency", v, f"{words}: the answer must not move under do({v})"))
    match attribute.label_rule:
        case LabelRule.PROPAGATE:
            words = f"`{v}` causes `{target}`: pair the image under do({v}) with the "
            words += f"{question.answer} there"
            found.append(Remedy("augment_propagate", v, words))
        case LabelRule.KEEP_NOISE:
            words = f"`{v}` causes the label but not `{target}`: keep the factual site's noise"
            found.append(Remedy("augment_keep", v, words))
        case LabelRule.KEEP:
            words = f"`{v}` does not cause `{target}`: images under do({v}) keep the "
            words += question.answer
            found.append(Remedy("augment_keep", v, words))
    return found


def _by_site(question: Question, partition: Partition, site: str) -> list[Remedy]:
    graph, selection = partition.graph, set(question.selection)
    target, content = question.target, partition.relevant
    if not content:
        return []
    tied = not m_separated(graph, {target}, {site}, selection)
    spread = bool({target, question.measured} & question.image_typed)  # it has no prevalence
    if tied and not spread and licensed(question, partition, content, site, {target}):
        words = (
            f"only the prevalence of `{target}` separates content between values of `{site}`: "
            f"re-estimate P({target}) at the new one; what is estimated from the predictor's "
            "confusion holds there as far as the constraint was achieved"
        )
        return [Remedy("prior_correction", site, words)]
    shifted = not licensed(question, partition, content, site, ())
    if shifted and m_separated(graph, {target}, {site}, {*content, *selection}):
        return [Remedy("importance_weights", site, _weights(question, partition, site))]
    return []


def _weights(question: Question, partition: Partition, site: str) -> str:
    graph, content, rows = partition.graph, partition.relevant, listing(question.selection)
    if m_separated(graph, content, {site}):
        words = f"only the selection by {rows} ties content to `{site}`, and how "
        words += f"`{question.target}` follows from content is the same at all its values"
    else:
        words = f"`{site}` shifts the content, not how `{question.target}` follows from it"
    words += ": weight rows by how much more usual they are at the new site, if images of it are "
    words += "at hand"
    chosen = [s for s in question.selection if graph.ancestors({s}) & {*content}]
    if chosen:
        words += f"; weights 1 / P({', '.join(chosen)} | content, {site}) that would undo the "
        words += "selection cannot be estimated from the selected rows"
    return words


def notes_of(
    question: Question,
    partition: Partition,
    attributes: tuple[AttributeLicence, ...],
    shortcuts: tuple[str, ...],
) -> tuple[str, ...]:
    """Assumptions that were made, what can be gained, and checks that only data can do."""
    gain = _gain(question, attributes, shortcuts)
    return (*_assumptions(question, partition), *gain, *_checks(question, attributes))


def _gain(
    question: Question, attributes: tuple[AttributeLicence, ...], shortcuts: tuple[str, ...]
) -> list[str]:
    """What tells nothing of the label misleads a reader only as far as samples are finite."""
    trained = [a for a in attributes if a.asked == "invariant" and a.best]
    small = [a.name for a in trained if a.best and not {*a.best.removes} & {*shortcuts}]
    if not small:
        return []
    words = f"for {listing(small)} the gain is finite-sample only: where the image shows content "
    words += "apart from the look that the constraint removes, that look tells nothing more of "
    return [f"{words}the {question.answer}"]


def _assumptions(question: Question, partition: Partition) -> list[str]:
    image, found = question.image, list[str]()
    if partition.reader:
        found.append(f"{listing(partition.reader)} is read off the content of `{image}` alone")
    if partition.stages:
        found.append(f"an arrow into {listing(partition.stages)} is read as one into `{image}`")
    for appearance in partition.appearances:
        if appearance.carrier:
            found.append(
                f"`{appearance.source}` is read as appearance: only what is in `invariant to` "
                f"causes it, and it tells nothing of `{question.target}` by itself"
            )
    if idle := [c for c in partition.parts if c not in partition.relevant]:
        found.append(f"{listing(idle)} tells nothing more of `{question.target}`")
    if pictures := {question.target, question.measured} & question.image_typed:
        kind = question.called(min(pictures))
        found.append(f"the target is a {kind}: no constraint is conditioned on it")
    return found


def _checks(question: Question, attributes: tuple[AttributeLicence, ...]) -> list[str]:
    found = list[str]()
    if unseen := [v for v in question.attributes if v not in question.observed]:
        found.append(f"{listing(unseen)} is in no table, so no constraint can name it")
    if question.selection:
        found.append(
            f"rows are selected by {listing(question.selection)}: images under `do` are to be "
            "trusted where the fitted mechanisms can be recovered from selected rows"
        )
    for a in attributes:
        if a.best and question.environment in a.best.given:
            found.append(
                f"given `{question.environment}`, `{a.name}` must still vary: where each site "
                "has one value, the condition is empty"
            )
        if a.large:
            found.append(f"for `{a.name}` only a large condition is licensed: expect thin strata")
        if question.covariates and a.useful and not a.fused:
            found.append(
                f"for `{a.name}` penalise what is computed from the image alone: "
                f"{listing(question.covariates)} may tell of `{a.name}`"
            )
    return found


def hints_of(
    question: Question, partition: Partition, attributes: tuple[AttributeLicence, ...]
) -> tuple[str, ...]:
    """Words that the user may have left out and that would license more."""
    found = [
        to_be_named(question, partition, p, names) for p, names in unnamed(question, partition)
    ]
    found += [
        f"`invariant to {a.name}` would be licensed given {listing(a.useful[0].given)}"
        for a in attributes
        if a.asked == "environment" and a.useful
    ]
    return tuple(found)


def unnamed(question: Question, partition: Partition) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Causes of the image that only carry an attribute there, and what would name each.

    Such a cause follows an attribute and, among those who share the attributes, tells nothing of
    the target. What is measured of it, itself or its causes, can be named in `invariant to`.
    """
    graph, named = partition.graph, set(question.invariant_to)
    followers = graph.descendants(named) - named
    found = list[tuple[str, tuple[str, ...]]]()
    for p in partition.causes:
        behind = (p,) if p in question.observed else graph.parents(p)
        names = tuple(name for name in behind if name not in named)
        seen = names and set(names) <= followers & question.observed
        if seen and all(tells_nothing(graph, question, name) for name in (p, *names)):
            found.append((p, names))
    return tuple(found)


def to_be_named(question: Question, partition: Partition, p: str, names: tuple[str, ...]) -> str:
    """The proposal to name what is measured of one of the causes that `unnamed` found."""
    target, sources = question.target, listing(_sources(question, partition, p))
    apart = all(tells_nothing(partition.graph, question, n, at_one_value=False) for n in names)
    it = "it follows" if names == (p,) else f"`{p}` follows"
    tells = f"tells nothing of `{target}`" if apart else f"tells of `{target}` only through it"
    is_look = "it is" if names == (p,) else f"the look of `{p}` is"
    words = f"add {listing(names)} to `invariant to` if {is_look} only appearance: "
    return f"{words}{it} {sources} and {tells}"


def _sources(question: Question, partition: Partition, p: str) -> tuple[str, ...]:
    causes = partition.graph.ancestors({p})
    return tuple(v for v in question.invariant_to if v in causes)


def warnings_of(question: Question, partition: Partition) -> tuple[str, ...]:
    """Where the declared graph deserves a second look."""
    graph, target = partition.graph, question.target
    found = list[str]()
    if not partition.relevant:
        found.append(f"no content of `{question.image}` tells of `{target}`: nothing to learn")
    effects = graph.descendants({target}) - {target}
    followers = graph.descendants(question.invariant_to)
    for p in partition.causes:
        if p in effects & followers:
            found.append(
                f"`{p}` follows both `{target}` and {listing(_sources(question, partition, p))}: "
                "it is kept as content; if it is a mark that the new site may not share, add it "
                "to `invariant to`"
            )
    for v in question.invariant_to:
        if v in (a.source for a in partition.appearances) and v in graph.ancestors({target}):
            found.append(
                f"`{v}` causes `{target}`, and its direct arrow into `{question.image}` is read "
                "as appearance: make sure that it is"
            )
    return tuple(found)
