"""Which words stand in which syntactic slot of a trigger: what frames are written in.

    "Le président, invité par Berlin, a promis de condamner les frappes de l'armée."
     condamner:  subj -> président (control)   obj -> frappes   obj.de -> armée
     invité:     subj -> Berlin (passive agent)   obj -> président

Constructions covered: active, passive with and without agent, reflexive; subject of a coordinated verb, of
an infinitive under control and raising, of a participle, of a relative clause; complements of nouns,
possessives, relational adjectives; subject of the support verb over a noun; "l'ensemble de X" and its kin,
which stand for X. Slots name logical roles, so that a frame need not care for voice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kg.extract.syntax import Tree
from kg.language import Language

DEPTH = 6


@dataclass(frozen=True, slots=True)
class Grammar:
    """What slots need to know of a language's words."""

    support: frozenset[str]  # verbs that carry an event noun, their subject acting
    undergoing: frozenset[str]  # the same, their subject undergoing
    joining: frozenset[str]  # verbs whose subject takes part with others
    by: frozenset[str]  # prepositions of the passive agent
    of: str  # the preposition of plain noun complements
    dative: str  # the preposition that dative clitics stand for
    transparent: frozenset[str]  # nouns that stand for their complement
    motion: frozenset[str]  # verbs whose bare past participle is active ("venu", "arrivé")
    purpose: frozenset[str]  # marks of an infinitive that is a purpose, no complement
    bare_relatives: bool  # whether a relative clause may have no pronoun for its object
    probe: tuple[str, ...]  # slots that the labeller of roles looks into
    control: Callable[[str], str | None]  # lemma of a verb -> slot whose filler the infinitive's subject is


