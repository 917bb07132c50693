"""How fast saved pages are read, against the time that they may take: 1,000 in 20 seconds on two cores.

    python benchmarks/reading.py [--pages 1000] [--rounds 3]

The pages are made here: some 50 kB each, with the navigation, scripts and teasers that surround an article.
The figure is the median of the rounds; the child processes that parse (kg.read.isolated) are part of it.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from kg.model import Article
from kg.read import Given, read

ALLOWED = 0.02  # seconds a page
WORDS = """
    le président la ministre a reçu son homologue à Genève mardi soir pour parler du commerce et de la paix
    selon un porte-parole du gouvernement qui a dénoncé les sanctions après une longue réunion des délégations
"""


def page(number: int, chance: random.Random) -> str:
    """A newspaper's page."""
    words = WORDS.split()

    def sentence(length: int = 18) -> str:
        return " ".join(chance.choices(words, k=length)).capitalize() + "."

    menu = "".join(f'<li><a class="menu" href="/r/{n}">Rubrique numéro {n}</a></li>' for n in range(150))
    teasers = "".join(
        f'<div class="teaser"><a href="/a/{n}"><img src="/i/{n}.jpg" alt=""><h3>{sentence(9)}</h3></a></div>'
        for n in range(60)
    )
    body = "".join(f"<p>{' '.join(sentence() for _ in range(4))}</p>" for _ in range(14))
    script = "window.data = window.data || []; function tag() { data.push(arguments); }\n" * 150
    return f"""<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8">
<title>{sentence(8)} | Le Courrier</title><meta property="og:site_name" content="Le Courrier">
<meta name="author" content="Jeanne Dupré">
<meta property="article:published_time" content="2025-03-{number % 28 + 1:02}T08:00:00+01:00">
<script>{script}</script></head><body><header><nav><ul>{menu}</ul></nav></header>
<main><article><h1>{sentence(8)}</h1>
<figure><img src="a.jpg"><figcaption>{sentence(6)}</figcaption></figure>{body}
<p>Lire aussi : {sentence(8)}</p></article></main>
<aside>{teasers}</aside><footer><ul>{menu}</ul></footer></body></html>"""


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(args.pages):
            (folder / f"{number:05}.html").write_text(page(number, chance), encoding="utf-8")
        size = sum(file.stat().st_size for file in folder.iterdir()) / args.pages / 1_000
        times = []
        for _ in range(args.rounds):
            begin = perf_counter()
            found = [article for article in read([folder], Given()) if isinstance(article, Article)]
            times.append(perf_counter() - begin)
            assert len(found) == args.pages
            assert all(article.date and article.headline for article in found)
    allowed = ALLOWED * args.pages
    print(f"{args.pages} pages of {size:.0f} kB in {median(times):.1f} s; {allowed:.0f} s are allowed")
    raise SystemExit(median(times) > allowed)


if __name__ == "__main__":
    main()
