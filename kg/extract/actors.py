"""Who may act: names, descriptions, demonyms and pronouns of one text, as actor mentions; and its places.

    "Le ministre allemand de la Coopération, Gerd Müller, a reçu des rebelles à Niamey."
     ^ description of ^ the name: one mention                   ^ a group    ^ a place (its state as metonym)

Takes a :class:`Tree`, the gazetteer's hits and the language's word lists; gives :class:`Found`. The gazetteer
overrules the model's entities, and a longer name overrules a shorter one. What a mention points to is decided
later, in ``kg.resolve``.

    >>> from kg import language
    >>> french = language.load("fr")
    >>> nouns = Nouns.of(french.actors, french.syntax)
    >>> nouns.kinds["rebelle"].value, nouns.office_key("Chef de l'État")
    ('Person', 'head_of_state')
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kg.extract.syntax import Tree
from kg.gazetteer import LANGUAGES, Gazetteer, Hit
from kg.model import ActorMention, Form, Kind, Office, Place, Span

ARGUMENT = frozenset({"subj", "subj:pass", "obj", "iobj", "obl", "agent", "nmod", "poss"})
PHRASE = 14  # tokens of the longest form of a description
MARKS = frozenset({"«", '"', "–"})  # may open a name after its description
KIND_OF_ENTITY = {"person": Kind.PERSON, "organization": Kind.ORGANIZATION, "state": Kind.STATE}


@dataclass(frozen=True, slots=True)
class Nouns:
    """The word lists of actors.toml, ready for look-up: lemma -> kind; several words as tuples."""

    kinds: Mapping[str, Kind]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], Kind], ...]]  # first word -> (words, kind)
    weak: frozenset[str]
    collective: frozenset[str]
    transparent: frozenset[str]
    opening: frozenset[str]  # prepositions behind a transparent noun that make its complement the actor
    offices: Mapping[str, str]
    plurals: tuple[tuple[str, str], ...]
    civilities: frozenset[str]
    joined: frozenset[str]  # what may stand between a description and its name: "le président M. X"
    locative: frozenset[str]
    pronouns: Mapping[str, tuple[Kind | None, bool]]  # form -> (kind, plural)
    latter: frozenset[str]
    clitics: Mapping[str, bool]  # object form -> plural
    possessives: Mapping[str, bool]  # form -> the holder is plural
    personal: frozenset[str]  # possessives of persons only: "his"
    title_prefixes: frozenset[str]
    never: frozenset[str]  # capitalised words that are no name: "Vendredi"
    complements: frozenset[str]  # prepositions of what belongs to a description: "ministre de X"
    linking: str  # what is written between a verb and a pronoun after it: "a-t-il"
    pairs: frozenset[str]
    two: frozenset[str]
    joining: frozenset[str]
    such: frozenset[tuple[str, ...]]  # "tels que": an enumeration of who is meant follows

    @classmethod
    def of(cls, actors: Mapping[str, Any], syntax: Mapping[str, Any]) -> Nouns:
        """From the parsed actors.toml and language.toml."""
        kinds: dict[str, Kind] = {}
        phrases: dict[str, list[tuple[tuple[str, ...], Kind]]] = {}
        lists = (
            (Kind.STATE, actors["state"]["nouns"]),
            (Kind.GROUP, actors["group"]["nouns"]),
            (Kind.GROUP, actors["group"]["collective"]),
            (Kind.PERSON, actors["person"]["nouns"]),
            (Kind.ORGANIZATION, actors["organization"]["nouns"]),
        )
        for kind, words in lists:
            for word in words:
                parts = tuple(word.replace("'", "' ").split())
                if len(parts) > 1:
                    phrases.setdefault(parts[0], []).append((parts, kind))
                else:
                    kinds[word] = kind
        pronouns: dict[str, tuple[Kind | None, bool]] = {}
        pronouns |= dict.fromkeys(actors["pronouns"]["person"], (Kind.PERSON, False))
        pronouns |= dict.fromkeys(actors["pronouns"]["group"], (None, True))
        for name in ("thing", "quoted"):
            pronouns |= dict.fromkeys(actors["pronouns"].get(name, ()), (None, False))
        possessives = dict.fromkeys(actors["pronouns"]["possessive_singular"], False)
        possessives |= dict.fromkeys(actors["pronouns"]["possessive_plural"], True)
        return cls(
            kinds=kinds,
            phrases={k: tuple(sorted(v, key=lambda p: -len(p[0]))) for k, v in phrases.items()},
            weak=frozenset(actors["organization"]["weak"]),
            collective=frozenset(actors["group"]["collective"]),
            transparent=frozenset(actors["transparent"]["nouns"]),
            opening=frozenset(actors["transparent"]["opening"]),
            offices=actors["offices"],
            plurals=tuple(map(tuple, syntax.get("plurals", ()))),
            civilities=frozenset(actors["titles"]["civility"]),
            joined=frozenset(actors["titles"]["short"]) | MARKS,
            locative=frozenset(actors["place"]["locative"]),
            pronouns=pronouns,
            latter=frozenset(actors["pronouns"]["latter"]),
            clitics=dict(actors["pronouns"]["object"]),
            possessives=possessives,
            personal=frozenset(actors["pronouns"].get("possessive_personal", ())),
            title_prefixes=frozenset(actors["titles"]["prefixes"]),
            never=frozenset(actors["titles"]["never"]),
            complements=frozenset(actors["titles"]["complements"]),
            linking=actors["pronouns"]["linking"],
            pairs=frozenset(actors["pairs"]["any"]),
            two=frozenset(actors["pairs"]["two"]),
            joining=frozenset(syntax["repair"]["conjunctions"]),
            such=frozenset(tuple(p.split()) for p in actors["transparent"]["such"]),
        )

    def counted(self, tree: Tree, i: int) -> tuple[Kind, int] | None:
        """A group for "les deux parties": a noun of the pairs list with "two"."""
        two = any(tree.words[c].casefold() in self.two for c in tree.deps(i, "nummod"))
        return (Kind.GROUP, 1) if two and any(f in self.pairs for f in self.singulars(tree, i)) else None

    def titles(self, tree: Tree, i: int) -> bool:
        """Whether a word is a person's title before a name ("Premier", "ministre", "ambassadeur")."""
        got = self.kind(tree, i)
        return (got is not None and got[0] is Kind.PERSON) or tree.lemmas[i] in self.title_prefixes

    def office_key(self, role: str) -> str | None:
        """The gazetteer's key of an office as a text words it, plurals too; None when it is unknown."""
        words = role.casefold().replace("’", "'")
        if words in self.offices:
            return self.offices[words]
        singular = " ".join(w.removesuffix("s") for w in words.split())
        return self.offices.get(singular)

    def singulars(self, tree: Tree, i: int) -> Iterator[str]:
        """The forms under which a noun may stand in a list: its lemma, itself, itself made singular."""
        lower = tree.lower[i]
        yield tree.lemmas[i]
        yield lower
        for ending, singular in self.plurals:
            if lower.endswith(ending):
                yield lower.removesuffix(ending) + singular

    def kind(self, tree: Tree, i: int) -> tuple[Kind, int] | None:
        """Kind of the actor that a noun may describe and how many tokens say so (1 or a phrase's)."""
        forms = list(self.singulars(tree, i))
        for first in forms:
            for parts, kind in self.phrases.get(first, ()):
                got = tree.lower[i + 1 : i + len(parts)]
                if len(got) == len(parts) - 1 and all(
                    g == p or g.rstrip("sx") == p for g, p in zip(got, parts[1:], strict=True)
                ):
                    return kind, len(parts)
        for form in (tree.lower[i], *forms):
            if form in self.kinds:
                return self.kinds[form], 1
        return None


