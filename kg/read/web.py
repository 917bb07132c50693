"""Pages fetched from the web: politely, within limits, not from private networks, and kept on disk."""

from __future__ import annotations

import datetime as dt
import hashlib
import http.client
import ipaddress
import json
import socket
import ssl
import tempfile
import threading
import time
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

from kg.errors import ReadError
from kg.read.source import SCHEMES
from kg.version import SOFTWARE, software_version

MAX_PAGE = 64_000_000
MAX_ROBOTS = 512_000
MAX_REDIRECTS = 5
LONGEST_PAUSE = 30.0  # seconds; a robots.txt that asks for more is not waited for
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave: ``url`` is where the redirects led, ``retrieved`` when it was asked."""

    url: str
    body: bytes
    retrieved: dt.datetime
    charset: str | None = None
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Client:
    """Asks addresses, one after the other, and remembers what they gave.

    It obeys robots.txt, says who it is, pauses between two requests to a host, and goes to public addresses
    only unless ``private`` is true. A page that the folder ``cache`` holds is not asked for again; with
    ``refresh`` its server is asked whether there is a newer one.
    """

    private: bool = False
    refresh: bool = False
    cache: Path | None = None  # None: the platform's own place
    pause: float = 1.0  # seconds
    patience: float = 30.0  # seconds for one answer
    _robots: dict[str, RobotFileParser | str] = field(default_factory=dict, repr=False, compare=False)
    _asked: dict[str, float] = field(default_factory=dict, repr=False, compare=False)

    def fetch(self, url: str) -> Page:
        """The page at an address, from the cache or from the network.

        Raises ReadError when the address is none, when it is private, when its robots.txt forbids it, or when
        no good answer comes within the limits of time, size and redirects.
        """
        file = (self.cache or cache_folder()) / f"{hashlib.sha256(url.encode()).hexdigest()}.page"
        known = _kept(file)
        if known and not self.refresh:
            return known
        page = self._follow(_clean(url), known)
        if page is not known:
            _keep(file, page)
        return page

    def _follow(self, url: str, known: Page | None) -> Page:
        asked = {} if known is None else _conditions(known)
        for _ in range(MAX_REDIRECTS + 1):
            host = self._reach(url)
            self._wait(url, self._allowed(url))
            answer = _ask(url, host, asked, self.patience, MAX_PAGE)
            if answer.status in _REDIRECTS and answer.headers.get("Location"):
                url, asked = _clean(answer.headers["Location"], url), {}
                continue
            if answer.status == http.HTTPStatus.NOT_MODIFIED and known:
                return known
            if answer.status != http.HTTPStatus.OK:
                raise ReadError(f"the server answered {answer.status} {answer.reason}".rstrip())
            return Page(
                url,
                answer.body,
                dt.datetime.now(dt.UTC).replace(microsecond=0),
                answer.headers.get_content_charset(),
                answer.headers.get("ETag"),
                answer.headers.get("Last-Modified"),
            )
        raise ReadError(f"is redirected more than {MAX_REDIRECTS} times")

    def _reach(self, url: str) -> str:
        """The number of the machine to connect to: the name is looked up once, what it gives is checked."""
        parts = urlsplit(url)
        if parts.scheme not in SCHEMES or not parts.hostname:
            raise ReadError(f"{url} is no http or https address")
        try:
            found = socket.getaddrinfo(parts.hostname, _port(url), type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise ReadError(f"no machine is known by the name {parts.hostname}") from error
        numbers = [str(entry[4][0]) for entry in found]
        if not self.private and not all(map(is_public, numbers)):
            raise ReadError(f"{parts.hostname} is inside a private network; --allow-private allows it")
        return numbers[0]

    def _allowed(self, url: str) -> RobotFileParser:
        """The rules of the site's robots.txt, which let us read the page; without any they do (RFC 9309).

        Raises ReadError when they forbid it, or when nobody can tell.
        """
        site = _site(url)
        if site not in self._robots:
            self._robots[site] = self._rules(f"{site}/robots.txt")
        rules = self._robots[site]
        if isinstance(rules, str):
            raise ReadError(f"{site}/robots.txt, which may forbid it, {rules}")
        if not rules.can_fetch(SOFTWARE, url):
            raise ReadError(f"{site}/robots.txt asks not to read it")
        return rules

    def _rules(self, url: str) -> RobotFileParser | str:
        """The rules that are at an address, or why they can't be read."""
        rules = RobotFileParser(url)
        try:
            for _ in range(MAX_REDIRECTS + 1):
                answer = _ask(url, self._reach(url), {}, self.patience, MAX_ROBOTS)
                if answer.status not in _REDIRECTS or not answer.headers.get("Location"):
                    break
                url = _clean(answer.headers["Location"], url)
        except ReadError as error:
            return str(error)
        if answer.status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
            return f"can't be read: the server answered {answer.status} {answer.reason}".rstrip()
        found = answer.body.decode("utf-8", "replace") if answer.status == http.HTTPStatus.OK else ""
        rules.parse(found.splitlines())
        return rules

    def _wait(self, url: str, rules: RobotFileParser) -> None:
        """Pause until the host may be asked again."""
        site = _site(url)
        asks = float(rules.crawl_delay(SOFTWARE) or 0)
        pause = max(self.pause, min(asks, LONGEST_PAUSE))
        time.sleep(max(0.0, self._asked.get(site, float("-inf")) + pause - time.monotonic()))
        self._asked[site] = time.monotonic()


