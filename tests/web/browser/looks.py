"""Looks at every page: looks.py LANGUAGE, the house as run.py takes it.

Each in light and dark, at a desk and on a phone: pictures of it go into the folder of
screens, axe judges it, and nothing may be wider than the screen.
"""

import json
import sys
from pathlib import Path

import axe_playwright_python

from browser import DESK, PHONE, Browser
from pages import PAGES

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

# What axe has on top of its usual rules: whatever is pressed is large enough for a finger.
JUDGE = "() => axe.run({rules: {'target-size': {enabled: true}}})"

LOOKS = {
    "en": [
        ("light", DESK, "light"),
        ("dark", DESK, "dark"),
        ("phone", PHONE, "light"),
        ("phone-dark", PHONE, "dark"),
    ],
    # Of another language only what its words change is to be seen.
    "de": [("light", DESK, "light"), ("phone-dark", PHONE, "dark")],
}


def main():
    _, language = sys.argv
    house = json.loads(sys.stdin.readline())
    with Browser(house, f"looks-{language}") as browser:
        for who, pages in PAGES.items():
            visit = browser.visit()
            if who:
                visit.logs_in(who)
            cookie = {"name": "language", "value": language, "url": house["address"]}
            visit.page.context.add_cookies([cookie])
            for name, address in pages.items():
                look(visit, name, address.format(**house["faxes"], **house["jobs"]), language)
    for fault in browser.faults:
        print(f"{language}: {fault}", file=sys.stderr)
    sys.exit(1 if browser.faults else 0)


def look(visit, name, address, language):
    """At a page, from all sides."""
    page, faults = visit.page, visit.browser.faults
    visit.browser.expected |= {404, 410}
    visit.opens(address)
    page.evaluate(AXE)
    for look_name, size, colours in LOOKS[language]:
        page.emulate_media(color_scheme=colours, reduced_motion="reduce")
        page.set_viewport_size(size)
        where = f"{address} ({look_name})"
        wide = page.evaluate("() => document.scrollingElement.scrollWidth - innerWidth")
        if wide > 0:
            faults.append(f"{where}: {wide} pixels wider than the screen")
        faults.extend(f"{where}: {fault}" for fault in judged(page))
        folder = Path(visit.browser.house["screens"]) / language / look_name
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=True)


def judged(page):
    """What axe finds serious or critical."""
    for found in page.evaluate(JUDGE)["violations"]:
        if found["impact"] in ("serious", "critical"):
            places = "; ".join(node["html"][:160] for node in found["nodes"][:5])
            yield f"{found['id']}: {found['help']}: {places}"


if __name__ == "__main__":
    main()
