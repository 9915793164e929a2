#!/usr/bin/env python3
"""Ten servers write a thousand lines of feedback at once and some are killed; no acknowledged line may be lost or broken.

    python3 Tests/Benchmarks/marks.py [--programs .build/release] [--rounds 3]

Exits with 1 if an acknowledged mark is missing or a line is not JSON.
"""
import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import threading

SERVERS, MARKS = 10, 100


def mark(program, folder, number, acknowledged, chance):
    """Marks a hundred texts; starts a new server whenever the last one was killed."""
    uri = pathlib.Path(folder, "reviews.txt").as_uri()
    start = {"processId": None, "rootUri": pathlib.Path(folder).as_uri(), "capabilities": {}}
    text = 0
    while text < MARKS:
        server = subprocess.Popen([program, "--framing", "ndjson"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        killer = threading.Timer(chance.uniform(0.02, 0.3), server.kill) if chance.random() < 0.7 else None
        if killer:
            killer.start()
        try:
            print(json.dumps({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": start}), file=server.stdin, flush=True)
            while text < MARKS:
                review = f"Review {text} of server {number}. " + "Long. " * chance.randrange(2000)
                params = {"command": "sentiment.mark", "arguments": [uri, review, chance.choice(["negative", "positive"])]}
                message = {"jsonrpc": "2.0", "id": text + 1, "method": "workspace/executeCommand", "params": params}
                print(json.dumps(message), file=server.stdin, flush=True)
                for line in server.stdout:
                    answer = json.loads(line)
                    if answer.get("id") == text + 1 and "method" not in answer:
                        assert "result" in answer, answer
                        acknowledged.add(review)
                        text += 1
                        break
                else:
                    break
        except (BrokenPipeError, json.JSONDecodeError):
            pass
        if killer:
            killer.cancel()
        server.kill()
        server.wait()


def run(program, seed):
    with tempfile.TemporaryDirectory() as folder:
        sets = [set() for _ in range(SERVERS)]
        threads = [
            threading.Thread(target=mark, args=(program, folder, number, sets[number], random.Random(seed * 100 + number)))
            for number in range(SERVERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        file = pathlib.Path(folder, ".sentiment-feedback.jsonl")
        broken, found = 0, set()
        for line in file.read_text(encoding="utf-8").splitlines():
            try:
                found.add(json.loads(line)["text"])
            except ValueError:
                broken += 1
        acknowledged = set().union(*sets)
        print(f"{len(acknowledged)} marks acknowledged, {len(acknowledged - found)} lost, {broken} broken lines, {len(found)} texts written")
        return not acknowledged - found and not broken


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=pathlib.Path, default=pathlib.Path(".build/release"))
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    sys.exit(0 if all([run(options.programs / "sentiment-lsp", seed) for seed in range(options.rounds)]) else 1)


main()
