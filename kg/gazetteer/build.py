"""Build the tables of the gazetteer: ``python -m kg.gazetteer.build ../shared/data``.

Reads the gathered tables in the directory that is named and our own in ``hand/``, and writes ``data/``:

    entries.tsv   who or what is known: kind, names, state, ISO codes, marks
    names.tsv     every way to write them, folded, with what the letters must look like
    terms.tsv     who held which office from when to when

The output depends on the input alone. Every row says where it comes from and as of when.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from kg.errors import DataError
from kg.gazetteer.words import fold, key, need, pieces

HERE = Path(__file__).parent
HAND = "hand"
RECENT = "hand-2025"  # ours too: an office that was held then, and that nobody has looked at since
AS_OF = {
    HAND: "2026-08-22",
    RECENT: "2025-10",
    "country-codes": "2026-08-22",
    "factbook": "2026-01",
    "world-leaders-current": "2026-08-22",
    "natural-earth": "2026-08-22",
    "wikidata-2022": "2022-10",
    "wikidata-2023": "2023-01",
}
# Offices that one person holds at a time.
# fmt: off
SINGLE = {
    "head_of_state", "head_of_government", "leader", "foreign_minister", "defence_minister",
    "interior_minister", "finance_minister", "head",
}
# fmt: on
# Words of a state's name that texts also write in lower case: "Corée du sud".
# fmt: off
FREE = {
    "nord", "sud", "est", "ouest", "uni", "unis", "unies", "centrale", "orientale", "occidental",
    "occidentale", "oriental",
}
# fmt: on
SURNAME_FIRST = {"Q148", "Q884", "Q423", "Q865", "Q8646", "Q881", "Q424"}
# fmt: off
PARTICLES = {
    "al", "el", "ben", "bin", "ibn", "de", "da", "do", "dos", "du", "der", "den", "di", "la", "le",
    "van", "von", "ten", "ter", "abu", "abou", "st", "saint",
}
# fmt: on
FIRST_MINISTER = re.compile(
    "Prime [Mm]inister|Premier|Federal Chancellor|Taoiseach|Chief Minister|President of the Executive Yuan|"
    "Minister of State of Monaco|Chairman of the Council of Ministers"
)
SMALLEST_CITY = 150_000
SMALLER = {"CG"}  # of two states that share a demonym, the less populous
TRACE = ("source", "as_of")
OURS = {HAND, RECENT}
TRUSTED = {HAND, "world-leaders-current"}  # whose open terms are open

Row = dict[str, str]


@dataclass(slots=True)
class Item:
    """An entry while it is being put together."""

    id: str
    kind: str
    fr: str
    en: str
    state: str = ""
    iso: str = ""
    marks: str = ""
    source: str = HAND
    surnames: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write one or several entries, in one language or (``*``) in any."""

    text: str
    lang: str
    form: str
    need: str
    marks: str
    rank: int
    id: str
    source: str


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """Somebody in an office."""

    of: str
    role: str
    begin: str
    end: str
    person: str
    title: str
    source: str


@dataclass(slots=True)
class Tables:
    """Everything that is to be written."""

    items: dict[str, Item] = field(default_factory=dict)
    names: list[Name] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)

    def add(self, item: Item) -> None:
        """Keep ``item``, unless its id is known already."""
        self.items.setdefault(item.id, item)

    def call(
        self,
        id: str,
        texts: Iterable[str],
        lang: str,
        form: str = "name",
        rank: int = 0,
        marks: str = "",
        source: str = HAND,
    ) -> None:
        """Say that ``texts`` name the entry; a lower ``rank`` comes first where names are shared."""
        for text in texts:
            if text:
                wanted = need(text, adjective=form == "adjective")
                self.names.append(Name(text, lang, form, wanted, marks, rank, id, source))


def read(path: Path) -> list[Row]:
    """The rows of a tab-separated table; raises DataError when it is not there."""
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))
    except OSError as error:
        raise DataError(f"{path}: can't be read ({error.strerror})") from None


def own(name: str) -> list[Row]:
    """The rows of one of our own tables."""
    return read(HERE / "hand" / f"{name}.tsv")


def several(cell: str) -> list[str]:
    """The values of a cell that holds several."""
    return [value.strip() for value in cell.split(";") if value.strip()]


