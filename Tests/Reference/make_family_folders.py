#!/usr/bin/env python3
"""Writes Tests/SentimentAnalysisTests/Fixtures: a tiny model folder of every family and layout, with transformers' results for hard texts.

    python3 -m venv venv && venv/bin/pip install 'torch==2.13.0+cpu' transformers tokenizers safetensors
    venv/bin/python Tests/Reference/make_family_folders.py [NAME…]

Without names it writes all folders. Each is a random model with a tokenizer trained on our own sentences. Its expected.json contains, for each line of texts.json,
the ids, the offsets in Unicode scalars and the logits. A text that is too long for the model keeps its head (half of the limit, at most
128 tokens) and its tail, as in our tokenization; everything else is transformers'.
"""
import base64, json, pathlib, shutil, sys, unicodedata
import torch
from safetensors.torch import load_file, save_file
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (AutoModelForSequenceClassification, AutoTokenizer, BertConfig, CamembertConfig, CamembertTokenizer,
                          DistilBertConfig, ElectraConfig, ModernBertConfig, MPNetConfig, MPNetTokenizer, PreTrainedTokenizerFast, RobertaConfig,
                          RobertaTokenizer, XLMRobertaConfig, XLMRobertaTokenizer)

from charsmap import charsmap

out = pathlib.Path(__file__).resolve().parent.parent / "SentimentAnalysisTests/Fixtures"

CORPUS = """The film was wonderful and we loved every minute of it. What a waste of time, the plot was confusing and the acting terrible.
The hotel room was clean, the breakfast cold and the staff friendly. I don't recommend this phone: its battery is dead by noon.
Nicht gut, aber günstig! Très déçu par la qualité du produit… ¡Qué película más aburrida! Это был лучший фильм года. فيلم رائع جدا
这部电影很好看，我非常喜欢。 服务态度太差了，不会再来！ 房间很干净，价格也便宜。 質量不錯 とても面白い映画でした 정말 재미있는 영화였어요
Not bad at all; it's better than I'd expected, isn't it? They'll never see us again. 5 stars, 10/10, would buy again for $19.99!""".split("\n")

TEXTS = [
    "", " ", "\t\n \r\n", "good", "The film was wonderful.", "What a WASTE of time!!!", "  two  spaces   inside  ", "don't can't we'll I'd it's",
    "这部电影很好看，但是太长了。", "服务态度太差了！", "とても面白い映画", "정말 재미있는 영화", "Très déçu… façade, Ångström, naïve", "cafe\u0301 e\u0301\u0323 o\u0323\u0302",
    "İstanbul ıI ſß ẞ ΌΣΟΣ", "👍🏽 loved it 👩‍👩‍👧 🇩🇪 #️⃣ ❤️", "😀😀😀", "z̸̢͓a̴l̵g̶o̷", "\U00020000\U0002a6df \U0002b740丽", "豈更\U0002f800",
    "שָׁלוֹם עולם, سيء جدا", "مَرْحَبًا \u202bab\u202c \u200fcd", "a\u0000b\u0007c\u007fd\u009fe", "\ufffd \ufffda\ufffd", "a\u200bb\u200cc\u200dd\u2060e\ufefff",
    "a\u00a0b\u2003c\u3000d\u2028e\u2029f\u0085g", "ﬁne ½ ² Ⅷ ① ㌀ ｱﾞ Ａｂ１２ ℃ …", "[CLS] a [SEP] b [MASK] [PAD] [UNK]", "<s> a </s> b <mask> <pad> <unk>", "x <mask>  <mask>y[MASK]",
    "\r\nwindows\r\nlines\r\n", "tab\tseparated\tvalues", "3.14 1,000 5€ 100% 10/10", "http://a.bc/d?e=f&g=1#h @user #tag", "__init__ ##ing ▁under Ġspace",
    "x" * 99, "y" * 3000, "好" * 60, "not good " * 40, "good bad " * 5000, "\u0301\u0316 combining first", "हिन्दी ख़ தமிழ் ไทย ที่", "“quoted” ‘single’ — dash–dash «guillemets»",
    "\U0010ffff\ue000 private", "a\u0378\U000e0000 unassigned", "\u1112\u1161\u11ab\u1100\u116e\u11a8 jamo 각", "$ + < = > ^ ` | ~", "ends with space ", "\u3000全角　空格\u3000",
]


