"""Tells a story at the page in a real browser: run.py STORY HAND.

The house as JSON is the first line of the input (address, people, faxes, jobs, where files
go). Ends with 1 if the story went otherwise than told, or if anything was wrong on its way.
HAND is mouse, keyboard, or without-script (by mouse).
"""

import faulthandler
import importlib
import json
import sys

from browser import Browser

# Longer than any story takes on a busy machine, seconds.
PATIENCE = 300


def main():
    _, story, hand = sys.argv
    faulthandler.dump_traceback_later(PATIENCE, exit=True)
    house = json.loads(sys.stdin.readline())
    with Browser(house, f"{story}-{hand}") as browser:
        importlib.import_module(f"stories.{story}").tell(browser.visit(hand), house)
    for fault in browser.faults:
        print(f"{story}, {hand}: {fault}", file=sys.stderr)
    sys.exit(1 if browser.faults else 0)


if __name__ == "__main__":
    main()