@dataclass(frozen=True, slots=True)
class Found:
    """Mentions in text order, and which tokens belong to which; places by token."""

    mentions: tuple[ActorMention, ...]
    of_token: Mapping[int, int]  # token -> index into mentions
    places: Mapping[int, Place]  # token -> the place that it names
    locative: frozenset[int]  # mentions that stand where only a place can
    edges: tuple[tuple[int, int], ...]  # token span of each mention
    heads: tuple[int, ...]  # head token of each mention
    enumerated: Mapping[int, tuple[int, ...]]  # head of "des acteurs tels que A et B" -> heads of A and B


@dataclass(frozen=True, slots=True)
class Draft:
    """A mention before it is numbered: token span, head token, and what it will say."""

    begin: int
    end: int
    head: int
    kind: Kind | None
    form: Form
    known: tuple[str, ...] = ()
    offices: tuple[Office, ...] = ()
    plural: bool = False
    also: tuple[tuple[int, int], ...] = ()  # token spans of a description joined to the name
    short: tuple[tuple[int, int], ...] = ()


def find_actors(tree: Tree, text: str, nouns: Nouns, gazetteer: Gazetteer, lang: str) -> Found:
    """All actor mentions and places of a text. Pure; raises nothing.

    In a language that the gazetteer has no names in, names are those that the model finds.
    """
    hits = gazetteer.match(tree.words, lang) if lang in LANGUAGES else []
    drafts, places = names(tree, hits, nouns)
    taken = {t: n for n, d in enumerate(drafts) for t in range(d.begin, d.end)}
    drafts = describe(tree, drafts, taken, nouns, places)
    drafts.sort(key=lambda d: (d.begin, -d.end))
    drafts, stands_for = enumerated(tree, drafts, nouns)
    covered: dict[int, int] = {}
    for number, draft in enumerate(drafts):
        for begin, end in ((draft.begin, draft.end), *draft.also):
            for token in range(begin, end):
                covered.setdefault(token, number)
        covered[draft.head] = number
    locative = frozenset(
        n
        for n, d in enumerate(drafts)
        if d.form in (Form.NAME, Form.METONYM) and tree.case[d.head] in nouns.locative and d.head in places
    )
    mentions = tuple(finish(tree, text, d, n in locative) for n, d in enumerate(drafts))
    spots = {
        token: Place(span_of(tree, b, e), text_of(tree, text, b, e), qid)
        for token, (b, e, qid) in places.items()
    }
    edges = tuple(
        (min([d.begin, *(b for b, _ in d.also)]), max([d.end, *(e for _, e in d.also)])) for d in drafts
    )
    return Found(mentions, covered, spots, locative, edges, tuple(d.head for d in drafts), stands_for)


