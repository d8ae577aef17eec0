"""What is looked at on a page: axe's findings, sizes, scrolling, names."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

SMALLEST_TEXT = 18.0
SMALLEST_TARGET = 44.0

_AXE = """async (source) => {
  if (!window.axe) { (0, eval)(source); }
  const results = await axe.run(document, {resultTypes: ["violations"]});
  return results.violations.map(one => ({
    id: one.id, help: one.help,
    nodes: one.nodes.map(node => node.target.join(" ") + ": " + node.failureSummary),
  }));
}"""
_SMALL_TEXT = """(smallest) => {
  const small = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const box = walker.currentNode.parentElement;
    if (!text || !box.checkVisibility() || box.closest("style, .vh")) continue;
    const size = parseFloat(getComputedStyle(box).fontSize);
    if (size < smallest) small.push(size + "px: " + text.slice(0, 30));
  }
  return small;
}"""
_SMALL_TARGETS = """(smallest) => {
  const all = "a[href], button, summary, select, label.option, input[type=date]";
  return [...document.querySelectorAll(all)]
    .filter(one => one.checkVisibility())
    .filter(one => getComputedStyle(one).display !== "inline")
    .map(one => [one.textContent.trim().slice(0, 30), one.getBoundingClientRect()])
    .filter(([, box]) => box.height < smallest || box.width < smallest)
    .map(([text, box]) => `${text}: ${box.width} x ${box.height}`);
}"""


def title(page: Page) -> str:
    """The title of the page without the product's name: which page is shown."""
    return page.title().partition(" | ")[0]


def axe_findings(page: Page) -> str:
    """What axe has against the page, as text; empty where it has nothing."""
    source = (
        resources.files("axe_playwright_python")
        .joinpath("axe.min.js")
        .read_text(encoding="utf-8")
    )
    found: list[dict[str, Any]] = page.evaluate(_AXE, source)
    return json.dumps(found, ensure_ascii=False, indent=1) if found else ""


def small_text(page: Page) -> list[str]:
    """What is shown in letters too small to read at arm's length."""
    found: list[str] = page.evaluate(_SMALL_TEXT, SMALLEST_TEXT)
    return found


def small_targets(page: Page) -> list[str]:
    """What is too small to be hit by a finger; links within a sentence do not count."""
    found: list[str] = page.evaluate(_SMALL_TARGETS, SMALLEST_TARGET)
    return found


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than the screen."""
    wide: bool = page.evaluate(
        "() => document.documentElement.scrollWidth > window.innerWidth"
    )
    return wide
