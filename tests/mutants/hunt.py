"""Runs tests on each mutant until one fails. Only tests that reach the mutant are run."""

import collections
import os
import pathlib
import queue
import subprocess
import tempfile
import threading
import time

#: The number of tests that run at the same time.
AT_ONCE = os.cpu_count() or 2

#: The longest time of the tests of one mutant, in seconds. Quick tests are run first.
LONGEST = 15

Test = collections.namedtuple("Test", "program name seconds reaches")

#: A program of tests, and the folder in which it runs.
Program = collections.namedtuple("Program", "path folder")


class Hunt:
    """Hunts the mutants by the tests of these programs."""

    def __init__(self, programs):
        self.kills = collections.Counter()
        names = [(program, name) for program in programs for name in names_of(program)]
        self.tests = in_parallel(look_at, names)

    def fate(self, number):
        """Returns `killed`, `survived`, `unreached`, or `unsure` if there was too little time."""
        tests = [test for test in self.tests if number in test.reaches]
        # First those that are quick and have found much.
        tests.sort(key=lambda test: (test.seconds + 0.02) / (1 + self.kills[test.name]))
        spent = 0
        for test in tests:
            if spent > LONGEST:
                return "unsure"
            longest = 5 + 8 * test.seconds
            is_well, seconds = run(test.program, test.name, {"MUTANT": str(number)}, longest)
            spent += seconds
            if not is_well:
                self.kills[test.name] += 1
                return "killed"
        return "survived" if tests else "unreached"

    def fates(self, numbers):
        numbers = sorted(numbers)
        return dict(zip(numbers, in_parallel(self.fate, numbers)))


def names_of(program):
    command = [program.path, "--list", "--format", "terse"]
    listed = subprocess.run(command, cwd=program.folder, check=True, capture_output=True, text=True)
    ends = ": test"
    return [it.removesuffix(ends) for it in listed.stdout.splitlines() if it.endswith(ends)]


def look_at(program_and_name):
    """Runs a test without a mutant, and notes the mutants that it reaches."""
    program, name = program_and_name
    with tempfile.TemporaryDirectory() as folder:
        reached = pathlib.Path(folder, "reached")
        is_well, seconds = run(program, name, {"MUTANTS_REACHED": str(reached)}, 600)
        if not is_well:
            raise SystemExit(f"the test {name} fails without a mutant")
        files = pathlib.Path(folder).iterdir()
        numbers = {int(line) for file in files for line in file.read_text().split()}
        return Test(program, name, seconds, numbers)


def run(program, name, variables, longest):
    """Returns whether the test passes, and how many seconds it took."""
    began = time.monotonic()
    process = subprocess.Popen(
        [program.path, "--exact", name, "--test-threads", "1"],
        cwd=program.folder,
        env={**os.environ, **variables},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        is_well = process.wait(longest) == 0
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.wait()
        is_well = False
    return is_well, time.monotonic() - began


def in_parallel(work, items):
    """Calls `work` with each item. Returns the results in the order of the items."""
    items = list(items)
    places, results, errors = queue.SimpleQueue(), [None] * len(items), []
    for place in range(len(items)):
        places.put(place)

    def go_on():
        while not errors:
            try:
                place = places.get_nowait()
            except queue.Empty:
                return
            try:
                results[place] = work(items[place])
            except BaseException as error:
                errors.append(error)

    threads = [threading.Thread(target=go_on) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results
