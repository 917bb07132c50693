"""A trained second opinion on who plays which part, where frames alone fall short.

    "Reçu par Macron, Poutine a promis un retrait."     promettre: agent = Poutine   recevoir: agent = Macron

For each trigger and each actor mention near it, features of what lies between them: the path of normalised
relations, the slots that the mention fills, its preposition, order, distance, the class and voice of the
trigger, the form of the mention, whom it stands for (a pronoun has the kind of its actor) and how often that
actor was named before, and what the frame said of this and of the other mentions. A multinomial logistic
regression over them (trained by ``python -m kg.train``, which prints its figures) decides agent, recipient,
participant or none. Without weights the frames stand alone.

    >>> [bucket(distance) for distance in (1, -3, 15, 60)]
    ['1', '4', '20', 'far']
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from kg.extract.actors import Found
from kg.extract.events import Trigger
from kg.extract.slots import Slots
from kg.extract.syntax import Tree
from kg.extract.weights import Weights
from kg.model import Argument, Chains, Form, Role, Taxonomy

NONE = "none"
THRESHOLD = 0.65  # how likely a role must be
AGREED = 0.2  # how much less sure the labeller may be where the frame says the same
FURTHER = 0.6  # how sure a further series of parties must be
OTHER = {Role.PARTICIPANT: 0.3, Role.RECIPIENT: 0.42}  # how likely the other side must be when it is missing
WINDOW = 90  # tokens on either side of a trigger in which its parties are looked for
REACH = 1  # sentences before the trigger's that are looked at


@dataclass(frozen=True, slots=True)
class Layout:
    """The mentions of a text: who they are, the token of each, and which lie in which sentence."""

    chains: Chains
    tokens: tuple[int, ...]
    by_sentence: Mapping[int, tuple[int, ...]]

    @classmethod
    def of(cls, tree: Tree, found: Found, chains: Chains) -> Layout:
        """The layout of a text's mentions."""
        starts = {begin: i for i, begin in enumerate(tree.begin)}
        tokens = tuple(starts[m.head.begin] for m in found.mentions)
        by_sentence: dict[int, list[int]] = {}
        for number, token in enumerate(tokens):
            by_sentence.setdefault(tree.sent[token], []).append(number)
        return cls(chains, tokens, {s: tuple(ns) for s, ns in by_sentence.items()})


def candidates(tree: Tree, trigger: Trigger, layout: Layout) -> list[int]:
    """Mentions that may take part: those of the trigger's sentence, then of the one before."""
    sentence = tree.sent[trigger.token]
    i = trigger.token
    here = layout.by_sentence.get(sentence, ())
    out = [n for n in near(here, layout, i) if layout.tokens[n] != i]
    for back in range(1, REACH + 1):
        out += near(layout.by_sentence.get(sentence - back, ()), layout, i)
    return out


def near(numbers: Sequence[int], layout: Layout, i: int) -> Sequence[int]:
    """Those of some mentions, in text order, that stand within some tokens of a trigger."""
    at = layout.tokens.__getitem__
    return numbers[bisect_left(numbers, i - WINDOW, key=at) : bisect_left(numbers, i + WINDOW, key=at)]


def path(tree: Tree, a: int, b: int, limit: int = 6) -> tuple[str, int, int]:
    """The relations from ``a`` up to the common head and down to ``b``; "far" when long or none."""
    up = [a, *islice(tree.ancestors(a), limit + 1)]
    down = [b, *islice(tree.ancestors(b), limit + 1)]
    place = {t: k for k, t in enumerate(up)}
    for k, t in enumerate(down):
        if t in place:
            ups = [tree.rel[x] for x in up[: place[t]]]
            downs = [tree.rel[x] for x in reversed(down[:k])]
            if len(ups) + len(downs) > limit:
                return "far", len(ups), len(downs)
            return "^".join(ups) + ">" + "<".join(downs), len(ups), len(downs)
    return "far", 9, 9


def slot_table(tree: Tree, slots: Slots, trigger: Trigger, found: Found) -> dict[int, list[str]]:
    """For each mention the slots of the trigger that it fills."""
    out: dict[int, list[str]] = {}
    names = [*slots.grammar.probe, *{tree.case[c] for c in tree.children[trigger.token] if tree.case[c]}]
    for slot in names:
        for token in slots.fill(trigger.token, slot):
            number = found.of_token.get(token)
            if number is not None:
                out.setdefault(number, []).append(slot)
    return out


