"""The command ``kg``: its words, its messages and its exit codes; the work is done elsewhere.

Results go to standard output, messages and progress to standard error. Exit codes: 0 when something was done,
1 for a failure, 2 for a wrong call.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.errors import KgError, ReadError, UsageError

if TYPE_CHECKING:
    from kg.graph import Summary
    from kg.growth import Growth, State
    from kg.read import Failure

app = typer.Typer(
    name="kg",
    help="Turn news articles into a knowledge graph, ask it, look at it.",
    epilog="Start with: kg build FOLDER-OF-ARTICLES --output graph",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_STOPPED = 130
_CLASSES = 15  # classes of events that a report names
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    TSV = "tsv"


_Ontology = Annotated[
    list[Path] | None,
    typer.Option(
        "--ontology", metavar="FILE", help="Turtle with event classes of your own; may be repeated."
    ),
]
_Graph = Annotated[
    str, typer.Argument(metavar="GRAPH", help="A graph folder, a file, or the address of a SPARQL endpoint.")
]
_Token = Annotated[
    str | None,
    typer.Option(envvar="POURPARLERS_TOKEN", help="A bearer token for the endpoint, when GRAPH is one."),
]
_Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="A graph folder.")]
_Lexicon = Annotated[
    list[Path] | None,
    typer.Option("--lexicon", metavar="FILE", help="TOML with words that tell of events; may be repeated."),
]

_Fields = Annotated[
    list[str] | None,
    typer.Option(
        "--fields",
        metavar="FIELD=NAME,...",
        help="Which columns of CSV or JSON hold the text, headline, date, lang, url, publisher, author.",
    ),
]
_Include = Annotated[
    list[str] | None,
    typer.Option(
        "--include", metavar="PATTERN", help='Of folders only such files: "*.html"; may be repeated.'
    ),
]
_Exclude = Annotated[
    list[str] | None,
    typer.Option("--exclude", metavar="PATTERN", help="Of folders no such files; may be repeated."),
]
_Private = Annotated[
    bool, typer.Option("--allow-private", metavar="", help="Fetch addresses inside private networks as well.")
]
_Refresh = Annotated[
    bool, typer.Option("--refresh", metavar="", help="Ask addresses again, also those that the cache holds.")
]
_Lang = Annotated[str, typer.Option(help="The language of the articles: auto, fr or en.")]
_Date = Annotated[
    str | None,
    typer.Option(metavar="YYYY-MM-DD", help="The day they were published; else the sources may tell."),
]
_SOURCES = "Files of any kind, folders of them, http(s) addresses, or - for standard input."


class ArticleFormat(StrEnum):
    """How articles are printed."""

    TEXT = "text"
    JSON = "json"


class PageLanguage(StrEnum):
    """The languages that the page speaks."""

    FRENCH = "fr"
    ENGLISH = "en"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit with its code; errors are one line, a traceback only with ``--debug``."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run the command with ``arguments``; gives the exit code. Raises what went wrong after ``--debug``."""
    debug = "--debug" in arguments
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")
    try:
        code = app([a for a in arguments if a != "--debug"], prog_name="kg", standalone_mode=False)
        sys.stdout.flush()
        if code == _STOPPED:  # Typer has met a KeyboardInterrupt
            _say("stopped")
        return code if isinstance(code, int) else 0
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        _say("stopped")
        return _STOPPED
    except Exception as error:
        if debug:
            raise
        message, code = _one_line(error)
        if message:
            _say(message)
        return code


def _one_line(error: Exception) -> tuple[str, int]:
    """What to tell people about an error, and the exit code."""
    if isinstance(error, KgError):
        return str(error), error.exit_code
    if format_message := getattr(error, "format_message", None):  # a wrong call, found by Typer
        context = getattr(error, "ctx", None)
        path = context.command_path if context is not None else "kg"
        message = format_message().rstrip(".")
        return message and f"{message}; see {path} --help", int(getattr(error, "exit_code", 2))
    return f"unexpected error, {type(error).__name__}: {error}; --debug shows where", 1


def _say(message: object) -> None:
    """One line to standard error."""
    print(f"kg: {_CONTROL.sub(' ', str(message))}", file=sys.stderr)


def _print_version(wanted: bool) -> None:
    if wanted:
        from kg import __version__

        print(f"kg {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", metavar="", help="Show the version.", is_eager=True, callback=_print_version
        ),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", metavar="", help="Show the traceback when something fails.")
    ] = False,
) -> None:
    """Turn news articles into a knowledge graph, ask it, look at it."""


