#!/usr/bin/env python3
"""Prepares the training and validation texts of the built-in model from the public data sets that NOTICE names.

    python3 -m pip install scikit-learn
    python3 Tests/Recipe/prepare.py DATA OUT

DATA contains one folder per data set with `train.csv.gz` and `validation.csv.gz` (columns `text` and `label`, 0 negative,
1 positive), and `rationales/*.jsonl.gz`. OUT gets `all.csv` with the labels `negative`, `positive` and, for texts without
sentiment, `neutral`; `stage1.csv` to `stage4.csv`, mixtures of it; `validation.csv`, a part of each set's validation texts,
by which the best model is chosen; `validation/SET.csv`, all validation texts by set; and `probe.csv`, the sentences that
check the model. Neither these sentences nor similar ones are trained on. The same DATA gives the same files, byte for byte.
"""
import csv, gzip, io, json, pathlib, random, re, sys

EMOTICON = re.compile(r"\[[^\[\]\s]{1,8}\]")
TOPIC = re.compile(r"\{%(.*?)%\}")
RECIPE = pathlib.Path(__file__).parent
NAMES = {"0": "negative", "1": "positive"}


def read(data, name):
    """The texts and labels of a file in DATA."""
    with gzip.open(data / name, "rt", encoding="utf-8", newline="") as file:
        if ".jsonl" in name:
            return [(row["text"], str(row["label"])) for row in map(json.loads, file)]
        return [(row["text"], row["label"]) for row in csv.DictReader(file)]


def own(name):
    """The texts and labels of a file in Tests/Recipe."""
    with open(RECIPE / name, encoding="utf-8", newline="") as file:
        return [(row["text"], row["label"]) for row in csv.DictReader(file)]


def pairs(text):
    """The pairs of adjacent letters of a text, without case, spaces and punctuation, by which texts are compared. A text without
    letters, such as one of emoji, is compared by its characters."""
    letters = re.sub(r"[\W_]", "", text.lower()) or "".join(text.split())
    return {letters[at:at + 2] for at in range(len(letters) - 1)} or {letters}


def unlike(rows, checked):
    """The rows (set, text, label) whose letter pairs overlap with those of every checked text by less than half."""
    checked = [(pairs(text), len(text)) for text, _ in checked]
    for name, text, label in rows:
        near = [other for other, length in checked if length <= 3 * len(text) and len(text) <= 3 * length]
        own_pairs = pairs(text) if near else set()
        if any(2 * len(own_pairs & other) >= len(own_pairs | other) for other in near):
            print(f"skipped, similar to a checked text: {text}")
        else:
            yield name, text, label


def without_emoticons(text):
    return " ".join(EMOTICON.sub(" ", text).split())


def detokenized(text):
    """A tokenized lower-case sentence in normal spelling."""
    text = re.sub(r" (n't|'(?:s|re|ve|ll|d|m)|[.,!?;:)%])", r"\1", text).replace("( ", "(").replace("`` ", "“").replace(" ''", "”")
    text = re.sub(r"\bi\b", "I", text)
    text = re.sub(r"([.!?] )([a-z])", lambda found: found[1] + found[2].upper(), text)
    text = text[:1].upper() + text[1:]
    return text if text[-1:] in ".!?”" else text + "."


def with_typo(text, chance):
    """The text with two adjacent letters of a long word swapped."""
    words = [found for found in re.finditer(r"[A-Za-z]{5,}", text)]
    if not words:
        return text
    at = chance.choice(words).start() + chance.randrange(1, 4)
    return text[:at] + text[at + 1] + text[at] + text[at + 2:]


def variants(text, chance):
    """A sentence unchanged, without or with another final mark, with another ending, and with a typo or in lower case."""
    bare = text.rstrip(".。!！")
    mark = "！" if re.search("[\u4e00-\u9fff]", text) else "!"
    typo = with_typo(text, chance)
    return [text, bare if bare != text else text + mark, bare + chance.choice((mark * 2, "…", " :", "~")),
            typo if typo != text and chance.random() < 0.5 else text.lower() + " "]


