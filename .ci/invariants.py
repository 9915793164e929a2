#!/usr/bin/env python3
"""Checks what the README's code map promises: imports, unsafe code, opened files, printing, sizes of files and folders, words.

    .ci/invariants.py

Prints one sentence for each violation, with file and line where there is one, and exits with 1 if there is any.
"""
import pathlib
import re
import subprocess
import sys

PACKAGE = pathlib.Path(__file__).resolve().parents[1]
MAXIMUM_LINES, MAXIMUM_FILES = 300, 25

# The files that hold unsafe code or unchecked conformances. The README's code map names the same places.
UNSAFE = {
    # Floats, OpenBLAS, our kernels and the threads that run them.
    "Sources/Tensors/Attention/Attention+Bias.swift", "Sources/Tensors/Attention/Attention+Frozen.swift",
    "Sources/Tensors/Attention/Attention.swift",
    "Sources/Tensors/Block+Encoding.swift",
    "Sources/Tensors/Block.swift", "Sources/Tensors/FactorRows.swift", "Sources/Tensors/PackedFactor.swift",
    "Sources/Tensors/Storage.swift", "Sources/Tensors/WorkerPool.swift",
    # System calls, and buffers that they fill.
    "Sources/Files/ByteStream.swift", "Sources/Files/FileDescriptor+Calls.swift", "Sources/Files/InputFile.swift",
    "Sources/Files/LockedFile+Content.swift", "Sources/Files/Text/TextConverter.swift",
    # json-c.
    "Sources/JSON/JSONCReader.swift",
    # Stopping a regular expression; the width of a terminal; signals.
    "Sources/Reviews/Formats/IgnorePattern.swift", "Sources/sentiment/Terminal.swift",
    "Sources/sentiment/Train/Interruption.swift",
}
GENERATED = {  # tables, which may be long
    "Sources/Tokenizers/Unicode/ScalarPropertyTables.swift", "Sources/Tokenizers/Unicode/UnicodeFormTables.swift",
    "Tests/ReviewsTests/Languages/ForeignSentences.swift"}

# The libraries of the system and of Swift itself, which every module may import but those of which FORBIDDEN says otherwise.
SYSTEM = {"Darwin", "Dispatch", "Foundation", "Glibc", "Musl", "Synchronization"}
PROTOCOL = {"JSONRPC", "LanguageServerProtocol", "SentimentServer"}
MODELS = {"Tensors", "Tokenizers", "BERT", "SentimentAnalysis", "Training"}
# What a module must not know, even where Package.swift would let it. None imports what is above it in any case.
FORBIDDEN = {
    "Tensors": {"Files", "JSON"},
    "Files": {"JSON"} | MODELS,
    "JSON": {"Files", "Foundation"} | MODELS | PROTOCOL,
    "Tokenizers": {"Tensors", "BERT"},
    "BERT": {"Tokenizers", "Reviews"} | PROTOCOL,
    "Reviews": MODELS | PROTOCOL,
    "SentimentAnalysis": {"Training"} | PROTOCOL,
    "Training": PROTOCOL,
    "JSONRPC": {"LanguageServerProtocol", "Files", "Reviews"} | MODELS,
    "LanguageServerProtocol": {"JSONRPC", "Files", "Reviews"} | MODELS | SYSTEM,
    "SentimentServer": {"BERT", "Tokenizers", "Training"},
    "sentiment-lsp": {"BERT", "Tokenizers", "Training"},
}
# The only importer of a library.
ONLY_IMPORTER = {"CJSONC": "JSON", "COpenBLAS": "Tensors"}
# The only types of a module that another one may use.
ONLY_TYPES = {
    ("SentimentServer", "Tensors"): {"PassContext", "Cancellation"},
    ("sentiment-lsp", "Tensors"): {"PassContext", "Cancellation", "Kernels"},
}

# Whatever opens a file, a folder or a stream of one by its name.
OPENING = re.compile(
    r"\bFileManager\b|\bFileHandle\(for|\b(?:Input|Output)Stream\(|\bcontentsOf(?:File|Directory)?: *(?:URL|path|file)"
    r"|\bFileDescriptor\.open\b|(?<![.\w])(?:fopen|opendir|creat|openat|freopen)\(|(?<!func )(?<![.\w])open\((?!\w+:)")