def slug(name: str) -> str:
    """A stable key of ours for what has no Wikidata id: "Boko Haram" gives "boko-haram"."""
    return key(re.sub(r"[(),&+]", " ", name.replace("+", " plus"))).replace(" ", "-")


def inflected(adjective: str) -> list[str]:
    """The forms of a French demonym from its masculine singular: "grec", "grecque", "grecs" ..."""
    stem, last = adjective[:-1], adjective[-1]
    feminine = {
        "c": [stem + "cque"] if adjective.endswith("grec") else [stem + "que"],
        "e": [adjective],
        "è": [adjective],
        "k": [re.sub("e(.)$", r"è\1", adjective) + "e", adjective],
        "a": [adjective],
        "o": [adjective],
    }.get(last, [adjective + "e"])
    if adjective.endswith(("ien", "éen", "yen", "on")):
        feminine = [
            adjective + last + "e",
            *([adjective + "e"] if last == "n" and adjective[-2] == "o" else []),
        ]
    masculine = [adjective] if last in "sx" else [adjective, adjective + "s"]
    return list(dict.fromkeys([*masculine, *(form for one in feminine for form in (one, one + "s"))]))


def capitalised(text: str) -> str:
    """``text`` with a capital first letter."""
    return text[:1].upper() + text[1:]


def loosened(text: str) -> list[str]:
    """A state's name, and the same with "Sud", "Unis" and the like in lower case."""
    words = re.split(r"([ -])", text)
    loose = "".join(
        word.lower() if place and fold(word) in FREE else word for place, word in enumerate(words)
    )
    return list(dict.fromkeys([text, loose]))


def states(tables: Tables, gathered: Path) -> dict[str, str]:
    """Add the states; gives the id of each two-letter code."""
    official = {row["iso2"]: row for row in read(gathered / "countries.tsv")}
    codes: dict[str, str] = {}
    for row in own("states"):
        fact = official.get(row["iso2"], {})
        id = row["id"] or {"NL": "Q55"}.get(row["iso2"]) or fact.get("qid", "")
        fr = row["fr"] or fact.get("name_fr", "")
        en = row["en"] or fact.get("name_en", "")
        source = "country-codes" if fact and not row["id"] else HAND
        if row["iso2"]:
            codes[row["iso2"]] = id
        marks = "governed" if row["leader"] == "head_of_government" else ""
        tables.add(Item(id, "State", fr, en, row["part_of"], row["iso2"], marks, source))
        formal = re.sub(r"^(la|le|les|l')\s*", "", fact.get("unterm_fr_formal", "").split("(")[0]).strip()
        french = [fr, *several(row["fr_also"]), *([formal] if " " in formal else [])]
        english = [
            en,
            *several(row["en_also"]),
            *several(fact.get("unterm_en_formal", "").removeprefix("the ")),
        ]
        weight = 1 if row["iso2"] in SMALLER else 0
        for text in french:
            rank = 1 - weight if text == "Congo" else 0
            tables.call(id, loosened(text), "fr", rank=rank, source=source)
        for text in english:
            tables.call(id, [text], "en", rank=1 - weight if text == "Congo" else 0, source=source)
        for adjective in several(row["fr_adjective"]):
            for form in inflected(adjective):
                tables.call(id, [form], "fr", "adjective", weight)
                tables.call(id, [capitalised(form)], "fr", "description", weight + 5)
                if "-" in form:
                    both = "-".join(capitalised(part) for part in form.split("-"))
                    tables.call(id, [both], "fr", "description", weight + 5)
        tables.call(id, several(row["en_adjective"]), "en", "adjective", weight + 5)
        tables.call(id, several(row["en_people"]), "en", "description", 5)
    return codes


def peoples(tables: Tables) -> None:
    """Add peoples without a state, and adjectives that stand for a body."""
    for row in own("peoples"):
        ids = several(row["id"])
        if not ids:
            ids = [slug(row["en"])]
        if row["kind"]:
            tables.add(Item(ids[0], row["kind"], row["fr"], row["en"]))
        for rank, id in enumerate(ids):
            for adjective in several(row["adjective_fr"]):
                for form in inflected(adjective):
                    tables.call(id, [form], "fr", "adjective", rank, row["marks"])
                    tables.call(id, [capitalised(form)], "fr", "description", rank + 5, row["marks"])
            tables.call(id, several(row["adjective_en"]), "en", "adjective", rank + 5, row["marks"])
            tables.call(id, several(row["people_en"]), "en", "description", rank + 5, row["marks"])