def facts(chance, count):
    """Sentences in both languages that state facts without an opinion."""
    pick = chance.choice
    for _ in range(count):
        number = chance.randrange(2, 60)
        yield pick((
            f"{pick(PEOPLE)} {pick(DEEDS)} {pick(PLACES)} {pick(TIMES)}.",
            f"The {pick(THINGS)} has {number} {pick(PARTS)}.",
            f"The {pick(THINGS)} is {pick(WHERE)} the {pick(LANDMARKS)}.",
            f"{pick(EVENTS)} takes place {pick(PLACES)} {pick(TIMES)}.",
        ))
        yield pick((
            f"{pick(ZH_TIMES)}{pick(ZH_PEOPLE)}在{pick(ZH_PLACES)}{pick(ZH_DEEDS)}。",
            f"{pick(ZH_PEOPLE)}{pick(ZH_TIMES)}在{pick(ZH_PLACES)}{pick(ZH_DEEDS)}。",
            f"{pick(ZH_THINGS)}有{number}{pick(ZH_PARTS)}。",
            f"{pick(ZH_THINGS)}在{pick(ZH_PLACES)}{pick(ZH_WHERE)}。",
            f"{pick(ZH_EVENTS)}{pick(ZH_TIMES)}在{pick(ZH_PLACES)}举行。",
        ))


PEOPLE = ("My brother", "She", "The teacher", "Our neighbour", "A colleague", "I", "He", "The mayor", "A student", "We")
DEEDS = ("worked", "met two friends", "waited", "had lunch", "took a photo", "wrote a letter", "read a newspaper", "made a call")
PLACES = ("at the station", "in the library", "at the office", "in the park", "at school", "in the city hall", "by the river")
TIMES = ("yesterday", "on Monday", "at eight in the morning", "in March", "last Friday", "in the afternoon", "on 12 May", "today")
THINGS = ("building", "table", "bus", "tool box", "school", "jacket", "camera", "ship", "printer", "village", "cupboard")
PARTS = ("windows", "drawers", "seats", "compartments", "rooms", "buttons", "doors", "parts", "shelves", "pockets")
WHERE = ("behind", "next to", "opposite", "to the north of", "in front of", "near")
LANDMARKS = ("station", "town hall", "supermarket", "bridge", "church", "market", "car park", "river")
EVENTS = ("The exhibition", "The meeting", "The second round", "The lecture", "The election", "The fair", "The workshop")
ZH_PEOPLE = ("我", "他", "她", "老师", "小李", "我哥哥", "一位同事", "邻居", "几个学生", "我们", "经理")
ZH_DEEDS = ("开会", "看报纸", "等车", "吃午饭", "上课", "打电话", "写信", "买了两支笔", "拍了一张照片", "见了两个朋友", "值班")
ZH_PLACES = ("图书馆", "办公室", "车站", "公园", "学校", "市政厅", "河边", "会议室", "二楼", "广场")
ZH_TIMES = ("昨天", "周一", "早上八点", "三月份", "上周五", "下午", "今天", "五月十二日", "去年", "晚上")
ZH_THINGS = ("这栋楼", "这张桌子", "这辆车", "这个工具箱", "这所学校", "这台打印机", "这个村子", "那艘船", "柜子", "这件外套")
ZH_PARTS = ("扇窗", "个抽屉", "个座位", "个房间", "个按钮", "扇门", "个零件", "层", "个口袋", "个人")
ZH_WHERE = ("旁边", "对面", "后面", "北边", "里面", "附近", "左边")
ZH_EVENTS = ("展览", "会议", "第二轮比赛", "讲座", "选举", "招聘会", "培训")


