"""Trains the judge of events and the labeller of roles from passages that a reader has marked.

    python -m kg.train PASSAGES... --lang fr en --dev PASSAGES

Writes judge.tsv and status.tsv in kg/language/<lang>/ and kg/extract/roles.tsv, and prints what each is worth
on the dev passages. The roles are learnt from all the languages together, since what they look at is
relations, classes and kinds: weights that all share, and what each language adds to them. Passages are files
or folders as :mod:`kg.passages` reads them; our own are in kg/language/<lang>/passages. Needs scikit-learn
(``pip install 'pourparlers[train]'``). Deterministic: fixed seed, sorted files.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from spacy.tokens import Doc

from kg import annotate, extract, gazetteer, language, passages, vocab
from kg.extract import facts, judge, roles
from kg.extract.coreference import fold
from kg.extract.events import Trigger
from kg.extract.weights import BIAS, OF_LANGUAGE, Weights
from kg.model import Article, Reading, Taxonomy
from kg.passages import GoldEvent, Passage
from kg.resolve import chains_of
from kg.resolve.identity import actor, identify

SEED = 7
STRENGTH = 0.15  # inverse of the L2 penalty
STATUS_STRENGTH = 0.4  # the same for status
ROLE_STRENGTH = 0.08  # the same for roles, whose features stand twice
LEAST = 2  # examples that a feature must occur in
_FRAMES: dict[int, dict[tuple[str, str], Mapping[str, tuple[str, ...]]]] = {}
SMALLEST = 0.02  # weights below this are left out


@dataclass(frozen=True, slots=True)
class Gold:
    """A marked passage as an article and its parse."""

    article: Article
    doc: Doc
    events: Sequence[GoldEvent]
    names: Mapping[str, frozenset[str]]  # actor key -> folded names and the Wikidata id


@dataclass(frozen=True, slots=True)
class Example:
    """Features and the right label."""

    features: tuple[str, ...]
    label: str


def load(places: Iterable[Path], lang: str) -> Iterator[Gold]:
    """The passages of a language in files and folders, parsed. Raises DataError."""
    found = [p for place in places for p in passages.load(place, lang)]
    articles = [Article.of(p.text, lang, date=p.date) for p in found]
    for p, (article, doc) in zip(found, annotate.parse(articles, lang), strict=True):
        yield Gold(article, doc, p.events, known_as(p))


def known_as(passage: Passage) -> dict[str, frozenset[str]]:
    """The folded names of each actor of a passage, with its Wikidata id if it has one."""
    return {
        key: frozenset((*map(bare, names), *filter(None, (passage.wikidata.get(key),))))
        for key, names in passage.names.items()
    }


def bare(name: str) -> str:
    """A name folded, without a leading article."""
    folded = fold(name)
    for article in ("l'", "le ", "la ", "les ", "the "):
        folded = folded.removeprefix(article)
    return folded


def overlaps(event: GoldEvent, begin: int, end: int) -> bool:
    """Whether one of a gold event's mentions shares a character with ``begin:end``."""
    return any(b < end and begin < e for b, e in event.spans)


def judge_examples(gold: Gold, resources: extract.Resources) -> Iterator[Example]:
    """Each lexicon candidate of a passage, "yes" where a reader has that class there."""
    view = extract.look(gold.article, gold.doc, resources)
    for candidate, features in extract.judged(view, extract.propose(view, resources), resources):
        trigger = candidate.trigger
        begin, end = view.tree.begin[trigger.tokens[0]], view.tree.end[trigger.tokens[-1]]
        right = any(e.type == trigger.entry.type and overlaps(e, begin, end) for e in gold.events)
        yield Example(tuple(features), judge.YES if right else "no")


def matched(
    gold: Gold, view: extract.View, resources: extract.Resources
) -> list[tuple[extract.Candidate, GoldEvent]]:
    """The lexicon candidates that a reader has as events, each with the reader's event."""
    out = []
    for candidates in extract.propose(view, resources):
        for c in candidates:
            begin, end = view.tree.begin[c.trigger.tokens[0]], view.tree.end[c.trigger.tokens[-1]]
            event = next(
                (e for e in gold.events if e.type == c.trigger.entry.type and overlaps(e, begin, end)),
                None,
            )
            if event is not None:
                out.append((c, event))
    return out