def bucket(n: int) -> str:
    """A distance in tokens, coarsely."""
    size = abs(n)
    for limit in (1, 2, 4, 7, 12, 20, 40):
        if size <= limit:
            return str(limit)
    return "far"


def features(
    tree: Tree,
    slots: Slots,
    trigger: Trigger,
    found: Found,
    layout: Layout,
    frame: Sequence[Argument],
    taxonomy: Taxonomy,
    triggers: frozenset[int],
) -> Iterator[tuple[int, list[str]]]:
    """Each mention that may take part in a trigger's event, with its features; one of nobody can't."""
    i, kind = trigger.token, trigger.entry.type
    family = taxonomy.family(kind)
    symmetric = "sym" if taxonomy.symmetric(kind) else "asym"
    pos = tree.pos[i] if tree.pos[i] in ("VERB", "NOUN", "ADJ") else "NOUN"
    voice = ("pass" if slots.passive(i) else "act") if pos == "VERB" else pos
    form = tree.feat(i, "VerbForm") or "-"
    table = slot_table(tree, slots, trigger, found)
    verdict = {a.filler: a.role.value for a in frame}
    filled = {a.role.value for a in frame}
    who = layout.chains.of_mention
    numbers = [n for n in candidates(tree, trigger, layout) if who[n]]
    own = [n for n in numbers if tree.sent[layout.tokens[n]] == tree.sent[i]]
    here = {entity for n in own for entity in who[n]}
    for number in numbers:
        token = layout.tokens[number]
        mention = found.mentions[number]
        same = tree.sent[token] == tree.sent[i]
        frame_role = verdict.get(number, NONE)
        others = "+".join(sorted({r for n, r in verdict.items() if n != number})) or "-"
        entity = layout.chains.entities[who[number][0]]
        named = bool(entity.names or entity.known)
        before = min(bisect_left(entity.mentions, number), 4)
        described = mention.form is Form.DESCRIPTION
        noun = tree.lemmas[token] if described else "a name" if named else entity.noun or "-"
        what = entity.kind.value
        order = "before" if token < i else "after"
        case = tree.case[token] or "-"
        out = [
            f"frame={frame_role}",
            f"frame={frame_role}&{symmetric}&{voice}",
            f"frame={frame_role}&others={others}&{symmetric}",
            f"frame={frame_role}&{kind}",
            f"class={kind}",
            f"kind={what}",
            f"form={mention.form.value}",
            f"kind={what}&{family}",
            f"form={mention.form.value}&{symmetric}&{voice}",
            f"plural={mention.plural}&{what}",
            f"noun={noun}&{family}",
            f"named={named}&{what}&{symmetric}",
            f"named={named}&{family}",
            f"before={before}&{symmetric}",
            f"before={before}&{mention.form.value}",
            f"many={len(who[number]) > 1}&{symmetric}",
        ]
        if not same:
            subject = "subj" if mention.subject else "-"
            out += [
                f"back&{symmetric}&{subject}",
                f"back&{voice}&{others}&{symmetric}",
                f"back&{family}",
                f"back&{what}&{subject}",
                f"back&{mention.form.value}&{subject}",
                f"back&nearby={len(own) > 0}",
                f"back&here={not here.isdisjoint(who[number])}&{symmetric}",
                f"back&before={before}&{symmetric}&nearby={len(own) > 0}",
                f"back&named={named}&{family}",
                f"back&{kind}",
                f"back&{kind}&{what}",
            ]
            yield number, out
            continue
        route, ups, downs = path(tree, i, token)
        part, holder = inside(number, found), owner(tree, token, i, triggers)
        fills = table.get(number, [])
        between = [n for n in own if min(i, token) < layout.tokens[n] < max(i, token)]
        across = [t for t in range(min(i, token) + 1, max(i, token)) if t in triggers]
        again = sum(1 for n in own if n != number and not set(who[n]).isdisjoint(who[number]))
        rank = sum(1 for n in own if abs(layout.tokens[n] - i) < abs(token - i))
        clause = any(tree.pos[t] == "VERB" for t in range(min(i, token) + 1, max(i, token)))
        out += [
            f"path={route}",
            f"path={route}&{voice}",
            f"path={route}&{symmetric}&{case}",
            f"path={route}&{family}",
            f"ups={min(ups, 4)}&downs={min(downs, 4)}&{order}",
            f"rel={tree.rel[token]}&{voice}&{order}&{symmetric}",
            f"rel={tree.rel[token]}&{case}",
            f"case={case}&{voice}&{symmetric}",
            f"case={case}&{kind}",
            f"case={case}&{voice}&up{min(ups, 2)}&down{min(downs, 3)}&{symmetric}",
            f"{order}&{bucket(token - i)}&{voice}",
            f"{order}&rank={min(rank, 4)}&{voice}&{symmetric}",
            f"between={min(len(between), 4)}&{order}",
            f"across={min(len(across), 3)}&{order}&{voice}",
            f"clause={clause}&{order}&{voice}",
            f"subject={mention.subject}&{order}&{voice}&{symmetric}",
            f"subject={mention.subject}&across={min(len(across), 2)}&{form}",
            f"locative={number in found.locative}&{symmetric}",
            f"inside={part}&{voice}&{symmetric}",
            f"inside={part}&{mention.form.value}&{case}",
            f"owner={holder}&{symmetric}&{voice}",
            f"owner={holder}&rel={tree.rel[token]}",
            f"own={found.edges[number][0] <= i < found.edges[number][1]}",
            f"known={bool(mention.known)}&{what}&{symmetric}",
            f"own={len(own) if len(own) < 4 else 4}&{symmetric}&{order}",
            f"again={min(again, 2)}&{order}&{mention.form.value}",
        ]
        if ups + downs <= 3:
            out.append(f"near={route}&{kind}")
        for slot in fills:
            out += [f"slot={slot}&{voice}&{symmetric}", f"slot={slot}&{family}", f"slot={slot}&{kind}"]
        out.append(
            f"lemma={trigger.entry.lemma}&rel={tree.rel[token] if tree.head[token] == i else '-'}&{case}"
        )
        if not fills:
            out.append(f"slot=none&{voice}&{symmetric}&others={others}")
        out.append(f"filled={'+'.join(sorted(filled)) or '-'}&fills={bool(fills)}&{order}&{symmetric}")
        yield number, out


