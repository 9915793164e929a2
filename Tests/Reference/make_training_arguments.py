"""Writes a complete TrainingArguments as JSON, which `sentiment train --config` accepts.

python make_training_arguments.py ../Seeds/training-arguments-5.json   (transformers 5.23.0; -4: transformers 4.57.1)
"""
import json
import sys

from transformers import TrainingArguments

arguments = TrainingArguments(
    output_dir="out",
    num_train_epochs=3,
    per_device_train_batch_size=16,
    learning_rate=2e-5,
    eval_strategy="epoch",
    save_strategy="epoch",
    load_best_model_at_end=True,
    metric_for_best_model="f1",
    use_cpu=True,
)
values = json.loads(arguments.to_json_string())
if "logging_dir" in values:
    values["logging_dir"] = "out/runs"  # otherwise it contains the time and the host name
with open(sys.argv[1], "w") as file:
    json.dump(values, file, indent=2)
    file.write("\n")
