"""Takes the pictures of the documents, in light and dark: pictures.py. The house is given as for run.py."""

import json
import sys
from pathlib import Path

from browser import Browser, chromium
from pages import check


def main():
    house = json.loads(sys.stdin.readline())
    folder = Path(house["pictures"])
    folder.mkdir(exist_ok=True)
    with chromium() as running, Browser(running, house, "pictures") as browser:
        operator = browser.visit()
        operator.logs_in("grace")
        operator.opens("/in")
        take(operator.page, folder / "inbox", 750)
        check(operator, RECIPIENTS, Path(house["files"]) / "answer.html")
        take(operator.page, folder / "compose", 860)
        administrator = browser.visit()
        administrator.logs_in("henry")
        administrator.opens(f"/admin/calls/{house['record']}")
        take(administrator.page, folder / "call", 900)
    for fault in browser.faults:
        print(fault, file=sys.stderr)
    print("told", flush=True)
    sys.exit(1 if browser.faults else 0)


# Two recipients of a fax. The number of the second one is blocked.
RECIPIENTS = "R. Finch | Alder & Finch Solicitors <020 7946 0321>\n0909 879 0123"


def take(page, name, height):
    """Takes pictures of the upper part of a page, with this height."""
    page.set_viewport_size({"width": 1100, "height": height})
    for look in ("light", "dark"):
        page.emulate_media(color_scheme=look, reduced_motion="reduce")
        pictures = page.locator("img").all()
        for picture in pictures:
            picture.evaluate("it => it.decode()")
        page.mouse.move(0, 0)
        page.screenshot(path=f"{name}-{look}.png", type="png")


if __name__ == "__main__":
    main()
