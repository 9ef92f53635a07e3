"""Counts the mutants of some files that no test notices.

usage: python3 tests/mutants CRATE PATTERN [TESTS], for example engine 'crates/engine/src/t30/**' line

The tests are those of the crate, and those of tests/TESTS.

A mutant is a copy of the program with a small fault: `<` in place of `<=`, or a function that does
nothing. A mutant survives if all tests pass with it. Needs `cargo install cargo-mutants` and
`pip install tree-sitter tree-sitter-rust`. The table is printed, and the fate of each mutant is in
target/mutants/CRATE.txt.
"""

import collections
import json
import pathlib
import re
import shutil
import subprocess
import sys

import hunt
import switches

TOP = pathlib.Path(__file__).resolve().parents[2]
FOLDER = TOP / "target/mutants"
TREE = FOLDER / "tree"

FATES = ["killed", "survived", "unsure", "unreached"]


def main(crate, pattern, tests=""):
    FOLDER.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(TREE, ignore_errors=True)
    subprocess.run(["git", "clone", "--quiet", TOP, TREE], check=True)
    mutants = switches.listed(TREE, pattern)
    written = compiled(f"crates/{crate}", mutants)
    programs = [program(f"crates/{crate}", ["--lib"])]
    if tests:
        programs.append(program(".", ["--features", "program", "--test", tests]))
    fates = hunt.Hunt(programs).fates(written)
    lines = [f"{fates[number]}\t{mutants[number]['name']}\n" for number in sorted(fates)]
    (FOLDER / f"{crate}.txt").write_text("".join(sorted(lines)))
    print_table(mutants, fates)


def compiled(crate, mutants):
    """Writes the mutants into the tree, without those that do not compile. Returns the others."""
    dropped, constants = set(), set()
    while True:
        subprocess.run(["git", "checkout", "--quiet", "."], cwd=TREE, check=True)
        written = switches.write(TREE, crate, mutants, dropped, constants)
        found = [(code(message), message) for message in errors_of(crate)]
        if not found:
            return written
        before = len(dropped) + len(constants)
        for number, message in found:
            note(number, message, (dropped, constants))
        if len(dropped) + len(constants) == before:
            raise SystemExit(found[0][1]["rendered"])
        print(f"{len(dropped)} mutants do not compile", flush=True)


def note(number, message, into):
    """Notes the mutant or the function to which an error of the compiler is due."""
    dropped, constants = into
    if number == "E0015":
        named = re.search(r"non-const (?:associated )?(?:function|method) `([^`]*)`", message["message"])
        constants.add(re.sub(r"<[^>]*>$", "", named[1]).rstrip(":").split("::")[-1])
        return
    for span in sorted(message["spans"], key=lambda it: not it["is_primary"]):
        path = TREE / span["file_name"]
        if not path.exists():
            continue
        text = path.read_bytes()
        start, end = span["byte_start"], span["byte_end"]
        if number == "E0004":
            # Arms with a switch do not count when the compiler looks for missing cases.
            dropped.add(int(re.search(rb" if !crate::mutants::is\((\d+)\)", text[end:])[1]))
            return
        switch = re.findall(rb"mutants::is\((\d+)\)", text[: end if end - start < 200 else start])
        if switch:
            dropped.add(int(switch[-1]))
            return


def code(message):
    return (message["code"] or {}).get("code")


def errors_of(crate):
    """Returns the errors of the compiler in the crate's library."""
    lines, run = cargo(crate, ["check", "--lib"])
    messages = [line["message"] for line in lines if line["reason"] == "compiler-message"]
    errors = [message for message in messages if message["level"] == "error" and message["spans"]]
    if run.returncode and not errors:
        raise SystemExit(run.stderr)
    return errors


def program(folder, targets):
    """Builds the tests of a crate in this folder."""
    lines, run = cargo(folder, ["test", "--no-run", *targets])
    if run.returncode:
        raise SystemExit(run.stderr)
    # The last one is the test. Others are programs that it starts.
    path = [line["executable"] for line in lines if line.get("executable")][-1]
    return hunt.Program(path, TREE / folder)


def cargo(folder, words):
    """Runs cargo in a folder of the tree. Returns the lines of its report, and the run itself."""
    common = ["--locked", "--target-dir", FOLDER / "build", "--message-format", "json"]
    command = ["cargo", *words, *common]
    run = subprocess.run(command, cwd=TREE / folder, capture_output=True, text=True)
    return [json.loads(line) for line in run.stdout.splitlines()], run


def print_table(mutants, fates):
    files = collections.defaultdict(collections.Counter)
    for number, fate in fates.items():
        files[mutants[number]["file"]][fate] += 1
    print("".join(f"{fate:>10}" for fate in FATES))
    for file, counts in sorted(files.items()):
        print("".join(f"{counts[fate]:>10}" for fate in FATES) + f"  {file}")
    total = sum(files.values(), collections.Counter())
    print("".join(f"{total[fate]:>10}" for fate in FATES) + "  in all")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
