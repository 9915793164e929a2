"""Lines of documents that are no reviews: the documentation, programs and settings of the Debian packages on this machine.

Packages of one source are kept together, since they share documents: two in ten sources are for measuring, the others for training.
"""
import gzip, hashlib, pathlib, random, re

PLACES = re.compile(r"/(usr/share/(doc|common-licenses|perl5|info)/|usr/share/man/(zh_CN/)?man|usr/include/|usr/lib/python3|etc/)")
NAMES = re.compile(r"(copyright|README|NEWS|TODO|AUTHORS|[Cc]hange[Ll]?og)[^/]*$|\.(txt|md|rst|html|py|h|c|hpp|pm|pl|sh|conf|json|js|xml|d|[1-8])(\.gz)?$")
MARKUP = re.compile(r"<[^<>]{1,200}>|^\.[A-Za-z\\]+ ?|\\f[BIRP]|\\-|\\&")
LENGTHS = range(2, 301)


def packages():
    """The paths of the installed files by source package."""
    sources, name = {}, ""
    for line in pathlib.Path("/var/lib/dpkg/status").read_text("utf-8").splitlines():
        if line.startswith("Package: "):
            name = line[9:]
            sources[name] = name
        elif line.startswith("Source: "):
            sources[name] = line[8:].split()[0]
    files = {}
    for names in sorted(pathlib.Path("/var/lib/dpkg/info").glob("*.list")):
        source = sources.get(names.stem.split(":")[0])
        if source:
            files.setdefault(source, set()).update(
                path for path in names.read_text("utf-8").splitlines() if PLACES.match(path) and NAMES.search(path))
    return files


def is_held(source):
    """Whether the documents of a source package measure the model, and are never trained on."""
    return hashlib.sha256(source.encode()).digest()[0] % 10 < 2


def lines(path):
    """The lines of a text file, without the marks of HTML and of manual pages; none if it cannot be read."""
    try:
        with gzip.open(path) if path.endswith(".gz") else open(path, "rb") as file:
            text = file.read(400_000).decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError):
        return []
    found = (" ".join(MARKUP.sub(" ", line).split()) if re.search(r"\.(html|[1-8])(\.gz)?$", path) else line.strip()
             for line in text.splitlines())
    return [line for line in found if len(line) in LENGTHS]


def documents(held, chance, most, each):
    """Up to `most` documents of held or other sources, as lists of up to `each` lines in their order.

    At most four documents come from one source, so that none prevails, and up to 150 Chinese ones, which few sources have."""
    chosen = []
    for source, paths in sorted(packages().items()):
        if is_held(source) == held:
            paths = sorted(paths)
            chinese = [path for path in paths if "zh" in path]
            chosen += chance.sample(paths, min(4, len(paths))) + chance.sample(chinese, min(150, len(chinese)))
    chance.shuffle(chosen)
    known, count = set(), 0
    for path in chosen:
        fresh = [line for line in dict.fromkeys(lines(path)) if line not in known]
        start = chance.randrange(max(1, len(fresh) - each + 1))
        part = fresh[start:start + each]
        known.update(part)
        if part and count < most:
            count += 1
            yield part
