"""Positions for the nodes of a graph, computed before the page is made.

Forces as Fruchterman and Reingold have them: edges pull, nodes push. Among a few nodes every pair is
counted; among many the push comes from a field on a grid (a convolution by FFT) and, close by, from
neighbours in the same cell, so that the time grows with the number of nodes and not with its square. Each
connected component is laid out alone, then they are packed in rows, the largest first. numpy is all it needs;
the same graph always gets the same positions.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

_EXACT = 600  # up to so many nodes every pair is counted
_SEED = 7
_WIDE = 1.2  # width to height
_ROOM = 2.0  # area for each node, in squares of the spacing


def positions(
    graph: nx.Graph, *, sizes: Mapping[str, tuple[float, float]] | None = None, spacing: float = 100.0
) -> dict[str, tuple[float, float]]:
    """x and y of each node: neighbours about ``spacing`` apart, the whole centred on 0, wider than high.

    ``sizes`` are the widths and heights that nodes need, so that they don't lie on top of each other.
    """
    nodes = sorted(graph)
    if not nodes:
        return {}
    index = {node: i for i, node in enumerate(nodes)}
    pairs = sorted({tuple(sorted((index[u], index[v]))) for u, v in graph.edges() if u != v})
    edges = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    components = [
        np.array(sorted(index[node] for node in found), dtype=np.intp)
        for found in nx.connected_components(graph.to_undirected(as_view=True))
    ]
    components.sort(key=lambda members: (-len(members), int(members[0])))
    owner = np.empty(len(nodes), dtype=np.intp)
    local = np.empty(len(nodes), dtype=np.intp)
    for number, members in enumerate(components):
        owner[members] = number
        local[members] = np.arange(len(members))
    by_owner = _grouped(owner[edges[:, 0]], len(components))
    halves = np.array([(sizes or {}).get(node, (40.0, 40.0)) for node in nodes]) / 2
    rng = np.random.default_rng(_SEED)
    discs = []
    for members, own in zip(components, by_owner, strict=True):
        place = _spread(len(members), local[edges[own]], rng)
        place *= spacing
        _part(place, halves[members])
        discs.append(place)
    out = np.empty((len(nodes), 2))
    for members, place, centre in zip(components, discs, _pack(discs, halves, components), strict=True):
        out[members] = place + centre
    out -= (out.min(axis=0) + out.max(axis=0)) / 2
    return {node: (round(float(x), 1), round(float(y), 1)) for node, (x, y) in zip(nodes, out, strict=True)}


def _grouped(keys: Ints, count: int) -> list[Ints]:
    """For each key below ``count``, the places where it stands."""
    order = np.argsort(keys, kind="stable")
    return np.split(order, np.searchsorted(keys[order], np.arange(1, count)))


def _spread(n: int, edges: Ints, rng: np.random.Generator) -> Floats:
    """One connected component around 0, an edge about 1 long."""
    if n == 1:
        return np.zeros((1, 2))
    if n == 2:
        return np.array([[-0.55, 0.0], [0.55, 0.0]])
    at = _start(n, edges, rng)
    push = _push_exact if n <= _EXACT else _push_grid
    degree = np.bincount(edges.ravel(), minlength=n).astype(float)
    weight = np.minimum(1 + np.log1p(degree), 4.0)  # hubs keep more room around them
    steps = 200 if n <= 200 else 120
    for step in range(steps):
        force = push(at, weight)
        pull = at[edges[:, 1]] - at[edges[:, 0]]
        pull *= np.linalg.norm(pull, axis=1, keepdims=True)
        _add(force, edges[:, 0], pull)
        _add(force, edges[:, 1], -pull)
        force -= 0.8 * at * np.array([1.0, _WIDE])
        length = np.maximum(np.linalg.norm(force, axis=1, keepdims=True), 1e-9)
        heat = 0.1 * math.sqrt(n) * (1 - step / steps) ** 1.5 + 0.01
        at += force / length * np.minimum(length, heat)
    at -= at.mean(axis=0)
    long = np.linalg.norm(at[edges[:, 0]] - at[edges[:, 1]], axis=1).mean()
    area = 12 * at[:, 0].std() * at[:, 1].std()
    at *= min(math.sqrt(n * _ROOM / max(area, 1e-9)), (1.2 + 0.02 * n) / long)
    return at


def _start(n: int, edges: Ints, rng: np.random.Generator) -> Floats:
    """A first guess (pivot multidimensional scaling): steps to a few far nodes, their two main directions."""
    order = np.argsort(np.concatenate([edges[:, 0], edges[:, 1]]), kind="stable")
    heads = np.concatenate([edges[:, 0], edges[:, 1]])[order]
    tails = np.concatenate([edges[:, 1], edges[:, 0]])[order]
    nearest = np.full(n, np.inf)
    pivot, distances = 0, []
    for _ in range(min(n, 24)):
        far = _distances(pivot, n, heads, tails)
        distances.append(far)
        nearest = np.minimum(nearest, far)
        pivot = int(np.argmax(nearest))
    square = np.array(distances).T ** 2
    square -= square.mean(axis=0)
    square -= square.mean(axis=1, keepdims=True)
    _, axes = np.linalg.eigh(square.T @ square)
    at: Floats = square @ axes[:, [-1, -2]]
    at /= np.maximum(at.std(axis=0), 1e-9)
    at *= 0.5 * math.sqrt(n) * np.array([math.sqrt(_WIDE), 1 / math.sqrt(_WIDE)])
    return at + rng.normal(scale=0.15, size=(n, 2))


def _distances(source: int, n: int, heads: Ints, tails: Ints) -> Floats:
    """Steps from a node to each other one; ``heads`` is sorted, (heads[i], tails[i]) are the edges."""
    first = np.searchsorted(heads, np.arange(n + 1))
    far = np.full(n, -1.0)
    far[source] = 0
    front = np.array([source])
    step = 0.0
    while len(front):
        step += 1
        counts = first[front + 1] - first[front]
        starts = np.repeat(first[front] - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
        reached = np.unique(tails[starts + np.arange(counts.sum())])
        front = reached[far[reached] < 0]
        far[front] = step
    return far


def _push_exact(at: Floats, weight: Floats) -> Floats:
    square = (at**2).sum(axis=1)
    apart = np.maximum(square[:, None] + square[None, :] - 2 * (at @ at.T), 0) + 0.05
    scale = weight[None, :] * weight[:, None] / apart * 0.5
    force: Floats = at * scale.sum(axis=1, keepdims=True) - scale @ at
    return force


def _push_grid(at: Floats, weight: Floats) -> Floats:
    grid = 64 if len(at) <= 3000 else 128
    low = at.min(axis=0)
    cell = float((at.max(axis=0) - low).max()) / (grid - 2) + 1e-9
    where = (at - low) / cell
    corner = where.astype(np.intp)
    part = where - corner
    shares = [
        ((corner[:, 0] + i) * grid + corner[:, 1] + j, abs(1 - i - part[:, 0]) * abs(1 - j - part[:, 1]))
        for i in (0, 1)
        for j in (0, 1)
    ]
    mass = np.zeros(grid * grid)
    for index, share in shares:
        mass += np.bincount(index, share * weight, grid * grid)
    spectrum = np.fft.rfft2(mass.reshape(grid, grid), s=(2 * grid, 2 * grid))
    force = np.zeros_like(at)
    for axis, kernel in enumerate(_kernels(grid)):
        field = np.fft.irfft2(spectrum * kernel, s=(2 * grid, 2 * grid))[:grid, :grid].ravel()
        for index, share in shares:
            force[:, axis] += field[index] * share
    force *= weight[:, None] * (0.5 / cell)
    for i, j in _close(at, 1.5):
        apart = at[i] - at[j]
        push = apart / ((apart**2).sum(axis=1, keepdims=True) + 0.05)
        _add(force, i, push)
        _add(force, j, -push)
    return force


@cache
def _kernels(grid: int) -> tuple[NDArray[np.complex128], NDArray[np.complex128]]:
    """How a node at 0 pushes along x and along y, over a grid of cells 1 wide, as spectra."""
    offsets = np.fft.fftfreq(2 * grid, 1 / (2 * grid))
    dx, dy = np.meshgrid(offsets, offsets, indexing="ij")
    soft = dx**2 + dy**2 + 1.2**2
    return np.fft.rfft2(dx / soft), np.fft.rfft2(dy / soft)


def _add(to: Floats, index: Ints, values: Floats) -> None:
    """Add a row to ``to`` for each index, however often it comes."""
    for axis in (0, 1):
        to[:, axis] += np.bincount(index, values[:, axis], len(to))


def _close(at: Floats, size: float) -> list[tuple[Ints, Ints]]:
    """Pairs of nodes in one cell of a grid (not all of them where a cell is crowded)."""
    cells = np.floor(at / size).astype(np.intp)
    keys = cells[:, 0] * 1_000_003 + cells[:, 1]
    order = np.argsort(keys, kind="stable")
    found = []
    for shift in range(1, min(7, len(at))):
        same = keys[order[shift:]] == keys[order[:-shift]]
        found.append((order[shift:][same], order[:-shift][same]))
    return found


def _part(at: Floats, halves: Floats) -> None:
    """Push apart the boxes that still overlap: among a few all of them, among many those in one cell of a
    grid that shifts from round to round."""
    n = len(at)
    everyone = np.triu_indices(n, 1) if n <= _EXACT else None
    near: list[tuple[Ints, Ints]] = []
    for step in range(400 if n <= 250 else 80 if everyone else 30):
        if everyone is None:
            near = _close(at / (150.0, 60.0) + step * 0.37, 1.0)
        elif step % 8 == 0:
            i, j = everyone
            close = (np.abs(at[i] - at[j]) < halves[i] + halves[j] + 40).all(axis=1)
            near = [(i[close], j[close])]
        moved = False
        for i, j in near:
            apart = at[i] - at[j]
            over = halves[i] + halves[j] - np.abs(apart)
            hit = np.flatnonzero((over > 0).all(axis=1))
            if not len(hit):
                continue
            moved = True
            i, j, apart, over = i[hit], j[hit], apart[hit], over[hit]
            axis = (over[:, 1] < over[:, 0]).astype(np.intp)
            rows = np.arange(len(hit))
            push = np.zeros_like(apart)
            push[rows, axis] = np.where(apart[rows, axis] < 0, -1, 1) * (over[rows, axis] * 0.35 + 0.5)
            _add(at, i, push)
            _add(at, j, -push)
        if not moved and everyone and step % 8 == 0:
            return


def _pack(places: Sequence[Floats], halves: Floats, components: Sequence[Ints]) -> list[Floats]:
    """Where each component goes: in rows, the largest first, each row centred."""
    boxes = [
        ((place - halves[members]).min(axis=0) - 25, (place + halves[members]).max(axis=0) + 25)
        for place, members in zip(places, components, strict=True)
    ]
    sizes = [high - low for low, high in boxes]
    width = max(float(sizes[0][0]), math.sqrt(_WIDE * sum(float(w * h) for w, h in sizes) * 1.1))
    rows: list[list[int]] = [[]]
    used = 0.0
    for number, (wide, _) in enumerate(sizes):
        if rows[-1] and used + wide > width:
            rows.append([])
            used = 0.0
        rows[-1].append(number)
        used += float(wide)
    out = [np.zeros(2)] * len(places)
    y = 0.0
    for row in rows:
        x = -sum(float(sizes[i][0]) for i in row) / 2
        height = max(float(sizes[i][1]) for i in row)
        for i in row:
            out[i] = np.array([x, y + (height - sizes[i][1]) / 2]) - boxes[i][0]
            x += float(sizes[i][0])
        y += height
    return out