def training_texts(data, chance):
    """Rows (set, text, label), set by set, cleaned and varied."""
    def some(rows, count):
        return chance.sample(rows, min(count, len(rows)))

    def labelled(name, count=10**9):
        return [(text, NAMES[label]) for text, label in some(read(data, name), count)]

    # English reviews, with and without their markup.
    films_and_goods = [(name, *row) for name in ("amazon", "imdb") for row in labelled(f"{name}/train.csv.gz")]
    for name, text, label in films_and_goods:
        yield name, text if chance.random() < 0.5 else text.replace("<br />", "\n"), label
    for row in labelled("rationales/movies_train.jsonl.gz"):
        yield "movies", *row
    # Phrases unchanged, and three of ten longer ones in normal spelling.
    for text, label in labelled("sst2/train.csv.gz"):
        yield "sst2", detokenized(text) if len(text.split()) > 6 and chance.random() < 0.3 else text, label
    for text, label in labelled("rationales/sst_train.jsonl.gz"):
        yield "sst", detokenized(text) if chance.random() < 0.5 else text, label
    for text, label in read(data, "sst5/train.csv.gz"):
        if label == "2":
            yield "neutral", detokenized(text), "neutral"
    # Tweets. The sets with three classes provide the neutral ones.
    for text, label in labelled("rationales/tweets_train.jsonl.gz"):
        yield "tweets", with_typo(text, chance) if chance.random() < 0.1 else text, label
    three = read(data, "tweets3/train.csv.gz")
    for label, name, count in (("0", "negative", 7343), ("2", "positive", 9000), ("1", "neutral", 8000)):
        for text, _ in some([row for row in three if row[1] == label], count):
            yield "neutral" if name == "neutral" else "tweets3", text, name
    # Chinese reviews. Nearly all of chnsenticorp is also in the other two sets.
    squeezed = {"".join(text.split()) for text, _ in read(data, "chnsenticorp/train.csv.gz")}
    known = set()
    for name in ("shopping", "hotel"):
        for text, label in labelled(f"{name}/train.csv.gz"):
            known.add("".join(text.split()))
            yield "chnsenticorp" if "".join(text.split()) in squeezed else name, text, label
    for text, label in labelled("chnsenticorp/train.csv.gz"):
        if "".join(text.split()) not in known:
            yield "chnsenticorp", text, label
    for row in labelled("douban_book/train.csv.gz", 5000):
        yield "douban_book", *row
    # Posts labelled by their emoticons, which are removed from most of them; and posts labelled by people.
    for text, label in labelled("weibo/train.csv.gz", 36000):
        bare = without_emoticons(text)
        if len(bare) >= 5:
            yield "weibo", bare if chance.random() < 0.85 else text, label
    for text, label in labelled("weibo2018/train.csv.gz"):
        text = TOPIC.sub(r"\1" if chance.random() < 0.3 else r"{%\1%}", text)
        yield "weibo2018", text, label
        bare = without_emoticons(text)
        if bare != text and len(bare) >= 5:
            yield "weibo2018", bare, label
    # Our own sentences.
    for text in sorted(set(facts(chance, 1500))):
        yield "neutral", text, "neutral"
    for name in ("hard-en.csv", "hard-zh.csv"):
        for row in own(name):
            for variant in variants(row[0], chance):
                yield "hard", variant, row[1]


def posts(data, chance):
    """Rows (set, text, label) of all posts labelled by their emoticons, which are kept in a tenth of them."""
    for text, label in read(data, "weibo/train.csv.gz"):
        text = text if chance.random() < 0.1 else without_emoticons(text)
        if len(text) >= 5:
            yield "posts", text, NAMES[label]


# The number of copies of each set in each stage: hard sets twice, easy sets in part.
STAGES = {
    "stage1": {"imdb": 1, "amazon": 0.8, "hotel": 2, "chnsenticorp": 2, "weibo2018": 2, "shopping": 0.55, "sst2": 0.75, "sst": 1,
               "tweets": 1, "tweets3": 0.5, "neutral": 0.6, "hard": 2, "movies": 0.3, "weibo": 0.5, "douban_book": 0.5},
    "stage2": {"imdb": 0.55, "amazon": 0.4, "hotel": 1.2, "chnsenticorp": 1.2, "weibo2018": 1.2, "shopping": 0.35, "sst2": 0.4,
               "sst": 0.4, "tweets": 0.4, "tweets3": 0.25, "neutral": 0.3, "hard": 1, "movies": 0.15, "weibo": 0.25,
               "douban_book": 0.2},
    "stage3": {"sst2": 1, "sst": 0.5, "posts": 0.5, "hotel": 1, "chnsenticorp": 1, "weibo2018": 1, "shopping": 0.4, "imdb": 0.2,
               "amazon": 0.2, "tweets": 0.5, "tweets3": 0.3, "neutral": 0.4, "hard": 1, "movies": 0.1, "douban_book": 0.4},
}


# The average number of copies of the small sets in the last stage, and the number of texts of other sets, which prevent
# forgetting.
LAST_SMALL = {"hotel": 2, "chnsenticorp": 1.5, "weibo2018": 1.5}
LAST_OTHERS = {"posts": 7000, "sst2": 10000, "sst": 1500, "shopping": 4000, "imdb": 1200, "amazon": 1200, "tweets": 1500,
               "tweets3": 1000, "neutral": 2500, "hard": 2504}


