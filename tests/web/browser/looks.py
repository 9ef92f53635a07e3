"""Checks the look of pages: looks.py LANGUAGE PAGES. PAGES is a table of pages.py; the house is given as for run.py.

Each page is checked in light and dark colours, on a desktop and on a phone: nothing may be wider
than the screen. The accessibility checker axe checks it once by all rules, and in other colours
and sizes by the rules about these. With FERROFAX_SCREENS, screenshots are stored in the folder of
screens, which takes half as much time again.
"""

import json
import os
import sys
from pathlib import Path

import axe_playwright_python

import pages
from browser import DESK, PHONE, Browser, chromium

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

# An additional rule of axe: buttons and links are large enough for a finger.
SIZE = "target-size"
COLOUR = "color-contrast"

# The rules of axe for each look.
WHOLE = {"rules": {SIZE: {"enabled": True}}}
LOOK = {"runOnly": [SIZE, COLOUR, "link-in-text-block", "scrollable-region-focusable"]}
WORDS = {"rules": {SIZE: {"enabled": True}, COLOUR: {"enabled": False}}}

LOOKS = {
    "en": [
        ("light", DESK, "light", WHOLE),
        ("dark", DESK, "dark", None),
        ("phone", PHONE, "light", None),
        ("phone-dark", PHONE, "dark", LOOK),
    ],
    # For other languages, only the checks that depend on the texts.
    "de": [("light", DESK, "light", None), ("phone-dark", PHONE, "dark", WORDS)],
}

# For all remaining languages: whether the texts fit.
FITS = [("phone", PHONE, "light", None)]


def main():
    _, language, which = sys.argv
    house = json.loads(sys.stdin.readline())
    with chromium() as running, Browser(running, house, f"looks-{language}") as browser:
        for who, shown in vars(pages)[which].items():
            visit = browser.visit()
            visit.page.context.add_init_script(AXE)
            if who:
                visit.logs_in(who)
            cookie = {"name": "language", "value": language, "url": house["address"]}
            visit.page.context.add_cookies([cookie])
            for name, way in shown.items():
                arrive(visit, way, house)
                look(visit, name, language)
    for fault in browser.faults:
        print(f"{language}: {fault}", file=sys.stderr)
    print("told", flush=True)
    sys.exit(1 if browser.faults else 0)


def arrive(visit, way, house):
    """Opens a page on a desktop."""
    visit.browser.expected |= {404, 410}
    visit.page.set_viewport_size(DESK)
    if callable(way):
        way(visit, house)
    else:
        visit.opens(way.format(**house["faxes"], **house["jobs"], **house["records"]))


def look(visit, name, language):
    """Checks a page in all looks."""
    page, faults = visit.page, visit.browser.faults
    for look_name, size, colours, rules in LOOKS.get(language, FITS):
        page.emulate_media(color_scheme=colours, reduced_motion="reduce")
        page.set_viewport_size(size)
        where = f"{name} ({look_name})"
        wide = page.evaluate("() => document.scrollingElement.scrollWidth - innerWidth")
        if wide > 0:
            faults.append(f"{where}: {wide} pixels wider than the screen")
        if rules:
            faults.extend(f"{where}: {fault}" for fault in judged(page, rules))
        if os.environ.get("FERROFAX_SCREENS"):
            folder = Path(visit.browser.house["screens"]) / language / look_name
            folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=folder / f"{name}.jpg", type="jpeg", quality=70, full_page=True)


def judged(page, rules):
    """Returns the serious and critical findings of axe."""
    # Report only violations, and do not fetch the styles again.
    wishes = rules | {"resultTypes": ["violations"], "preload": False}
    for found in page.evaluate("wishes => axe.run(wishes).then(it => it.violations)", wishes):
        if found["impact"] in ("serious", "critical"):
            places = "; ".join(node["html"][:160] for node in found["nodes"][:5])
            yield f"{found['id']}: {found['help']}: {places}"


if __name__ == "__main__":
    main()
