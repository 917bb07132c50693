"""A linear model as a table of weights: small, readable, applied without any library.

The file is TSV: a header of labels, then a feature and its weight for each label. ``python -m kg.train``
writes it (multinomial logistic regression); a feature that the table lacks weighs nothing. Weights for
several languages hold what all share and what each adds to it, as "fr|order=before": Daumé III (2007),
Frustratingly Easy Domain Adaptation.

    >>> weights = Weights(("yes", "no"), {"bias": (0.0, 0.0), "lemma=condamner": (2.0, 0.0)})
    >>> round(weights.probabilities(["lemma=condamner", "lemma=inconnu"])["yes"], 2)
    0.88
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import exp
from pathlib import Path

from kg.errors import DataError

BIAS = "bias"
OF_LANGUAGE = "|"


@dataclass(frozen=True, slots=True)
class Weights:
    """Labels, and for each feature a weight a label."""

    labels: tuple[str, ...]
    table: Mapping[str, tuple[float, ...]]

    @classmethod
    def load(cls, path: Path) -> Weights | None:
        """The weights of a file; None when there is none (all works, worse, without). Raises DataError."""
        if not path.exists():
            return None
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
            labels = tuple(lines[0].split("\t")[1:])
            table = {}
            for line in lines[1:]:
                feature, *values = line.split("\t")
                table[feature] = tuple(map(float, values))
        except (OSError, UnicodeDecodeError, ValueError, IndexError) as error:
            raise DataError(
                f"{path}: not a table of weights ({error}); make it again with python -m kg.train"
            ) from error
        return cls(labels, table)

    def of_language(self, lang: str) -> Weights:
        """The weights for one language: what all share, and what this one adds."""
        shared = {f: row for f, row in self.table.items() if OF_LANGUAGE not in f}
        for feature, row in self.table.items():
            owner, _, plain = feature.partition(OF_LANGUAGE)
            if owner == lang:
                common = shared.get(plain, (0.0,) * len(row))
                shared[plain] = tuple(a + b for a, b in zip(common, row, strict=True))
        return replace(self, table=shared)

    def reasons(self, features: Iterable[str], label: str, most: int = 3) -> list[tuple[str, float]]:
        """The features that speak most for a label, against the mean of all labels, strongest first."""
        at = self.labels.index(label)
        rows = {f: row for f in features if (row := self.table.get(f)) is not None}
        told = {f: row[at] - sum(row) / len(row) for f, row in rows.items()}
        return sorted(told.items(), key=lambda pair: -pair[1])[:most]

    def scores(self, features: Iterable[str]) -> list[float]:
        """The sum of the features' weights for each label."""
        get = self.table.get
        rows = [row for feature in features if (row := get(feature)) is not None]
        return [sum(column) for column in zip(get(BIAS, (0.0,) * len(self.labels)), *rows, strict=True)]

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """The probability of each label (softmax)."""
        scores = self.scores(features)
        top = max(scores)
        powers = [exp(s - top) for s in scores]
        total = sum(powers)
        return {label: p / total for label, p in zip(self.labels, powers, strict=True)}

    def save(self, path: Path) -> None:
        """Writes the table, features in order."""
        rows = ["\t".join(("feature", *self.labels))]
        rows += ["\t".join((f, *(f"{v:.3g}" for v in self.table[f]))) for f in sorted(self.table)]
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