def owner(tree: Tree, token: int, i: int, triggers: frozenset[int]) -> str:
    """Which word the mention depends on: the trigger itself, another event's word, or neither."""
    while tree.rel[token] == "conj":
        token = tree.head[token]
    head = tree.head[token]
    return "self" if head == i else "other" if head in triggers else "none"


def inside(number: int, found: Found) -> bool:
    """Whether the mention is a part of another one's phrase: "Mali" in "le président du Mali"."""
    begin, end = found.edges[number]
    for other in (number - 1, number - 2, number + 1):
        if 0 <= other < len(found.edges) and other != number:
            b, e = found.edges[other]
            if b <= begin and end <= e and (b, e) != (begin, end):
                return True
    return False


def label(
    tree: Tree,
    slots: Slots,
    trigger: Trigger,
    found: Found,
    layout: Layout,
    frame: tuple[Argument, ...],
    taxonomy: Taxonomy,
    triggers: frozenset[int],
    weights: Weights,
) -> tuple[Argument, ...]:
    """The arguments of a trigger by the trained model; the frame's own rule stays named where both agree."""
    symmetric = taxonomy.symmetric(trigger.entry.type)
    named = {a.filler: a for a in frame}
    keep = tuple(a for a in frame if a.role is Role.SUPPORTER)
    backers = {a.filler for a in keep}
    near: list[Argument] = []
    back: list[Argument] = []
    single = {
        number: weights.probabilities(fs)
        for number, fs in features(tree, slots, trigger, found, layout, frame, taxonomy, triggers)
    }
    decided = together(tree, layout, single)
    for number, probability in decided.items():
        if symmetric:
            role, p = Role.PARTICIPANT, 1 - probability[NONE]
        else:
            role = max((Role.AGENT, Role.RECIPIENT), key=lambda r: probability[r.value])
            p = probability[role.value]
        agreed = number in named and named[number].role is role
        if p < THRESHOLD - (AGREED if agreed else 0.0) or number in backers:
            continue
        argument = Argument(role, number, named[number].rule if agreed else "labeller", round(p, 3))
        (near if tree.sent[layout.tokens[number]] == tree.sent[trigger.token] else back).append(argument)
    near = parties(near, tree, layout) if symmetric else alone(near, tree, layout)
    sides = (*near, *from_before(near, back, symmetric))
    sentence = tree.sent[trigger.token]
    here = {n: p for n, p in decided.items() if n not in backers and tree.sent[layout.tokens[n]] == sentence}
    return (*sides, *other_side(sides, here, found, tree, layout, symmetric), *keep)


