#!/usr/bin/env python3
"""Writes editors/settings.md and the settings in editors/vscode/package.json from `sentiment-lsp --print-config-schema`.

    sentiment-lsp --print-config-schema | python3 Tests/Editors/settings.py [--check]

With --check it writes nothing, and fails if a file is out of date.
"""
import json, pathlib, sys

EDITORS = pathlib.Path(__file__).resolve().parents[2] / "editors"
TITLE = "Sentiment: reviews"


def number(value):
    """1000000 as 1000000 and 0.5 as 0.5: no exponents."""
    return f"{value:.0f}" if value == int(value) else f"{value:g}"


def kind(schema):
    """A description of the values that a schema allows."""
    if "enum" in schema:
        return " or ".join(f"`{json.dumps(value)}`" for value in schema["enum"])
    if "anyOf" in schema or "oneOf" in schema:
        shapes = schema.get("anyOf", schema.get("oneOf"))
        return ", or ".join(kind(each) for each in shapes if each != {"type": "null"})
    names = schema.get("type", "anything")
    names = [name for name in ([names] if isinstance(names, str) else names) if name != "null"]
    text = " or ".join({"boolean": "`true` or `false`", "array": "a list", "object": "an object", "string": "a text"}.get(name, f"a{'n' if name[0] in 'aeiou' else ''} {name}") for name in names)
    if "minimum" in schema:
        text += f" from {number(schema['minimum'])} to {number(schema['maximum'])}"
    if "items" in schema:
        text += f": {kind(schema['items'])}"
    if isinstance(schema.get("additionalProperties"), dict):
        text += f" with, under each key, {kind(schema['additionalProperties'])}"
    return text


def page(schema):
    lines = [
        "# Settings", "",
        "Generated from `sentiment-lsp --print-config-schema`. An editor's settings are under `sentiment`; in a `.sentiment.json`, this",
        "prefix is optional.", "", schema["description"], ""]
    for name, setting in schema["properties"].items():
        lines += [f"## `{name}`", "", setting["description"], "", f"- {kind(setting)}"]
        lines.append(f"- default: `{json.dumps(setting.get('default'), ensure_ascii=False)}`")
        for key, part in setting.get("properties", {}).items():
            lines.append(f"- `{key}`: {part.get('description', '')} {kind(part).capitalize() if 'enum' not in part else kind(part)}.")
        lines.append("")
    return "\n".join(lines)


def extension(schema, package):
    package = json.loads(package)
    sections = [each for each in package["contributes"]["configuration"] if each["title"] != TITLE]
    properties = {name: {**setting, "scope": "resource"} for name, setting in schema["properties"].items()}
    package["contributes"]["configuration"] = [{"title": TITLE, "properties": properties}, *sections]
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def main():
    schema = json.load(sys.stdin)
    manifest = EDITORS / "vscode/package.json"
    outdated = []
    for path, text in ((EDITORS / "settings.md", page(schema)), (manifest, extension(schema, manifest.read_text(encoding="utf-8")))):
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        outdated.append(str(path))
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
    if outdated and "--check" in sys.argv:
        sys.exit(f"out of date: {', '.join(outdated)}; update them: sentiment-lsp --print-config-schema | python3 {sys.argv[0]}")


if __name__ == "__main__":
    main()