def enumerated(
    tree: Tree, drafts: list[Draft], nouns: Nouns
) -> tuple[list[Draft], dict[int, tuple[int, ...]]]:
    """The drafts without those that an enumeration spells out ("des acteurs tels que A, B et C").

    Also, by the head token of each dropped one, the head tokens of what stands for it.
    """
    begins = {d.begin: n for n, d in enumerate(drafts)}
    stands: dict[int, tuple[int, ...]] = {}
    for draft in drafts:
        if draft.form is not Form.DESCRIPTION or not draft.plural:
            continue
        for such in nouns.such:
            for at in (draft.end, draft.end - 1):
                after = at + len(such)
                if tuple(w.casefold() for w in tree.words[at:after]) != such:
                    continue
                members: list[int] = []
                while after < len(tree):
                    if after in begins:
                        members.append(drafts[begins[after]].head)
                        after = drafts[begins[after]].end
                    elif tree.pos[after] in ("DET", "CCONJ") or tree.words[after] == ",":
                        after += 1
                    else:
                        break
                if members:
                    stands[draft.head] = tuple(members)
    return [d for d in drafts if d.head not in stands], stands


def span_of(tree: Tree, begin: int, end: int) -> Span:
    """The text span of tokens ``begin`` to ``end``, end exclusive."""
    return Span(tree.begin[begin], tree.end[end - 1])


def text_of(tree: Tree, text: str, begin: int, end: int) -> str:
    """The words of a token span, on one line."""
    return " ".join(text[tree.begin[begin] : tree.end[end - 1]].split())


def head_of(tree: Tree, begin: int, end: int) -> int:
    """The token of a span whose head lies outside it; the first when the parse has cut it up."""
    out = [i for i in range(begin, end) if not begin <= tree.head[i] < end]
    roots = [i for i in range(begin, end) if tree.head[i] == i]
    return next((i for i in out if tree.rel[i] in ARGUMENT), (out + roots + [begin])[0])


