"""A parsed article -> its Reading: mentions of actors and events with roles, times, places, factuality.

A pure function of one article; each step has a file of its own:

    syntax       the Doc as a Tree, the same for every parser
    actors       who may act
    coreference  who is who
    slots        which words stand where around a trigger
    events       which words tell of events
    arguments    who plays which part
    facts        how real it is
    attribution  whose word it is, who judges it how
    times        when

>>> from kg.annotate import parse                                   # doctest: +SKIP
>>> from kg.model import Article                                    # doctest: +SKIP
>>> resources = Resources.load("fr")                                # doctest: +SKIP
>>> article = Article.of("Paris a condamné les frappes de l'armée israélienne.", "fr")    # doctest: +SKIP
>>> [read(a, doc, resources).events[0].type for a, doc in parse([article], "fr")]         # doctest: +SKIP
['Condemnation']
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from spacy.tokens import Doc

from kg import gazetteer, language
from kg.errors import DataError
from kg.extract import facts, judge, roles
from kg.extract.actors import Found, Nouns, find_actors, text_of
from kg.extract.arguments import Frames, places
from kg.extract.attribution import Speech, source_of, views
from kg.extract.coreference import Words, coreference
from kg.extract.events import Trigger, disjoint, find_candidates
from kg.extract.facts import Cues, Factuality, factuality
from kg.extract.repair import Joints, repair
from kg.extract.slots import Grammar, Slots, grammar
from kg.extract.syntax import Tree, tree
from kg.extract.times import TimeGrammar, find_times, find_times_ahead
from kg.extract.weights import Weights
from kg.language import Language
from kg.model import Argument, Article, Chains, EventMention, Reading, Span, Status, Taxonomy, Time, Topic

__all__ = ["Resources", "read"]

WEIGHTS = Path(__file__).parent
ROLES = "roles.tsv"  # one for all languages: its features are relations, classes and kinds
STATUS = "status.tsv"
JUDGE = "judge.tsv"  # one a language, in its folder: its features are words too
EVENT_THRESHOLD = 0.44  # of the judge
UNMET = 0.1  # how much surer the judge must be where an entry's conditions do not hold
SURE_THRESHOLD = 0.3  # of an entry's own "sure", without a judge
TOPIC_LIMIT = 14  # tokens of a topic


@dataclass(frozen=True, slots=True)
class About:
    """Verbs that say what an event was about, and the slots where they say it."""

    verbs: frozenset[str]
    slots: tuple[str, ...]
    vague: frozenset[str]  # nouns that stand for their complement
    such: frozenset[str]  # words that bring in what is meant


@dataclass(frozen=True, slots=True)
class Resources:
    """All that extraction needs besides the text, loaded once a process."""

    language: language.Language
    gazetteer: gazetteer.Gazetteer
    taxonomy: Taxonomy
    nouns: Nouns
    pointers: Words
    grammar: Grammar
    cues: Cues
    speech: Speech
    times: TimeGrammar
    about: About
    joints: Joints
    judge: Weights | None = None
    roles: Weights | None = None
    status: Weights | None = None

    @classmethod
    def load(cls, lang: str, taxonomy: Taxonomy, lexicons: tuple[Path, ...] = ()) -> Resources:
        """The resources of a language.

        Raises LanguageError, and DataError for a file that is not well formed or a lexicon whose class the
        taxonomy lacks.
        """
        return cls.of(language.load(lang, lexicons), taxonomy)

    @classmethod
    def of(cls, data: Language, taxonomy: Taxonomy) -> Resources:
        """The resources of a language's data, from whatever folder. Raises DataError as ``load`` does."""
        strange = next((entry for entry in data.lexicon if entry.type not in taxonomy.classes), None)
        if strange is not None:
            raise DataError(
                f"lexicon entry {strange.name!r}: the ontology has no class {strange.type!r} of events"
            )
        learnt = Weights.load(WEIGHTS / ROLES)
        return cls(
            language=data,
            gazetteer=gazetteer.load(),
            taxonomy=taxonomy,
            nouns=Nouns.of(data.actors, data.syntax),
            pointers=Words.of(data.actors, data.syntax),
            grammar=grammar(data),
            cues=Cues.of(data.cues),
            speech=Speech.of(data.cues),
            times=TimeGrammar.of(data.times),
            joints=Joints.of(data.syntax, data.cues, frozenset(data.actors["place"]["locative"])),
            about=About(
                frozenset(data.cues["topic"]["verbs"]),
                tuple(data.cues["topic"]["slots"]),
                frozenset(data.cues["topic"]["vague"]),
                frozenset(data.cues["topic"]["such"]),
            ),
            judge=Weights.load(data.folder / JUDGE),
            roles=learnt.of_language(data.code) if learnt else None,
            status=Weights.load(data.folder / STATUS),
        )


