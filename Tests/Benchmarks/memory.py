#!/usr/bin/env python3
"""Measures the memory for hostile and large legitimate files and messages, and fails above six times their size.

    swift build -c release
    python3 Tests/Benchmarks/memory.py [--megabytes 60] [NAME …]

Each file replaces one of a small model, which `sentiment inspect` then reads; each message goes to `sentiment-lsp`, which must
answer a request after it. The result of a run is its peak of resident memory, minus the peak of the same run with a small file
or message, minus a fixed allowance of 64 MB for small values. The exit status is 1 if a run exceeds six times the size of its
file or message, ends by a signal, or rejects a legitimate file.
"""
import argparse, json, os, pathlib, random, resource, shutil, struct, subprocess, sys, tempfile

PACKAGE = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = pathlib.Path(os.environ.get("SENTIMENT_PROGRAMS", PACKAGE / ".build/release"))
FACTOR, ALLOWANCE = 6, 64 << 20
PIECE = 1 << 20
HEAD = '{"version":"1.0","normalizer":null,"pre_tokenizer":null,"model":'
WORDPIECE = '{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,"vocab":'
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
VOCABULARY = HEAD + WORDPIECE + json.dumps({piece: id for id, piece in enumerate(SPECIAL)}) + "}}"
BYTE_LEVEL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]