def names(
    tree: Tree, hits: Iterable[Hit], nouns: Nouns
) -> tuple[list[Draft], dict[int, tuple[int, int, str | None]]]:
    """Named actors and places: gazetteer hits and the model's entities, the longer of two that overlap."""
    drafts: list[Draft] = []
    places: dict[int, tuple[int, int, str | None]] = {}
    spans = [(*trim(tree, b, e, label, nouns), label) for b, e, label in tree.entities]
    wide = [(b, completed(tree, b, e, label, nouns), label) for b, e, label in spans if b < e]
    taken: set[int] = set()
    for hit in hits:
        over = next(
            (w for w in wide if w[0] <= hit.begin and hit.end <= w[1] and w[1] - w[0] > hit.end - hit.begin),
            None,
        )
        if over and over[2] in ("person", "organization", "state") and hit.form is not Form.ADJECTIVE:
            first = hit.entries[0]
            if not (over[2] == "person" and first.kind is not Kind.PERSON) and not (
                first.kind is Kind.STATE and over[2] != "organization"
            ):
                continue
            inner = over[2] == "organization" and hit.begin > over[0]
            if inner and first.kind in (Kind.STATE, None):
                continue
        head = head_of(tree, hit.begin, hit.end)
        first = hit.entries[0]
        span = set(range(hit.begin, hit.end))
        if span & taken:
            continue
        taken |= span
        place = next((e for e in hit.entries if e.kind is None), first)
        if (
            place.kind in (None, Kind.STATE) or hit.form is Form.METONYM
        ):  # a seat is a place too: "à l'Élysée"
            places[head] = (hit.begin, hit.end, place.wikidata if place.kind in (None, Kind.STATE) else None)
        if first.kind is not None:
            people = (
                hit.form is Form.ADJECTIVE
                and tree.plural(head)
                and determined(tree, head)
                and tree.rel[head] != "amod"
            )
            plural = hit.form is Form.DESCRIPTION or people  # "les Russes", "les russes"
            drafts.append(
                Draft(
                    hit.begin,
                    hit.end,
                    head,
                    Kind.GROUP if plural else first.kind,
                    Form.DESCRIPTION if people else hit.form,
                    () if plural else tuple(e.id for e in hit.entries if e.kind is not None),
                    plural=plural,
                )
            )
    known = {t for b, e, _ in wide for t in range(b, e)} | taken
    full = [(d.begin, d.end) for d in drafts if d.kind is Kind.PERSON and d.form is Form.NAME]
    full += [(b, e) for b, e, label in wide if label == "person"]
    wide = [piece for w in wide for piece in apart(tree, w, full)]
    bare = again(tree, full, nouns)
    wide = [(b, e, "person" if e - b == 1 and b in bare else label) for b, e, label in wide]
    wide += [*called(tree, nouns, known), *((t, t + 1, "person") for t in sorted(bare) if t not in known)]
    for begin, end, label in wide:
        if taken & set(range(begin, end)):
            continue
        taken |= set(range(begin, end))
        head = head_of(tree, begin, end)
        kind = KIND_OF_ENTITY.get(label)
        if label == "place":
            places[head] = (begin, end, None)
        elif kind is not None or looks_like_body(tree, begin, end):
            drafts.append(Draft(begin, end, head, kind or Kind.ORGANIZATION, Form.NAME))
    return drafts, places


def completed(tree: Tree, begin: int, end: int, label: str, nouns: Nouns) -> int:
    """Where a body's name really ends: after "Conseil des ministres", when only "Conseil" was found."""
    if label not in ("organization", "other"):
        return end
    head = head_of(tree, begin, end)
    got = nouns.kind(tree, head)
    if got is None or got[0] is not Kind.ORGANIZATION or head < begin:
        return end
    return max(end, noun_phrase(tree, head, got[1], nouns, {}, [])[1])


def called(tree: Tree, nouns: Nouns, known: set[int]) -> list[tuple[int, int, str]]:
    """Persons that the model missed: capitalised words after a civility ("le Dr Denis Mukwege")."""
    out = []
    for i in range(len(tree) - 1):
        if tree.words[i].casefold() in nouns.civilities and i + 1 not in known:
            end = i + 1
            while end < len(tree) and tree.words[end][:1].isupper() and end not in known and end - i < 6:
                end += 1
            if end > i + 1:
                out.append((i + 1, end, "person"))
    return out


def apart(
    tree: Tree, entity: tuple[int, int, str], full: Sequence[tuple[int, int]]
) -> list[tuple[int, int, str]]:
    """An entity of two persons' last names cut in two: the "Kim-Trump" of "Kim-Trump summit"."""
    begin, end, _ = entity
    parts = {tree.words[t] for b, e in full if e - b > 1 for t in (b, e - 1)}
    joined = end - begin == 3 and tree.words[begin + 1] in ("-", "–", "/")
    if joined and tree.words[begin] in parts and tree.words[end - 1] in parts:
        return [(begin, begin + 1, "person"), (end - 1, end, "person")]
    return [entity]


def again(tree: Tree, full: Iterable[tuple[int, int]], nouns: Nouns) -> set[int]:
    """Tokens that repeat a part of a person's full name told before: "Ri", "Montoya"."""
    first: dict[str, int] = {}
    for begin, end in full:
        parts = {end - 1} if end - begin > 1 else set()
        if end - begin == 3:
            parts.add(begin)  # "Ri Yong Ho"
        for t in parts:
            word = tree.words[t]
            if word[:1].isupper() and not word.isupper() and word.casefold() not in nouns.kinds:
                first[word] = min(end, first.get(word, end))
    return {
        t
        for t, word in enumerate(tree.words)
        if t >= first.get(word, len(tree)) and tree.pos[t] in ("PROPN", "NOUN", "X")
    }