def second_opinions(texts, labels):
    """The probability that each text is positive, by a linear model of character n-grams (1 to 4), trained on the other texts."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict
    from sklearn.pipeline import make_pipeline
    letters = TfidfVectorizer(analyzer="char", ngram_range=(1, 4), min_df=2, sublinear_tf=True)
    model = make_pipeline(letters, LogisticRegression(C=20, max_iter=300))
    return cross_val_predict(model, texts, labels, cv=5, method="predict_proba", n_jobs=2)[:, 1]


def last_stage(data, rows, chance):
    """The texts and labels of the last stage. In the small sets, which a model would memorise, each copy of a text gets a random
    label: its probability is the mean of the given label and the second opinion. This imitates soft labels."""
    squeezed = lambda text: "".join(text.split())
    small, known = [], set()
    for name, copies in LAST_SMALL.items():
        texts, labels = zip(*((text, int(label)) for text, label in read(data, f"{name}/train.csv.gz")))
        judged = [(text, 0.5 * label + 0.5 * float(opinion))
                  for text, label, opinion in zip(texts, labels, second_opinions(texts, labels))
                  if name != "chnsenticorp" or squeezed(text) not in known]
        known |= {squeezed(text) for text in texts}
        if name == "weibo2018":
            judged = [(TOPIC.sub(r"\1" if chance.random() < 0.3 else r"{%\1%}", text), positive) for text, positive in judged]
        for text, positive in judged:
            for _ in range(int(copies) + (chance.random() < copies % 1)):
                small.append((name, text, "positive" if chance.random() < positive else "negative"))
    yield from (row[1:] for row in unlike(small, own("checked.csv")))
    by_set = {}
    for name, *row in rows:
        by_set.setdefault(name, []).append(tuple(row))
    for name, count in LAST_OTHERS.items():
        yield from chance.sample(by_set[name], count)


def mixture(rows, times, chance):
    """The given number of copies of each set."""
    by_set = {}
    for name, *row in rows:
        by_set.setdefault(name, []).append(tuple(row))
    for name, count in times.items():
        yield from by_set[name] * int(count)
        yield from chance.sample(by_set[name], round(len(by_set[name]) * (count % 1)))


def validation_sets(data):
    """The validation texts by set."""
    for name in ("sst2", "imdb", "amazon", "yelp_sentences", "chnsenticorp", "shopping", "hotel", "weibo2018", "weibo"):
        rows = read(data, f"{name}/validation.csv.gz")
        if name == "weibo":
            rows = [(without_emoticons(text), label) for text, label in rows]
            rows = [row for row in rows if row[0]]
            name = "weibo_without_emoticons"
        yield name, rows
    yield "tweets", read(data, "rationales/tweets_validation.jsonl.gz")


def write(path, rows, head=("text", "label")):
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.StringIO()
    table = csv.writer(buffer, lineterminator="\n")
    table.writerow(head)
    table.writerows(rows)
    temporary = path.with_suffix(".part")
    temporary.write_text(buffer.getvalue(), encoding="utf-8")
    temporary.rename(path)
    print(f"{path}: {len(rows)} texts")


def main():
    data, out = map(pathlib.Path, sys.argv[1:3])
    chance = random.Random(42)
    rows = list(unlike(training_texts(data, chance), own("checked.csv")))
    write(out / "all.csv", [row[1:] for row in rows])
    rows += unlike(posts(data, random.Random(44)), own("checked.csv"))
    for stage, times in STAGES.items():
        write(out / f"{stage}.csv", list(mixture(rows, times, random.Random(stage))))
    write(out / "stage4.csv", list(last_stage(data, rows, random.Random(46))))
    chosen = []
    for name, rows in validation_sets(data):
        rows = [(text, NAMES[label]) for text, label in rows]
        write(out / "validation" / f"{name}.csv", rows)
        if name != "yelp_sentences":  # does not choose the model
            chosen += chance.sample(rows, min(len(rows), 400))
    write(out / "validation.csv", chosen)
    write(out / "probe.csv", [row for row in own("checked.csv") if row[1] != "neutral"])


if __name__ == "__main__":
    main()
