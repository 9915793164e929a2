"""Variants of a tokenizer's files, one for each setting to compare: (name, {file: content})."""

import json

ADDED = [
    dict(content="[PAD]", id=0, special=True), dict(content="[UNK]", id=100, special=True),
    dict(content="[CLS]", id=101, special=True), dict(content="[SEP]", id=102, special=True),
    dict(content="[MASK]", id=103, special=True, lstrip=True),
    dict(content="Straße", id=40000, normalized=True), dict(content="naïve Łód", id=40001, normalized=True),
    dict(content="<b>", id=40002, single_word=True, rstrip=True), dict(content="zz", id=40003, single_word=True),
    dict(content="ZZ top", id=40004, normalized=True, single_word=True, lstrip=True, rstrip=True),
    dict(content=" b", id=40005), dict(content="中国", id=40006, normalized=True), dict(content="<b>b", id=40007),
    dict(content="한", id=40008, normalized=True), dict(content="the", id=1996, normalized=True, single_word=True),
]


def json_variants(source):
    def variant(normalizer=None, added=None, **changes):
        result = json.loads(json.dumps(source))
        result.update(changes)
        if normalizer is not None:
            result["normalizer"].update(normalizer)
        if added:
            flags = dict(single_word=False, lstrip=False, rstrip=False, normalized=False, special=False)
            result["added_tokens"] = [{**flags, **token} for token in added]
        return {"tokenizer.json": result}

    yield "tokenizer.json as it is", variant()
    for lowercase in (True, False):
        for strip in (None, True, False):
            yield f"lowercase={lowercase} strip_accents={strip}", variant(dict(lowercase=lowercase, strip_accents=strip))
    yield "clean_text=False", variant(dict(clean_text=False))
    yield "clean_text=False lowercase=False", variant(dict(clean_text=False, lowercase=False))
    yield "handle_chinese_chars=False", variant(dict(handle_chinese_chars=False))
    yield "no normalizer", {"tokenizer.json": {**source, "normalizer": None}}
    yield "added tokens", variant(added=ADDED)
    yield "added tokens, cased", variant(dict(lowercase=False), added=ADDED)
    model = {**source["model"], "max_input_chars_per_word": 7}
    yield "words of at most 7", variant(model=model)


def unigram_variants(source, charsmap):
    """Variants of a Unigram tokenizer; those with a character map only if one is given, in base64."""
    def variant(normalizer=None, pre_tokenizer=None, added=None, **model):
        result = json.loads(json.dumps(source))
        result["model"].update(model)
        if normalizer is not None:
            result["normalizer"] = dict(type="Sequence", normalizers=normalizer)
        if pre_tokenizer is not None:
            result["pre_tokenizer"] = dict(type="Sequence", pretokenizers=pre_tokenizer)
        if added:
            flags = dict(single_word=False, lstrip=False, rstrip=False, normalized=False, special=False)
            result["added_tokens"] += [{**flags, **token} for token in added]
        return {"tokenizer.json": result}

    def metaspace(**changes):
        return {"type": "Metaspace", "replacement": "▁", **changes}

    def step(type, **settings):
        return dict(type=type, **settings)

    spaces = step("Replace", pattern=dict(Regex=" {2,}"), content=" ")
    vocabulary = source["model"]["vocab"]
    count = len(vocabulary)
    mask = dict(content="<mask>", id=count - 1, lstrip=True, special=True)
    yield "unigram as it is", variant()
    if charsmap:
        precompiled = step("Precompiled", precompiled_charsmap=charsmap)
        yield "map, old style", variant([precompiled], [step("WhitespaceSplit"), metaspace(add_prefix_space=True)], [mask])
        yield "map, new style", variant([precompiled, spaces], [metaspace(prepend_scheme="always", split=True)], [mask])
        yield "map, not split", variant([precompiled], [metaspace(prepend_scheme="first", split=False)], [mask])
        yield "Nmt, NFKC, map", variant([step("Nmt"), step("NFKC"), precompiled], [metaspace(prepend_scheme="never")])
        yield "lower, map, strip", variant([step("Lowercase"), precompiled, step("Strip", strip_left=True, strip_right=True)])
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        yield form, variant([step(form)])
    yield "NFKD, accents off, lower", variant([step("NFKD"), step("StripAccents"), step("Lowercase")])
    yield "lower, NFD, accents off, NFC", variant([step("Lowercase"), step("NFD"), step("StripAccents"), step("NFC")])
    yield "Nmt, strip, NFC", variant([step("Nmt"), step("Strip", strip_left=True, strip_right=False), step("NFC")])
    yield "replacements", variant(
        [step("Replace", pattern=dict(String="``"), content='"'), step("Replace", pattern=dict(String=" b"), content="éé"),
         step("Replace", pattern=dict(Regex="\\s+"), content=" "), step("Prepend", prepend="▁a")],
        [metaspace(prepend_scheme="never", split=False)])
    yield "BERT inside", variant([step("NFKC"), step("BertNormalizer", clean_text=True, handle_chinese_chars=True,
                                                      strip_accents=None, lowercase=True), step("NFC")], [step("BertPreTokenizer")])
    yield "first, added tokens", variant(None, [metaspace(prepend_scheme="first")], [mask, *ADDED])
    yield "first, split before", variant(None, [step("WhitespaceSplit"), metaspace(prepend_scheme="first", replacement="_")])
    yield "Whitespace, Digits", variant(None, [step("Whitespace"), step("Digits", individual_digits=False)])
    yield "Punctuation, Digits", variant(None, [step("Punctuation"), step("Digits", individual_digits=True), metaspace()])
    yield "nothing before the model", {"tokenizer.json": {**source, "normalizer": None, "pre_tokenizer": None}}
    few = [entry for entry in vocabulary if len(entry[0]) < 3]
    most = [*vocabulary[:4], *few[:3000], ["a", -3.5], ["▁▁", -2], ["", -1], ["xx", 50], ["é", -7]]
    rows = [*most, *([f"<0x{byte:02X}>", -15.0] for byte in range(256))]
    unknown = [entry[0] for entry in rows].index("<unk>")
    yield "bytes", variant(vocab=rows, unk_id=unknown, byte_fallback=True)
    yield "not all bytes", variant(vocab=rows[:-100], unk_id=unknown, byte_fallback=True)
    yield "equal scores", variant(vocab=[[piece, -1.0] for piece, _ in rows], unk_id=unknown)
    yield "positive scores", variant(vocab=[[piece, 100.0 + len(piece) % 3] for piece, _ in rows], unk_id=unknown, fuse_unk=False)