def organisations(tables: Tables, codes: dict[str, str]) -> dict[str, str]:
    """Add organisations; gives the id of each English name."""
    ids: dict[str, str] = {}
    for row in own("organisations"):
        id = row["id"] or slug(row["en"])
        ids[row["en"]] = id
        tables.add(
            Item(id, "Organization", row["fr"], row["en"], codes.get(row["state"], ""), marks=row["flags"])
        )
        in_brackets = re.compile(r" \([^)]*\)$")
        french = [row["fr"], *several(row["fr_also"])]
        english = [row["en"], *several(row["en_also"])]
        rank = 1 if in_brackets.search(row["en"]) else 0
        tables.call(id, several(row["fr_local"]), "fr", marks="L", rank=rank)
        tables.call(id, several(row["en_local"]), "en", marks="L", rank=rank)
        french, english = (
            [text for text in texts if not in_brackets.search(text)] for texts in (french, english)
        )
        tables.call(id, french, "fr", rank=rank)
        tables.call(id, english, "en", rank=rank)
        tables.call(id, (text for text in english if " " in text), "fr", rank=rank + 1)
    return ids


def seats(tables: Tables) -> None:
    """Add the houses that stand for a power."""
    for row in own("seats"):
        for rank, id in enumerate(several(row["stands_for"])):
            for text in several(row["fr"]):
                tables.call(id, dict.fromkeys((text, capitalised(text))), "fr", "metonym", rank)
            tables.call(id, several(row["en"]), "en", "metonym", rank)


def places(tables: Tables, gathered: Path, codes: dict[str, str]) -> None:
    """Add capitals, which stand for their state, and other places, which do not."""
    towns = {row["qid"]: row for row in read(gathered / "cities_capitals.tsv") if row["qid"]}
    special = {row["id"]: row for row in own("capitals")}
    taken = {(name.lang, key(name.text)) for name in tables.names if name.form == "name"}
    capitals: dict[str, str] = {}
    for row in read(gathered / "countries.tsv"):
        for cell in several(row["capital_fr|qid"]):
            french, _, id = cell.partition("|")
            if row["un_member"] == "True" and id not in tables.items:
                town = towns.get(id)
                main = town is not None and town["featurecla"] == "Admin-0 capital"
                if main or fold(town["name_en"] if town else french) == fold(row["capital_en"]):
                    capitals[id] = french
    for id in [*special, *(id for id in capitals if id not in special)]:
        extra = special.get(id, {})
        fr = extra.get("fr") or capitals[id]
        en = extra.get("en") or (towns[id]["name_en"] if id in towns else fr)
        home = codes.get(towns[id]["country_iso2"], "") if id in towns else ""
        stands_for = several(extra["stands_for"]) if extra else ([home] if home else [])
        source = HAND if extra else "natural-earth"
        tables.add(Item(id, "", fr, en, home or (stands_for[-1] if stands_for else "Q30"), source=source))
        form = "metonym" if stands_for else "name"
        for lang, texts in (
            ("fr", [fr, *several(extra.get("fr_also", ""))]),
            ("en", [en, *several(extra.get("en_also", ""))]),
        ):
            for text in texts:
                if (lang, key(text)) in taken:
                    continue
                for rank, power in enumerate(stands_for):
                    tables.call(power, [text], lang, form, rank, source=source)
                tables.call(id, [text], lang, form, 9, source=source)
    for row in own("places"):
        tables.add(Item(row["id"], "", row["fr"], row["en"], row["state"]))
        tables.call(row["id"], loosened(row["fr"]) + several(row["fr_also"]), "fr")
        tables.call(row["id"], [row["en"], *several(row["en_also"])], "en")
    taken = {(name.lang, key(name.text)) for name in tables.names if name.form in {"name", "metonym"}}
    big = sorted(towns.values(), key=lambda row: (-int(row["pop_max"] or 0), row["qid"]))
    for place, row in enumerate(big):
        id, home = row["qid"], codes.get(row["country_iso2"], "")
        if int(row["pop_max"] or 0) < SMALLEST_CITY or not home or id in tables.items:
            continue
        named = False
        for lang, text in (("fr", row["name_fr"]), ("en", row["name_en"])):
            if len(text) > 3 and (lang, key(text)) not in taken:
                tables.call(id, [text], lang, marks="C", rank=20 + place, source="natural-earth")
                named = True
        if named:
            tables.add(Item(id, "", row["name_fr"], row["name_en"], home, source="natural-earth"))


