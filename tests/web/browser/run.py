"""Runs a story, a test of the web interface in a real browser: run.py STORY HAND...

The story runs once for each HAND (mouse, keyboard, or without-script: mouse without JavaScript),
each time with a new test installation (house.rs), the "house". Its data (address, people, faxes,
jobs, folders) is a line of JSON on the standard input. `told` is printed at the end of each story.
The exit code is 1 if a story failed, or if there was any other fault.
"""

import faulthandler
import importlib
import json
import sys

from browser import Browser, chromium

# The timeout of a story in seconds, long enough for a busy machine.
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