@dataclass(frozen=True, slots=True)
class View:
    """One text as extraction sees it: the tree, its actors and who they are, slots and frames."""

    tree: Tree
    found: Found
    chains: Chains
    slots: Slots
    frames: Frames


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trigger with what its frame and its surroundings say."""

    trigger: Trigger
    frame: tuple[Argument, ...]
    fact: Factuality


def look(article: Article, doc: Doc, resources: Resources) -> View:
    """The view of one parsed article."""
    syntax = tree(doc, resources.language.syntax)
    found = find_actors(syntax, article.text, resources.nouns, resources.gazetteer, article.lang)
    syntax = repair(syntax, found, resources.joints)
    slots = Slots(syntax, resources.grammar)
    return View(
        syntax,
        found,
        coreference(article, found.mentions, resources.pointers, resources.gazetteer),
        slots,
        Frames(
            syntax,
            slots,
            found,
            resources.nouns.locative,
            tuple(resources.language.cues["support"]["backing"]),
        ),
    )


def propose(view: View, resources: Resources) -> list[tuple[Candidate, ...]]:
    """For each token that may tell of an event its readings, the most specific first."""
    taxonomy = resources.taxonomy
    tokens = find_candidates(
        view.tree, view.slots, resources.language.lexicon, view.found, resources.nouns.singulars
    )
    return [
        tuple(
            Candidate(
                t,
                view.frames.arguments(t, taxonomy.symmetric(t.entry.type)),
                own_fact(view, t, resources.cues),
            )
            for t in senses
            if t.entry.type in taxonomy.classes
        )
        for senses in tokens
    ]


def judged(
    view: View, proposals: list[tuple[Candidate, ...]], resources: Resources
) -> list[tuple[Candidate, list[str]]]:
    """Each candidate with the judge's features."""
    first = {c[0].trigger.token: c[0].trigger.entry.type for c in proposals if c and c[0].trigger.met}
    told: dict[str, list[int]] = {}
    for token, kind in sorted(first.items()):
        told.setdefault(kind, []).append(token)
    out = []
    for candidates in proposals:
        for c in candidates:
            out.append(
                (
                    c,
                    judge.features(
                        view.tree,
                        c.trigger,
                        c.frame,
                        c.fact,
                        view.found,
                        resources.taxonomy,
                        len(candidates),
                        first,
                        told,
                    ),
                )
            )
    return out


def accept(
    view: View, proposals: list[tuple[Candidate, ...]], resources: Resources
) -> list[tuple[Candidate, float]]:
    """The candidates that hold, at most one a token, each with its confidence."""
    best: dict[int, tuple[Candidate, float]] = {}
    if resources.judge is None:
        for candidates in proposals:
            if (
                candidates
                and candidates[0].trigger.met
                and candidates[0].trigger.entry.sure >= SURE_THRESHOLD
            ):
                best[candidates[0].trigger.token] = (candidates[0], candidates[0].trigger.entry.sure)
    else:
        for c, fs in judged(view, proposals, resources):
            p = resources.judge.probabilities(fs)[judge.YES]
            least = EVENT_THRESHOLD + (0.0 if c.trigger.met else UNMET)
            if p >= least and p > best.get(c.trigger.token, (c, 0.0))[1]:
                best[c.trigger.token] = (c, p)
    best = {token: (c, as_sure_as_inner(c, p, best)) for token, (c, p) in best.items()}
    likeliest = sorted(best.values(), key=lambda pair: (-pair[1], -len(pair[0].trigger.words)))
    kept = {t.token for t in disjoint(c.trigger for c, _ in likeliest)}
    return [best[token] for token in sorted(kept)]


