#!/usr/bin/env python3
"""How rare words are in news: the table by which reports are compared (crates/tacitus-corroborate/data/words.tsv).

usage: count_words.py DATA > words.tsv

Counts in how many texts of MUC-3 dev, PolNeAR train, LGL, GeoVirus, ECB+ train and re3d (see the README of the data) each stem
occurs; a line is `stem<TAB>ln(texts / texts with it)`. Stems that fewer than FEWEST texts have are left out: whatever is not listed
counts as rarest. Stems are those of `stem` in crates/tacitus-corroborate/src/prints.rs.
"""

import collections
import json
import math
import re
import sys
from pathlib import Path

FEWEST = 12


def undouble(stem):
    return stem[:-1] if len(stem) > 1 and stem[-1] == stem[-2] and stem[-1] not in "lsz" else stem


def stem(word):
    if not word.isascii() or len(word) < 5 or word[-1].isdigit():
        return word

    def cut(ending, least):
        return word[: -len(ending)] if word.endswith(ending) and len(word) - len(ending) >= least else None

    if cut("ies", 3):
        found = cut("ies", 3) + "y"
    elif cut("sses", 3):
        found = cut("sses", 3) + "ss"
    elif cut("ing", 4) or cut("ed", 4):
        found = undouble(cut("ing", 4) or cut("ed", 4))
    elif cut("s", 4) and cut("s", 4)[-1] not in "sui":
        found = cut("s", 4)
    else:
        found = word
    return found[:-1] if found.endswith("e") and len(found) - 1 >= 4 else found


def texts(data):
    for path in sorted((data / "muc" / "dev").glob("dev-muc3-*")):
        yield from re.split(r"(?m)^DEV-MUC3-\d+.*$", path.read_text(encoding="utf-8", errors="replace"))[1:]
    for path in sorted((data / "polnear" / "train" / "text").rglob("*.txt")):
        yield path.read_text(encoding="utf-8")
    for name in ("lgl", "geovirus"):
        for line in open(data / "geo" / f"{name}.jsonl", encoding="utf-8"):
            yield json.loads(line)["text"]
    words = collections.defaultdict(list)
    for line in open(data / "ecb" / "train_corpus.txt", encoding="utf-8"):
        cols = line.split("\t")
        if len(cols) >= 4:
            words[cols[0]].append(cols[3])
    yield from (" ".join(doc) for doc in words.values())
    for path in sorted((data / "re3d").rglob("documents.json")):
        for line in open(path, encoding="utf-8"):
            yield json.loads(line).get("text", "")


def main():
    counts, n = collections.Counter(), 0
    for text in texts(Path(sys.argv[1])):
        n += 1
        counts.update({stem(word.lower()) for word in re.findall(r"[^\W_]+", text)})
    print(f"# ln(texts / texts with it), over {n} texts; made by train/count_words.py")
    for word, found in sorted(counts.items()):
        if found >= FEWEST and len(word) > 1:
            print(f"{word}\t{math.log(n / found):.2f}")
    print(f"#rarest\t{math.log(n / FEWEST):.2f}")


main()
