"""Sources as news really comes: every kind, made here, in our own words."""

import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Iterable
from email.message import EmailMessage

TITLE = "La ministre norvégienne reçue à Tokyo"
LEAD = (
    "Le Premier ministre japonais a reçu lundi à Tokyo la ministre norvégienne des Affaires étrangères. "
    "Les deux responsables ont parlé de la pêche et de l'énergie pendant deux heures."
)
MORE = (
    "La Norvège a invité le Japon à participer à la conférence d'Oslo. Tokyo a promis de répondre avant "
    "la fin du mois, selon un porte-parole du gouvernement."
)
END = (
    "Une nouvelle rencontre est prévue au printemps, a précisé la délégation norvégienne dans un communiqué."
)
PARAGRAPHS = (LEAD, MORE, END)
TEXT = "\n\n".join((TITLE, *PARAGRAPHS))


def page(
    paragraphs: Iterable[str] = PARAGRAPHS,
    title: str = TITLE,
    date: str = "2025-03-04T08:00:00+01:00",
    charset: str = "utf-8",
    name: str = "norvege-japon",
) -> str:
    """A newspaper's page with all that surrounds an article."""
    links = "".join(f'<li><a href="/rubrique/{n}">Rubrique numéro {n}</a></li>' for n in range(30))
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"""<!DOCTYPE html>
<html lang="fr"><head><meta charset="{charset}"><title>{title} | Le Courrier des Îles</title>
<meta property="og:title" content="{title} | Le Courrier des Îles">
<meta property="og:site_name" content="Le Courrier des Îles">
<meta property="article:published_time" content="{date}"><meta name="author" content="Jeanne Dupré">
<link rel="canonical" href="https://courrier.example/monde/{name}">
<script>var publicite = "Le président a menacé le monde";</script></head>
<body><header><nav><ul>{links}</ul></nav></header>
<main><article><h1>{title}</h1>
<figure><img src="a.jpg" alt=""><figcaption>La ministre à son arrivée (photo AFP)</figcaption></figure>
{body}
<p>Lire aussi : Le Japon et la Norvège signent un accord</p></article></main>
<aside><ul>{links}</ul></aside><footer><p>© 2025 Le Courrier des Îles</p></footer></body></html>"""


def rss(entries: int = 2) -> str:
    """A feed with a short and a full text in each entry."""
    items = "".join(
        f"""<item><title>{TITLE}, épisode {n}</title><link>https://courrier.example/{n}</link>
        <pubDate>Tue, 04 Mar 2025 08:0{n % 10}:00 +0100</pubDate><dc:creator>Jeanne Dupré</dc:creator>
        <description>Un résumé.</description>
        <content:encoded><![CDATA[<p>Numéro {n}.&nbsp;{LEAD}</p><p>{MORE}</p>]]></content:encoded></item>"""
        for n in range(1, entries + 1)
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Le Courrier des Îles</title><language>fr-FR</language>{items}</channel></rss>"""


def atom() -> str:
    """An Atom feed of one entry."""
    return f"""<?xml version="1.0"?><!-- made by hand -->
<feed xmlns="http://www.w3.org/2005/Atom"><title>Le Courrier des Îles</title>
<entry><title>{TITLE}</title><link href="https://courrier.example/atom"/>
<published>2025-03-04T07:00:00Z</published><author><name>Jeanne Dupré</name></author>
<summary type="html">&lt;p&gt;{LEAD}&lt;/p&gt;</summary></entry></feed>"""


def rows() -> list[dict[str, str]]:
    """The rows of an export."""
    return [
        {"titre": f"{TITLE}, suite {n}", "corps": f"{LEAD}\n{MORE}", "date": f"2025-03-0{n}", "url": f"https://a.example/{n}"}
        for n in (1, 2)
    ]  # fmt: skip


def json_lines() -> str:
    """An export as JSON Lines."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows())


def csv(delimiter: str = ";") -> str:
    """An export as a spreadsheet writes it."""
    head = delimiter.join(rows()[0])
    body = (delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row.values()) for row in rows())
    return "\r\n".join((head, *body)) + "\r\n"


def email(html: bool = False) -> bytes:
    """A press release sent by e-mail."""
    message = EmailMessage()
    message["From"] = '"Service de presse" <presse@ministere.example>'
    message["To"] = "redaction@courrier.example"
    message["Subject"] = TITLE
    message["Date"] = "Tue, 04 Mar 2025 08:00:00 +0100"
    if html:
        body = f"<body><p>{LEAD}</p><p>{MORE}</p></body>"
        message.set_content(f"<html><head><title>Lettre</title></head>{body}</html>", subtype="html")
    else:
        lead = "\n".join(broken(LEAD, 60))
        message.set_content(f"{lead}\n\n{MORE}\n\n> {END}\n-- \nLe service de presse\n")
    message.add_attachment(b"\0\1\2", maintype="image", subtype="png", filename="photo.png")
    return message.as_bytes()


def pdf(lines: Iterable[str] | None = None) -> bytes:
    """A PDF file of one page with these lines of text, or with the article's."""
    if lines is None:
        lines = [TITLE, *(part for paragraph in PARAGRAPHS for part in broken(paragraph))]
    shown = "\n".join(f"({_escaped(line)}) Tj T*" for line in lines)
    content = b"BT /F1 11 Tf 14 TL 50 780 Td\n" + shown.encode("cp1252") + b"\nET"
    packed = zlib.compress(content)
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed),
        font,
        b"<< /Author (Jeanne Dupr\xe9) /CreationDate (D:20250101000000Z) >>",
    ]
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, text)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, table)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\n" % (len(objects) + 1)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % out.index(b"xref\n0 "))


def broken(text: str, width: int = 90) -> list[str]:
    """The lines of a text that is broken at a width."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def zipped(files: dict[str, bytes]) -> bytes:
    """A ZIP archive of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def warc(pages: dict[str, bytes], packed: bool = False) -> bytes:
    """A WARC file with an answer for each address, as a web archive keeps it."""
    out = b""
    for number, (url, body) in enumerate(pages.items()):
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:08}>\r\n"
            f"WARC-Date: 2025-03-05T09:00:00Z\r\nWARC-Target-URI: {url}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        ).encode()
        record = head + http + b"\r\n\r\n"
        out += gzip.compress(record) if packed else record
    return out


def every_kind() -> dict[str, bytes]:
    """A folder that mixes all kinds; names that don't help."""
    return {
        "a-text": TEXT.encode(),
        "b.md": f"# Du texte en Markdown\n\n{MORE}".encode(),
        "c.page": page((LEAD + " Une page.", MORE)).encode(),
        "d.xml": rss().encode(),
        "e.data": json_lines().encode(),
        "f.export": csv().encode(),
        "g.bin": pdf(),
        "h.message": email(),
        "i.zip": zipped(
            {"un.html": page((END, MORE), name="deux").encode(), "deux.txt": f"Deux\n\n{END}".encode()}
        ),
        "j.gz": gzip.compress(f"Trois\n\n{MORE} {END}".encode()),
        "k.warc.gz": warc(
            {"https://courrier.example/w": page((LEAD + " Un fichier WARC.", END)).encode()}, packed=True
        ),
        "l.warc": warc({"https://courrier.example/v": page((MORE + " Encore un.", END)).encode()}),
        "m.jpg": b"\xff\xd8\xff\xe0\0\x10JFIF",
        "n.css": b"body { color: red }",
        "o.docx": b"PK\x03\x04" + b"\x14\0\6\0" + b"\0" * 22 + b"[Content_Types].xml",
    }
