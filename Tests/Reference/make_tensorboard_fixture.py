#!/usr/bin/env python3
"""Writes the records of TensorBoard's own writer in hexadecimal, for TensorBoardWriterTests. With a folder as argument, it
reads the event files there as TensorBoard does and prints every metric.

    python3 -m venv venv && venv/bin/pip install tensorboard
    venv/bin/python Tests/Reference/make_tensorboard_fixture.py [FOLDER]

TrainingTests/Fixtures/tensorboard.json   the bytes of the file, record by record
"""
import io, json, pathlib, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

if len(sys.argv) > 1:
    events = EventAccumulator(sys.argv[1])
    events.Reload()
    for tag in events.Tags()["scalars"]:
        print(tag, [(event.step, round(event.value, 6), event.wall_time) for event in events.Scalars(tag)])
    sys.exit()


def record(**fields):
    file = io.BytesIO()
    RecordWriter(file).write(Event(**fields).SerializeToString(deterministic=True))
    return file.getvalue().hex()


def summary(*metrics):
    return Summary(value=[Summary.Value(tag=tag, simple_value=value) for tag, value in metrics])


path = pathlib.Path(__file__).resolve().parent.parent / "TrainingTests/Fixtures/tensorboard.json"
path.write_text(json.dumps([
    record(wall_time=1700000000.25, file_version="brain.Event:2"),
    record(wall_time=1700000000.25, step=300, session_log=SessionLog(status=SessionLog.START)),
    record(wall_time=1700000001.5, step=300, summary=summary(("train/loss", 0.625), ("eval/精度", -1e-3))),
    record(wall_time=1700000002.75, step=5_000_000_000, summary=summary(("train/loss", float("inf")))),
], indent=0) + "\n")