def looks_like_body(tree: Tree, begin: int, end: int) -> bool:
    """Whether an entity of no clear label may be a body: an acronym, or a subject."""
    word = tree.words[begin]
    return (end - begin == 1 and word.isupper() and 2 <= len(word) <= 8) or tree.rel[
        head_of(tree, begin, end)
    ] == "subj"


def trim(tree: Tree, begin: int, end: int, label: str, nouns: Nouns) -> tuple[int, int]:
    """An entity without determiners, civilities and punctuation at its edges; empty without a capital.

    A person's name goes without its titles; in a body's those with a capital are a part ("General Assembly").
    """
    while begin < end and (
        tree.pos[begin] in ("DET", "ADP", "PUNCT", "SPACE", "CCONJ", "PRON", "ADV")
        or (label != "organization" and tree.words[begin].casefold() in nouns.civilities)
        or (
            (label == "person" or not tree.words[begin][:1].isupper())
            and nouns.titles(tree, begin)
            and any(w[:1].isupper() for w in tree.words[begin + 1 : end])
        )
    ):
        begin += 1
    while begin < end and (
        tree.pos[end - 1] in ("PUNCT", "SPACE", "DET", "ADP", "CCONJ", "PART")
        or "\n" in tree.words[end - 1]
        or (end - begin > 1 and tree.words[end - 1] in nouns.never)  # "Arise TV jeudi"
    ):
        end -= 1
    for i in range(begin, end):
        if "\n" in tree.words[i]:
            end = i
            break
    if not any(w[:1].isupper() for w in tree.words[begin:end]):
        return begin, begin
    if all(tree.words[t].casefold() in nouns.never or nouns.titles(tree, t) for t in range(begin, end)):
        return begin, begin  # "Vendredi", "Premier ministre"
    if end - begin == 1 and tree.pos[begin] in ("VERB", "AUX", "ADV"):
        return begin, begin
    return begin, end


def describe(
    tree: Tree, drafts: list[Draft], taken: Mapping[int, int], nouns: Nouns, spots: Container[int]
) -> list[Draft]:
    """Adds descriptions and pronouns to the named mentions, joining a description to its name."""
    out: dict[int, Draft] = dict(enumerate(drafts))
    consumed: set[int] = set()
    used: set[int] = set()
    for i in range(len(tree)):
        if i in used or i in taken:
            continue
        found = pronoun(tree, i, nouns)
        if found:
            out[len(out) + 1000] = found
            continue
        if tree.pos[i] not in ("NOUN", "ADJ", "PROPN", "X", "VERB") or tree.rel[i] in (
            "amod",
            "det",
            "cop",
            "fixed",
        ):
            continue
        got = nouns.kind(tree, i) or nouns.counted(tree, i)
        if got is None or (tree.pos[i] in ("ADJ", "VERB") and not determined(tree, i)):
            continue
        kind, length = got
        if (
            kind is Kind.PERSON
            and tree.case[i]
            and not tree.plural(i)
            and not determined(tree, i)
            and tree.rel[i] != "appos"
            and not contracted(tree, i)
        ):
            continue  # "en personne", "de président"
        begin, end, complement = noun_phrase(tree, i, length, nouns, taken, drafts, spots)
        inner = [taken[t] for t in range(begin, end) if t in taken]
        lemma = next((f for f in nouns.singulars(tree, i) if f in nouns.kinds), tree.lemmas[i])
        plural = tree.plural(i) or (kind is Kind.GROUP and lemma not in nouns.collective)
        if (
            lemma in nouns.transparent
            and complement is not None
            and any(
                tree.rel[c] == "nmod"
                and tree.case[c] in nouns.opening
                and (c in taken or nouns.kind(tree, c))
                for c in tree.children[i]
            )
        ):
            continue
        if (
            kind is Kind.ORGANIZATION
            and length == 1
            and lemma in nouns.weak
            and not inner
            and not definite(tree, i)
        ):
            continue
        if kind is Kind.PERSON and plural:
            kind = Kind.GROUP
        offices = (
            read_offices(tree, i, begin, end, inner, drafts, nouns)
            if kind in (Kind.PERSON, Kind.GROUP)
            else ()
        )
        if kind is Kind.ORGANIZATION and inner:
            owner = drafts[inner[0]]
            offices = (Office("", None, owner.known[0] if owner.known else None, owner.kind),)
        consumed.update(n for n in inner if drafts[n].form is Form.ADJECTIVE)
        used.update(range(begin, end))
        name = (
            joined_name(tree, i, end, drafts, taken, nouns, kind)
            if kind is Kind.PERSON or not plural
            else None
        )
        bare = (i, i + length)
        uncounted = next((t for t in range(begin, i) if tree.rel[t] != "nummod"), i)
        forms = (
            adjectival(tree, i, length, begin, end),
            bare,
            (begin, fullest(tree, i, end)),
            (uncounted, end),
        )
        shorter = tuple(dict.fromkeys(s for s in forms if s != (begin, end)))
        if name is not None and (drafts[name].kind is kind or kind is Kind.ORGANIZATION):
            old = out[name]
            out[name] = replace(
                old,
                offices=offices or old.offices,
                also=(*old.also, (begin, end)),
                short=(*old.short, (begin, end)),
            )
            continue
        out[len(out) + 1000] = Draft(
            begin, end, i, kind, Form.DESCRIPTION, offices=offices, plural=plural, short=shorter
        )
    return share_owner(tree, [d for n, d in out.items() if n not in consumed], nouns)