def as_sure_as_inner(candidate: Candidate, p: float, best: Mapping[int, tuple[Candidate, float]]) -> float:
    """How sure a candidate is: "lancer des négociations" is as sure as "négociations", of the same class."""
    trigger = candidate.trigger
    inner = (best[w] for w in trigger.words if w in best)
    return max((p, *(q for other, q in inner if other.trigger.entry.type == trigger.entry.type)))


def read(article: Article, doc: Doc, resources: Resources) -> Reading:
    """What one article says. Takes the article's Doc (kg.annotate); raises nothing on any text."""
    view = look(article, doc, resources)
    accepted = accept(view, propose(view, resources), resources)
    triggers = [c.trigger for c, _ in accepted]
    times = find_times(article.text, resources.times, article.date)
    when = attach_times(view.tree, view.slots, triggers, times)
    inner = contents(view.tree, view.slots, triggers)
    arguments = assign(view, [c for c, _ in accepted], resources)
    over = {m: accepted[n][0].trigger.entry for n, ms in inner.items() for m in ms}
    real = [final_fact(view, c, over.get(n), resources) for n, (c, _) in enumerate(accepted)]
    if any(coming(real[n]) for n in when):
        ahead = {t.span: t for t in find_times_ahead(article.text, resources.times, article.date)}
        when = {n: tuple(ahead[t.span] for t in d) if coming(real[n]) else d for n, d in when.items()}
    events = tuple(
        mention(
            article,
            view,
            c,
            p,
            arguments[n],
            when.get(n, ()),
            inner.get(n, ()),
            real[n],
            resources,
        )
        for n, (c, p) in enumerate(accepted)
    )
    return Reading(article, view.found.mentions, events, chains=view.chains)


def assign(view: View, accepted: list[Candidate], resources: Resources) -> list[tuple[Argument, ...]]:
    """The arguments of each accepted candidate: by the labeller where it is trained, else by the frames."""
    if resources.roles is None:
        return [wholes(c.frame, view.found) for c in accepted]
    layout = roles.Layout.of(view.tree, view.found, view.chains)
    tokens = frozenset(c.trigger.token for c in accepted)
    labelled = (
        roles.label(
            view.tree,
            view.slots,
            c.trigger,
            view.found,
            layout,
            c.frame,
            resources.taxonomy,
            tokens,
            resources.roles,
        )
        for c in accepted
    )
    return [wholes(arguments, view.found) for arguments in labelled]


def wholes(arguments: tuple[Argument, ...], found: Found) -> tuple[Argument, ...]:
    """The arguments without those that are a part of another's phrase: "US" in "the US president"."""
    edges = [found.edges[a.filler] for a in arguments]
    return tuple(
        a
        for a, (begin, end) in zip(arguments, edges, strict=True)
        if not any(b <= begin and end <= e and (b, e) != (begin, end) for b, e in edges)
    )


