"""The tour runs from top to bottom, and is kept without what it showed."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

TOUR = Path(__file__).parents[1] / "notebooks" / "tour.ipynb"


def cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(cell: Any) -> str:
    """What a cell printed and showed, as text and as HTML."""
    parts = [output.get("text", "") for output in cell.outputs]
    parts += [text for output in cell.outputs for text in output.get("data", {}).values()]
    return "\n".join(map(str, parts))


def test_no_outputs_are_kept() -> None:
    notebook = nbformat.read(TOUR, as_version=4)
    assert cells(notebook)
    assert [cell for cell in cells(notebook) if cell.outputs or cell.execution_count] == []


@pytest.mark.model
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")  # of the Jupyter client
def test_the_tour_runs() -> None:
    notebook = nbformat.read(TOUR, as_version=4)
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(TOUR.parent)}})
    client.execute()
    summary, *queries, ranking, page, saved = map(shown, cells(notebook))
    assert "PhoneCall" in summary
    assert len(queries) == 3
    assert all("<td>" in query for query in queries)
    assert len(ranking.splitlines()) == 8
    assert "<iframe" in page
    assert "srcdoc" in page
    assert saved.startswith("graph.trig")
