"""networkx -> one HTML page that opens offline: the graph, its evidence, and nothing that leaves it."""

from kg.view.page import Page, policy, render

__all__ = ["Page", "policy", "render"]