def share_owner(tree: Tree, drafts: list[Draft], nouns: Nouns) -> list[Draft]:
    """Gives the offices of a list the state that its last member names.

    So "le ministre des Finances et le chef de la diplomatie français" are both of France.
    """
    order = sorted(range(len(drafts)), key=lambda n: drafts[n].begin)
    out = list(drafts)
    for here, after in zip(reversed(order[:-1]), reversed(order[1:]), strict=True):
        one, last = out[here], out[after]
        between = [tree.words[t].casefold() for t in range(one.end, last.begin) if tree.pos[t] != "DET"]
        listed = bool(between) and all(w == "," or w in nouns.joining for w in between)
        owner = last.offices[0] if len(last.offices) == 1 else None
        if (
            not listed
            or owner is None
            or owner.of_kind is not Kind.STATE
            or last.form is not Form.DESCRIPTION
        ):
            continue
        if one.form is Form.DESCRIPTION and one.kind is last.kind is Kind.PERSON and len(one.offices) == 1:
            mine = one.offices[0]
            if mine.of is None and nouns.office_key(mine.role):
                out[here] = replace(one, offices=(replace(owner, role=mine.role),))
    return out


def contracted(tree: Tree, i: int) -> bool:
    """Whether the noun's preposition holds its article: "du président"."""
    return any(tree.rel[c] == "case" and tree.feat(c, "Definite") for c in tree.children[i])


def determined(tree: Tree, i: int) -> bool:
    """Whether a word that is no noun is used as one: it has a determiner or a preposition of its own."""
    return any(tree.rel[c] in ("det", "poss") for c in tree.children[i])


def definite(tree: Tree, i: int) -> bool:
    """Whether the noun has a definite, demonstrative or possessive determiner."""
    return any(
        tree.rel[c] == "poss" or tree.feat(c, "Definite") == "Def" or tree.feat(c, "PronType") == "Dem"
        for c in tree.children[i]
        if tree.rel[c] in ("det", "poss")
    ) or any(tree.rel[c] == "case" and tree.feat(c, "Definite") == "Def" for c in tree.children[i])


