"""Why is this here? One article, sentence by sentence: its events, who is in them and which rule said so.

    1  [Le président russe] {a invité} [son homologue] à Moscou.
       Invitation, occurred, confidence 0.93: "a invité"
         agent      Le président russe = Vladimir Poutine   by subj, 0.97: path=>subj +1.1 ...

In the sentence ``[ ]`` marks who may act and ``{ }`` the words that tell of an event. The composition of
annotate, extract and resolve for one text; no graph is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg import annotate, extract, gazetteer
from kg.errors import ReadError
from kg.extract import judge, roles
from kg.gazetteer import Gazetteer
from kg.model import Article, Chains, Entity, EventMention, Reading, Span, Time
from kg.pipeline import Own, resources
from kg.read import STDIN, Failure, Given, check, detect, read
from kg.resolve import chains_of

_Proposals = list[tuple[extract.Candidate, ...]]
_LEAST = 0.1  # readings that are less likely than this are not worth a line


@dataclass(frozen=True, slots=True)
class Dropped:
    """A reading of words as an event that did not hold."""

    span: Span
    type: str
    entry: str
    confidence: float


def explain(article: Article, own: Own | None = None) -> Iterator[str]:
    """The lines that explain what is read from an article, with the user's own words if there are some.

    Raises LanguageError, ModelError when the language's model is missing, DataError for a file of the user's.
    """
    means = resources(article.lang, own or Own())
    known = gazetteer.load()
    for _, doc in annotate.parse([article], article.lang):
        reading = extract.read(article, doc, means)
        sentences = [Span(s.start_char, s.end_char) for s in doc.sents]
        view = extract.look(article, doc, means)
        proposals = extract.propose(view, means)
        dropped = _dropped(reading, view, proposals, means)
        deciding = _deciding(reading, view, proposals, means)
        yield from tell(reading, sentences, known, dropped, deciding)


def articles_of(source: str, given: Given) -> Iterator[Article]:
    """The articles that ``source`` means: those of a file, a folder or ``-``, else the text itself.

    Raises ReadError when a file can't be read, LanguageError for a language that is not supported.
    """
    if source != str(STDIN) and not _is_path(source):
        lang = check(given.lang)
        yield Article.of(source, detect(source) if lang == "auto" else lang, date=given.date)
        return
    for found in read([source], given):
        if isinstance(found, Failure):
            raise ReadError(str(found))
        yield found


def _is_path(source: str) -> bool:
    """Whether a text names a file or folder; a single word that names none was meant to."""
    try:
        return len(source.split()) < 2 or Path(source).exists()
    except (OSError, ValueError):
        return False


def _dropped(
    reading: Reading, view: extract.View, proposals: _Proposals, means: extract.Resources
) -> Iterator[Dropped]:
    """The readings that the judge turned down."""
    if means.judge is None:
        return
    taken = {(event.span.begin, event.type) for event in reading.events}
    for candidate, features in extract.judged(view, proposals, means):
        trigger = candidate.trigger
        begin = view.tree.begin[trigger.tokens[0]]
        confidence = means.judge.probabilities(features)[judge.YES]
        if (begin, trigger.entry.type) not in taken and confidence >= _LEAST:
            end = view.tree.end[trigger.tokens[-1]]
            yield Dropped(Span(begin, end), trigger.entry.type, trigger.entry.name, confidence)


def _deciding(
    reading: Reading, view: extract.View, proposals: _Proposals, means: extract.Resources
) -> list[dict[int, str]]:
    """For each event the features that spoke most for each of its arguments, by filler."""
    if means.roles is None:
        return []
    accepted = [c for c, _ in extract.accept(view, proposals, means)]
    layout = roles.Layout.of(view.tree, view.found, view.chains)
    tokens = frozenset(c.trigger.token for c in accepted)
    out: list[dict[int, str]] = []
    for c, event in zip(accepted, reading.events, strict=True):
        looked_at = dict(
            roles.features(
                view.tree, view.slots, c.trigger, view.found, layout, c.frame, means.taxonomy, tokens
            )
        )
        told = {
            a.filler: means.roles.reasons(looked_at[a.filler], a.role.value)
            for a in event.arguments
            if a.filler in looked_at and a.role.value in means.roles.labels
        }
        out.append({n: ", ".join(f"{name} {weight:+.1f}" for name, weight in why) for n, why in told.items()})
    return out


def tell(
    reading: Reading,
    sentences: Iterable[Span],
    known: Gazetteer,
    dropped: Iterable[Dropped] = (),
    deciding: Sequence[Mapping[int, str]] = (),
) -> Iterator[str]:
    """The lines for a reading whose actors are decided. Raises nothing."""
    chains = chains_of(reading, known)
    turned_down, names = list(dropped), _Names(chains, known, reading.article.lang)
    for number, sentence in enumerate(sentences, 1):
        yield f"{number:>3}  {_marked(reading, sentence)}"
        for index, event in enumerate(reading.events):
            if sentence.covers(event.span):
                why = deciding[index] if deciding else {}
                yield from (f"     {line}" for line in _event(event, reading, names, why))
        for drop in turned_down:
            if sentence.covers(drop.span):
                words = reading.article.text[drop.span.begin : drop.span.end]
                yield f'     not {drop.type}, {drop.confidence:.2f}: "{_line(words)}"   {drop.entry}'
        for index, mention in enumerate(reading.actors):
            if sentence.covers(mention.span):
                kind = mention.kind.value if mention.kind else "kind not known"
                how = f"{mention.form.value}, {kind}, by {chains.why[index]}"
                yield f"     {_line(mention.text)} = {names(index)}   {how}"
        yield ""


def _marked(reading: Reading, sentence: Span) -> str:
    """The words of a sentence with its actors in square and its events in curly brackets."""
    text = reading.article.text
    marks = [(a.span, "[", "]") for a in reading.actors] + [(e.span, "{", "}") for e in reading.events]
    inside = [(span, left, right) for span, left, right in marks if sentence.covers(span)]
    begins = [(span.begin, 1, -span.end, left) for span, left, _ in inside]
    ends = [(span.end, 0, -span.begin, right) for span, _, right in inside]
    out, at = [], sentence.begin
    for place, _, _, mark in sorted({*begins, *ends}):
        out += [text[at:place], mark]
        at = place
    return _line("".join((*out, text[at : sentence.end])))


def _event(event: EventMention, reading: Reading, names: _Names, why: Mapping[int, str]) -> Iterator[str]:
    """The lines of one event mention."""
    yield f'{event.type}, {event.status.value}, confidence {event.confidence:.2f}: "{_line(event.text)}"'
    for name, value in _facts(event, reading, names, why):
        yield f"  {name:<12} {value}"


def _facts(
    event: EventMention, reading: Reading, names: _Names, why: Mapping[int, str]
) -> Iterator[tuple[str, str]]:
    for argument in event.arguments:
        words = _line(reading.actors[argument.filler].text)
        how = f"by {argument.rule}, {argument.confidence:.2f}"
        how += f": {why[argument.filler]}" if why.get(argument.filler) else ""
        yield argument.role.value, f"{words} = {names(argument.filler)}   {how}"
    for place in event.places:
        yield "place", f"{_line(place.text)}" + (f" ({place.wikidata})" if place.wikidata else "")
    for time in event.times:
        yield "time", f"{_line(reading.article.text[time.span.begin : time.span.end])} = {_when(time)}"
    for topic in event.topics:
        yield "topic", _line(topic.text)
    for index in event.content:
        inner = reading.events[index]
        yield "content", f'{inner.type}: "{_line(inner.text)}"'
    for view in event.views:
        holder = "the text" if view.holder is None else names(view.holder)
        yield "judged", f"{_line(view.text)}, by {holder}"
    if event.source is not None:
        yield "according to", names(event.source)
    yield "lexicon", event.entry
    yield "decided", f"{event.rule}; {event.polarity}, {event.certainty}, {event.tense}"


def _when(time: Time) -> str:
    """What is known of a time."""
    names = ("begin", "end", "earliest", "latest", "duration")
    return ", ".join(f"{name} {value}" for name in names if (value := getattr(time, name)))


@dataclass(frozen=True, slots=True)
class _Names:
    """Who a mention stands for, in words."""

    chains: Chains
    known: Gazetteer
    lang: str

    def __call__(self, index: int) -> str:
        entities = (self.chains.entities[i] for i in self.chains.of_mention[index])
        return " & ".join(map(self._name, entities)) or "nobody"

    def _name(self, entity: Entity) -> str:
        entry = self.known.entry(entity.known) if entity.known else None
        if entry is not None:
            return f"{entry.names.get(self.lang) or next(iter(entry.names.values()))} ({entry.id})"
        return _line(next(iter((*entity.names, *entity.descriptions, entity.noun)), "") or "someone")


def _line(text: str) -> str:
    """Words on one line, without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
