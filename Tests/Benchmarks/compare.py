#!/usr/bin/env python3
"""Measures sentiment and other inference engines, and writes the README's tables.

    python3 -m venv peers
    peers/bin/pip install torch transformers onnx onnxruntime openvino nncf
    peers/bin/python Tests/Benchmarks/compare.py --texts FILE … --write README.md
    peers/bin/python Tests/Benchmarks/compare.py --level avx2 --texts FILE … --write README.md

Every engine gets two threads and the same weights. Models of two common sizes have random weights and token ids, which does
not affect speed. The built-in model reads files with one text a line, truncated to the maximum length in its config.json.
Each engine tokenizes the texts itself; the peers get batches of 32, sorted by length and padded. Engines take turns, and each
cell is the median of the rounds' medians. The tables show the faster peer: OpenVINO or ONNX Runtime, both in float32 or both
in int8; for training PyTorch, in bfloat16, or in float32 where the CPU has no instructions for bfloat16.

With --level, everything runs on a CPU that seems to have no instructions above that level (`limit_cpu.c`), so that a server can
stand in for a laptop. On a CPU of that level it changes nothing.
"""
import argparse, json, os, pathlib, statistics, subprocess, sys, tempfile, time

import numpy
import onnxruntime
import openvino
import torch
import transformers

PACKAGE = pathlib.Path(__file__).resolve().parents[2]
SENTIMENT = PACKAGE / ".build/release/sentiment"
SIZES = {
    "MiniLM-L6": {"hidden_size": 384, "num_hidden_layers": 6, "intermediate_size": 1536},
    "BERT-base": {},
}
SHAPES = [(1, 32), (1, 128), (1, 512), (16, 128)]
THREADS = 2
SECONDS = 2
LIMITED = "COMPARE_LIMITED"  # the level of the CPU that this program seems to run on
LEVELS = ["avx2", "avxvnni", "avx512", "avx512vnni", "avx512bf16"]


def median_seconds(run):
    """The median of at least three passes and SECONDS, after a warm-up pass."""
    times = []
    while len(times) < 4 or sum(times) < SECONDS:
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def ours(*arguments):
    command = [SENTIMENT, "bench", *arguments, "--json", "--threads", str(THREADS), "--seconds", str(SECONDS)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in output.splitlines()]


def kernels():
    """The level of our kernels, which is that of the CPU that we see."""
    command = [SENTIMENT, "inspect", "--json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["kernels"]


def limit_cpu(level):
    """Runs this program again on a CPU that seems to have nothing above the level; returns its exit status."""
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder, "limit_cpu")
        subprocess.run(["cc", "-O2", "-o", program, pathlib.Path(__file__).with_name("limit_cpu.c")], check=True)
        return subprocess.run([program, level, sys.executable, *sys.argv], env={**os.environ, LIMITED: level}).returncode