def noun_phrase(
    tree: Tree,
    i: int,
    length: int,
    nouns: Nouns,
    taken: Mapping[int, int],
    drafts: list[Draft],
    spots: Container[int] | None = None,
) -> tuple[int, int, int | None]:
    """Token span of a description around its noun, and the token of its complement.

    Adjectives on both sides, and complements in "de", "à" and the like as long as they are contiguous; no
    clause, no comma, no coordination. Where ``spots`` are given, a complement that says only where ends it.
    """
    begin, end = i, i + length
    below = set(tree.subtree(i))
    while (
        begin - 1 in below
        and tree.rel[begin - 1] in ("amod", "compound", "nummod")
        and tree.pos[begin - 1]
        in (
            "ADJ",
            "NOUN",
            "PROPN",
            "NUM",
            "VERB",
        )
    ):
        begin -= 1
    complement = None
    at = end
    while at < len(tree) and tree.sent[at] == tree.sent[i]:
        if at in taken and drafts[taken[at]].form is not Form.ADJECTIVE and tree.pos[at] != "ADP":
            break
        if (
            tree.rel[at] in ("amod", "acl")
            and tree.pos[at] in ("ADJ", "PROPN", "NOUN")
            and tree.head[at] in below
        ):
            at += 1
            end = at
        elif (
            tree.pos[at] == "CCONJ"
            and at + 1 in taken
            and drafts[taken[at + 1]].form is Form.ADJECTIVE
            and tree.head[at + 1] <= at + 1  # not "Kurdish forces and Syrian Arabs"
            and tree.plural(i)
        ):
            at = end = drafts[taken[at + 1]].end
        elif at in below and tree.rel[at] in ("case", "det") and tree.pos[at] in ("ADP", "DET", "PRON"):
            stop = tree.head[at] if tree.rel[at] == "case" and at < tree.head[at] <= at + 4 else at + 1
            if tree.pos[stop if stop < len(tree) else at] == "DET":
                stop += 1
            if stop >= len(tree) or stop not in below or tree.pos[stop] not in ("NOUN", "PROPN", "X", "ADJ"):
                break
            if tree.case[stop] not in nouns.complements or says_when(tree, stop, nouns):
                break
            metonym = stop in taken and drafts[taken[stop]].form is Form.METONYM
            if spots is not None and tree.case[stop] in nouns.locative and (stop in spots or metonym):
                break  # "un suspect à Marseille"
            if stop in taken:
                draft = drafts[taken[stop]]
                complement, end = stop, draft.end
                if tree.plural(i) and draft.kind is Kind.STATE:
                    end = with_second_owner(tree, end, taken, drafts)
            else:
                complement, end = stop, stop + 1
                while end < len(tree) and tree.rel[end] == "amod" and tree.pos[end] == "ADJ" and end in below:
                    end += 1
            at = end
        else:
            break
    return begin, end, complement


def says_when(tree: Tree, i: int, nouns: Nouns) -> bool:
    """Whether a complement tells a day: "le Conseil des ministres de ce mercredi"."""
    return tree.lower[i] in nouns.never


def with_second_owner(tree: Tree, end: int, taken: Mapping[int, int], drafts: list[Draft]) -> int:
    """Where "the leaders of Turkey and Germany" ends, when "Turkey" ends at ``end``."""
    after = end + 1
    while after < len(tree) and tree.pos[after] in ("DET", "ADP"):
        after += 1
    if end < len(tree) and tree.pos[end] == "CCONJ" and after in taken:
        second = drafts[taken[after]]
        if second.kind is Kind.STATE and second.form is not Form.ADJECTIVE and second.begin == after:
            return second.end
    return end


def adjectival(tree: Tree, i: int, length: int, begin: int, end: int) -> tuple[int, int]:
    """The noun with its adjectives only."""
    stop = i + length
    while stop < end and tree.rel[stop] == "amod":
        stop += 1
    return begin, stop


def fullest(tree: Tree, i: int, end: int) -> int:
    """Where the whole phrase of a description ends, with its clauses: at a comma or after some words."""
    below = set(tree.subtree(i))
    at = end
    while at in below and tree.words[at] not in (",", "»", "(", ";", ":") and at - i < PHRASE:
        at += 1
    while at > end and tree.pos[at - 1] in ("ADP", "DET", "CCONJ", "SCONJ", "PUNCT", "AUX", "SPACE"):
        at -= 1
    return at


def joined_name(
    tree: Tree, i: int, end: int, drafts: list[Draft], taken: Mapping[int, int], nouns: Nouns, kind: Kind
) -> int | None:
    """The name that a description stands by: "le président X", "le ministre de Y, X", "X, ministre de Y"."""
    for t in (tree.head[i] if tree.rel[i] == "appos" else i, *tree.deps(i, "appos")):
        near = drafts[taken[t]] if kind is Kind.PERSON and t in taken else None
        if near is None or near.form is not Form.NAME or near.kind is not Kind.PERSON:
            continue
        comma = near.end if near.begin < i else near.begin - 1
        if comma < len(tree) and tree.words[comma] == ",":
            return taken[t]  # "X, a singer turned lawmaker", "the envoy for the region, X"
    at = end
    skip = at + 1
    while (
        skip < len(tree)
        and skip - at < 5
        and skip not in taken
        and (tree.pos[skip] == "DET" or titled(tree, skip, nouns))
    ):
        skip += 1
    if at < len(tree) and tree.words[at] == "," and skip in taken:
        number = taken[skip]
        draft = drafts[number]
        after = draft.end
        person = draft.form is Form.NAME and draft.kind is Kind.PERSON
        if person and (
            after >= len(tree)
            or tree.words[after] in (",", ")", ".", "»", "(")
            or tree.rel[draft.head] == "appos"
        ):
            return number
    while at < len(tree) and tree.words[at].casefold().rstrip(".") in nouns.joined:
        at += 1
    if (
        at in taken
        and drafts[taken[at]].form is Form.NAME
        and drafts[taken[at]].begin == at
        and (not tree.case[drafts[taken[at]].head] or tree.head[i] == drafts[taken[at]].head)
    ):
        return taken[at]
    if kind is not Kind.PERSON:
        return None
    start = i
    while start > 0 and tree.pos[start - 1] in ("DET", "ADJ") and tree.words[start - 1] != ",":
        start -= 1
    if start >= 2 and tree.words[start - 1] == "," and start - 2 in taken:
        number = taken[start - 2]
        if (
            drafts[number].form is Form.NAME
            and drafts[number].kind is Kind.PERSON
            and tree.rel[i] in ("appos", "nmod", "conj", "dep", "amod")
        ):
            return number
    return None


