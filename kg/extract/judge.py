"""A trained judge of lexicon candidates: is this an event here, and of which class?

    "Le musée a reçu un prix."      recevoir: a word of meetings, but there is nobody here to meet

The lexicon says what a word may mean; the judge weighs it where it stands: the entry, its class, the
trigger's place in the tree, determiner, number, tense and factuality, the parts that its frame finds, what
governs it. Logistic regression, trained by ``python -m kg.train``; its probability is the mention's
confidence. Without weights an entry's ``sure`` takes its place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import islice

from kg.extract.actors import Found
from kg.extract.events import Trigger
from kg.extract.facts import Factuality
from kg.extract.syntax import Tree
from kg.model import Argument, Taxonomy

YES = "yes"
QUOTED = 150  # tokens back that an opening quotation mark may stand
DEPTH = 12  # how far up a governing event is looked for
QUOTE = {"«": 1, "»": -1, "“": 1, "”": -1}


def features(
    tree: Tree,
    trigger: Trigger,
    frame: Sequence[Argument],
    fact: Factuality,
    found: Found,
    taxonomy: Taxonomy,
    rivals: int,
    triggers: Mapping[int, str],
    told: Mapping[str, Sequence[int]],
) -> list[str]:
    """What the judge looks at for one candidate.

    ``triggers`` maps the first candidates' tokens to their class, ``told`` each class to its tokens in order.
    """
    i, entry = trigger.token, trigger.entry
    family = taxonomy.family(entry.type)
    pos = entry.pos
    rel = tree.rel[i]
    head = tree.head[i]
    det = determiner(tree, i)
    roles = "+".join(sorted({a.role.value for a in frame})) or "none"
    kinds = {found.mentions[a.filler].kind for a in frame}
    governor = next((triggers[a] for a in islice(tree.ancestors(i), DEPTH) if a in triggers), "-")
    earlier = told.get(entry.type, ())
    before = bisect_left(earlier, i)
    same_sentence = before > 0 and tree.sent[earlier[before - 1]] == tree.sent[i]
    lemma = f"{entry.lemma} {' '.join(entry.words)}".strip()
    out = [
        f"entry={lemma}&{entry.type}",
        f"lemma={entry.lemma}&{pos}",
        f"met={trigger.met}",
        f"met={trigger.met}&{pos}&{roles}",
        f"met={trigger.met}&{family}",
        f"met={trigger.met}&{lemma}",
        f"met={trigger.met}&sure={round(entry.sure, 1)}",
        f"class={entry.type}",
        f"class={entry.type}&{pos}",
        f"family={family}&{pos}&{roles}",
        f"class={entry.type}&{roles}",
        f"entry={lemma}&{roles}",
        f"sure={round(entry.sure, 1)}",
        f"sure={round(entry.sure, 1)}&{pos}&{roles}",
        f"conditions={min(len(entry.conditions), 2)}&words={min(len(entry.words), 2)}",
        f"roles={roles}&{pos}",
        f"rel={rel}&{pos}",
        f"rel={rel}&{family}",
        f"head={tree.pos[head]}&{rel}",
        f"headlemma={tree.lemmas[head]}&{pos}" if head != i else "headlemma=-",
        f"det={det}&{pos}",
        f"det={det}&{entry.type}",
        f"plural={tree.plural(i)}&{pos}",
        f"plural={tree.plural(i)}&{entry.type}",
        f"status={fact.status.value}&{pos}",
        f"status={fact.status.value}&{family}",
        f"tense={fact.tense}&{pos}",
        f"cue={fact.cue}",
        f"rivals={min(rivals, 3)}",
        f"governor={governor}",
        f"governor={governor != '-'}&{pos}&{roles}",
        f"again={bool(before)}&{same_sentence}&{pos}",
        f"again={bool(before)}&{det}&{pos}",
        f"sentence={min(tree.sent[i], 4)}",
        f"form={tree.feat(i, 'VerbForm')}&{pos}",
        f"persons={'Person' in {k.value for k in kinds if k}}&{family}",
        f"case={tree.case[i]}&{pos}" if pos != "verb" else "case=-",
        f"quoted={quoted(tree, i)}&{pos}",
    ]
    out += [
        f"child={tree.rel[c]}:{tree.case[c]}&{family}"
        for c in tree.children[i]
        if tree.rel[c] in ("obl", "nmod", "obj", "ccomp", "xcomp", "amod", "agent", "acl")
    ]
    out += [
        f"word={tree.lemmas[c]}&{entry.lemma}"
        for c in tree.children[i]
        if tree.rel[c] in ("amod", "nmod", "obj", "compound")
    ]
    return out


def determiner(tree: Tree, i: int) -> str:
    """The kind of a noun's determiner: def, ind, dem, poss, other or none."""
    for c in tree.children[i]:
        if tree.rel[c] == "poss":
            return "poss"
        if tree.rel[c] in ("det", "case"):
            if tree.feat(c, "PronType") == "Dem":
                return "dem"
            definite = tree.feat(c, "Definite")
            if definite:
                return definite.casefold()
            if tree.rel[c] == "det":
                return "other"
    return "none"


def quoted(tree: Tree, i: int) -> bool:
    """Whether the token stands inside quotation marks of its sentence."""
    depth = 0
    at = i
    while at > max(0, i - QUOTED) and tree.sent[at] == tree.sent[i]:
        depth += QUOTE.get(tree.words[at], 0)
        at -= 1
    return depth > 0
