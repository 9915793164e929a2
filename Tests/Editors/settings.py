#!/usr/bin/env python3
"""Writes what editors are told of the settings from `sentiment-lsp --print-config-schema`: the page editors/settings.md and the
settings in editors/vscode/package.json.

    sentiment-lsp --print-config-schema | python3 Tests/Editors/settings.py [--check]

With --check it writes nothing and fails where something is stale.
"""
import json, pathlib, sys

EDITORS = pathlib.Path(__file__).resolve().parents[2] / "editors"
TITLE = "Sentiment: reviews"


def kind(schema):
    """What a value may be, in words."""
    if "enum" in schema:
        return " or ".join(f"`{json.dumps(value)}`" for value in schema["enum"])
    if "anyOf" in schema or "oneOf" in schema:
        return ", or ".join(kind(each) for each in schema.get("anyOf", schema.get("oneOf")))
    names = schema.get("type", "anything")
    names = [name for name in ([names] if isinstance(names, str) else names) if name != "null"]
    text = " or ".join({"boolean": "`true` or `false`", "array": "a list", "object": "an object", "string": "a text"}.get(name, f"a{'n' if name[0] in 'aeiou' else ''} {name}") for name in names)
    if "minimum" in schema:
        text += f" from {schema['minimum']:g} to {schema['maximum']:g}"
    if "items" in schema:
        text += f": {kind(schema['items'])}"
    if isinstance(schema.get("additionalProperties"), dict):
        text += f" with, under each key, {kind(schema['additionalProperties'])}"
    return text


def page(schema):
    lines = [
        "# Settings", "",
        "Made from `sentiment-lsp --print-config-schema`; an editor's settings stand under `sentiment`, those of a `.sentiment.json` have",
        "the same names with or without it.", "", schema["description"], ""]
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
    stale = []
    for path, text in ((EDITORS / "settings.md", page(schema)), (manifest, extension(schema, manifest.read_text(encoding="utf-8")))):
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(str(path))
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
    if stale and "--check" in sys.argv:
        sys.exit(f"stale: {', '.join(stale)}; to write them anew: sentiment-lsp --print-config-schema | python3 {sys.argv[0]}")


if __name__ == "__main__":
    main()
