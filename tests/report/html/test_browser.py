"""The pages in the browser that people use: what it computes, loads, and does at a key."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from grader.report.html import render, render_class
from tests.report.html.test_classroom import SMALL
from tests.report.html.test_page import EVIL, GRADED, evil

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")

pytestmark = pytest.mark.skipif(not (BROWSER and DRIVER), reason="no chromium and chromedriver here")

WIDTHS = {"wide": 1280, "phone": 390}

CONTRASTS = """
const parse = c => { const n = c.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n };
const linear = v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
const light = c => { const [r, g, b] = c.slice(0, 3).map(v => linear(v / 255));
  return .2126 * r + .7152 * g + .0722 * b };
const behind = e => {
  for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] > 0) return c }
  return [255, 255, 255] };
const found = {};
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
  const e = walk.currentNode.parentElement;
  if (!walk.currentNode.data.trim() || e.closest('.unseen, .skip')) continue;
  const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
  const ratio = (a + .05) / (b + .05);
  if (ratio < 4.5) found[e.className || e.tagName] = ratio;
}
return found;
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    """Return a browser without a window."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(BROWSER)
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture
def show(browser: webdriver.Chrome, tmp_path: Path) -> Any:
    """Return what opens a page of a scheme and a width."""

    def opened(page: str, scheme: str = "light", width: str = "wide") -> webdriver.Chrome:
        (tmp_path / "page.html").write_text(page, encoding="utf-8")
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        size = {"width": WIDTHS[width], "height": 800, "deviceScaleFactor": 1, "mobile": width == "phone"}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        browser.get((tmp_path / "page.html").as_uri())
        return browser

    return opened


FILES = {"01_streaming/stream_many": b"async def stream_many():\n    pass\n" + b"x = 'long' " * 30}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read(show: Any, scheme: str, width: str) -> None:
    """All text has the contrast that WCAG asks for (4.5 to 1), nothing is wider than the window, nothing is loaded."""
    page = show(render(GRADED, files=FILES), scheme, width)
    page.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert {} == page.execute_script(CONTRASTS)
    assert WIDTHS[width] >= page.execute_script("return document.documentElement.scrollWidth")
    assert 0 == page.execute_script("return performance.getEntriesByType('resource').length")
    dark = page.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert (scheme == "dark") == (int(re.findall(r"\d+", dark)[0]) < 128)
    widths = page.execute_script(
        "return [...document.querySelectorAll('.timeline li:not(.gap) > svg')].map(s => s.clientWidth)"
    )
    assert widths
    assert min(widths) >= 44
    assert [] == [entry for entry in page.get_log("browser") if entry["level"] == "SEVERE"]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_class_can_be_read(show: Any, scheme: str, width: str) -> None:
    """The page of a class has the contrast that WCAG asks for, fits the window, and holds nothing that runs."""
    page = show(render_class(SMALL), scheme, width)
    assert {} == page.execute_script(CONTRASTS)
    assert WIDTHS[width] >= page.execute_script("return document.documentElement.scrollWidth")
    assert 0 == page.execute_script("return document.querySelectorAll('script, img').length")


def test_the_page_works_by_keyboard(show: Any) -> None:
    """Tab goes from the skip link down the page in its order; a failure opens and closes at Enter."""
    page = show(render(GRADED, files=FILES))
    keys = ActionChains(page)
    tops = []
    while page.execute_script("return document.activeElement.tagName") != "SUMMARY":
        keys.send_keys(Keys.TAB).perform()
        tops.append(page.execute_script("return document.activeElement.getBoundingClientRect().top + scrollY"))
        assert len(tops) < 40
    assert sorted(tops) == tops
    is_open = "return document.activeElement.parentElement.open"
    assert page.execute_script(is_open)
    keys.send_keys(Keys.ENTER).perform()
    assert not page.execute_script(is_open)


def test_hostile_text_does_nothing(show: Any) -> None:
    """No script of a learner's runs, no element of theirs exists, nothing is loaded."""
    page = show(render(evil(), files={"03_retries/create_with_retries": EVIL.encode()}))
    assert page.title == "Retrial: 0 of 2 points"
    assert 0 == page.execute_script("return document.querySelectorAll('script, img, [onclick], [onload]').length")
    assert 0 == page.execute_script("return performance.getEntriesByType('resource').length")
    assert EVIL in page.execute_script("return document.querySelector('.printed').textContent")