@lru_cache(maxsize=1)
def usual() -> Client:
    """The client of those who name none: one for all, so that it knows whom it asked last."""
    return Client()


def is_public(number: str) -> bool:
    """Whether an IP address is on the open internet, and so is one that is written inside it.

    >>> is_public("8.8.8.8"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
    return address.is_global and not address.is_multicast


def cache_folder() -> Path:
    """Where fetched pages are kept: the folder that the platform has for such files."""
    from platformdirs import user_cache_path

    return user_cache_path(SOFTWARE, appauthor=False) / "pages"


def user_agent() -> str:
    """How the client introduces itself."""
    return f"{SOFTWARE}/{software_version()} (reads single news pages that its user names; obeys robots.txt)"


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    reason: str
    headers: http.client.HTTPMessage
    body: bytes


def _ask(url: str, number: str, more: Mapping[str, str], patience: float, limit: int) -> _Answer:
    """One request, sent to the machine of this number and no other; a redirect is not followed."""
    parts = urlsplit(url)
    headers = {"User-Agent": user_agent(), "Accept": "*/*", "Accept-Encoding": "gzip, identity", **more}
    connection = http.client.HTTPConnection(parts.netloc.rpartition("@")[2])
    line = _Line()
    timer = threading.Timer(patience, line.hang_up)
    timer.daemon = True
    timer.start()
    try:
        line.held = socket.create_connection((number, _port(url)), patience)
        if parts.scheme == "https":
            line.held = ssl.create_default_context().wrap_socket(line.held, server_hostname=parts.hostname)
        connection.sock = line.held
        connection.request("GET", urlunsplit(("", "", parts.path or "/", parts.query, "")), headers=headers)
        with connection.getresponse() as response:
            body = b"" if response.status in _REDIRECTS else _body(response, limit)
            if line.is_late:
                raise TimeoutError
            return _Answer(response.status, response.reason, response.headers, body)
    except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
        if line.is_late or isinstance(error, TimeoutError):
            raise ReadError(f"no whole answer within {patience:g} seconds") from error
        reason = getattr(error, "strerror", None) or getattr(error, "reason", None) or error
        raise ReadError(f"can't be fetched: {reason or type(error).__name__}") from error
    finally:
        timer.cancel()
        connection.close()
        line.close()


@dataclass(slots=True)
class _Line:
    """The connection that is open, for whoever has to break it off."""

    held: socket.socket | None = None
    is_late: bool = False

    def hang_up(self) -> None:
        """Break off what takes too long: whoever reads from it reads no more."""
        self.is_late = True
        try:
            if self.held:
                self.held.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def close(self) -> None:
        if self.held:
            self.held.close()


def _body(response: http.client.HTTPResponse, limit: int) -> bytes:
    """The body, unpacked; never more than ``limit`` bytes are held."""
    packed = response.headers.get("Content-Encoding", "").strip().lower() in ("gzip", "x-gzip")
    unpack = zlib.decompressobj(wbits=31) if packed else None
    body = bytearray()
    while block := response.read1(65_536):
        body += unpack.decompress(block, limit + 1 - len(body)) if unpack else block
        if len(body) > limit:
            raise ReadError(f"is larger than {limit / 1_000_000:g} MB")
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)
    return bytes(body)


def _conditions(known: Page) -> dict[str, str]:
    asked = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    return {name: value for name, value in asked.items() if value}


def _site(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _port(url: str) -> int:
    parts = urlsplit(url)
    try:
        return parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise ReadError(f"{url} is no http or https address") from error


def _clean(url: str, base: str = "") -> str:
    """The address, seen from ``base``, with what may not stand in one encoded, and without its fragment."""
    try:
        parts = urlsplit(urljoin(base, url.strip()))
    except ValueError as error:
        raise ReadError(f"{url} is no http or https address") from error
    path, query = (quote(part, safe="%/:=&?~#+!$,;'@()*[]") for part in (parts.path, parts.query))
    return urlunsplit((parts.scheme.lower(), parts.netloc, path or "/", query, ""))


def _kept(file: Path) -> Page | None:
    """The page that a file of the cache holds; None when there is none, or when it is damaged."""
    try:
        head, _, body = file.read_bytes().partition(b"\n")
        about = json.loads(head)
        return Page(body=body, **{**about, "retrieved": dt.datetime.fromisoformat(about["retrieved"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _keep(file: Path, page: Page) -> None:
    """Write a page into the cache; a cache that can't be written costs a request later, and is no error."""
    about = asdict(page)
    body = about.pop("body")
    head = json.dumps({**about, "retrieved": page.retrieved.isoformat()})
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as new:
            new.write(head.encode() + b"\n" + body)
        Path(new.name).replace(file)
    except OSError:
        return