def unlisted(
    gold: Gold, view: extract.View, resources: extract.Resources, listed: Sequence[GoldEvent]
) -> list[tuple[extract.Candidate, GoldEvent]]:
    """A reader's events whose words the lexicon lacks, with the usual frame of their class.

    Roles can be learnt from them too.
    """
    tree = view.tree
    out = []
    for event in gold.events:
        tokens = [t for t in range(len(tree)) if event.spans[0][0] <= tree.begin[t] < event.spans[0][1]]
        if any(event is e for e in listed) or not tokens or event.type not in resources.taxonomy.classes:
            continue
        head = next((t for t in tokens if tree.head[t] not in tokens or tree.head[t] == t), tokens[0])
        pos = {"VERB": "verb", "ADJ": "adjective"}.get(tree.pos[head], "noun")
        frame = usual_frame(resources.language.lexicon, event.type, pos)
        entry = language.Entry(
            "", event.type, pos, tree.lemmas[head], (), False, frame, (), (), None, None, 0.5
        )
        trigger = Trigger(head, (head,), (), entry)
        arguments = view.frames.arguments(trigger, resources.taxonomy.symmetric(event.type))
        out.append(
            (
                extract.Candidate(
                    trigger, arguments, facts.factuality(tree, head, entry.type, resources.cues)
                ),
                event,
            )
        )
    return out


def usual_frames(lexicon: language.Lexicon) -> dict[tuple[str, str], Mapping[str, tuple[str, ...]]]:
    """The most frequent frame of each class and part of speech."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    frames: dict[str, Mapping[str, tuple[str, ...]]] = {}
    for entry in lexicon:
        frames[repr(entry.frame)] = entry.frame
        counts.setdefault((entry.type, entry.pos), Counter())[repr(entry.frame)] += 1
    return {key: frames[c.most_common(1)[0][0]] for key, c in counts.items()}


def usual_frame(lexicon: language.Lexicon, kind: str, pos: str) -> Mapping[str, tuple[str, ...]]:
    """The usual frame of a class, an empty one where the lexicon has none."""
    if id(lexicon) not in _FRAMES:
        _FRAMES[id(lexicon)] = usual_frames(lexicon)
    return _FRAMES[id(lexicon)].get((kind, pos), {})


def status_examples(gold: Gold, resources: extract.Resources) -> Iterator[Example]:
    """Each candidate that a reader has as an event, with its status."""
    view = extract.look(gold.article, gold.doc, resources)
    right = matched(gold, view, resources)
    inner = extract.contents(view.tree, view.slots, [c.trigger for c, _ in right])
    over = {m: right[n][0].trigger.entry for n, ms in inner.items() for m in ms}
    for n, (c, event) in enumerate(right):
        yield Example(tuple(extract.status_features(view, c, over.get(n), resources)), event.status)


def role_examples(gold: Gold, resources: extract.Resources) -> Iterator[Example]:
    """Each mention near each candidate that a reader has as an event, with its role there."""
    taxonomy = resources.taxonomy
    view = extract.look(gold.article, gold.doc, resources)
    who = actors_of(gold, Reading(gold.article, view.found.mentions, chains=view.chains), resources.gazetteer)
    layout = roles.Layout.of(view.tree, view.found, view.chains)
    right = matched(gold, view, resources)
    right += unlisted(gold, view, resources, [e for _, e in right])
    tokens = frozenset(c.trigger.token for c, _ in right)
    for c, event in right:
        rows = list(
            roles.features(view.tree, view.slots, c.trigger, view.found, layout, c.frame, taxonomy, tokens)
        )
        taking = {a for takers in event.roles.values() for a in takers}
        complete = taking <= {a for number, _ in rows for a in who[number]}
        for number, features in rows:
            if who[number] or complete:  # else it may be the one that was not recognised
                yield Example(tuple(features), role_of(event, who[number], taxonomy))


def role_of(event: GoldEvent, actors: frozenset[str], taxonomy: Taxonomy) -> str:
    """The role that one of these gold actors has in a gold event."""
    for role, takers in event.roles.items():
        if actors & takers:
            return "participant" if taxonomy.symmetric(event.type) else role
    return roles.NONE


def actors_of(gold: Gold, reading: Reading, known: gazetteer.Gazetteer) -> list[frozenset[str]]:
    """For each mention the gold actors that it denotes, by name or Wikidata id."""
    chains = chains_of(reading, known)
    keys = identify(reading, chains).keys
    right: list[str | None] = []
    for n, entity in enumerate(chains.entities):
        made = actor(keys[n], entity, reading, {}, known)
        names = {bare(label.text) for label in (*made.labels, *made.aliases)}
        ids = {made.wikidata} if made.wikidata else set()
        found = next((a for a, mine in gold.names.items() if ids & mine), None)
        right.append(found or next((a for a, mine in gold.names.items() if names & mine), None))
    return [frozenset(r for i in ids if (r := right[i])) for ids in chains.of_mention]


def fit(examples: Sequence[Example], strength: float, least: int, smallest: float) -> Weights:
    """Weights of a multinomial logistic regression over features that occur at least ``least`` times."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    counts: dict[str, int] = {}
    for example in examples:
        for feature in set(example.features):
            counts[feature] = counts.get(feature, 0) + 1
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([{f: 1 for f in e.features if counts[f] >= least} for e in examples])
    model = LogisticRegression(C=strength, max_iter=1000, random_state=SEED)
    model.fit(matrix, [e.label for e in examples])
    labels = tuple(model.classes_)
    coefficients = model.coef_ if len(labels) > 2 else [-model.coef_[0] / 2, model.coef_[0] / 2]
    intercepts = model.intercept_ if len(labels) > 2 else [-model.intercept_[0] / 2, model.intercept_[0] / 2]
    names = vectorizer.get_feature_names_out()
    table = {
        name: values
        for k, name in enumerate(names)
        if max(map(abs, values := tuple(float(row[k]) for row in coefficients))) >= smallest
    }
    return Weights(labels, {BIAS: tuple(map(float, intercepts)), **table})