@app.command()
def build(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="SOURCE...", help=_SOURCES),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="A folder, which grows with each build, or a file: .trig, .ttl, .nq, .nt or .jsonld.",
        ),
    ] = None,
    retry: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Read again what could not be read: a graph folder or its failures.jsonl."
        ),
    ] = None,
    lang: _Lang = "auto",
    date: _Date = None,
    fields: _Fields = None,
    include: _Include = None,
    exclude: _Exclude = None,
    allow_private: _Private = False,
    refresh: _Refresh = False,
    jobs: Annotated[int, typer.Option(min=1, help="How many processes read the articles.")] = 1,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the interactive page here as well.")
    ] = None,
    base: Annotated[
        str | None, typer.Option(metavar="IRI", help="What the graph's own IRIs begin with.")
    ] = None,
    ontology: _Ontology = None,
    lexicon: _Lexicon = None,
) -> None:
    """Read articles into a graph.

    A folder keeps what is in it: only articles that are new or have changed are read.

    Example: [bold]kg build notebooks/articles --output graph[/bold]
    """
    from kg import growth, store
    from kg.graph import Graph
    from kg.read import check, parse_date, parse_fields
    from kg.read.web import Client

    if retry is not None:
        folder, failed = growth.failed_sources(retry)
        sources, output = [*(sources or ()), *failed], output or folder
    if not sources:
        raise UsageError("name a SOURCE to read; see kg build --help")
    if output is None:
        raise UsageError("say where the graph goes: --output FOLDER; see kg build --help")
    day = parse_date(date) if date is not None else None
    check(lang)
    columns = parse_fields(fields or ())
    store.check_output(output)
    if html is not None:
        store.check_file(html)
    failures: list[str] = []
    build = growth.make if store.is_file(output) else growth.grow
    with _progress("Reading articles") as progress:

        def tell(failure: Failure) -> None:
            failures.append(str(failure))
            _say(failure)

        try:
            grown = build(
                output,
                sources,
                lang=lang,
                date=day,
                fields=columns,
                include=include or (),
                exclude=exclude or (),
                client=Client(private=allow_private, refresh=refresh),
                jobs=jobs,
                base=base,
                ontology=ontology or (),
                lexicons=lexicon or (),
                tell=tell,
                progress=progress,
            )
        except ReadError as error:
            if failures == [str(error)]:  # told already
                raise typer.Exit(error.exit_code) from error
            raise
    if html is not None:
        store.write(html, Graph.load(output).to_html(lang="auto").encode())
    for line in _report(grown.state, output, _counts(grown, output)):
        print(line)
    if not grown.state.summary.events:
        _say("no event was found in what was read")


@app.command()
def remove(
    folder: _Folder,
    articles: Annotated[
        list[str],
        typer.Argument(
            metavar="ARTICLE...", help="Each by its key, IRI, address, file, or the name of its file."
        ),
    ],
) -> None:
    """Take articles out of a graph folder, with all that rests on them alone.

    Example: [bold]kg remove graph 2025-06-06-entretien-xi-trump.txt[/bold]
    """
    from kg import growth

    for line in _report(growth.remove(folder, articles), folder):
        print(line)


@app.command()
def resolve(
    folder: _Folder,
    every: Annotated[
        bool, typer.Option("--all", metavar="", help="Draw everything anew; must be said.")
    ] = False,
) -> None:
    """Draw what is believed of actors and events anew from what the articles say, which stays as it is.

    Articles that come or go need it not: it is for the day when the gazetteer or the rules have changed.

    Example: [bold]kg resolve graph --all[/bold]
    """
    from kg import growth

    if not every:
        raise UsageError("kg build keeps a graph folder up to date; say --all to draw everything anew")
    with _progress("Resolving") as progress:
        state = growth.resolve_all(folder, progress)
    for line in _report(state, folder):
        print(line)