def wordpiece(lowercase):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.train_from_iterator(CORPUS, trainers.WordPieceTrainer(
        vocab_size=420, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], show_progress=False))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    tokenizer.decoder = decoders.WordPiece()
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]",
                                   mask_token="[MASK]")


def character_map():
    """NFKC of the characters of our texts, alone and with a following mark, and SentencePiece's treatment of control characters."""
    rules = {"\0": "", "\x07": "", "\x7f": "", "\u200b": " ", "\t": " ", "\n": " ", "\r": " ", "\u2028": " ", "\ufeff": "", "\ufffd": " "}
    for text in TEXTS:
        for part in [*text, *(a + b for a, b in zip(text, text[1:]))]:
            if len(part) == 1 or unicodedata.combining(part[1]):
                composed = unicodedata.normalize("NFKC", part)
                if composed != part: rules.setdefault(part, composed)
    return normalizers.Precompiled(base64.b64decode(charsmap(rules)))


ROBERTA = dict(unk_token="<unk>", pad_token="<pad>", cls_token="<s>", sep_token="</s>", bos_token="<s>", eos_token="</s>", mask_token="<mask>")


def byte_pairs():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.train_from_iterator(CORPUS, trainers.BpeTrainer(
        vocab_size=480, special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False))
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **ROBERTA)


