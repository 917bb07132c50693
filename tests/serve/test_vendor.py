"""What is vendored is what was said, with its licences."""

import re
from pathlib import Path

import kg.serve
from kg.vocab import ontology_path

SERVE = Path(kg.serve.__file__).parent
SCRIPT = SERVE.joinpath("vendor/yasgui.min.js").read_text(encoding="utf-8")


def test_the_licences_are_there() -> None:
    licences = SERVE.joinpath("vendor/LICENSES.txt").read_text(encoding="utf-8")
    for name in (
        "YASGUI",
        "codemirror",
        "datatables.net",
        "jquery",
        "lodash-es",
        "n3",
        "DOMPurify",
        "Font Awesome",
    ):
        assert name in licences
    assert licences.count("Permission is hereby granted") >= 15
    notice = ontology_path().parent / "NOTICE"
    if notice.exists():  # in a copy of the repository
        assert "YASGUI 4.6.2" in notice.read_text(encoding="utf-8")


def test_the_script_has_no_prefixes_of_strangers_and_no_source_map() -> None:
    assert "prefixes_default={}" in SCRIPT
    assert "sourceMappingURL" not in SCRIPT


def test_no_page_has_a_script_or_style_of_its_own() -> None:
    templates = {
        file.name: file.read_text(encoding="utf-8") for file in SERVE.joinpath("templates").iterdir()
    }
    assert len(templates) > 5
    for text in templates.values():
        assert "|safe" not in text.replace(" ", "")
        assert not re.search(r"<script(?! src=\"/static/)|<style|\sstyle=|\son\w+=", text)