def surnames(name: str, state: str) -> list[str]:
    """What someone may be called by alone: the last word with its particles, or the first in East Asia."""
    parts = re.split(r"[\s]+", re.sub(r"\(.*?\)", "", name).strip())
    if len(parts) < 2:
        return parts
    at = len(parts) - 1
    while at > 1 and fold(parts[at - 1]) in PARTICLES:
        at -= 1
    out = [" ".join(parts[at:]), parts[-1]]
    if state in SURNAME_FIRST:
        out.insert(0, parts[0])
    return list(dict.fromkeys(out))


def people(tables: Tables, codes: dict[str, str]) -> dict[str, str]:
    """Add the well known; gives the id of each English name, folded."""
    ids: dict[str, str] = {}
    for row in own("people"):
        id = row["id"] or slug(row["en"])
        ids[key(row["en"])] = id
        state = codes.get(row["state"], "")
        alone = several(row["alone"])
        last = [one for name in (row["en"], row["fr"]) for one in surnames(name, state)]
        tables.add(
            Item(
                id,
                "Person",
                row["fr"],
                row["en"],
                state,
                marks="known",
                surnames=list(dict.fromkeys(alone + last)),
            )
        )
        full = [row["fr"], row["en"], *several(row["fr_also"]), *several(row["en_also"])]
        tables.call(
            id, (text for text in dict.fromkeys(full) if text not in {"Francis"}), "*", rank=len(ids) % 2
        )
        for text in alone:
            tables.call(id, [text], "*", rank=1, marks="S")
    return ids


def office(position: str, patterns: list[tuple[re.Pattern[str], str]]) -> str | None:
    """The key of an office, or None when it is none that we keep."""
    return next((role for pattern, role in patterns if pattern.fullmatch(position)), None)


def somebody(tables: Tables, id: str, name: str, state: str, source: str) -> str:
    """Add a person of the gathered tables; gives the id."""
    id = id or slug(name)
    if id not in tables.items:
        tables.add(Item(id, "Person", name, name, state, source=source, surnames=surnames(name, state)))
        tables.call(id, [name] if " " in name else [], "*", rank=30, source=source)
    elif key(name) not in {key(tables.items[id].fr), key(tables.items[id].en)} and " " in name:
        tables.call(id, [name], "*", rank=30, source=source)
    return id


# fmt: off
NO_NAME = {
    "President", "Council", "Chair", "Minister", "Ministers", "Leader", "King", "Mayor", "Territorial",
    "Cabinet", "Assembly", "National", "Gnu", "Cnsp", "China", "French", "Prime", "Chairperson",
    "Secretary", "Interim", "Iii",
}
# fmt: on


def day(text: str) -> str:
    """A date of the factbook ("12 December 2019", "April 2018") in ISO form."""
    for pattern, shape in (("%d %B %Y", "%Y-%m-%d"), ("%B %Y", "%Y-%m"), ("%Y", "%Y")):
        try:
            return datetime.strptime(text.strip(), pattern).strftime(shape)
        except ValueError:
            continue
    return ""


TITLES = re.compile(
    r"^((Acting|Interim|Transition(al)?|President(-elect)?|Prime|Minister|Chancellor|King|Queen|Sultan|Amir|Emir|Grand|Duke|"
    r"Premier|Taoiseach|Governor|General|Gen\.|Col\.|Lt\.|Brig\.|Vice|Supreme|Leader|Chairman|Chairperson|Captain|Prince|"
    r"Crown|Emperor|Chief|Executive|State|Federal|Head|of|the|Government|Councilor|Dr\.|Sir|Dame|Ayatollah|Sovereign|Paramount|"
    r"Presidency|Council|Field|Marshal|Maj\.|Capt\.|Sheikh|Administrator|Counselor|Adm\.|Rear|Cdre\.|\(Ret\.\)|and|&)\s+)+"
)