@dataclass(frozen=True, slots=True)
class Slots:
    """Looks up the fillers (head tokens) of a trigger's slots."""

    tree: Tree
    grammar: Grammar

    def fill(self, trigger: int, slot: str) -> list[int]:
        """Head tokens in a slot of the trigger ("subj", "avec", "obj.de", ...), coordination undone."""
        first, _, rest = slot.partition(".")
        tokens = self.simple(trigger, first)
        if rest:
            return unique(f for t in self.through(tokens) for f in self.complements(t, rest))
        return unique(c for t in self.through(tokens) for c in self.tree.conjuncts(t))

    def simple(self, i: int, slot: str) -> list[int]:
        """Fillers of a slot without a dot, first conjuncts only."""
        if slot == "subj":
            return self.logical_subject(i)
        if slot == "obj":
            return self.logical_object(i)
        if slot == "comp":
            return self.clauses(i)
        if slot == "adj":
            return [c for c in self.tree.deps(i, "amod", "compound", "acl") if self.tree.pos[c] != "VERB"]
        if slot == "head":
            return [self.tree.head[i]]
        if slot == "poss":
            return self.owners(i)
        if slot == "appos":
            return self.tree.deps(i, "appos")
        return self.prepositional(i, slot)

    def owners(self, i: int) -> list[int]:
        """Possessives of a noun; for "whose" the noun that its clause tells of."""
        tree = self.tree
        out = []
        for c in tree.deps(i, "poss"):
            clauses = [t for t in tree.ancestors(c) if tree.rel[t] == "relcl"]
            relative = tree.feat(c, "PronType") == "Rel" and clauses
            out.append(tree.head[clauses[0]] if relative else c)
        return out

    def complements(self, i: int, slot: str) -> list[int]:
        """Fillers below a filler: its complement, adjective, possessive or clause's subject."""
        if slot == "subj":
            return self.surface_subject(i)
        first, _, rest = slot.partition(".")
        tokens = [c for t in self.simple(i, first) for c in self.tree.conjuncts(t)]
        return [f for t in tokens for f in self.complements(t, rest)] if rest else tokens

    def through(self, tokens: list[int]) -> list[int]:
        """Tokens with "l'ensemble de X", "des milliers de X" replaced by X."""
        out = []
        for t in tokens:
            inner = self.inside(t)
            out.extend(inner or [t])
        return out

    def inside(self, i: int) -> list[int]:
        """The complement that a transparent noun stands for, empty for other words."""
        if (
            self.tree.lemmas[i] in self.grammar.transparent
            or self.tree.words[i].casefold() in self.grammar.transparent
        ):
            return [c for c in self.tree.deps(i, "nmod", "obl") if self.tree.case[c] == self.grammar.of]
        return []

    def prepositional(self, i: int, preposition: str) -> list[int]:
        """Complements with a preposition; dative clitics count as the dative preposition."""
        tree = self.tree
        out = [
            c
            for c in tree.deps(
                i, "obl", "nmod", "agent", "iobj", "advmod", "dep", "xcomp", "appos", "acl", "advcl"
            )
            if tree.case[c] == preposition
        ]
        if preposition == self.grammar.dative:
            out += [c for c in tree.deps(i, "iobj") if not tree.case[c]]
        antecedent = self.antecedent(i)
        if antecedent is not None:
            out += [
                antecedent
                for c in tree.deps(i, "obl", "nmod", "iobj")
                if tree.feat(c, "PronType") == "Rel" and tree.case[c] == preposition
            ]
            if any(tree.lower[c] == preposition for c in tree.deps(i, "prep")):
                out.append(antecedent)  # "the man whom they spoke to"
        return unique(t for t in out if tree.feat(t, "PronType") != "Rel" or t == antecedent)

    def clauses(self, i: int) -> list[int]:
        """Clauses and infinitives that complete a trigger."""
        tree = self.tree
        out = tree.deps(i, "xcomp", "ccomp", "csubj")
        out += [c for c in tree.deps(i, "acl", "advcl", "obl") if tree.feat(c, "VerbForm") == "Inf"]
        out = [
            c
            for c in out
            if not any(tree.lemmas[m] in self.grammar.purpose for m in tree.deps(c, "mark", "case"))
        ]
        for noun in tree.deps(i, "obj", "obl", "iobj"):  # "a donné l'ordre de partir"
            out += [c for c in tree.deps(noun, "acl") if tree.feat(c, "VerbForm") == "Inf"]
        return unique(c for t in out for c in tree.conjuncts(t))

    def passive(self, i: int) -> bool:
        """Whether a verb is passive: by its auxiliary or subject, or as a bare past participle."""
        tree = self.tree
        if tree.pos[i] not in ("VERB", "ADJ"):
            return False
        if tree.deps(i, "aux:pass", "subj:pass"):
            return tree.lemmas[i] not in self.grammar.motion
        bare = (
            tree.feat(i, "VerbForm") == "Part" and tree.feat(i, "Tense") == "Past" and not tree.deps(i, "aux")
        )
        return (
            bare
            and tree.lemmas[i] not in self.grammar.motion
            and not tree.deps(i, "obj", "reflexive", "subj")
        )

    def logical_subject(self, i: int, depth: int = 0) -> list[int]:
        """Who does it: active subject, passive agent, subject of a noun's support verb."""
        tree = self.tree
        if self.verbal(i):
            if self.passive(i):
                return [
                    c
                    for c in tree.deps(i, "agent", "obl", "nmod")
                    if tree.rel[c] == "agent" or tree.case[c] in self.grammar.by
                ]
            return self.surface_subject(i, depth)
        if tree.pos[i] == "ADJ":
            if tree.rel[i] in ("amod", "acl"):
                return [tree.head[i]]
            return self.surface_subject(i, depth)
        return self.noun_subject(i, depth)

    def logical_object(self, i: int) -> list[int]:
        """Whom or what it is done to: direct object, or the subject of a passive."""
        tree = self.tree
        if not self.verbal(i):
            verb = self.carrier(i)
            if verb is not None and tree.lemmas[verb] in self.grammar.undergoing:
                return self.surface_subject(verb)
            return []
        if self.passive(i):
            return self.surface_subject(i)
        out = [
            c
            for c in tree.deps(i, "obj")
            if tree.feat(c, "PronType") != "Rel" and tree.feat(c, "Reflex") != "Yes"
        ]
        antecedent = self.antecedent(i)
        if (
            not out
            and antecedent is not None
            and (any(tree.feat(c, "PronType") == "Rel" for c in tree.deps(i, "obj")) or self.gap(i))
        ):
            out = [antecedent]
        return out

    def gap(self, i: int) -> bool:
        """Whether a relative clause without a pronoun lacks an object: "the deal Oslo wants to sign"."""
        tree = self.tree
        at = i
        while tree.rel[at] in ("conj", "xcomp") and tree.head[at] != at:
            at = tree.head[at]
        below = [t for c in (i, at) for t in tree.children[c]]
        return (
            self.grammar.bare_relatives
            and bool(tree.deps(at, "subj"))
            and not tree.deps(i, "prep", "ccomp", "xcomp")
            and not any(tree.feat(t, "PronType") == "Rel" for t in below)
        )

    def verbal(self, i: int) -> bool:
        """Whether the token is a verb form (participles too)."""
        return self.tree.pos[i] in ("VERB", "AUX") or bool(self.tree.feat(i, "VerbForm"))

    def antecedent(self, i: int) -> int | None:
        """The noun that a relative clause with the verb ``i`` hangs from."""
        tree = self.tree
        at = i
        for _ in range(DEPTH):
            if tree.rel[at] == "relcl":
                return tree.head[at]
            if tree.rel[at] not in ("conj", "xcomp") or tree.head[at] == at:
                return None
            at = tree.head[at]
        return None

    def surface_subject(self, i: int, depth: int = 0) -> list[int]:
        """The grammatical subject, found through relatives, coordination, control and participles."""
        tree = self.tree
        if depth > DEPTH:
            return []
        direct = tree.deps(i, "subj", "subj:pass")
        if direct:
            kept = [c for c in direct if tree.feat(c, "PronType") != "Rel"]
            if kept:
                return kept
            antecedent = self.antecedent(i)
            return [antecedent] if antecedent is not None else []
        rel, head = tree.rel[i], tree.head[i]
        if head == i:
            return []
        if rel == "relcl":
            return [] if any(tree.feat(c, "PronType") == "Rel" for c in tree.children[i]) else [head]
        if rel == "conj":
            if self.verbal(head):
                return self.surface_subject(head, depth + 1)
            return self.noun_subject(head, depth + 1) if self.verbal(i) else []
        if rel in ("xcomp", "ccomp", "advcl", "obl", "parataxis", "dep") and tree.feat(i, "VerbForm") in (
            "Inf",
            "Part",
            "Ger",
        ):
            if self.verbal(head):
                controlled = rel in ("xcomp", "ccomp", "obl") or self.preposed(i) or self.asked(i)
                return self.controller(head, depth) if controlled else self.surface_subject(head, depth + 1)
            if tree.deps(head, "cop"):  # "is ready to sign"
                return self.surface_subject(head, depth + 1)
            return self.noun_subject(head, depth + 1)
        if rel in ("acl", "amod"):
            if tree.feat(i, "VerbForm") == "Inf":
                return self.of_noun_or_verb(head, depth)
            return [head]
        return []

    def preposed(self, i: int) -> bool:
        """Whether a preposition joins a clause to its verb of control: "accuse X of bombing"."""
        tree = self.tree
        marks = tree.deps(i, "mark", "case")
        return bool(self.grammar.control(tree.lemmas[tree.head[i]])) and any(
            tree.pos[m] == "ADP" and tree.lemmas[m] not in self.grammar.purpose for m in marks
        )

    def asked(self, i: int) -> bool:
        """Whether an adverbial infinitive is what a verb of control asks for: "called on X to leave"."""
        tree = self.tree
        slot = self.grammar.control(tree.lemmas[tree.head[i]])
        purpose = any(tree.lemmas[m] in self.grammar.purpose for m in tree.deps(i, "mark", "case"))
        infinitive = tree.feat(i, "VerbForm") == "Inf"
        return infinitive and not purpose and bool(slot and self.fill(tree.head[i], slot))

    def of_noun_or_verb(self, head: int, depth: int) -> list[int]:
        """Subject of an infinitive under a noun: "la décision de X de ...", "a l'intention de ..."."""
        tree = self.tree
        verb = self.carrier(head)
        if verb is not None:
            return self.controller(verb, depth)
        if tree.rel[head] in ("obj", "obl", "iobj") and self.verbal(tree.head[head]):
            return self.controller(tree.head[head], depth)
        return self.noun_subject(head, depth + 1)

    def controller(self, verb: int, depth: int) -> list[int]:
        """Whose act the infinitive below a verb is."""
        slot = self.grammar.control(self.tree.lemmas[verb])
        if slot == "obj":
            return self.logical_object(verb)
        if slot:
            return self.prepositional(verb, slot) or self.logical_object(verb)
        return self.surface_subject(verb, depth + 1)

    def carrier(self, i: int) -> int | None:
        """The support verb over an event noun: "mène des négociations", "mène une série de visites"."""
        tree = self.tree
        at = i
        for _ in range(DEPTH):
            head = tree.head[at]
            if head == at:
                return None
            if tree.rel[at] == "conj" or (
                tree.rel[at] == "nmod" and tree.lemmas[head] in self.grammar.transparent
            ):
                at = head
                continue
            known = self.grammar.support | self.grammar.undergoing | self.grammar.joining
            if (
                tree.rel[at] in ("obj", "subj:pass", "obl", "xcomp")
                and tree.lemmas[head] in known
                and self.verbal(head)
            ):
                return head
            return None
        return None

    def noun_subject(self, i: int, depth: int = 0) -> list[int]:
        """Who does the act that a noun names, by its support verb, above it or in a clause below it."""
        verb = self.carrier(i)
        if verb is None:
            verb = next(iter(self.carried_by(i)), None)
        if verb is None or depth > DEPTH or self.tree.lemmas[verb] in self.grammar.undergoing:
            return []
        return self.logical_subject(verb, depth + 1)

    def carried_by(self, i: int) -> list[int]:
        """Support verbs in a clause of an event noun, their object: "the attack that X launched"."""
        return [
            c
            for c in self.tree.deps(i, "relcl", "acl")
            if self.tree.lemmas[c] in self.grammar.support and i in self.logical_object(c)
        ]


def unique(tokens: Iterable[int]) -> list[int]:
    """Tokens without repeats, in order."""
    return list(dict.fromkeys(tokens))


def grammar(language: Language) -> Grammar:
    """The grammar of a language from its data files."""
    cues, syntax = language.cues, language.syntax
    controls = {
        lemma: next((e.control for e in sorted(entries, key=lambda e: len(e.words)) if e.control), None)
        for lemma, entries in language.lexicon.verbs.items()
    }
    return Grammar(
        support=frozenset(cues["support"]["verbs"]),
        undergoing=frozenset(cues["support"]["passive"]),
        joining=frozenset(cues["support"]["joining"]),
        by=frozenset(syntax["passive"]["by"]),
        of=syntax["passive"]["of"],
        dative=syntax["passive"]["dative"],
        transparent=frozenset(language.actors["transparent"]["nouns"]),
        motion=frozenset(syntax["passive"]["motion"]),
        purpose=frozenset(cues["conditional"]["purpose"]),
        bare_relatives=bool(syntax.get("bare_relatives", False)),
        probe=tuple(syntax["labeller"]["probe"]),
        control=controls.get,
    )