WORDS = "be had|is told|are told|remark|taken back|gone by|nothing that one"

failures = []


def fail(place, sentence):
    failures.append(f"{place}: {sentence}")


def relative(path):
    return path.relative_to(PACKAGE).as_posix()


def code(path):
    """The numbered lines of a Swift file without comments and without what short string literals say."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        yield number, re.sub(r"//.*", "", re.sub(r'"(?:[^"\\]|\\.)*"', '""', line))


def swift_files(*folders):
    return sorted(file for folder in folders for file in (PACKAGE / folder).rglob("*.swift"))


def targets():
    """The targets of Package.swift with the names that each depends on, in order; tests included."""
    text = (PACKAGE / "Package.swift").read_text(encoding="utf-8")
    starts = list(re.finditer(r"\.(systemLibrary|target|executableTarget|testTarget)\(\s*name: \"([^\"]+)\"", text))
    found = {}
    for start, end in zip(starts, [each.start() for each in starts[1:]] + [len(text)]):
        listed = re.search(r"\bdependencies: \[(.*?)\](?:,|\))", text[start.end():end], re.S)
        parts = re.sub(r"\.product\(name: (\"[^\"]+\"), package: \"[^\"]+\"\)", r"\1", listed[1] if listed else "")
        found[start[2]] = start[1], re.findall(r'"([^"]+)"', parts)
    return found


def check_layers(all_targets):
    """A target depends only on those before it, and imports only what it depends on and may know."""
    names = list(all_targets)
    for name, (kind, dependencies) in all_targets.items():
        for other in dependencies if kind != "testTarget" else ():
            if other in names and names.index(other) > names.index(name):
                fail("Package.swift", f"{name} depends on {other}, which is above it.")
    for name, (kind, dependencies) in all_targets.items():
        if kind in ("testTarget", "systemLibrary") or not (PACKAGE / "Sources" / name).is_dir():
            continue
        types = {other: public_types(other) for module, other in ONLY_TYPES if module == name}
        for file in swift_files(f"Sources/{name}"):
            lines = list(code(file))
            for number, line in lines:
                match = re.match(r"\s*(?:@\w+ |public |package |internal |private )*import (?:\w+ )?(\w+)", line)
                if not match or match[1] == name:
                    continue
                place, other = f"{relative(file)}:{number}", match[1]
                if other in FORBIDDEN.get(name, ()):
                    fail(place, f"{name} must not import {other}.")
                elif ONLY_IMPORTER.get(other, name) != name:
                    fail(place, f"only {ONLY_IMPORTER[other]} may import {other}.")
                elif other not in SYSTEM and other not in dependencies:
                    fail(place, f"{name} imports {other}, on which it does not depend in Package.swift.")
                if other in types:
                    check_types(file, lines, other, types[other] - ONLY_TYPES[name, other], name)


def public_types(module):
    declaration = re.compile(r"public (?:final )?(?:struct|class|enum|actor|protocol|typealias) (\w+)")
    lines = (line for file in swift_files(f"Sources/{module}") for _, line in code(file))
    return {match[1] for line in lines if (match := declaration.match(line))}


def check_types(file, lines, other, forbidden, name):
    for number, line in lines:
        for word in sorted(set(re.findall(r"\w+", line)) & forbidden):
            allowed = " and ".join(sorted(ONLY_TYPES[name, other]))
            fail(f"{relative(file)}:{number}", f"of {other}, {name} may use only {allowed}, not {word}.")


def check_code_map(all_targets):
    """The README's table has a row for each module in Package.swift's order, and names the module's folders."""
    rows, row_number, all_folders = {}, {}, {}
    for number, line in enumerate((PACKAGE / "README.md").read_text(encoding="utf-8").splitlines(), 1):
        if match := re.match(r"\| ((?:`[\w-]+`(?:, )?)+) \|(.*)", line):
            for name in re.findall(r"`([\w-]+)`", match[1]):
                if (folder := PACKAGE / "Sources" / name).is_dir():
                    rows[name], row_number[name] = match[2], number
                    all_folders.setdefault(number, set()).update(path.name for path in folder.iterdir() if path.is_dir())
    modules = [name for name, (kind, _) in all_targets.items() if kind != "testTarget" and (PACKAGE / "Sources" / name).is_dir()]
    for name in modules:
        if name not in rows:
            fail("README.md", f"the code map has no row for {name}.")
            continue
        place = f"README.md:{row_number[name]}"
        named = set(re.findall(r"`(\w+)/`", rows[name]))
        folders = {path.name for path in (PACKAGE / "Sources" / name).iterdir() if path.is_dir()} - {"Resources", "include"}
        for folder in sorted(folders - named):
            fail(place, f"the row of {name} does not name its folder {folder}/.")
        for folder in sorted(named - all_folders[row_number[name]]):
            fail(place, f"{name} has no folder {folder}/.")
    if [name for name in rows if name in modules] != [name for name in modules if name in rows]:
        fail("README.md", f"the code map is not in Package.swift's order: {', '.join(modules)}.")


