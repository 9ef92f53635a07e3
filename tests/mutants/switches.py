"""Writes all mutants of some files into a copy of the sources. Each mutant is behind a switch.

cargo-mutants lists the mutants: where each is, and by what it replaces the code. It builds the
program once for each mutant, which takes hours for a thousand of them. Here the program is built
once, with all mutants in it. A test turns one mutant on by its number in the variable MUTANT.
"""

import json
import subprocess

import tree_sitter
import tree_sitter_rust

MODULE = """
/// The switches of the mutants.
#[allow(missing_docs, unreachable_pub, dead_code, unsafe_code)]
#[doc(hidden)]
pub mod mutants {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
    const MOST: usize = 16_384;
    static REACHED: [AtomicBool; MOST] = [const { AtomicBool::new(false) }; MOST];
    static ACTIVE: OnceLock<usize> = OnceLock::new();
    unsafe extern "C" { fn atexit(run: extern "C" fn()) -> i32; }
    extern "C" fn write_reached() {
        let Ok(path) = std::env::var("MUTANTS_REACHED") else { return };
        let reached = (0..MOST).filter(|at| REACHED[*at].load(Relaxed));
        let text: String = reached.map(|at| format!("{at}\\n")).collect();
        let _ = std::fs::write(format!("{path}.{}", std::process::id()), text);
    }
    fn active() -> usize {
        *ACTIVE.get_or_init(|| {
            if std::env::var_os("MUTANTS_REACHED").is_some() {
                unsafe { atexit(write_reached); }
            }
            std::env::var("MUTANT").ok().and_then(|it| it.parse().ok()).unwrap_or(0)
        })
    }
    #[inline]
    pub fn is(number: usize) -> bool {
        let active = active();
        if active == 0 {
            REACHED[number].store(true, Relaxed);
        }
        active == number
    }
}
"""

PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_rust.language()))


def listed(tree, pattern):
    """Returns the mutants that cargo-mutants finds in the files that match the pattern."""
    command = ["cargo", "mutants", "--list", "--json", "--workspace", "-f", pattern]
    found = subprocess.run(command, cwd=tree, check=True, capture_output=True, text=True).stdout
    return dict(enumerate(json.loads(found), 1))


def switch(number):
    """The Rust expression that is true if this mutant is on."""
    return f"crate::mutants::is({number})"


def write(tree, crate, mutants, dropped, constants):
    """Writes the mutants into the sources. Returns the numbers of those that are in them.

    `dropped` has the numbers of mutants that do not compile. `constants` has the names of functions
    that must remain `const`: a switch is read while the program runs.
    """
    written = set()
    for name in sorted({mutant["file"] for mutant in mutants.values()}):
        path = tree / name
        source = Source(path.read_bytes(), constants)
        for number, mutant in mutants.items():
            if mutant["file"] == name and number not in dropped and source.add(number, mutant):
                written.add(number)
        path.write_bytes(source.text())
    root = tree / crate / "src/lib.rs"
    root.write_text(root.read_text() + MODULE)
    return written