def mention(
    article: Article,
    view: View,
    candidate: Candidate,
    confidence: float,
    arguments: tuple[Argument, ...],
    times: tuple[Time, ...],
    content: tuple[int, ...],
    fact: Factuality,
    resources: Resources,
) -> EventMention:
    """One event mention with all that its sentence says of it."""
    syntax, slots, found = view.tree, view.slots, view.found
    trigger = candidate.trigger
    entry = trigger.entry
    begin, end = trigger.tokens[0], trigger.tokens[-1] + 1
    locative = resources.nouns.locative
    return EventMention(
        span=Span(syntax.begin[begin], syntax.end[end - 1]),
        text=text_of(syntax, article.text, begin, end),
        type=entry.type,
        arguments=arguments,
        places=tuple(found.places[t] for t in places(syntax, slots, found, trigger, locative)),
        topics=topics(syntax, slots, found, trigger, article.text, resources.about),
        times=times,
        content=content,
        views=views(syntax, article.text, trigger.token, slots, found, resources.speech),
        source=source_of(syntax, trigger.token, slots, found, resources.speech),
        polarity=fact.polarity,
        certainty=fact.certainty,
        tense=fact.tense,
        status=fact.status,
        confidence=round(confidence, 3),
        entry=entry.name,
        rule=f"status by {fact.cue}",
        definite=is_definite(syntax, trigger.token),
        pointing=syntax.pos[trigger.token] == "NOUN" and judge.determiner(syntax, trigger.token) == "dem",
    )


def status_features(
    view: View, candidate: Candidate, over: language.Entry | None, resources: Resources
) -> list[str]:
    """What the trained opinion on a status looks at; ``over`` is the entry whose content the candidate is."""
    kind = candidate.trigger.entry.type
    family = resources.taxonomy.family(kind)
    out = facts.features(view.tree, candidate.trigger.token, kind, family, candidate.fact)
    if over is not None:
        out += [f"over={over.type}", f"over={over.status}", f"over={over.lemma}"]
    return out


def final_fact(
    view: View, candidate: Candidate, over: language.Entry | None, resources: Resources
) -> Factuality:
    """How real the event is: as the event over it says, else by the rules, revised by the weights if any."""
    fact = candidate.fact if over is None else given(candidate.fact, over)
    if resources.status is None or fact.sure:
        return fact
    scores = resources.status.probabilities(status_features(view, candidate, over, resources))
    return facts.revised(fact, scores)


def own_fact(view: View, trigger: Trigger, cues: Cues) -> Factuality:
    """How real a trigger's event is: by the rules, or by an entry without content ("est attendu à")."""
    fact = factuality(view.tree, trigger.token, trigger.entry.type, cues, trigger.words)
    return fact if "content" in trigger.entry.frame else given(fact, trigger.entry)


def given(fact: Factuality, entry: language.Entry) -> Factuality:
    """The factuality of an event that seems to have occurred, when an entry gives it a status."""
    if entry.status is None or fact.status is not Status.OCCURRED:
        return fact
    return replace(facts.of_status(Status(entry.status), fact.tense, entry.name), sure=True)


def coming(fact: Factuality) -> bool:
    """Whether the event lies ahead, so that a bare weekday is the next one."""
    return fact.tense == "future" or fact.status in (Status.PLANNED, Status.REQUESTED)


def is_definite(syntax: Tree, i: int) -> bool:
    """Whether an event noun has a definite or demonstrative determiner: it may point back."""
    tokens = [i, *syntax.children[i]]
    return any(syntax.feat(t, "Definite") == "Def" or syntax.feat(t, "PronType") == "Dem" for t in tokens)


def topics(
    syntax: Tree, slots: Slots, found: Found, trigger: Trigger, text: str, about: About
) -> tuple[Topic, ...]:
    """What the event is about, in the text's words: the first topic slot that is filled.

    A vague noun ("des questions économiques, notamment X", "les enjeux liés à X") gives what it stands for.
    """
    asked = [(trigger.token, slot) for slot in trigger.entry.frame.get("topic", ())]
    head = syntax.head[trigger.token]
    if syntax.rel[trigger.token] in ("subj", "subj:pass") and syntax.lemmas[head] in about.verbs:
        asked += [(head, slot) for slot in about.slots]  # "l'entretien a porté sur X"
    for token, slot in asked:
        out = []
        filled = slots.fill(token, slot)
        for t in (s for f in filled for s in spelled_out(syntax, f, about)):
            if (
                t in trigger.tokens
                or (t in found.places and t in filled)
                or (t in found.of_token and syntax.pos[t] == "PRON")
            ):
                continue
            begin, end = stretch(syntax, t)
            out.append(
                Topic(Span(syntax.begin[begin], syntax.end[end - 1]), text_of(syntax, text, begin, end))
            )
        if out:
            return tuple(dict.fromkeys(out))
    return ()