def measure(
    weights: Weights, examples: Sequence[Example], none: str, threshold: float
) -> tuple[float, float, float]:
    """Precision, recall and F1 of the labels other than ``none`` at a threshold."""
    hit = said = right = 0
    for example in examples:
        probabilities = weights.probabilities(example.features)
        best = max((x for x in weights.labels if x != none), key=lambda x: probabilities[x])
        says = best if probabilities[best] >= threshold else none
        said += says != none
        right += example.label != none
        hit += says == example.label != none
    p, r = hit / max(said, 1), hit / max(right, 1)
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


@dataclass(frozen=True, slots=True)
class Lessons:
    """The passages of one language, to learn from and to measure on."""

    lang: str
    resources: extract.Resources
    golds: Sequence[Gold]
    dev: Sequence[Gold]

    @classmethod
    def of(cls, lang: str, folders: Sequence[Path], dev: Path | None, taxonomy: Taxonomy) -> Lessons:
        """The lessons of a language from its passages in some folders."""
        return cls(
            lang,
            extract.Resources.load(lang, taxonomy),
            list(load(folders, lang)),
            list(load([dev], lang)) if dev else [],
        )


def of_language(example: Example, lang: str) -> Example:
    """An example with each feature twice: as all languages have it, and as this one's own."""
    own = (f"{lang}{OF_LANGUAGE}{feature}" for feature in example.features)
    return Example((*example.features, *own), example.label)


def learn(
    name: str,
    lessons: Sequence[Lessons],
    examples_of: Callable[[Gold, extract.Resources], Iterator[Example]],
    none: str,
    path: Path,
    strength: float,
) -> None:
    """Fits weights to the passages of some languages, writes them, prints what they are worth on dev."""
    examples = [
        e if len(lessons) == 1 else of_language(e, lesson.lang)
        for lesson in lessons
        for g in lesson.golds
        for e in examples_of(g, lesson.resources)
    ]
    weights = fit(examples, strength, LEAST, SMALLEST)
    weights.save(path)
    number = sum(len(lesson.golds) for lesson in lessons)
    print(
        f"{name}: {len(examples)} examples of {number} passages, {len(weights.table)} weights -> {path.name}"
    )
    for lesson in lessons:
        tests = [e for g in lesson.dev for e in examples_of(g, lesson.resources)]
        for threshold in (0.3, 0.4, 0.5, 0.6) if tests else ():
            p, r, f = measure(weights.of_language(lesson.lang), tests, none, threshold)
            print(f"  dev {lesson.lang}, at {threshold}: P {p:.3f}  R {r:.3f}  F1 {f:.3f}")


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "gold", type=Path, nargs="+", help="files or folders of marked passages to learn from"
    )
    parser.add_argument("--lang", nargs="+", default=["fr"], help="the languages whose passages to take")
    parser.add_argument("--dev", type=Path, help="marked passages to measure on")
    parser.add_argument("--no-judge", action="store_true", help="leave the judge of events as it is")
    parser.add_argument("--no-status", action="store_true", help="leave the weights of status as they are")
    parser.add_argument("--no-roles", action="store_true", help="leave the labeller of roles as it is")
    args = parser.parse_args(arguments)
    taxonomy = vocab.taxonomy()
    lessons = [Lessons.of(lang, args.gold, args.dev, taxonomy) for lang in args.lang]
    for one in lessons:
        folder = language.FOLDER / one.lang
        if not args.no_judge:
            learn("judge", [one], judge_examples, "no", folder / extract.JUDGE, STRENGTH)
        if not args.no_status:
            learn("status", [one], status_examples, "occurred", folder / extract.STATUS, STATUS_STRENGTH)
    if not args.no_roles:
        learn("roles", lessons, role_examples, roles.NONE, extract.WEIGHTS / extract.ROLES, ROLE_STRENGTH)


if __name__ == "__main__":
    main()