class Source:
    """One file, with the pieces of text that are put between its bytes."""

    def __init__(self, source, constants):
        self.source = source
        self.lines = source.splitlines(keepends=True)
        self.root = PARSER.parse(source).root_node
        self.constants = constants
        # By position: pieces that close what is before it, and pieces that open what follows.
        self.closing, self.opening = {}, {}
        # The alternatives to an expression, by its first byte and its end.
        self.expressions = {}

    def add(self, number, mutant):
        """Adds a mutant. Returns whether it can be put behind a switch."""
        start, end = (self.offset(mutant["span"][side]) for side in ("start", "end"))
        node = self.root.descendant_for_byte_range(start, max(start, end - 1))
        function = ancestor(node, lambda it: it.type in ("function_item", "const_item", "static_item"))
        if function is None or function.type != "function_item":
            return False
        if is_const(function) and name_of(function) in self.constants:
            return False
        add = getattr(self, "add_" + mutant["genre"], None)
        return add is not None and add(number, mutant["replacement"], (node, start, end))

    def add_FnValue(self, number, replacement, place):
        _, start, _ = place
        text = f"if {switch(number)} {{ return {replacement}; }} "
        self.opening.setdefault(start, []).append((-(2**40), text))
        return True

    def add_BinaryOperator(self, number, replacement, place):
        node, start, _ = place
        both = ancestor(node, lambda it: is_operator_at(it, start))
        if both is None or has_let(both):
            return False
        left, right = (both.child_by_field_name(side).text.decode() for side in ("left", "right"))
        return self.replace(number, both, f"{left} {replacement} {right}")

    def add_UnaryOperator(self, number, replacement, place):
        node, start, _ = place
        whole = ancestor(node, lambda it: it.type == "unary_expression" and it.start_byte == start)
        if whole is None:
            return False
        return self.replace(number, whole, replacement + whole.text.decode()[1:])

    def add_MatchArmGuard(self, number, replacement, place):
        _, start, end = place
        if b"let " in self.source[start:end]:
            return False
        self.expressions.setdefault((start, end), []).append((number, replacement))
        return True

    def add_MatchArm(self, number, _, place):
        node, start, _ = place
        arm = ancestor(node, lambda it: it.type == "match_arm" and it.start_byte == start)
        if arm is None:
            return False
        pattern = arm.child_by_field_name("pattern")
        guard = pattern.child_by_field_name("condition")
        if guard is None:
            self.opening.setdefault(pattern.end_byte, []).append((1, f" if !{switch(number)} "))
            return True
        if b"let " in guard.text:
            return False
        length = guard.end_byte - guard.start_byte + 1
        text = f"!{switch(number)} && ("
        self.opening.setdefault(guard.start_byte, []).append((-length, text))
        self.closing.setdefault(guard.end_byte, []).append((length, ")"))
        return True

    def replace(self, number, node, text):
        self.expressions.setdefault((node.start_byte, node.end_byte), []).append((number, text))
        return True

    def offset(self, place):
        """The byte of a place, which is counted in lines and letters from 1."""
        before = sum(len(line) for line in self.lines[: place["line"] - 1])
        line = self.lines[place["line"] - 1].decode()
        return before + len(line[: place["column"] - 1].encode())

    def text(self):
        """The file with its mutants. Functions are not `const`, except `constants`."""
        for (start, end), alternatives in self.expressions.items():
            text = "".join(f"if {switch(it)} {{ {other} }} else " for it, other in alternatives)
            # Of two expressions that begin at the same byte, the longer one is outside.
            self.opening.setdefault(start, []).append((start - end, f"({text}{{ "))
            self.closing.setdefault(end, []).append((end - start, " })"))
        skipped = {it.start_byte: it.end_byte for it in self.removable_consts(self.root)}
        text, at = bytearray(), 0
        for place in sorted({*self.opening, *self.closing, *skipped}):
            text += self.source[at:place]
            at = skipped.get(place, place)
            pieces = sorted(self.closing.get(place, [])) + sorted(self.opening.get(place, []))
            text += "".join(piece for _, piece in pieces).encode()
        return bytes(text + self.source[at:])

    def removable_consts(self, node):
        if node.type == "function_item" and is_const(node) and name_of(node) not in self.constants:
            yield next(it for it in modifiers(node) if it.type == "const")
        for child in node.children:
            yield from self.removable_consts(child)


def ancestor(node, is_it):
    while node is not None and not is_it(node):
        node = node.parent
    return node


def is_operator_at(node, start):
    return (
        node.type in ("binary_expression", "compound_assignment_expr")
        and node.child_by_field_name("operator").start_byte == start
    )


def has_let(node):
    return node.type == "let_condition" or any(has_let(child) for child in node.children)


def modifiers(function):
    found = (it for it in function.children if it.type == "function_modifiers")
    return next((it.children for it in found), [])


def is_const(function):
    return any(it.type == "const" for it in modifiers(function))


def name_of(function):
    return function.child_by_field_name("name").text.decode()