def spelled_out(syntax: Tree, i: int, about: About) -> list[int]:
    """A topic's token and what is named with it; for a vague noun with a complement only the complement."""
    named = []
    for c in syntax.deps(i, "appos", "conj", "nmod", "obl", "dep"):
        marks = {syntax.words[m].casefold() for m in syntax.children[c]}
        if marks & about.such:
            named += syntax.conjuncts(c)
    if syntax.lemmas[i] not in about.vague:
        return [i, *named]
    inner = [t for link in syntax.deps(i, "acl", "amod") for t in syntax.deps(link, "obl", "nmod")]
    inner = [t for c in inner for t in syntax.conjuncts(c)]
    return inner or [i, *named]


def stretch(syntax: Tree, i: int) -> tuple[int, int]:
    """The contiguous tokens of a phrase around its head: no determiner, no clause, no further conjunct."""
    own = {i}
    for c in syntax.children[i]:
        if syntax.rel[c] not in (
            "case",
            "det",
            "conj",
            "cc",
            "punct",
            "relcl",
            "advcl",
            "parataxis",
            "mark",
            "poss",
            "appos",
        ):
            own.update(t for t in syntax.subtree(c) if syntax.rel[t] != "punct")
    begin = end = i
    while begin - 1 in own and i - begin < TOPIC_LIMIT:
        begin -= 1
    while end + 1 in own and end - i < TOPIC_LIMIT:
        end += 1
    return begin, end + 1


def contents(syntax: Tree, slots: Slots, triggers: list[Trigger]) -> dict[int, tuple[int, ...]]:
    """For each trigger with content slots the triggers that it is about: the nearest below each slot."""
    number = {t.token: n for n, t in enumerate(triggers)}
    out: dict[int, tuple[int, ...]] = {}
    for n, trigger in enumerate(triggers):
        inner: list[int] = []
        for slot in trigger.entry.frame.get("content", ()):
            for t in slots.fill(trigger.token, slot):
                inner.extend(nearest(syntax, t, number))
        if inner:
            out[n] = tuple(dict.fromkeys(m for m in inner if m != n))
    return out


def nearest(syntax: Tree, i: int, number: dict[int, int]) -> list[int]:
    """The events at ``i`` or, where it is none, the nearest below it."""
    if i in number:
        return [number[i], *(n for c in syntax.deps(i, "conj") for n in nearest(syntax, c, number))]
    out: list[int] = []
    for c in syntax.children[i]:
        participle = syntax.rel[c] == "acl" and syntax.feat(c, "VerbForm") != "Inf"
        if syntax.rel[c] not in ("relcl", "parataxis", "advcl") and not participle:
            out.extend(nearest(syntax, c, number))
    return out


def attach_times(
    syntax: Tree, slots: Slots, triggers: list[Trigger], times: tuple[Time, ...]
) -> dict[int, tuple[Time, ...]]:
    """Time expressions by the event they date: the nearest trigger above, or those that its verb carries."""
    number = {t.token: n for n, t in enumerate(triggers)}
    carried: dict[int, list[int]] = {}
    for n, t in enumerate(triggers):
        verb = slots.carrier(t.token) if syntax.pos[t.token] != "VERB" else None
        if verb is not None:
            carried.setdefault(verb, []).append(n)
    out: dict[int, tuple[Time, ...]] = {}
    for time in times:
        tokens = range(bisect_left(syntax.begin, time.span.begin), bisect_left(syntax.begin, time.span.end))
        if not tokens:
            continue
        inside = set(tokens)
        at = next((t for t in tokens if syntax.head[t] not in inside), tokens[0])
        for _ in range(12):
            owners = [number[at]] if at in number else carried.get(at, [])
            if owners:
                for n in owners:
                    out[n] = (*out.get(n, ()), time)
                break
            if syntax.head[at] == at:
                break
            at = syntax.head[at]
    return out