def titled(tree: Tree, i: int, nouns: Nouns) -> bool:
    """Whether a word is a civility or a person's title: "le colonel X", "Dr X"."""
    got = nouns.kind(tree, i)
    return tree.words[i].casefold() in nouns.civilities or (got is not None and got[0] is Kind.PERSON)


def read_offices(
    tree: Tree, i: int, begin: int, end: int, inner: list[int], drafts: list[Draft], nouns: Nouns
) -> tuple[Office, ...]:
    """The offices that a description tells: its words without the owner's, and whose they are.

    One office an owner where singular adjectives share a plural noun ("les présidents russe et américain").
    """
    owners = [drafts[n] for n in inner if drafts[n].kind in (Kind.STATE, Kind.ORGANIZATION)]
    if not tree.plural(i):
        owners = owners[:1]
    mask = {t for o in owners for t in range(o.begin, o.end)}
    for owner in owners:
        at = owner.begin - 1
        while at > i and tree.pos[at] in ("ADP", "DET", "CCONJ"):
            mask.add(at)
            at -= 1
    first = i
    while first - 1 >= begin and first - 1 not in mask and tree.lemmas[first - 1] in nouns.title_prefixes:
        first -= 1
    role = ""
    for t in range(first, end):
        if t not in mask:
            word = tree.words[t]
            role += word if not role or role.endswith(("'", "’")) else f" {word}"
    if not owners:
        return (Office(role),) if nouns.office_key(role) or len(role.split()) > 1 else ()
    return tuple(
        Office(role, " ".join(tree.words[o.begin : o.end]), o.known[0] if o.known else None, o.kind)
        for o in owners
    )


def pronoun(tree: Tree, i: int, nouns: Nouns) -> Draft | None:
    """A pronoun, "ce dernier", or a possessive determiner, as a mention of its own."""
    lower = tree.lower[i].lstrip("-").removeprefix(nouns.linking)
    if tree.rel[i] == "poss" and lower in nouns.possessives:
        kind = Kind.PERSON if lower in nouns.personal else None
        return Draft(i, i + 1, i, kind, Form.POSSESSIVE, plural=nouns.possessives[lower])
    if lower in nouns.pronouns and tree.pos[i] == "PRON" and tree.rel[i] not in ("reflexive", "det"):
        kind, plural = nouns.pronouns[lower]
        return Draft(i, i + 1, i, kind, Form.PRONOUN, plural=plural)
    if lower in nouns.clitics and tree.pos[i] == "PRON" and tree.rel[i] in ("obj", "iobj"):
        return Draft(i, i + 1, i, None, Form.PRONOUN, plural=nouns.clitics[lower])
    if (
        lower in nouns.latter
        and tree.pos[i] in ("ADJ", "NOUN", "PRON")
        and any(tree.feat(c, "PronType") == "Dem" for c in tree.children[i])
        and tree.rel[i] != "amod"
    ):
        return Draft(i, i + 1, i, None, Form.PRONOUN, plural=tree.plural(i))
    return None


def finish(tree: Tree, text: str, draft: Draft, locative: bool) -> ActorMention:
    """The mention of a draft: spans become offsets, token spans words."""
    return ActorMention(
        span=span_of(tree, draft.begin, draft.end),
        text=text_of(tree, text, draft.begin, draft.end),
        kind=draft.kind,
        form=draft.form,
        head=Span(tree.begin[draft.head], tree.end[draft.head]),
        known=draft.known,
        offices=draft.offices,
        plural=draft.plural,
        gender=tree.feat(draft.head, "Gender") if draft.form is not Form.NAME else "",
        subject=tree.rel[draft.head] in ("subj", "subj:pass"),
        definite=definite(tree, draft.head),
        locative=locative,
        short=tuple(dict.fromkeys(text_of(tree, text, b, e) for b, e in draft.short)),
    )