def machine():
    """The machine in words, and the level that it seems to have."""
    names = [line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    return f"{(names or ['another CPU'])[0]}, {os.cpu_count()} cores, kernels `{kernels()}`:"


class Model:
    """A model folder, and the same model in both engines."""

    @classmethod
    def random(cls, folder, size):
        transformers.BertForSequenceClassification(transformers.BertConfig(**size)).save_pretrained(folder)
        return cls(folder)

    @classmethod
    def built_in(cls, folder):
        subprocess.run([SENTIMENT, "export", "--precision", "float32", folder], check=True)
        return cls(folder)

    def __init__(self, folder):
        self.folder = str(folder.resolve())
        self.config = json.loads((folder / "config.json").read_text())
        network = transformers.AutoModelForSequenceClassification.from_pretrained(folder).eval()
        graph = folder / "graph.onnx"
        example = torch.randint(5, 1000, (2, 16))
        names = ["input_ids", "attention_mask"]
        axes = {name: {0: "texts", 1: "tokens"} for name in names}
        torch.onnx.export(
            network, (example, torch.ones_like(example)), graph, input_names=names, output_names=["logits"],
            dynamic_axes=axes, opset_version=17, dynamo=False)
        fused = self.fused(graph)
        self.engines = {
            "float32": {"OpenVINO": self.openvino(graph), "ONNX Runtime": self.runtime(fused)},
            "int8": {
                "OpenVINO": self.openvino(self.quantized(graph)),
                "ONNX Runtime": self.runtime(self.quantized_for_runtime(fused)),
            },
        }

    def openvino(self, graph):
        options = {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": THREADS, "PERFORMANCE_HINT": "LATENCY"}
        request = openvino.Core().compile_model(str(graph), "CPU", options).create_infer_request()
        return lambda ids, mask: request.infer({"input_ids": ids, "attention_mask": mask})

    def runtime(self, graph):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        return lambda ids, mask: session.run(None, {"input_ids": ids, "attention_mask": mask})

    def fused(self, graph):
        from onnxruntime.transformers import optimizer

        heads, width = self.config["num_attention_heads"], self.config["hidden_size"]
        path = graph.with_name("fused.onnx")
        model = optimizer.optimize_model(str(graph), model_type="bert", num_heads=heads, hidden_size=width)
        model.save_model_to_file(str(path))
        return path

    def quantized_for_runtime(self, graph):
        from onnxruntime.quantization import QuantType, quantize_dynamic

        path = graph.with_name("int8.onnx")
        quantize_dynamic(
            graph, path, weight_type=QuantType.QInt8, per_channel=True, extra_options={"DefaultTensorType": 1})
        return path

    def quantized(self, graph):
        import nncf

        random = numpy.random.default_rng(1)
        samples = [random.integers(5, 1000, (1, 64)) for _ in range(16)]
        inputs = [{"input_ids": ids, "attention_mask": numpy.ones_like(ids)} for ids in samples]
        model = nncf.quantize(
            openvino.Core().read_model(str(graph)), nncf.Dataset(inputs), model_type=nncf.ModelType.TRANSFORMER,
            subset_size=len(samples))
        path = graph.with_name("int8.xml")
        openvino.save_model(model, str(path))
        return path

    def batches(self, tokenizer, texts):
        """Padded batches of 32 texts, sorted by length."""
        limit = self.config.get("sentiment", {}).get("max_length", 512)
        encoded = sorted(tokenizer(texts, truncation=True, max_length=limit)["input_ids"], key=len)
        for start in range(0, len(encoded), 32):
            batch = encoded[start : start + 32]
            ids = numpy.full((len(batch), len(batch[-1])), tokenizer.pad_token_id, numpy.int64)
            mask = numpy.zeros_like(ids)
            for row, text in enumerate(batch):
                ids[row, : len(text)], mask[row, : len(text)] = text, 1
            yield ids, mask


def compare(rounds, precision, own, peers):
    """Median seconds: ours, the fastest peer's, and that peer's name."""
    times = {name: [] for name in ["sentiment", *peers]}
    for _ in range(rounds):
        times["sentiment"].append(own())
        for name, run in peers.items():
            times[name].append(median_seconds(run))
    medians = {name: statistics.median(values) for name, values in times.items()}
    best = min(peers, key=medians.get)
    print(precision, {name: f"{seconds:.5f}" for name, seconds in medians.items()}, flush=True)
    return medians["sentiment"], medians[best], best


def figure(number):
    """A number with three significant digits, or its whole part if that is longer."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def shapes_table(name, model, rounds):
    for texts, tokens in SHAPES:
        ids = numpy.random.default_rng(0).integers(5, 1000, (texts, tokens))
        cells = []
        for precision, engines in model.engines.items():
            peers = {peer: lambda run=run: run(ids, numpy.ones_like(ids)) for peer, run in engines.items()}
            own = lambda: ours("--model", model.folder, "--shapes", f"{texts}x{tokens}", "--compute", precision)[0]["seconds"]
            mine, best, peer = compare(rounds, precision, own, peers)
            cells.append(f"{figure(mine * 1000)} ms | {figure(best * 1000)} ms, {peer} | {best / mine:.2f}")
        yield f"| {name}, {texts} × {tokens} tokens | {cells[0]} | {cells[1]} |"


def texts_table(model, path, rounds):
    texts = [line for line in path.read_text().splitlines() if line]
    tokenizer = transformers.AutoTokenizer.from_pretrained(model.folder)
    cells = []
    for precision, engines in model.engines.items():
        def all_texts(run):
            for batch in model.batches(tokenizer, texts):
                run(*batch)

        peers = {peer: lambda run=run: all_texts(run) for peer, run in engines.items()}
        own = lambda: ours("--model", model.folder, "--data", str(path), "--compute", precision)[0]["seconds"]
        mine, best, peer = compare(rounds, precision, own, peers)
        cells.append(f"{figure(len(texts) / mine)}/s | {figure(len(texts) / best)}/s, {peer} | {best / mine:.2f}")
    return f"| built-in model, {path.stem}, {len(texts)} texts | {cells[0]} | {cells[1]} |"


def training_row(name, model, texts, rounds, bf16):
    network = transformers.AutoModelForSequenceClassification.from_pretrained(model.folder).train()
    optimizer = torch.optim.AdamW(network.parameters(), lr=5e-5)
    ids, labels = torch.randint(5, 1000, (texts, 128)), torch.zeros(texts, dtype=torch.long)

    def step():
        with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
            loss = network(ids, torch.ones_like(ids), labels=labels).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()

    command = ["training", *(["--bf16"] if bf16 else []), "--model", model.folder, "--shapes", f"{texts}x128"]
    own = lambda: texts * 128 / ours(*command)[0]["tokens_per_second"]
    mine, peer, _ = compare(rounds, "training", own, {"PyTorch": step})
    rates = [f"{texts * 128 / seconds:,.0f}" for seconds in (mine, peer)]
    return f"| {name}, {texts} × 128 tokens | {rates[0]} tokens/s | {rates[1]} tokens/s | {peer / mine:.2f} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=pathlib.Path, nargs="*", default=[], help="files of texts, one a line")
    parser.add_argument("--level", choices=LEVELS, help="hide the instructions above this level")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", type=pathlib.Path, help="the README whose table is replaced")
    arguments = parser.parse_args()
    if arguments.level and arguments.level != kernels():
        if LIMITED in os.environ:
            sys.exit(f"--level {arguments.level}: this CPU has no such level, but {kernels()}")
        sys.exit(limit_cpu(arguments.level))
    torch.set_num_threads(THREADS)
    with tempfile.TemporaryDirectory() as folder:
        models = {name: Model.random(pathlib.Path(folder, name), size) for name, size in SIZES.items()}
        head = "| | float32 | the faster peer | ratio | int8 | the faster peer | ratio |\n|---|---|---|---|---|---|---|"
        rows = [row for name, model in models.items() for row in shapes_table(name, model, arguments.rounds)]
        built_in = Model.built_in(pathlib.Path(folder, "built-in")) if arguments.texts else None
        rows += [texts_table(built_in, path, arguments.rounds) for path in arguments.texts]
        bf16 = kernels() == "avx512bf16"
        training = f"| training in {'bfloat16' if bf16 else 'float32'} | sentiment | PyTorch | ratio |\n|---|---|---|---|"
        sizes = {"MiniLM-L6": 32, "BERT-base": 16}
        steps = [training_row(name, model, sizes[name], arguments.rounds, bf16) for name, model in models.items()]
    table = "\n".join([machine(), "", head, *rows, "", training, *steps])
    print(table)
    if arguments.write:
        name = "bench avx2" if kernels() in ["avx2", "avxvnni"] else "bench"
        begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
        text = arguments.write.read_text()
        before, rest = text.split(begin)
        beside = arguments.write.with_name(arguments.write.name + ".new")
        beside.write_text(f"{before}{begin}\n{table}\n{end}{rest.split(end)[1]}")
        beside.replace(arguments.write)


if __name__ == "__main__":
    main()