def other_side(
    sides: Sequence[Argument],
    here: Mapping[int, Mapping[str, float]],
    found: Found,
    tree: Tree,
    layout: Layout,
    symmetric: bool,
) -> Iterator[Argument]:
    """The likeliest other party of an event with one, or whom an agent's act is done to.

    Nobody meets alone, and few acts are done to nobody: who is missing may be less sure than who is there.
    ``here`` has the probabilities of the sentence's mentions.
    """
    wanted = Role.PARTICIPANT if symmetric else Role.RECIPIENT
    if symmetric:
        complete = len(sides) != 1 or len(layout.chains.of_mention[sides[0].filler]) > 1  # "les deux pays"
    else:
        complete = {a.role for a in sides} != {Role.AGENT}
    if complete:
        return
    series = {series_of(tree, layout, a.filler) for a in sides}
    names = {found.mentions[a.filler].text for a in sides}
    likely = {
        n: 1 - p[NONE] if symmetric else p[wanted.value]
        for n, p in here.items()
        if series_of(tree, layout, n) not in series and found.mentions[n].text not in names
    }
    best = max(likely, key=lambda n: likely[n], default=None)
    if best is not None and likely[best] >= OTHER[wanted]:
        yield Argument(wanted, best, "labeller, the other side", round(likely[best], 3))


def alone(near: Sequence[Argument], tree: Tree, layout: Layout) -> list[Argument]:
    """One series of coordinated mentions a role, the likeliest.

    A weaker one elsewhere in the sentence is another event's.
    """
    out = []
    for role in (Role.AGENT, Role.RECIPIENT):
        mine = [a for a in near if a.role is role]
        if mine:
            best = max(mine, key=lambda a: a.confidence + (AGREED if a.rule != "labeller" else 0.0))
            first = series_of(tree, layout, best.filler)
            out += [a for a in mine if series_of(tree, layout, a.filler) == first]
    return out


def parties(near: Sequence[Argument], tree: Tree, layout: Layout) -> list[Argument]:
    """The parties of a symmetric event: the likeliest series, and others of which the labeller is sure.

    A wrong party costs a pair with each other one, so a second series has to be surer than the first.
    """
    if not near:
        return []
    best = max(near, key=lambda a: a.confidence)
    first = series_of(tree, layout, best.filler)
    return [a for a in near if series_of(tree, layout, a.filler) == first or a.confidence >= FURTHER]


def series_of(tree: Tree, layout: Layout, number: int) -> int:
    """The token of the first conjunct of a mention's series."""
    token = layout.tokens[number]
    while tree.rel[token] == "conj":
        token = tree.head[token]
    return token


def together(
    tree: Tree, layout: Layout, single: Mapping[int, Mapping[str, float]]
) -> dict[int, Mapping[str, float]]:
    """Coordinated mentions decided as one: each gets the mean of its series ("A, B et C ont signé")."""
    at = {layout.tokens[n]: n for n in single}
    series: dict[int, list[int]] = {}
    for number in single:
        token = layout.tokens[number]
        while tree.rel[token] == "conj" and tree.head[token] in at:
            token = tree.head[token]
        series.setdefault(token, []).append(number)
    out: dict[int, Mapping[str, float]] = {}
    for numbers in series.values():
        labels = single[numbers[0]]
        mean = {x: sum(single[n][x] for n in numbers) / len(numbers) for x in labels}
        out.update((n, mean) for n in numbers)
    return {n: out[n] for n in single}


def from_before(near: Sequence[Argument], back: Sequence[Argument], symmetric: bool) -> Iterator[Argument]:
    """Arguments from the sentence before, only for roles that the trigger's own sentence leaves empty."""
    filled = {a.role for a in near}
    for role, most in ((Role.AGENT, 1), (Role.RECIPIENT, 1), (Role.PARTICIPANT, 2)):
        if role not in filled and not (symmetric and filled):
            best = sorted((a for a in back if a.role is role), key=lambda a: -a.confidence)
            yield from (replace(a, rule="labeller, sentence before") for a in best[:most])
