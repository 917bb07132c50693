"""What extraction costs beside the parser: seconds of spaCy's pipeline, of all that follows, and their ratio.

    python benchmarks/extraction.py FOLDER [--lang fr] [--rounds 3]

FOLDER holds texts (.txt) or marked passages (.json with "text" and "lang"). Each round parses and reads all
of them; the figures are the medians of the rounds, after one that is not counted.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from statistics import median
from time import perf_counter

from kg import annotate, extract, gazetteer, pipeline, resolve, vocab
from kg.model import Article


def articles(folder: Path, lang: str) -> list[Article]:
    """The texts of a folder in one language."""
    found = [Article.of(path.read_text(encoding="utf-8"), lang) for path in sorted(folder.glob("*.txt"))]
    for path in sorted(folder.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["lang"] == lang:
            found.append(Article.of(data["text"], lang))
    return found


def main() -> None:
    """The command line."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lang", default="fr")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    texts = articles(args.folder, args.lang)
    taxonomy, known = vocab.taxonomy(), gazetteer.load()
    resources = pipeline.resources(args.lang, pipeline.Own())
    parsing: list[float] = []
    reading: list[float] = []
    for _ in range(args.rounds + 1):
        start = perf_counter()
        docs = [doc for _, doc in annotate.parse(texts, args.lang)]
        between = perf_counter()
        for article, doc in zip(texts, docs, strict=True):
            resolve.resolve([extract.read(article, doc, resources)], taxonomy, known)
        parsing.append(between - start)
        reading.append(perf_counter() - between)
    spacy, rest = median(parsing[1:]), median(reading[1:])
    words = sum(len(a.text.split()) for a in texts)
    print(f"{len(texts)} texts, {words} words")
    print(f"spaCy {spacy:.2f} s, all after it {rest:.2f} s, ratio {rest / spacy:.2f}")


if __name__ == "__main__":
    main()
