"""What colours and strokes mean on the page, for light and dark.

Hues come from the palette of Okabe and Ito, which people with any colour vision can tell apart, one hue for
each side of the PLOVER square: blue is cooperation in words, green in deeds, yellow and orange conflict in
words, vermilion and purple in deeds, grey the rest. Families of one side differ in lightness only; the label
in the node says which it is. An event that has happened is filled; what is planned, asked for or possible is
a broken outline; what is denied is a red one and struck through.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import Kind, Status

FAMILIES = {
    "Consultation": "#0072b2",
    "Commitment": "#3d94cc",
    "Support": "#6cbcec",
    "Cooperation": "#009e73",
    "Aid": "#3fb890",
    "Retreat": "#6fc9ab",
    "Concession": "#96d9c2",
    "Request": "#f2d544",
    "Dispute": "#e6b422",
    "Criticism": "#e69f00",
    "Rejection": "#d08a10",
    "Threat": "#b8760b",
    "Protest": "#cc79a7",
    "Sanction": "#b0588b",
    "Mobilization": "#e9804d",
    "Coercion": "#d55e00",
    "Assault": "#a83c00",
    "PoliticalProcess": "#8a919e",
    "Statement": "#b3b9c4",
}
SIDES = {
    "talk": ("Consultation", "Commitment", "Support"),
    "deed": ("Cooperation", "Aid", "Retreat", "Concession"),
    "blame": ("Request", "Dispute", "Criticism", "Rejection", "Threat"),
    "force": ("Protest", "Sanction", "Mobilization", "Coercion", "Assault"),
    "other": ("PoliticalProcess", "Statement"),
}
#: The family whose colour stands for its side.
CHIEF = {
    "talk": "Consultation",
    "deed": "Cooperation",
    "blame": "Criticism",
    "force": "Coercion",
    "other": "PoliticalProcess",
}
OTHER = "#9aa1ad"
SHAPES = {
    Kind.PERSON: "dot",
    Kind.STATE: "square",
    Kind.ORGANIZATION: "hexagon",
    Kind.GROUP: "triangle",
}
#: How an edge from an event is drawn: an arrow into the event for who acts, out of it for who is acted on.
ROLES: dict[str, dict[str, object]] = {
    "agent": {"arrows": "from"},
    "recipient": {"arrows": "to"},
    "participant": {"arrows": ""},
    "supporter": {"arrows": "from", "dashes": [6, 5]},
    "content": {"arrows": "to", "dashes": [2, 4]},
}
DENIED = {"light": "#c8102e", "dark": "#ff7b86"}


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one theme."""

    name: str
    ground: str
    ink: str
    soft: str  # of edge labels
    kinds: dict[Kind, str]


LIGHT = Theme(
    "light",
    ground="#f8f9fb",
    ink="#1b2333",
    soft="#5a6478",
    kinds={
        Kind.PERSON: "#2b3a67",
        Kind.STATE: "#1b2333",
        Kind.ORGANIZATION: "#5b4a8a",
        Kind.GROUP: "#6b6257",
    },
)
DARK = Theme(
    "dark",
    ground="#12161f",
    ink="#e8ecf4",
    soft="#9aa5ba",
    kinds={
        Kind.PERSON: "#a9b8e8",
        Kind.STATE: "#e8ecf4",
        Kind.ORGANIZATION: "#c0aef0",
        Kind.GROUP: "#c9bda9",
    },
)
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"


def groups(theme: Theme) -> dict[str, dict[str, object]]:
    """vis-network's groups: the style of each kind of actor and of each family in each status."""
    out: dict[str, dict[str, object]] = {kind.value: _actor(kind, theme) for kind in Kind}
    for family, colour in [*FAMILIES.items(), ("other", OTHER)]:
        for status in Status:
            out[group(family, status.value)] = _event(colour, status, theme)
    return out


def group(family: str, status: str) -> str:
    """The name of the group that an event belongs to; what is unknown is drawn as other, occurred."""
    if status not in tuple(Status):
        return "other/occurred"
    return f"{family if family in FAMILIES else 'other'}/{status}"


def mix(colour: str, ground: str, share: float) -> str:
    """``share`` of a colour over a ground, both as #rrggbb."""
    parts = zip(_rgb(colour), _rgb(ground), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in parts)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2 between two colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _actor(kind: Kind, theme: Theme) -> dict[str, object]:
    colour = theme.kinds[kind]
    chosen = {"background": mix(colour, theme.ground, 0.8), "border": "#f5a300"}
    return {
        "shape": SHAPES[kind],
        "color": {"background": colour, "border": theme.ground, "highlight": chosen, "hover": chosen},
        "borderWidth": 2,
        "borderWidthSelected": 4,
        "scaling": {"label": {"enabled": False, "drawThreshold": 10}},
        "font": {
            "color": theme.ink,
            "size": 15,
            "strokeWidth": 4,
            "strokeColor": theme.ground,
        },
    }


def _event(colour: str, status: Status, theme: Theme) -> dict[str, object]:
    real = status in (Status.OCCURRED, Status.ONGOING)
    fill = colour if real else mix(colour, theme.ground, 0.14)
    border = DENIED[theme.name] if status is Status.DENIED else mix(colour, theme.ink, 0.8)
    dashes: object = {
        Status.PLANNED: [7, 4],
        Status.REQUESTED: [7, 4, 2, 4],
        Status.POSSIBLE: [2, 4],
        Status.DENIED: [7, 4],
    }.get(status, False)
    ink = max(("#10151f", "#ffffff"), key=lambda c: contrast(c, fill))
    chosen = {"background": fill, "border": "#f5a300"}
    return {
        "shape": "box",
        "color": {
            "background": fill,
            "border": border if status is not Status.ONGOING else mix(colour, theme.ink, 0.35),
            "highlight": chosen,
            "hover": chosen,
        },
        "borderWidth": {Status.OCCURRED: 1, Status.ONGOING: 3}.get(status, 2),
        "borderWidthSelected": 3,
        "shapeProperties": {"borderDashes": dashes},
        "font": {"color": ink, "size": 12, "strokeWidth": 0},
    }


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    r, g, b = (
        (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for c in (v / 255 for v in _rgb(colour))
    )
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