def plain_name(text: str) -> str:
    """The name in a cell such as "President Abdelmadjid TEBBOUNE", or nothing when it can't be told."""
    name = TITLES.sub("", text.split(";")[0].split("(")[0]).strip(" ,")
    words = [
        "-".join(part.capitalize() if part.isupper() and len(part) > 1 else part for part in word.split("-"))
        for word in name.split()
    ]
    plain = len(words) > 1 and not any(word.strip(",") in NO_NAME for word in words)
    return " ".join(words) if plain and len(words) < 7 else ""


def alike(tables: Tables, terms: Iterable[Term], name: str, state: str, role: str) -> str:
    """The id of somebody with one of these surnames whose own table says that the office is still theirs."""
    words = set(key(name).split())
    for term in terms:
        if (term.of, term.role, term.end) == (state, role, "") and term.source in OURS:
            last = tables.items[term.person].surnames
            if any(set(key(surname).split()) <= words for surname in last):
                return term.person
    return ""


def plain_title(text: str) -> str:
    """The title in such a cell: "President"."""
    found = TITLES.match(text)
    return found[0].strip() if found else ""


def offices(
    tables: Tables, gathered: Path, codes: dict[str, str], known: dict[str, str], bodies: dict[str, str]
) -> None:
    """Add office holders and their terms: ours first, then the gathered tables."""
    patterns = [(re.compile(row["pattern"]), row["role"]) for row in own("positions")]
    by_name = dict(known)
    former = read(gathered / "office_holders_2000_2022.tsv")
    for row in former:
        if row["qid"]:
            by_name.setdefault(key(row["name_en"]), row["qid"])
    leaders = read(gathered / "leaders_world_2022-10.tsv")
    ministers = read(gathered / "foreign_ministers_2023-01.tsv")
    of_state = {(key(row["name_en"]), home(row)): row["qid"] for row in [*leaders, *ministers] if row["qid"]}
    terms: list[Term] = []
    for row in own("terms"):
        of = bodies.get(row["of"], row["of"])
        state = of if of in tables.items and tables.items[of].kind == "State" else ""
        name = key(row["person"])
        found = known.get(name) or of_state.get((name, state)) or by_name.get(name, "")
        id = somebody(tables, found, row["person"], state, HAND)
        source = row["source"] or HAND
        terms.append(Term(of, row["role"], row["begin"], row["end"], id, row["title"], source))
    repositories = {row["repo"]: row["state"] for row in own("snapshots")}
    wrong = {(row["repo"], row["not"]) for row in own("snapshots")}
    for row in former:
        state = repositories.get(row["repo"], "")
        role = office(row["position_en"], patterns)
        if {(row["repo"], row["position_en"]), (row["repo"], row["qid"])} & wrong:
            continue
        if state and role and row["qid"]:
            id = somebody(tables, row["qid"], row["name_en"], state, "wikidata-2022")
            terms.append(Term(state, role, row["start"], row["end"], id, row["position_en"], "wikidata-2022"))
    for row in leaders:
        state = home(row)
        if state not in tables.items or unnamed(row):
            continue
        if re.match(r"Governor-General|President of the Pontifical", row["position_en"]):
            continue
        first = FIRST_MINISTER.match(row["position_en"])
        role = (
            "head_of_government" if first else "leader" if "Leader" in row["position_en"] else "head_of_state"
        )
        id = somebody(tables, row["qid"], row["name_en"], state, "wikidata-2022")
        terms.append(
            Term(state, role, row["start_year"], row["end_year"], id, row["position_en"], "wikidata-2022")
        )
    for row in ministers:
        state = home(row)
        if state in tables.items and row["src"] == "wikidata" and not unnamed(row):
            id = somebody(tables, row["qid"], row["name_en"], state, "wikidata-2023")
            terms.append(
                Term(state, "foreign_minister", row["start"], "", id, row["position_en"], "wikidata-2023")
            )
    countries = {key(item.en): item.id for item in tables.items.values() if item.kind == "State"}
    countries |= {
        key(name.text): name.id
        for name in tables.names
        if name.lang == "en" and name.form == "name" and tables.items[name.id].kind == "State"
    }
    countries |= {"congo brazzaville": "Q971", "the gambia": "Q1005", "the bahamas": "Q778"}
    full = {
        key(name.text): name.id
        for name in reversed(tables.names)
        if name.id in tables.items and tables.items[name.id].kind == "Person" and " " in name.text
    }
    independent = {
        codes[row["iso2"]] for row in read(gathered / "countries.tsv") if row["un_member"] == "True"
    }
    independent |= {"Q1246", "Q865", "Q219060", "Q237"}
    for row in read(gathered / "leaders_merged_2026.tsv"):
        state = countries.get(key(row["country"]), "")
        name = plain_name(row["factbook_text"])
        if not name or state not in independent:
            continue
        id = row["qid"] or full.get(key(name), "") or alike(tables, terms, name, state, row["role"])
        id = somebody(tables, id, row["name_en"] or name, state, "factbook")
        title = plain_title(row["factbook_text"]) or row["role"]
        terms.append(Term(state, row["role"], day(row["since"]), "", id, title, "factbook"))
    tables.terms.extend(settled(terms))


