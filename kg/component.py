"""All of extraction as one spaCy component, for people who live in spaCy and need no graph.

    >>> import spacy                                                     # doctest: +SKIP
    >>> nlp = spacy.load("fr_core_news_md")                              # doctest: +SKIP
    >>> nlp.add_pipe("pourparlers")                                      # doctest: +SKIP
    >>> doc = nlp("Paris a condamné les frappes de l'armée israélienne.")  # doctest: +SKIP
    >>> [event.type for event in doc._.events]                           # doctest: +SKIP
    ['Condemnation', 'Attack']

``doc._.events`` and ``doc._.actors`` hold the events and actors of kg.model (layer 2), ``doc._.reading``
what the text says word by word (layer 1). Offsets are those of ``doc.text``. Relative dates and offices at
a date need the day of publication: set ``doc._.published`` (a datetime.date) on the Doc of ``nlp.make_doc``.
"""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc

from kg import extract, gazetteer, vocab
from kg.model import Article
from kg.resolve import resolve

EXTENSIONS = ("events", "actors", "reading", "published")


@Language.factory(
    "pourparlers",
    assigns=["doc._.events", "doc._.actors", "doc._.reading"],
    requires=["token.pos", "token.dep", "token.lemma", "token.morph", "doc.ents"],
)
def make(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """The component of a pipeline; ``nlp.lang`` says which language's data it takes.

    Raises LanguageError when there is no data for that language.
    """
    for extension in EXTENSIONS:
        if not Doc.has_extension(extension):
            Doc.set_extension(extension, default=None)
    lang = nlp.lang or ""
    taxonomy, known = vocab.taxonomy(), gazetteer.load()
    resources = extract.Resources.load(lang, taxonomy)

    def read(doc: Doc) -> Doc:
        article = Article(doc.text, lang, doc._.published)
        reading = extract.read(article, doc, resources)
        resolved = resolve([reading], taxonomy, known)
        doc._.reading, doc._.actors, doc._.events = reading, resolved.actors, resolved.events
        return doc

    return read