def modern_pairs():
    """Byte-level pairs with BERT's special tokens behind NFC, as ModernBERT has them."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.train_from_iterator(CORPUS, trainers.BpeTrainer(
        vocab_size=470, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    tokenizer.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]",
                                   mask_token=AddedToken("[MASK]", lstrip=True, special=True))


def unigram(normalizer, pre_tokenizer):
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.train_from_iterator(CORPUS, trainers.UnigramTrainer(
        vocab_size=400, special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"], unk_token="<unk>", show_progress=False))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    tokenizer.decoder = decoders.Metaspace()
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **ROBERTA)


MASK = AddedToken("<mask>", lstrip=True, normalized=False, special=True)


def as_roberta(tokenizer):
    """The same pieces in the tokenizer class of transformers."""
    model = json.loads(tokenizer.backend_tokenizer.to_str())["model"]
    return RobertaTokenizer(vocab=model["vocab"], merges=[tuple(pair) for pair in model["merges"]], mask_token=MASK)


def as_xlm_roberta(tokenizer):
    parts = json.loads(tokenizer.backend_tokenizer.to_str())
    return XLMRobertaTokenizer(vocab=[tuple(piece) for piece in parts["model"]["vocab"]], mask_token=MASK,
                               _spm_precompiled_charsmap=base64.b64decode(parts["normalizer"]["precompiled_charsmap"]))


def as_camembert(tokenizer):
    """The same pieces behind the special tokens that CamemBERT has in front."""
    parts = json.loads(tokenizer.backend_tokenizer.to_str())
    pieces = [tuple(piece) for piece in parts["model"]["vocab"][4:-1]]
    special = [("<s>NOTUSED", 0.0), ("<pad>", 0.0), ("</s>NOTUSED", 0.0), ("<unk>", 0.0), ("<unk>NOTUSED", -100.0), ("<s>", 0.0), ("</s>", 0.0)]
    return CamembertTokenizer(vocab=special + pieces + [("<mask>", 0.0)],
                              _spm_precompiled_charsmap=base64.b64decode(parts["normalizer"]["precompiled_charsmap"]))


def as_mpnet(tokenizer):
    """The same pieces behind MPNet's special tokens, of which all but the unknown token are RoBERTa's."""
    pieces = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    vocabulary = ["<s>", "<pad>", "</s>", "[UNK]"] + [piece for piece, _ in pieces if not piece.startswith("[")] + ["<mask>"]
    return MPNetTokenizer(vocab={piece: id for id, piece in enumerate(vocabulary)})


def small(tokenizer, labels, **more):
    return dict(vocab_size=len(tokenizer), id2label=dict(enumerate(labels)), label2id={l: i for i, l in enumerate(labels)}, initializer_range=0.4,
                pad_token_id=tokenizer.pad_token_id, **more)


def bert_like(tokenizer, labels, positions=64, **more):
    return small(tokenizer, labels, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24, max_position_embeddings=positions,
                 **more)


def modern_like(tokenizer, labels, layers, **more):
    return small(tokenizer, labels, hidden_size=16, num_hidden_layers=layers, num_attention_heads=2, intermediate_size=24,
                 max_position_embeddings=64, local_attention=12, cls_token_id=2, bos_token_id=2, sep_token_id=3, eos_token_id=3, **more)


def distil_like(tokenizer, labels, **more):
    return small(tokenizer, labels, dim=16, n_layers=2, n_heads=2, hidden_dim=24, max_position_embeddings=64, **more)


COUNTED_FROM_PADDING = ["roberta", "xlm-roberta", "camembert", "mpnet"]
STARS = ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"]


def folders():
    uncased, cased, pairs = wordpiece(True), wordpiece(False), byte_pairs()
    roberta = as_roberta(pairs)
    xlm = as_xlm_roberta(unigram(character_map(), pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])))
    old_xlm = unigram(normalizers.Sequence([character_map(), normalizers.Replace(Regex(" {2,}"), " ")]), pre_tokenizers.Metaspace())
    e5 = unigram(normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]), pre_tokenizers.Metaspace())
    binary = ["NEGATIVE", "POSITIVE"]
    yield "bert-vocabulary-file-gamma", uncased, BertConfig(**bert_like(uncased, binary)), gamma_and_beta, vocabulary_file
    yield "bert-stars-sharded", cased, BertConfig(**bert_like(cased, STARS, hidden_act="gelu_new", layer_norm_eps=1e-5)), sharded, None
    yield "bert-unigram-without-prefix", e5, BertConfig(**bert_like(e5, ["negative", "neutral", "positive"], hidden_act="silu")), without_prefix, None
    yield "distilbert-half", uncased, DistilBertConfig(**distil_like(uncased, ["LABEL_0", "LABEL_1"])), as_type(torch.float16), None
    yield ("distilbert-emotions-sharded", cased, DistilBertConfig(**distil_like(
        cased, ["anger", "joy", "surprise"], activation="relu", problem_type="multi_label_classification")), sharded, vocabulary_file)
    yield ("roberta-merges-brain-float", pairs, RobertaConfig(**bert_like(
        pairs, ["negative", "neutral", "positive"], positions=66, type_vocab_size=1, layer_norm_eps=1e-5)), as_type(torch.bfloat16), merges_file)
    yield ("roberta-rating-double", roberta, RobertaConfig(**bert_like(
        roberta, ["rating"], positions=66, type_vocab_size=1, layer_norm_eps=1e-5, hidden_act="gelu_pytorch_tanh", problem_type="regression")),
        as_type(torch.float64), None)
    yield ("xlm-roberta", xlm, XLMRobertaConfig(**bert_like(
        xlm, ["Negative", "Neutral", "Positive"], positions=66, type_vocab_size=1, layer_norm_eps=1e-5)), None, None)
    yield ("xlm-roberta-tanh-without-prefix", old_xlm, XLMRobertaConfig(**bert_like(
        old_xlm, binary, positions=66, type_vocab_size=1, hidden_act="tanh")), without_prefix, None)
    camembert, mpnet = as_camembert(xlm), as_mpnet(uncased)
    yield ("camembert-without-prefix", camembert, CamembertConfig(**bert_like(
        camembert, binary, positions=66, type_vocab_size=1, layer_norm_eps=1e-5)), without_prefix, None)
    yield ("electra-projected", cased, ElectraConfig(**bert_like(
        cased, ["negative", "neutral", "positive"], embedding_size=12)), None, vocabulary_file)
    plain = modern_pairs()
    yield ("modernbert-local", plain, ModernBertConfig(**modern_like(plain, binary, layers=4)), None, None)
    yield ("modernbert-mean-without-prefix", plain, ModernBertConfig(**modern_like(
        plain, STARS, layers=2, classifier_pooling="mean", norm_bias=True, attention_bias=True, mlp_bias=True, classifier_bias=True)),
        without_prefix, None)
    yield "mpnet", mpnet, MPNetConfig(**bert_like(mpnet, STARS, positions=130, layer_norm_eps=1e-5)), None, None


# The layouts of the weights.

def rewritten(folder, change):
    path = folder / "model.safetensors"
    save_file({change(name): tensor for name, tensor in load_file(path).items()}, path, {"format": "pt"})


def gamma_and_beta(folder):
    rewritten(folder, lambda name: name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"))


def without_prefix(folder):
    rewritten(folder, lambda name: name.removeprefix("bert.").removeprefix("roberta.").removeprefix("model."))


def as_type(dtype):
    def convert(folder):
        path = folder / "model.safetensors"
        save_file({name: tensor.to(dtype) for name, tensor in load_file(path).items()}, path, {"format": "pt"})
    return convert


def sharded(folder):
    tensors = list(load_file(folder / "model.safetensors").items())
    (folder / "model.safetensors").unlink()
    parts = [dict(tensors[::2]), dict(tensors[1::2])]
    names = [f"model-{i + 1:05}-of-{len(parts):05}.safetensors" for i in range(len(parts))]
    for name, part in zip(names, parts): save_file(part, folder / name, {"format": "pt"})
    total = sum(t.numel() * t.element_size() for _, t in tensors)
    index = dict(metadata=dict(total_size=total), weight_map={t: name for name, part in zip(names, parts) for t in sorted(part)})
    (folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=1) + "\n")


# The layouts of the tokenizer.

def vocabulary_file(folder, tokenizer):
    vocabulary = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    (folder / "tokenizer.json").unlink()
    (folder / "vocab.txt").write_text("".join(f"{piece}\n" for piece, _ in vocabulary))
    lowercase = json.loads(tokenizer.backend_tokenizer.to_str())["normalizer"]["lowercase"]
    kind = json.loads((folder / "config.json").read_text())["model_type"]
    (folder / "tokenizer_config.json").write_text(json.dumps(dict(
        tokenizer_class="DistilBertTokenizer" if kind == "distilbert" else "BertTokenizer", do_lower_case=lowercase)) + "\n")


def merges_file(folder, tokenizer):
    model = json.loads((folder / "tokenizer.json").read_text())["model"]
    (folder / "tokenizer.json").unlink()
    (folder / "vocab.json").write_text(json.dumps(model["vocab"], ensure_ascii=False) + "\n")
    (folder / "merges.txt").write_text("#version: 0.2\n" + "".join(
        (" ".join(pair) if isinstance(pair, list) else pair) + "\n" for pair in model["merges"]))
    (folder / "tokenizer_config.json").write_text(json.dumps(dict(tokenizer_class="RobertaTokenizer")) + "\n")


def cut(ids, offsets, limit):
    room = limit - 2
    if len(ids) - 2 <= room:
        return ids, offsets
    head = min(128, room // 2)
    keep = [*range(head + 1), *range(len(ids) - 1 - (room - head), len(ids))]
    return [ids[i] for i in keep], [offsets[i] for i in keep]


def expected(folder):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model, report = AutoModelForSequenceClassification.from_pretrained(folder, dtype=torch.float32, output_loading_info=True)
    assert not report["missing_keys"] and not report["unexpected_keys"], report
    model.eval()
    config = model.config
    limit = config.max_position_embeddings - (config.pad_token_id + 1 if config.model_type in COUNTED_FROM_PADDING else 0)
    rows = []
    for text in TEXTS:
        encoding = tokenizer(text, return_offsets_mapping=True)
        ids, offsets = cut(encoding["input_ids"], encoding["offset_mapping"], limit)
        with torch.no_grad():
            logits = model(torch.tensor([ids])).logits[0].tolist()
        rows.append(dict(ids=ids, offsets=[n for pair in offsets for n in pair], logits=[float(f"{x:.7g}") for x in logits]))
    return rows


def main():
    names = sys.argv[1:]
    if not names: shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    (out / "texts.json").write_text(json.dumps(TEXTS) + "\n")
    for seed, (name, tokenizer, config, lay_out, lay_out_tokenizer) in enumerate(folders()):
        folder = out / name
        if names and name not in names: continue
        torch.manual_seed(seed)
        model = AutoModelForSequenceClassification.from_config(config)
        with torch.no_grad():  # randomise biases and norms: their initial constants would hide errors
            for parameter_name, parameter in model.named_parameters():
                if parameter_name.endswith("bias") or "norm" in parameter_name.lower():
                    parameter.add_(torch.randn_like(parameter) * 0.2)
        model.save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        if lay_out: lay_out(folder)
        if lay_out_tokenizer: lay_out_tokenizer(folder, tokenizer)
        rows = expected(folder)
        (folder / "expected.json").write_text("[" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "]\n")
        size = sum(file.stat().st_size for file in folder.iterdir())
        print(f"{name}: {size // 1024} KiB, {[file.name for file in folder.iterdir()]}")


main()