def home(row: Row) -> str:
    """The state of such a row; the Netherlands for their Kingdom."""
    return "Q55" if row["country_qid"] == "Q29999" else row["country_qid"]


def unnamed(row: Row) -> bool:
    """Whether such a row has no id, or an id for a name."""
    return not row["qid"] or row["name_en"] in {"", row["qid"]}


def settled(terms: Iterable[Term]) -> Iterator[Term]:
    """Terms without doubles, and with an end where the next holder tells it. Ours win over the others."""
    weight = {
        HAND: 0,
        RECENT: 0,
        "world-leaders-current": 0,
        "factbook": 1,
        "wikidata-2022": 2,
        "wikidata-2023": 3,
    }
    posts: dict[tuple[str, str], list[Term]] = defaultdict(list)
    for term in sorted(terms, key=lambda term: (weight[term.source], term)):
        kept = posts[term.of, term.role]
        same = [one for one in kept if one.person == term.person and overlap(one, term)]
        if same or not term.begin:
            continue
        kept.append(term)
    for (_, role), held in sorted(posts.items()):
        held.sort(key=lambda term: (term.begin, term.end or "9999", term.person))
        for place, term in enumerate(held):
            later = [
                one.begin for one in held[place + 1 :] if one.person != term.person and one.begin > term.begin
            ]
            end = term.end
            if role in SINGLE and not end and later and term.source not in TRUSTED:
                end = later[0]
            yield Term(term.of, term.role, term.begin, end, term.person, term.title, term.source)


def newest(term: Term) -> tuple[tuple[int, ...], str, str, str]:
    """What terms are sorted by: the latest first."""
    return tuple(-int(part) for part in f"{term.begin}-0-0".split("-")[:3]), term.of, term.role, term.person


def overlap(one: Term, other: Term) -> bool:
    """Whether two terms share more than the day on which one ends and the other begins."""
    return one.begin < (other.end or "9999") and other.begin < (one.end or "9999")


def sifted(names: Iterable[Name]) -> Iterator[Name]:
    """Names without those that are ordinary words, and with a mark where they need care."""
    rules = {(row["lang"], fold(row["word"])): row["rule"] for row in own("ordinary")}
    for name in names:
        if len(key(name.text)) < 2 or name.form in {"adjective", "description"}:
            yield name
            continue
        found = {
            rules.get((lang, key(name.text))) for lang in (("fr", "en") if name.lang == "*" else (name.lang,))
        }
        if "never" in found:
            continue
        yield replace(name, marks="M" + name.marks) if "inside" in found else name


ORDER = {"stop": 0, "name": 1, "metonym": 2, "adjective": 4, "description": 5}


def name_rows(tables: Tables) -> Iterator[list[str]]:
    """The rows of names.tsv: one for each spelling, language, form, demand and marks; best first."""
    grouped: dict[tuple[str, int, str, str, str, str], list[Name]] = defaultdict(list)
    stops = [
        Name(row["words"], row["lang"], "stop", need(row["words"]), "", 0, "", HAND) for row in own("stops")
    ]
    for name in [*stops, *sifted(tables.names)]:
        place = 3 if "S" in name.marks else ORDER[name.form]
        grouped[key(name.text), place, name.lang, name.form, name.need, name.marks].append(name)
    for same in grouped.values():
        same.sort(key=lambda name: name.rank)
    for (folded, _, lang, form, wanted, marks), same in sorted(
        grouped.items(), key=lambda pair: (*pair[0][:2], pair[1][0].rank, pair[0])
    ):
        ids = list(dict.fromkeys(name.id for name in same))
        source = same[0].source
        yield [folded, lang, form, wanted, marks, " ".join(ids[:6]), same[0].text, source, AS_OF[source]]


