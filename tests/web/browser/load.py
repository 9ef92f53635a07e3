"""Browsers that show lists while faxes change: load.py. The house is given as for run.py.

Prints a line when they are open. Then each must show without a reload that a user has claimed a fax.
"""

import json
import sys

from browser import Browser, chromium


def main():
    house = json.loads(sys.stdin.readline())
    with chromium() as running, Browser(running, house, "load") as browser:
        # The faxes have no documents, so there are no pictures.
        browser.expected.add(404)
        visits = [browser.visit() for _ in house["people"]]
        for visit, name in zip(visits, house["people"]):
            visit.logs_in(name)
            visit.opens("/in")
        print("they are open", flush=True)
        for visit in visits:
            visit.sees("assigned to u1")
    for fault in browser.faults:
        print(fault, file=sys.stderr)
    sys.exit(1 if browser.faults else 0)


if __name__ == "__main__":
    main()