def repeated(unit, size):
    """Repeats a unit, in pieces, so that this program itself needs little memory."""
    unit = unit.encode()
    block = unit * max(1, PIECE // len(unit))
    for _ in range(max(1, size // len(block))):
        yield block


def counted(line, size):
    """Different lines, each from a function of its number."""
    number = written = 0
    while written < size:
        block = "".join(line(number + index) for index in range(20_000)).encode()
        number += 20_000
        written += len(block)
        yield block


def text(*parts):
    """Concatenates strings and streams."""
    for part in parts:
        if isinstance(part, str):
            yield part.encode()
        else:
            yield from part


def scrambled(number, length):
    """A string that shares few prefixes with those of other numbers."""
    chance = random.Random(number)
    return "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=length))


def shapes(size):
    """JSON values of many shapes, each of about `size` bytes."""
    deep = 60
    return {
        "zeros": lambda: text("[", repeated("0,", size), "0]"),
        "negative-zeros": lambda: text("[", repeated("-0,", size), "0]"),
        "long-integers": lambda: text("[", repeated("18446744073709551616,", size), "0]"),
        "one-long-number": lambda: text("[", repeated("9", size), "e-%d]" % size),
        "booleans": lambda: text("[", repeated("true,", size), "true]"),
        "empty-strings": lambda: text("[", repeated('"",', size), '""]'),
        "strings-of-16": lambda: text("[", repeated('"0123456789abcdef",', size), '""]'),
        "empty-arrays": lambda: text("[", repeated("[],", size), "[]]"),
        "empty-objects": lambda: text("[", repeated("{},", size), "{}]"),
        "pairs": lambda: text("[", repeated("[0,0],", size), "[]]"),
        "small-objects": lambda: text("[", repeated('{"a":0},', size), "{}]"),
        "deep-arrays": lambda: text("[", repeated("[" * deep + "]" * deep + ",", size), "[]]"),
        "deep-objects": lambda: text("[", repeated('{"a":' * deep + "{}" + "}" * deep + ",", size), "[]]"),
        "wide-and-deep": lambda: text('{"a":[' * 30, repeated("0,", size), "0" + "]}" * 30),
        "too-deep": lambda: text(repeated("[", size)),
        "many-keys": lambda: text("{", counted(lambda n: f'"{n:x}":0,', size), '"":0}'),
        "long-keys": lambda: text("{", counted(lambda n: f'"{n:040x}":0,', size), '"":0}'),
        "one-key-twice": lambda: text("{", counted(lambda n: f'"{n:040x}":0,', size), f'"{0:040x}":0}}'),
        "giant-key": lambda: text('{"', repeated("k", size), '":0}'),
        "giant-string": lambda: text('["', repeated("s", size), '"]'),
        "giant-escapes": lambda: text('["', repeated("\\n", size), '"]'),
        "giant-pairs-of-escapes": lambda: text('["', repeated("\\ud83d\\ude00", size), '"]'),
        "giant-key-of-nul": lambda: text('{"', repeated("\\u0000", size), '":0}'),
        "white-space": lambda: text("[", repeated(" ", size), "]"),
        "cut-off": lambda: text("[", repeated('"0123456789abcdef",', size)),
    }


def added_tokens(size):
    return text("[", counted(lambda n: f'{{"content":"{n:x}","special":true}},', size), '{"content":"x"}]')


def files(size):
    """By name of the case: the file in the model folder, its content, and whether the model must load."""
    cases = {}
    for shape, make in shapes(size).items():
        cases[f"tokenizer.json/{shape}"] = ("tokenizer.json", lambda make=make: text('{"a":', make(), "}"), False)
    for shape in ["zeros", "empty-arrays", "many-keys", "long-keys", "giant-string", "deep-objects"]:
        for name in [
            "vocab.json", "special_tokens_map.json", "tokenizer_config.json", "added_tokens.json", "config.json",
            "model.safetensors.index.json",
        ]:
            maximum = size if name == "vocab.json" else min(size, 15 << 20)
            make = shapes(maximum)[shape]
            cases[f"{name}/{shape}"] = (name, lambda make=make: text('{"a":', make(), "}"), False)
        make = shapes(min(size, 90 << 20))[shape]
        cases[f"model.safetensors/{shape}"] = ("model.safetensors", lambda make=make: text('{"a":', make(), "}"), False)
    special = "".join(piece + "\n" for piece in SPECIAL)
    words = "".join(f'"{piece}":{id},' for id, piece in enumerate(BYTE_LEVEL))
    bpe = HEAD + '{"type":"BPE","unk_token":"<unk>","vocab":{' + words + '"a":5,"b":6,"ab":7},"merges":['
    unigram = HEAD + '{"type":"Unigram","unk_id":3,"vocab":[' + "".join(f'["{piece}",0.0],' for piece in BYTE_LEVEL)
    roberta = '},"post_processor":{"type":"BertProcessing","sep":["</s>",2],"cls":["<s>",0]}}'
    cases |= {
        "vocab.txt/newlines": ("vocab.txt", lambda: text(special, repeated("\n", size)), False),
        "vocab.txt/one-line": ("vocab.txt", lambda: text(special, repeated("x", size)), False),
        "vocab.txt/letters": ("vocab.txt", lambda: text(special, repeated("a\nb\n", size)), False),
        "vocab.txt/numbers": ("vocab.txt", lambda: text(special, counted(lambda n: f"{n:x}\n", size)), False),
        "vocab.txt/scrambled": (
            "vocab.txt", lambda: text(special, counted(lambda n: scrambled(n, 100) + "\n", min(size, 16 << 20))), False),
        "vocab.txt/500,000-pieces": (
            "vocab.txt", lambda: text(special, counted(lambda n: scrambled(n % 250_000, 5) + f"{n:x}\n", 5 << 20)), True),
        "vocab.json/far-ids": (
            "vocab.json", lambda: text("{", words, counted(lambda n: f'"{n:025x}":{10**9 - n},', size), '"z":5}'), False),
        "merges.txt/newlines": ("merges.txt", lambda: text(repeated("\n", size)), False),
        "merges.txt/pairs": ("merges.txt", lambda: text(repeated("a b\n", size)), False),
        "merges.txt/one-line": ("merges.txt", lambda: text(repeated("a", size)), False),
        "merges.txt/spaces": ("merges.txt", lambda: text(repeated(" ", size)), False),
        "tokenizer.json/merges": ("tokenizer.json", lambda: text(bpe, repeated('"a b",', size), '"a b"]}}'), False),
        "tokenizer.json/merge-pairs": (
            "tokenizer.json", lambda: text(bpe, repeated('["a","b"],', size), '"a b"]}}'), False),
        "tokenizer.json/added-tokens": (
            "tokenizer.json", lambda: text(VOCABULARY[:-1], ',"added_tokens":', added_tokens(size), "}"), False),
        "tokenizer_config.json/added-tokens": (
            "tokenizer_config.json",
            lambda: text('{"added_tokens_decoder":{',
                         counted(lambda n: f'"{n}":{{"content":"{n:x}"}},', min(size, 15 << 20)), '"x":{"content":"x"}}}'),
            False),
        "special_tokens_map.json/additional": (
            "special_tokens_map.json",
            lambda: text('{"additional_special_tokens":[',
                         counted(lambda n: f'"token-{n:012x}",', min(size, 15 << 20)), '"x"]}'), False),
        "tokenizer.json/normalizers": (
            "tokenizer.json",
            lambda: text(VOCABULARY.replace('"normalizer":null', '"normalizer":{"type":"Sequence","normalizers":[')[:-1].split(
                '"pre_tokenizer"')[0][:-1], repeated('{"type":"NFC"},', size), '{"type":"NFC"}]}}'), False),
        "tokenizer.json/map-of-nul": (
            "tokenizer.json",
            lambda: text(
                '{"version":"1.0","normalizer":{"type":"Precompiled","precompiled_charsmap":"BAAAAAAA',
                repeated("AAAA", size), '"},', VOCABULARY[len('{"version":"1.0","normalizer":null,'):]), False),
        "tokenizer.json/unigram-scrambled": (
            "tokenizer.json",
            lambda: text(unigram, counted(lambda n: f'["{scrambled(n, 60)}",-9],', min(size, 20 << 20)),
                         '["z",-9]]' + roberta), False),
        "tokenizer.json/unigram-250,000": (
            "tokenizer.json",
            lambda: text(unigram, (json.dumps(["▁" + scrambled(n % 90_000, 3) + f"{n:x}", -n / 19_000],
                                              ensure_ascii=False).encode() + b"," for n in range(250_000)),
                         '["z",-9]]' + roberta), True),
        "tokenizer.json/unigram-250,000-indented": (
            "tokenizer.json",
            lambda: text(unigram, (json.dumps(["▁" + scrambled(n % 90_000, 3) + f"{n:x}", -n / 19_000],
                                              ensure_ascii=False, indent=6).encode() + b",\n" for n in range(250_000)),
                         '["z",-9]]' + roberta), True),
    }
    for count in [50_000, 300_000]:
        letters = "0123456789abcdef"
        vocabulary = words + "".join(f'"{letter}":{5 + id},' for id, letter in enumerate(letters)) + '"Ġ":21'
        pieces = lambda count=count: (f',"Ġ{n:x}":{22 + n}'.encode() for n in range(count))
        merges = {
            "strings": lambda n: json.dumps(f"Ġ{n >> 4:x} {n & 15:x}" if n > 15 else f"Ġ {n:x}", ensure_ascii=False),
            "arrays": lambda n: json.dumps([f"Ġ{n >> 4:x}" if n > 15 else "Ġ", f"{n & 15:x}"], ensure_ascii=False),
        }
        for notation, merge in merges.items():
            cases[f"tokenizer.json/bpe-{count:,}-{notation}"] = (
                "tokenizer.json",
                lambda vocabulary=vocabulary, pieces=pieces, merge=merge, count=count: text(
                    HEAD + '{"type":"BPE","unk_token":"<unk>","vocab":{' + vocabulary, pieces(), '},"merges":[',
                    (merge(n).encode() + b"," for n in range(count)), '"Ġ 0"]' + roberta), True)
    return cases


def messages(size):
    """By name of the case: the body of the message."""
    start = '{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///big.txt",'
    start += '"languageId":"plaintext","version":1,"text":"'
    unit = {"ascii": "A fine film, well worth seeing. ", "escapes": "A \\\"fine\\\" film.\\n", "newlines": "\\n",
            "non-ascii": "这部电影很好看。", "escaped": "\\u597d好看。", "pairs-of-escapes": "\\ud83d\\ude00"}
    cases = {f"didOpen/{name}": lambda unit=unit: text(start, repeated(unit, size), '"}}}') for name, unit in unit.items()}
    for shape, make in shapes(size).items():
        if shape not in ["too-deep", "cut-off"]:
            cases[f"message/{shape}"] = lambda make=make: text('{"jsonrpc":"2.0","method":"x","params":', make(), "}")
        else:
            cases[f"message/{shape}"] = make
    cases["message/no-json"] = lambda: text(repeated("x", size))
    return cases


def peak(process):
    """Waits for a process; returns its exit status and its peak of resident memory in bytes."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_maxrss << 10


def write(path, parts, framed=False):
    with open(path, "wb") as file:
        if framed:
            file.write(bytes(8))
        for part in parts:
            file.write(part)
        length = file.tell() - 8
        if framed:
            file.seek(0)
            file.write(struct.pack("<Q", length))
    return path.stat().st_size


def weights():
    """The safetensors file of a model with a vocabulary of five pieces."""
    shapes = {"embeddings.word_embeddings.weight": [5, 8], "embeddings.position_embeddings.weight": [8, 8],
              "embeddings.token_type_embeddings.weight": [2, 8], "pooler.dense.weight": [8, 8], "pooler.dense.bias": [8]}
    layer = "encoder.layer.0."
    for dense in ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
                  "intermediate.dense", "output.dense"]:
        shapes |= {f"{layer}{dense}.weight": [8, 8], f"{layer}{dense}.bias": [8]}
    for norm in ["embeddings.LayerNorm", layer + "attention.output.LayerNorm", layer + "output.LayerNorm"]:
        shapes |= {norm + ".weight": [8], norm + ".bias": [8]}
    shapes = {"bert." + name: shape for name, shape in shapes.items()}
    shapes |= {"classifier.weight": [2, 8], "classifier.bias": [2]}
    header, end = {}, 0
    for name, shape in shapes.items():
        size = 4 * shape[0] * (shape[1] if len(shape) > 1 else 1)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [end, end + size]}
        end += size
    header = json.dumps(header).encode()
    return [struct.pack("<Q", len(header)), header, bytes(end)]


def inspect(folder, name, make):
    """Runs `sentiment inspect` on a small model with this file."""
    folder.mkdir()
    write(folder / "model.safetensors", weights(), framed=False)
    config = {"architectures": ["BertForSequenceClassification"], "model_type": "bert", "vocab_size": 5, "hidden_size": 8,
              "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 8, "max_position_embeddings": 8}
    (folder / "config.json").write_text(json.dumps(config))
    if name in ["vocab.json", "merges.txt"]:
        words = {piece: id for id, piece in enumerate(BYTE_LEVEL + ["a", "b", "ab"])}
        (folder / "vocab.json").write_text(json.dumps(words))
        (folder / "merges.txt").write_text("a b\n")
    elif name not in ["tokenizer.json"]:
        (folder / "vocab.txt").write_text("".join(piece + "\n" for piece in SPECIAL))
    else:
        (folder / "tokenizer.json").write_text(VOCABULARY)
    if name == "model.safetensors.index.json":
        (folder / "model.safetensors").unlink()
    size = write(folder / name, make(), framed=name == "model.safetensors") if make else 0
    with open(folder / "out", "wb") as out:
        process = subprocess.Popen([PROGRAMS / "sentiment", "inspect", folder], stdout=out, stderr=subprocess.STDOUT)
    status, memory = peak(process)
    return size, status, memory, (folder / "out").read_text(errors="replace").strip()


def serve(folder, framing, make):
    """Sends a server one message and a request after it, then shuts it down."""
    folder.mkdir()
    body = folder / "body"
    size = write(body, make()) if make else 0
    process = subprocess.Popen(
        [PROGRAMS / "sentiment-lsp", "--framing", framing], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL)

    def send(size, parts):
        process.stdin.write(f"Content-Length: {size}\r\n\r\n".encode() if framing == "lsp" else b"")
        for part in parts:
            process.stdin.write(part)
        process.stdin.write(b"" if framing == "lsp" else b"\n")
        process.stdin.flush()

    def request(id, method, params):
        """Sends a request and returns its result; skips other messages."""
        parts = json.dumps({"jsonrpc": "2.0", "id": id, "method": method, "params": params}).encode()
        send(len(parts), [parts])
        while True:
            line = process.stdout.readline()
            if not line:
                return
            if framing == "lsp":
                length = int(line.split(b":")[1])
                process.stdout.readline()
                line = process.stdout.read(length)
            answer = json.loads(line)
            if answer.get("id") == id and "method" not in answer:
                return answer.get("result")

    try:
        request(1, "initialize", {"processId": None, "rootUri": None, "capabilities": {}})
        notification = b'{"jsonrpc":"2.0","method":"initialized","params":{}}'
        send(len(notification), [notification])
        # Loads the model, so that its memory is in the base, too.
        request(2, "sentiment/classify", {"texts": ["A fine film."]})
        if make:
            with open(body, "rb") as file:
                send(size, iter(lambda: file.read(PIECE), b""))
        request(3, "textDocument/hover", {"textDocument": {"uri": "file:///big.txt"}, "position": {"line": 0, "character": 3}})
        request(4, "shutdown", None)
        end = b'{"jsonrpc":"2.0","method":"exit"}'
        send(len(end), [end])
        process.stdin.close()
    except BrokenPipeError:
        pass
    status, memory = peak(process)
    return size, status, memory, ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=60, help="size of hostile files and messages")
    parser.add_argument("names", nargs="*", help="run only cases whose name contains one of these")
    options = parser.parse_args()
    size = options.megabytes * 1_000_000
    root = pathlib.Path(tempfile.mkdtemp(prefix="sentiment-memory-"))
    runs = {name: lambda folder, file=file, make=make: inspect(folder, file, make)
            for name, (file, make, _) in files(size).items()}
    legitimate = {name for name, (_, _, isLegitimate) in files(size).items() if isLegitimate}
    for framing in ["lsp", "ndjson"]:
        # A message has at most 64 MB.
        for name, make in messages(min(size, 60_000_000)).items():
            runs[f"{framing}:{name}"] = lambda folder, framing=framing, make=make: serve(folder, framing, make)
    runs = {name: run for name, run in runs.items() if not options.names or any(part in name for part in options.names)}
    failures = 0
    try:
        bases = {"files": inspect(root / "base", "vocab.txt", None)[2]}
        for framing in ["lsp", "ndjson"]:
            bases[framing] = serve(root / framing, framing, None)[2]
        print(f"{'case':44} {'size':>8} {'peak':>8} {'ratio':>6}")
        for name, run in runs.items():
            folder = root / "case"
            size, status, memory, output = run(folder)
            shutil.rmtree(folder)
            taken = max(0, memory - bases.get(name.split(":")[0], bases["files"]))
            is_rejected = name in legitimate and ("tokenizer.json" in output or "vocab.txt" in output)
            is_bad = taken > FACTOR * size + ALLOWANCE or status < 0 or is_rejected
            failures += is_bad
            verdict = "  FAILS" if is_bad else ""
            lines = output.splitlines() or [""]
            print(f"{name:44} {size / 1e6:5.1f} MB {memory / 1e6:5.0f} MB {taken / size:6.2f}{verdict}  "
                  f"{lines[-1].replace(str(folder), '')[:110]}", flush=True)
        print(f"{len(runs)} runs, {failures} failed: over {FACTOR} times the size, ended by a signal, or rejected a legitimate file")
    finally:
        shutil.rmtree(root)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