def also(tables: Tables, lang: str) -> dict[str, str]:
    """The other names of each entry in a language, joined."""
    out: dict[str, dict[str, None]] = defaultdict(dict)
    for name in sifted(tables.names):
        item = tables.items[name.id]
        shown = name.form == "name" and name.lang in (lang, "*") and "S" not in name.marks
        if shown and name.text != (item.fr if lang == "fr" else item.en):
            out[name.id].setdefault(name.text)
    return {id: ";".join(texts) for id, texts in out.items()}


def first_names(tables: Tables) -> list[str]:
    """Words that people of the tables are called by before their surname, and that are no place."""
    counted: Counter[str] = Counter()
    for item in tables.items.values():
        parts = pieces(item.en)
        if item.kind == "Person" and len(parts) > 1 and item.state not in SURNAME_FIRST:
            counted[fold(parts[0])] += 1
    states = {key(item.fr) for item in tables.items.values() if item.kind != "Person"}
    states |= {key(item.en) for item in tables.items.values() if item.kind != "Person"}
    ours = {fold(row["word"]) for row in own("first_names")}
    told = {word for word in counted if len(word) > 2 and (word not in states or counted[word] > 2)}
    return sorted(ours | told)


def write(name: str, header: list[str], rows: Iterable[list[str]]) -> int:
    """Write one table under data/; gives the number of rows."""
    number = 0
    path = HERE / "data" / f"{name}.tsv"
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as handle:
        handle.write("\t".join(header) + "\n")
        for row in rows:
            handle.write("\t".join(cell.replace("\t", " ") for cell in row) + "\n")
            number += 1
    return number


def build(gathered: Path) -> dict[str, int]:
    """Write data/ from ``gathered`` and hand/; gives the number of rows of each table.

    Raises DataError when a table is missing.
    """
    tables = Tables()
    codes = states(tables, gathered)
    peoples(tables)
    bodies = organisations(tables, codes)
    seats(tables)
    places(tables, gathered, codes)
    known = people(tables, codes)
    offices(tables, gathered, codes, known, bodies)
    french, english = also(tables, "fr"), also(tables, "en")
    entries = (
        [
            item.id,
            item.kind,
            item.fr,
            item.en,
            item.state,
            item.iso,
            item.marks,
            ";".join(dict.fromkeys(key(surname) for surname in item.surnames)),
            french.get(item.id, ""),
            english.get(item.id, ""),
            item.source,
            AS_OF[item.source],
        ]
        for item in tables.items.values()
    )
    return {
        "entries": write(
            "entries",
            ["id", "kind", "fr", "en", "state", "iso2", "marks", "surnames", "fr_also", "en_also", *TRACE],
            entries,
        ),
        "names": write(
            "names", ["key", "lang", "form", "need", "marks", "ids", "name", *TRACE], name_rows(tables)
        ),
        "terms": write(
            "terms",
            ["person", "role", "of", "title", "begin", "end", *TRACE],
            (
                [
                    term.person,
                    term.role,
                    term.of,
                    term.title,
                    term.begin,
                    term.end,
                    term.source,
                    AS_OF[term.source],
                ]
                for term in sorted(tables.terms, key=newest)
            ),
        ),
        "first_names": write(
            "first_names",
            ["word", *TRACE],
            ([word, "wikidata-2022", AS_OF["wikidata-2022"]] for word in first_names(tables)),
        ),
    }


def main(arguments: list[str]) -> int:
    """The command: one argument, the directory of the gathered tables."""
    if len(arguments) != 1:
        print("usage: python -m kg.gazetteer.build DIRECTORY", file=sys.stderr)
        return 2
    try:
        counts = build(Path(arguments[0]))
    except DataError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(", ".join(f"{name} {number}" for name, number in counts.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