def vocabulary_variants():
    named = {role + "_token": f"[{role.upper()}]" for role in ("unk", "sep", "pad", "cls", "mask")}
    base = dict(tokenizer_class="BertTokenizer", model_max_length=512, **named)
    yield "vocab.txt uncased", {"tokenizer_config.json": dict(base, do_lower_case=True)}
    yield "vocab.txt cased", {"tokenizer_config.json": dict(base, do_lower_case=False)}
    yield "vocab.txt bare config", {"tokenizer_config.json": dict(tokenizer_class="BertTokenizer")}
    for lowercase, strip in ((True, False), (False, True), (False, False), (True, None)):
        config = dict(base, do_lower_case=lowercase, strip_accents=strip, tokenize_chinese_chars=lowercase)
        yield f"vocab.txt lower={lowercase} strip={strip}", {"tokenizer_config.json": config}
    decoder = {str(t["id"]): {**dict(single_word=False, lstrip=False, rstrip=False, normalized=False, special=False), **t}
               for t in ADDED}
    for token in decoder.values():
        del token["id"]
    yield "vocab.txt added_tokens_decoder", {"tokenizer_config.json": dict(base, added_tokens_decoder=decoder)}
    mapped = {**named, "mask_token": dict(content="[MASK]", lstrip=True, rstrip=False, normalized=True, single_word=False)}
    yield "vocab.txt special_tokens_map", {
        "tokenizer_config.json": dict(base, do_lower_case=True),
        "special_tokens_map.json": {**mapped, "additional_special_tokens": ["<e1>", "Łód"]},
        "added_tokens.json": {"<e1>": 30522, "Straße": 30524, "Łód": 30523}}


ROBERTA_ADDED = [
    dict(content="<s>", id=0, special=True), dict(content="<pad>", id=1, special=True), dict(content="</s>", id=2, special=True),
    dict(content="<unk>", id=3, special=True), dict(content="<mask>", id=50000, special=True, lstrip=True, rstrip=True),
    dict(content="the", id=60000, normalized=True, single_word=True), dict(content=" b", id=60001), dict(content="<b>", id=60002),
    dict(content="Ġ x ", id=60003, normalized=True), dict(content="中国", id=60004, rstrip=True), dict(content="\u3000zz", id=60005),
]


