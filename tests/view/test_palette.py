import pytest

from kg.model import Kind, Status
from kg.view import palette


@pytest.mark.parametrize("theme", [palette.LIGHT, palette.DARK], ids=lambda theme: theme.name)
def test_labels_can_be_read(theme: palette.Theme) -> None:
    """At least 4.5 to 1 between a label and what it stands on, as WCAG asks of small text."""
    styles = palette.groups(theme)
    for name, style in styles.items():
        font, colour = style["font"], style["color"]
        assert isinstance(font, dict)
        assert isinstance(colour, dict)
        ground = colour["background"] if style["shape"] == "box" else theme.ground
        assert palette.contrast(font["color"], ground) >= 4.5, name


def test_every_kind_and_status_has_a_style() -> None:
    styles = palette.groups(palette.LIGHT)
    assert {kind.value for kind in Kind} <= styles.keys()
    assert {palette.group("Threat", status.value) for status in Status} <= styles.keys()
    assert palette.group("made up", "denied") in styles


def test_statuses_are_drawn_differently() -> None:
    styles = palette.groups(palette.LIGHT)
    seen = {str(styles[palette.group("Visit", status.value)]) for status in Status}
    assert len(seen) == len(Status)


def test_every_family_is_on_one_side() -> None:
    members = [family for side in palette.SIDES.values() for family in side]
    assert sorted(members) == sorted(palette.FAMILIES)
    assert all(chief in palette.SIDES[side] for side, chief in palette.CHIEF.items())


def test_families_match_the_ontology() -> None:
    vocab = pytest.importorskip("kg.vocab")
    taxonomy = vocab.taxonomy()
    families = {taxonomy.family(name) for name in taxonomy.classes} - {"Event"}
    assert families == palette.FAMILIES.keys()


def test_mix_and_contrast() -> None:
    assert palette.mix("#ffffff", "#000000", 0.5) == "#808080"
    assert palette.contrast("#ffffff", "#000000") == pytest.approx(21)
