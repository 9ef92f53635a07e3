"""Tells a story at the page in a real browser: run.py STORY HAND...

It is told once a HAND (mouse, keyboard, or without-script: by mouse), each time in a house of
its own. A house as JSON is a line of the input (address, people, faxes, jobs, where files go);
`told` is printed at the end of each story. Ends with 1 if one went otherwise than told, or if
anything was wrong on its way.
"""

import faulthandler
import importlib
import json
import sys

from browser import Browser, chromium

# Longer than any story takes on a busy machine, seconds.
PATIENCE = 300


def main():
    _, name, *hands = sys.argv
    story = importlib.import_module(f"stories.{name}")
    faults = []
    with chromium() as running:
        for hand in hands:
            faulthandler.dump_traceback_later(PATIENCE, exit=True)
            house = json.loads(sys.stdin.readline())
            with Browser(running, house, f"{name}-{hand}") as browser:
                story.tell(browser.visit(hand), house)
            faults += [f"{name}, {hand}: {fault}" for fault in browser.faults]
            print("told", flush=True)
    for fault in faults:
        print(fault, file=sys.stderr)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
