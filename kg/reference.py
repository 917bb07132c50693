"""The ontology as a page to read: Markdown in one language, made from the Turtle."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal
from urllib.parse import quote

from kg import vocab
from kg.errors import LanguageError
from kg.model import Taxonomy
from kg.vocab import OWL, PP, RDF, SCHEMA, SEM, XSD, Term

LANGUAGES = ("fr", "en")

_EVENT_PROPERTIES = (
    *(PP.participant, PP.agent, PP.recipient, PP.supporter, PP.place, PP.topic, PP.content),
    *(PP.status, PP.accordingTo, PP.view, PP.confidence),
)
_MENTION_PROPERTIES = (
    *(PP.eventClass, PP.hasArgument, PP.filler, PP.form, PP.polarity, PP.certainty, PP.tense, PP.foundBy),
)
_ARTICLE_PROPERTIES = (PP.copyOf, PP.readAs)
_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "fr": {
            "intro": (
                "Cette page présente les mots du graphe : ce que l'on y appelle un événement, qui y "
                "prend part et comment, et ce qui relie chaque affirmation au texte qui la porte. "
                "Elle se lit sans rien savoir du web sémantique ; le nom en caractères d'imprimerie "
                "(`PhoneCall`) est celui que l'on écrit dans une requête, précédé de `pp:`."
            ),
            "contents": "Sommaire",
            "events": "Les événements",
            "events_intro": (
                "Chaque événement est d'une classe, la plus précise qui convienne, et donc aussi des "
                "classes au-dessus d'elle : un entretien téléphonique est une consultation, et une "
                "consultation un événement. Le code PLOVER est celui sous lequel les politologues "
                "comptent ces événements."
            ),
            "roles": "Ce que l'on dit d'un événement",
            "roles_intro": (
                "Un rôle dit comment un acteur prend part à l'événement ; un agent ou un destinataire"
                " est aussi un participant."
            ),
            "statuses": "Les statuts : est-ce arrivé ?",
            "statuses_intro": (
                "Chaque événement a exactement un statut. La presse parle autant de ce qui est prévu,"
                " demandé ou démenti que de ce qui a eu lieu."
            ),
            "actors": "Les acteurs",
            "actors_intro": (
                "Un acteur est de l'une de ces quatre sortes et d'une seule. Un État est aussi un lieu."
            ),
            "mentions": "Les mentions : où le texte le dit",
            "mentions_intro": (
                "Une mention est un passage précis d'un article. Tout événement et tout acteur "
                "renvoie aux mentions sur lesquelles il repose."
            ),
            "articles": "Les articles : d'où vient un texte",
            "articles_intro": (
                "Un article est un `schema:NewsArticle`, avec le titre, la date, l'adresse et l'éditeur "
                "que sa source indique. Deux propriétés s'y ajoutent."
            ),
            "edges": "Les raccourcis : un événement en une arête",
            "edges_intro": (
                "Pour qui préfère un graphe simple d'acteurs, chaque événement qui a eu lieu ou est "
                "en cours donne aussi une arête directe d'un acteur à l'autre. Les arêtes plus "
                "générales s'en déduisent : qui a rencontré quelqu'un est en relation avec lui."
            ),
            "example": "Exemple",
            "filled": "Rôles",
            "symmetric": "toutes les parties sont de simples participants",
            "code": "Code PLOVER",
            "edge": "Arête",
            "both": "dans les deux sens",
            "inherited": "comme la classe au-dessus",
            "name": "Nom",
            "label": "Terme",
            "meaning": "Sens",
            "from": "De",
            "to": "Vers",
            "class": "Classe",
            "colon": " : ",
            "foot": (
                "Version {version} du {modified}. Espace de noms : `{namespace}`. Licence : <{licence}>."
            ),
        },
        "en": {
            "intro": (
                "This page shows the words of the graph: what counts as an event there, who takes "
                "part and how, and what ties each claim to the text that makes it. It asks for no "
                "knowledge of the semantic web; the name in typewriter letters (`PhoneCall`) is what "
                "one writes in a query, with `pp:` before it."
            ),
            "contents": "Contents",
            "events": "Events",
            "events_intro": (
                "Each event is of a class, the finest that fits, and so of the classes above it: a "
                "phone call is a consultation, and a consultation is an event. The PLOVER code is the"
                " one under which political scientists count such events."
            ),
            "roles": "What is said of an event",
            "roles_intro": (
                "A role says how an actor takes part in the event; an agent or a recipient is a "
                "participant too."
            ),
            "statuses": "Statuses: did it happen?",
            "statuses_intro": (
                "Each event has exactly one status. News tells as much of what is planned, asked for "
                "or denied as of what took place."
            ),
            "actors": "Actors",
            "actors_intro": (
                "An actor is of one of these four kinds, and of one only. A state is a place as well."
            ),
            "mentions": "Mentions: where the text says so",
            "mentions_intro": (
                "A mention is an exact stretch of an article. Each event and each actor points to the"
                " mentions that it rests on."
            ),
            "articles": "Articles: where a text comes from",
            "articles_intro": (
                "An article is a `schema:NewsArticle`, with the headline, date, address and publisher "
                "that its source tells. Two properties are added."
            ),
            "edges": "Shortcuts: an event as one edge",
            "edges_intro": (
                "For those who prefer a plain graph of actors, each event that occurred or is ongoing"
                " also gives a direct edge from one actor to the other. Broader edges follow: who met"
                " someone relates to them."
            ),
            "example": "Example",
            "filled": "Roles",
            "symmetric": "all parties are plain participants",
            "code": "PLOVER code",
            "edge": "Edge",
            "both": "both ways",
            "inherited": "as of the class above",
            "name": "Name",
            "label": "Term",
            "meaning": "Meaning",
            "from": "From",
            "to": "To",
            "class": "Class",
            "colon": ": ",
            "foot": ("Version {version} of {modified}. Namespace: `{namespace}`. Licence: <{licence}>."),
        },
    }
)
_ELSEWHERE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        SEM.Place: {"fr": "Lieu", "en": "Place"},
        SEM.View: {"fr": "Jugement", "en": "View"},
        OWL.Class: {"fr": "Classe", "en": "Class"},
        RDF.Property: {"fr": "Propriété", "en": "Property"},
        SCHEMA.NewsArticle: {"fr": "Article", "en": "Article"},
        XSD.decimal: {"fr": "nombre", "en": "number"},
        XSD.string: {"fr": "texte", "en": "text"},
    }
)


def reference(lang: str, extra: Iterable[Path] = ()) -> str:
    """The page in ``lang`` ("fr" or "en"), with the classes of a user's own Turtle files in their place.

    Raises LanguageError for another language, DataError as :func:`kg.vocab.taxonomy` does.
    """
    if lang not in LANGUAGES:
        raise LanguageError(f"there is no reference page in {lang!r}: choose {' or '.join(LANGUAGES)}")
    files = tuple(extra)
    page = _Page(lang, _WORDS[lang], vocab.terms(files), vocab.taxonomy(files))
    return "\n".join(page.lines()).rstrip() + "\n"


@dataclass(frozen=True, slots=True)
class _Page:
    lang: str
    words: Mapping[str, str]
    terms: Mapping[str, Term]
    taxonomy: Taxonomy

    def lines(self) -> Iterator[str]:
        about, words = vocab.about(), self.words
        yield f"# {_plain(about.titles[self.lang])}"
        yield from ("", _plain(about.descriptions[self.lang]), "", words["intro"], "")
        yield from (f"## {words['contents']}", "")
        for section in ("events", "roles", "statuses", "actors", "mentions", "articles", "edges"):
            yield f"- [{words[section]}](#{section})"
            if section == "events":
                yield from self.tree("Event", "  ")
        for section, body in (
            ("events", self.classes("Event", 3)),
            ("roles", self.properties(_EVENT_PROPERTIES)),
            ("statuses", self.table(t for t in self.terms.values() if PP.Status in t.types)),
            ("actors", self.table(self.below(PP.Actor))),
            ("mentions", self.mentions()),
            ("articles", self.properties(_ARTICLE_PROPERTIES)),
            ("edges", self.edges()),
        ):
            yield from ("", f'## <a id="{section}"></a>{words[section]}', "", words[f"{section}_intro"], "")
            yield from body
        foot = words["foot"].format(
            version=about.version, modified=about.modified, namespace=PP.iri, licence=about.licence
        )
        yield from ("", "---", "", foot)

    def mentions(self) -> Iterator[str]:
        yield from self.table(self.below(PP.Mention, PP.Argument))
        yield ""
        yield from self.properties(_MENTION_PROPERTIES)

    def children(self, name: str) -> list[str]:
        return [child for child, found in self.taxonomy.classes.items() if found.parent == name]

    def tree(self, name: str, indent: str) -> Iterator[str]:
        for child in self.children(name):
            yield f"{indent}- [{self.label(self.taxonomy.classes[child].iri)}](#{_anchor(child)})"
            yield from self.tree(child, indent + "  ")

    def classes(self, name: str, level: int) -> Iterator[str]:
        """A class and those below it, a heading each."""
        term = self.terms[self.taxonomy.classes[name].iri]
        yield f'{"#" * level} <a id="{_anchor(name)}"></a>{self.label(term.iri)} {_code(term)}'
        yield from ("", self.word(term.definitions), "")
        facts = list(self.facts(term))
        yield from facts
        if facts:
            yield ""
        for child in self.children(name):
            yield from self.classes(child, level if name == "Event" else level + 1)

    def facts(self, term: Term) -> Iterator[str]:
        """What there is to say of an event class beyond its definition, a list item each."""
        colon = self.words["colon"]
        if term.examples:
            yield f"- {self.words['example']}{colon}*{self.word(term.examples)}*"
        if term.roles:
            roles = ", ".join(self.named(role) for role in term.roles)
            note = self.words["symmetric"] if self.taxonomy.symmetric(term.name) else self.word(term.notes)
            yield f"- {self.words['filled']}{colon}{roles}{f' — {note}' if note else ''}"
        if term.notation:
            yield f"- {self.words['code']}{colon}{_mono(term.notation)}"
        edge = self.shortcut(term.name)
        if edge and term.name != "Event":
            both = f", {self.words['both']}" if self.taxonomy.symmetric(term.name) else ""
            inherited = "" if term.shortcut else f" ({self.words['inherited']})"
            yield f"- {self.words['edge']}{colon}A *{self.label(edge.iri)}* B {_code(edge)}{both}{inherited}"

    def shortcut(self, name: str) -> Term | None:
        """The edge of a class, its own or the nearest one above it."""
        line = (self.terms[self.taxonomy.classes[step].iri].shortcut for step in self.taxonomy.line(name))
        return next((self.terms[iri] for iri in line if iri and iri in self.terms), None)

    def below(self, *tops: str) -> Iterator[Term]:
        """The classes at and below ``tops``, in the order of the files."""
        found = set(tops)
        for term in self.terms.values():
            if term.is_class and (term.iri in found or found.intersection(term.parents)):
                found.add(term.iri)
                yield term

    def table(self, terms: Iterable[Term]) -> Iterator[str]:
        yield from self.head("label", "name", "meaning", "example")
        for term in terms:
            yield _row(
                self.label(term.iri), _code(term), self.word(term.definitions), self.word(term.examples)
            )

    def properties(self, iris: Iterable[str]) -> Iterator[str]:
        yield from self.head("label", "name", "meaning", "from", "to")
        for term in (self.terms[iri] for iri in iris):
            ends = (self.ends(term, "domain"), self.ends(term, "range"))
            yield _row(self.label(term.iri), _code(term), self.word(term.definitions), *ends)

    def edges(self) -> Iterator[str]:
        yield from self.head("label", "name", "meaning", "class")
        for name in self.taxonomy.classes:
            shortcut = self.terms[self.taxonomy.classes[name].iri].shortcut
            if shortcut and shortcut in self.terms:
                edge = self.terms[shortcut]
                link = f"[{self.label(self.taxonomy.classes[name].iri)}](#{_anchor(name)})"
                yield _row(self.label(edge.iri), _code(edge), self.word(edge.definitions), link)

    def ends(self, term: Term, end: Literal["domain", "range"]) -> str:
        """Where a property starts or ends, its own or what the one above it says."""
        if end == "range" and term.values:
            return ", ".join(_mono(value) for value in term.values)
        classes = term.domain if end == "domain" else term.range
        if classes:
            return ", ".join(self.label(iri) for iri in classes)
        above = [self.terms[parent] for parent in term.parents if parent in self.terms]
        return self.ends(above[0], end) if above else ""

    def named(self, iri: str) -> str:
        """The label of a term and the name one writes, once where they are the same."""
        if iri not in self.terms:
            return _mono(iri)
        label, term = self.label(iri), self.terms[iri]
        return _code(term) if label == term.name else f"{label} {_code(term)}"

    def label(self, iri: str) -> str:
        words = self.terms[iri].labels if iri in self.terms else _ELSEWHERE.get(iri)
        return self.word(words) if words else _mono(iri)

    def word(self, words: Mapping[str, str]) -> str:
        """The words in the page's language, or in any other when it lacks them."""
        return _plain(words.get(self.lang) or next(iter(words.values()), ""))

    def head(self, *columns: str) -> Iterator[str]:
        yield _row(*(self.words[column] for column in columns))
        yield _row(*("---" for _ in columns))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _code(term: Term) -> str:
    return _mono(term.name if term.iri.startswith(PP.iri) else term.iri)


def _mono(text: str) -> str:
    return f"`{' '.join(text.replace('`', ' ').split())}`"


def _anchor(name: str) -> str:
    return quote(name, safe="")


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    text = re.sub(r"([\\`*_{}\[\]<>&|#~$])", r"\\\1", " ".join(text.split()))
    return re.sub(r"^(\d*)([-+=.)])", r"\1\\\2", text)