def byte_level_variants(source):
    pairs = [merge.split(" ") if isinstance(merge, str) else merge for merge in source["model"]["merges"]]

    def variant(prefix=False, trim=True, processor="RobertaProcessing", splits=True, added=None, **model):
        result = json.loads(json.dumps(source))
        result["model"].update(model)
        result["pre_tokenizer"] = dict(type="ByteLevel", add_prefix_space=prefix, trim_offsets=True, use_regex=splits)
        roberta = dict(type="RobertaProcessing", sep=["</s>", 2], cls=["<s>", 0], trim_offsets=trim, add_prefix_space=prefix)
        bytes_only = dict(type="ByteLevel", add_prefix_space=prefix, trim_offsets=trim, use_regex=True)
        around = dict(type="TemplateProcessing", pair=[], special_tokens={x: dict(id=x, ids=[i], tokens=[x]) for i, x in ((0, "<s>"), (2, "</s>"))},
                      single=[dict(SpecialToken=dict(id="<s>", type_id=0)), dict(Sequence=dict(id="A", type_id=0)),
                              dict(SpecialToken=dict(id="</s>", type_id=0))])
        result["post_processor"] = dict(type="Sequence", processors=[bytes_only, around]) if processor == "Sequence" else roberta
        if added:
            flags = dict(single_word=False, lstrip=False, rstrip=False, normalized=False, special=False)
            result["added_tokens"] = [{**flags, **token} for token in added]
        return {"tokenizer.json": result}

    yield "tokenizer.json as it is", {"tokenizer.json": source}
    for prefix in (True, False):
        for trim in (True, False):
            yield f"prefix={prefix} trim={trim}", variant(prefix, trim)
            yield f"prefix={prefix} trim={trim} added tokens", variant(prefix, trim, added=ROBERTA_ADDED)
            yield f"prefix={prefix} trim={trim} sequence", variant(prefix, trim, "Sequence")
    yield "use_regex=False", variant(True, splits=False)
    yield "merges as pairs", variant(merges=pairs)
    yield "merges as strings", variant(merges=[" ".join(pair) for pair in pairs])
    yield "ignore_merges, half the merges", variant(ignore_merges=True, merges=pairs[::2])
    yield "half the merges", variant(merges=pairs[::2])
    for fuse in (True, False):
        few = {piece: id for piece, id in source["model"]["vocab"].items() if not any(x in piece for x in "ãäåæçèéêëìíÎðe")}
        kept = [pair for pair in pairs if all(piece in few for piece in (*pair, "".join(pair)))]
        yield f"unknown bytes, fuse_unk={fuse}", variant(vocab=few, merges=kept, unk_token="<unk>", fuse_unk=fuse)
        if fuse:
            yield "unknown bytes dropped", variant(vocab=few, merges=kept)
            backed = {**few, **{f"<0x{byte:02X}>": 70000 + byte for byte in range(256)}}
            yield "byte_fallback", variant(vocab=backed, merges=kept, unk_token="<unk>", byte_fallback=True)
            del backed["<0xC3>"]
            yield "byte_fallback, one byte missing", variant(vocab=backed, merges=kept, unk_token="<unk>", byte_fallback=True)


def merges_file_variants():
    named = dict(bos_token="<s>", eos_token="</s>", unk_token="<unk>", sep_token="</s>", pad_token="<pad>", cls_token="<s>")
    base = dict(tokenizer_class="RobertaTokenizer", model_max_length=512)
    yield "merges.txt bare config", {"tokenizer_config.json": base}
    for prefix in (True, False):
        for trim in (True, False):
            config = dict(base, tokenizer_class="RobertaTokenizerFast", add_prefix_space=prefix, trim_offsets=trim)
            yield f"merges.txt prefix={prefix} trim={trim}", {"tokenizer_config.json": config}
    yield "merges.txt special_tokens_map", {
        "tokenizer_config.json": dict(base, add_prefix_space=True),
        "special_tokens_map.json": {**named, "mask_token": dict(content="<mask>", lstrip=True, rstrip=False, normalized=True, single_word=False)},
        "added_tokens.json": {"<e1>": 50001, "wow": 50002, "Łód": 50003}}
    yield "merges.txt added_tokens_decoder", {"tokenizer_config.json": dict(base, mask_token="<mask>", added_tokens_decoder={
        "50000": dict(content="<mask>", lstrip=True, rstrip=False, normalized=False, single_word=False, special=True),
        "50001": dict(content="中国", lstrip=True, rstrip=True, normalized=True, single_word=False, special=False)})}