@contextmanager
def _progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """A function that shows how much is done of how much; silent when standard error is no terminal."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None, rate="")

        def tell(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, rate=f"{bar.tasks[0].speed or 0:.1f}/s")

        yield tell


def _counts(grown: Growth, folder: Path) -> str:
    """What became of the articles, in one line."""
    counts = [f"{number} {outcome}" for outcome, number in grown.outcomes.items()]
    failed = f"{len(grown.failures)} failed"
    if grown.listed is not None:
        failed += f", listed in {grown.listed} (kg build --retry {shlex.quote(str(folder))})"
    return ", ".join((*counts, failed))


def _report(state: State, output: Path, counts: str = "") -> Iterator[str]:
    """The lines that tell what is in a graph, and three queries to try."""
    summary = state.summary
    events = sum(summary.events.values())
    things = ((summary.articles, "article"), (summary.actors, "actor"), (events, "event"))
    yield ", ".join(f"{number} {name}{'' if number == 1 else 's'}" for number, name in things)
    shown = [*summary.events.items()][:_CLASSES]
    width = max((len(name) for name, _ in shown), default=0)
    for name, number in shown:
        yield f"  {name:<{width}}  {number:>4}"
    if (more := len(summary.events) - len(shown)) > 0:
        yield f"  and {more} more {'class' if more == 1 else 'classes'} of events"
    if counts:
        yield counts
    yield from _sources(summary)
    yield f"Written: {', '.join(map(str, state.written))}"
    if state.note:
        yield f"Note: {state.note}"
    target = shlex.quote(str(output))
    lines = [f"  kg query {target} {shlex.quote(query)}" for query in state.suggestions]
    if lines:
        yield "Worth trying next:"
        yield from lines


def _sources(summary: Summary) -> Iterator[str]:
    """The lines that tell what the articles were read from."""
    if summary.kinds:
        yield f"Read: {', '.join(f'{number} {kind}' for kind, number in summary.kinds.items())}"
    if summary.undated:
        yield f"Without a publication date, so that relative dates stay open: {summary.undated}"
    if summary.copies:
        yield f"Nearly the same as another article, and no source of their own: {summary.copies}"


@app.command()
def read(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help=_SOURCES)],
    lang: _Lang = "auto",
    date: _Date = None,
    fields: _Fields = None,
    include: _Include = None,
    exclude: _Exclude = None,
    allow_private: _Private = False,
    refresh: _Refresh = False,
    format: Annotated[
        ArticleFormat, typer.Option(help="How articles are printed; json is one object a line.")
    ] = ArticleFormat.TEXT,
) -> None:
    """Show what is understood of sources before anything is extracted: headline, date, first words.

    Example: [bold]kg read page.html export.csv[/bold]
    """
    import json

    from kg.read import Failure, Given, parse_date, parse_fields, told
    from kg.read import read as articles_of
    from kg.read.web import Client

    day = parse_date(date) if date is not None else None
    given = Given(lang, day, parse_fields(fields or ()), Client(private=allow_private, refresh=refresh))
    nothing = True
    for article in articles_of(sources, given, include=include or (), exclude=exclude or ()):
        if isinstance(article, Failure):
            _say(article)
            continue
        nothing = False
        if format is ArticleFormat.JSON:
            print(json.dumps(told.row(article), ensure_ascii=False))
        else:
            print(*told.lines(article), sep="\n")
    if nothing:
        raise typer.Exit(1)


def _list_queries(wanted: bool) -> None:
    if wanted:
        from kg.query.catalogue import catalogue

        queries = catalogue()
        width = max((len(query.name) for query in queries), default=0)
        for query in queries:
            print(f"{query.name:<{width}}  {query.titles['en']}")
        raise typer.Exit


@app.command()
def query(
    graph: _Graph,
    query: Annotated[
        str,
        typer.Argument(metavar="QUERY", help="SPARQL, a .rq file, or the name of a shipped query (--list)."),
    ],
    format: Annotated[Format, typer.Option(help="How rows are printed.")] = Format.TABLE,
    token: _Token = None,
    list_queries: Annotated[
        bool,
        typer.Option(
            "--list", metavar="", help="List the shipped queries.", is_eager=True, callback=_list_queries
        ),
    ] = False,
) -> None:
    """Ask a graph in SPARQL.

    Example: [bold]kg query graph "SELECT ?label { ?call a pp:PhoneCall ; rdfs:label ?label }"[/bold]
    """
    from kg import store
    from kg.query import run

    sparql = run.text_of(query)
    run.refuse_service(sparql)
    dataset = store.open(graph, token)
    if format is Format.TABLE:
        _show(run.ask(dataset, sparql))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(run.answer(dataset, sparql, format.value))


def _show(answer: object) -> None:
    from rich.console import Console

    from kg.query import run

    if isinstance(answer, run.Rows):
        width = None if sys.stdout.isatty() else 10_000
        Console(width=width).print(run.table(answer))
        if not answer:
            _say("no row")
    elif isinstance(answer, run.Triples):
        print(answer, end="")
    else:
        print(str(answer).lower())


@app.command()
def view(
    graph: _Graph,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The page to write.")] = Path(
        "graph.html"
    ),
    title: Annotated[str, typer.Option(help="The title of the page.")] = "Pourparlers",
    lang: Annotated[
        PageLanguage | None, typer.Option(help="The language that the page speaks; else the browser's.")
    ] = None,
    open: Annotated[bool, typer.Option("--open", metavar="", help="Open the page in the browser.")] = False,
    token: _Token = None,
) -> None:
    """Write the interactive page of a graph: one HTML file that needs no network.

    Example: [bold]kg view graph --output page.html --open[/bold]
    """
    from kg import store
    from kg.graph import Graph

    store.check_file(output)
    loaded = Graph.load(graph, token)
    page = loaded.to_html(title=title, lang=lang.value if lang else "auto")
    store.write(output, page.encode())
    print(f"Written: {output}")
    if note := loaded.left_out():
        _say(note)
    if open:
        typer.launch(output.resolve().as_uri())


@app.command()
def serve(
    graph: Annotated[str, typer.Argument(metavar="GRAPH", help="A graph folder or file.")],
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes one that is free.")] = 8000,
    host: Annotated[
        str, typer.Option(help="The address to listen on; only this machine reaches the default.")
    ] = "127.0.0.1",
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Another name that the server goes by; may be repeated."),
    ] = None,
    cors: Annotated[
        str | None,
        typer.Option(metavar="ORIGIN", help="Whose web pages may ask /sparql: https://..., or * for all."),
    ] = None,
    writable: Annotated[
        bool, typer.Option("--writable", metavar="", help="Run SPARQL updates of those who show the token.")
    ] = False,
    token: Annotated[
        str | None,
        typer.Option(envvar="KG_SERVE_TOKEN", help="The token; others see it less in the environment."),
    ] = None,
    seconds: Annotated[float, typer.Option(min=0.1, help="The time of a query.")] = 10.0,
    memory: Annotated[int, typer.Option(min=64, metavar="MIB", help="The memory of a query.")] = 1024,
    length: Annotated[int, typer.Option(min=1, help="The characters of a query.")] = 65_536,
    rows: Annotated[int, typer.Option(min=1, help="The rows of an answer.")] = 100_000,
    size: Annotated[int, typer.Option(min=1, metavar="MIB", help="The size of an answer.")] = 32,
    parallel: Annotated[
        int,
        typer.Option(min=1, help="How many queries run at one time.", show_default="processors, 4 at least"),
    ] = max(4, os.cpu_count() or 4),
    waiting: Annotated[int, typer.Option(min=0, help="How many more may wait.")] = 128,
) -> None:
    """Serve a graph over HTTP: a SPARQL endpoint at /sparql, and pages for people.

    Example: [bold]kg serve graph --port 8000[/bold]
    """
    from kg import store
    from kg.serve import Limits, Settings
    from kg.serve import serve as run_server

    if store.is_address(graph):
        raise UsageError(f"{graph}: is served already; kg serve takes a graph folder or a file")
    settings = Settings.of(
        Path(graph),
        host=host,
        port=port,
        allow_hosts=tuple(allow_host or ()),
        cors=cors,
        writable=writable,
        token=token,
        limits=Limits(seconds, memory, length, rows, size, parallel, waiting),
    )
    run_server(settings, tell=lambda address: _say(f"serving {graph} at {address} (Ctrl-C stops it)"))


@app.command()
def validate(
    graph: _Graph,
    lang: Annotated[PageLanguage, typer.Option(help="The language of the report.")] = PageLanguage.ENGLISH,
    token: _Token = None,
) -> None:
    """Check a graph against the shapes of the ontology; exit code 1 when something is wrong.

    Example: [bold]kg validate graph[/bold]
    """
    from kg import store
    from kg.validate import report
    from kg.validate import validate as faults_of

    faults = faults_of(store.open(graph, token))
    if faults:
        print(report(faults, lang.value))
        _say(f"{len(faults)} fault{'' if len(faults) == 1 else 's'}")
        raise typer.Exit(1)
    _say(f"{graph} keeps the shapes of the ontology")


@app.command()
def explain(
    text: Annotated[
        str,
        typer.Argument(
            metavar="TEXT-OR-FILE", help="A text in quotes, a text file, or - for standard input."
        ),
    ],
    lang: Annotated[str, typer.Option(help="The language of the text: auto, fr or en.")] = "auto",
    date: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="The day it was published, for relative dates.")
    ] = None,
    ontology: _Ontology = None,
    lexicon: _Lexicon = None,
) -> None:
    """Show what is read from a text and why: evidence, roles, rules, and who is who.

    Example: [bold]kg explain "Paris a condamné la frappe russe sur Kiev."[/bold]
    """
    from kg.explain import articles_of
    from kg.explain import explain as lines_of
    from kg.pipeline import Own
    from kg.read import Given, check, parse_date

    given = Given(check(lang), parse_date(date) if date is not None else None)
    for article in articles_of(text, given):
        for line in lines_of(article, Own(tuple(ontology or ()), tuple(lexicon or ()))):
            print(line)


@app.command()
def export(
    graph: _Graph,
    format: Annotated[
        str | None,
        typer.Option(
            metavar="FORMAT",
            help="trig, nquads, turtle, jsonld, graphml, gexf, csv or parquet (of events); "
            "else what the ending of FILE says.",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to; else standard output.")
    ] = None,
    lang: Annotated[
        PageLanguage, typer.Option(help="The language of names in csv, parquet, graphml and gexf.")
    ] = PageLanguage.ENGLISH,
    token: _Token = None,
) -> None:
    """Write a graph in a format of other programs; csv and parquet are tables of who did what to whom.

    Example: [bold]kg export graph --format csv --output events.csv[/bold]
    """
    from kg import store
    from kg.export import export as write
    from kg.export import format_of
    from kg.graph import Graph

    name = format or (output.suffix.removeprefix(".") if output else "")
    if not name:
        raise UsageError("say in which format: --format csv, or --output events.csv; see kg export --help")
    form, loaded = format_of(name), Graph.load(graph, token)
    if output is None:
        sys.stdout.flush()
        write(loaded.store, form, sys.stdout.buffer, loaded.taxonomy(), lang.value)
        return
    store.check_file(output)
    with store.replacing(output) as out:
        write(loaded.store, form, out, loaded.taxonomy(), lang.value)
    print(f"Written: {output}")


@app.command()
def push(
    graph: _Graph,
    endpoint: Annotated[
        str,
        typer.Option(metavar="URL", help="Where the server takes updates, or its Graph Store Protocol."),
    ],
    token: Annotated[
        str | None, typer.Option(envvar="POURPARLERS_TOKEN", help="A bearer token for the server.")
    ] = None,
    protocol: Annotated[
        str, typer.Option(help="update, store (Graph Store Protocol), or auto: the first that works.")
    ] = "auto",
    everything: Annotated[
        bool, typer.Option("--all", metavar="", help="Send what was sent before as well.")
    ] = False,
) -> None:
    """Make a SPARQL server hold a graph; what was sent before is sent again only when it has changed.

    Example: [bold]kg push graph --endpoint http://localhost:7878/update[/bold]
    """
    from kg import store
    from kg.store import push as sending

    way, server = sending.protocol_of(protocol), store.Endpoint.of(endpoint, token)
    record = sending.record_of(graph, server)
    if everything and record is not None:
        record.unlink(missing_ok=True)
    with _progress("Sending graphs") as progress:
        done = sending.push(store.open(graph), server, record=record, protocol=way, progress=progress)
    sent = f"{done.sent} graph{'' if done.sent == 1 else 's'} sent"
    print(f"{sent}, {done.kept} sent before, {done.removed} taken out")
    if done.kept and not done.sent + done.removed:
        _say("nothing has changed since the last push; --all sends everything to a server that has lost it")


@app.command("ontology")
def reference(
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FOLDER", help="Write a page in each language into this folder."
        ),
    ] = None,
    lang: Annotated[
        PageLanguage, typer.Option(help="The language of the page that is printed without --output.")
    ] = PageLanguage.ENGLISH,
    ontology: _Ontology = None,
) -> None:
    """Print what the graph's classes and properties mean, as Markdown, or write it as a page a language.

    Example: [bold]kg ontology --output docs[/bold]
    """
    from kg import store
    from kg.reference import reference as page

    extra = ontology or ()
    if output is None:
        print(page(lang.value, extra), end="")
        return
    store.check_folder(output)
    for each in PageLanguage:
        file = output / f"ontology.{each.value}.md"
        store.write(file, page(each.value, extra).encode())
        print(f"Written: {file}")