def check_unsafe():
    pattern = re.compile(r"\bunsafe\b|\b(?:with)?Unsafe\w+|@unchecked\b")
    found = {}
    for file in swift_files("Sources"):
        for number, line in code(file):
            if pattern.search(line):
                found.setdefault(relative(file), number)
    for file in sorted(set(found) - UNSAFE):
        fail(f"{file}:{found[file]}", "unsafe code outside the files that UNSAFE in .ci/invariants.py lists.")
    for file in sorted(UNSAFE - set(found)):
        fail(file, "holds no unsafe code; remove it from UNSAFE in .ci/invariants.py.")


def check_opening():
    for file in swift_files("Sources"):
        if file.is_relative_to(PACKAGE / "Sources/Files"):
            continue
        lines = list(code(file))
        declares_open = any("func open(" in line for _, line in lines)
        for number, line in lines:
            match = OPENING.search(line)
            if match and not (declares_open and match[0] == "open("):
                fail(f"{relative(file)}:{number}", f"only Files opens files, and here is {match[0]!r}.")


def check_printing():
    """Only one file of the command writes to its streams, so that all text of others is made visible there."""
    pattern = re.compile(r"(?<!func )(?<![.\w])(?:print|fputs|puts)\(|\bByteStream\.standard(?:Output|Error)\b|\bFileHandle\.standard")
    for file in swift_files("Sources/sentiment"):
        for number, line in code(file):
            if (match := pattern.search(line)) and file.name != "StandardStreams.swift":
                fail(f"{relative(file)}:{number}", f"only StandardStreams.swift writes to the streams, and here is {match[0]!r}.")


def check_sizes():
    counts = {}
    for file in swift_files("Sources", "Tests"):
        counts.setdefault(file.parent, []).append(file)
        length = len(file.read_text(encoding="utf-8").splitlines())
        if length > MAXIMUM_LINES and relative(file) not in GENERATED:
            fail(f"{relative(file)}:{MAXIMUM_LINES + 1}", f"the file has {length} lines, more than {MAXIMUM_LINES}; split it by idea.")
    for folder, inside in sorted(counts.items()):
        if len(inside) > MAXIMUM_FILES:
            fail(f"{relative(folder)}/", f"the folder has {len(inside)} Swift files, more than {MAXIMUM_FILES}; sort them into folders.")


def check_words():
    # Data keeps the words of those who wrote it.
    places = ["Sources", "Tests", "README.md", "editors", ":!Sources/*/Resources", ":!Tests/**/Fixtures", ":!*.csv"]
    found = subprocess.run(["git", "grep", "-nIE", WORDS, "--", *places], cwd=PACKAGE, capture_output=True, text=True)
    if found.returncode > 1:
        sys.exit(f"git grep: {found.stderr.strip()}")
    for line in found.stdout.splitlines():
        file, number, text = line.split(":", 2)
        word = re.search(WORDS, text)[0]
        fail(f"{file}:{number}", f"{word!r} is not one of our words; see 'Words' in the README: finding, diagnostic, report, cancel, supported.")


def main():
    all_targets = targets()
    check_layers(all_targets)
    check_code_map(all_targets)
    check_unsafe()
    check_opening()
    check_printing()
    check_sizes()
    check_words()
    print("\n".join(failures) or "The code map holds.")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
