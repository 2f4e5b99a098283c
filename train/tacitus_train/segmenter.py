"""The tokenizer: a linear classifier over characters, one decision between any two characters that
stand together without a blank. The Rust reader applies the same weights in
`crates/tacitus-read/src/segment/`; `golden.jsonl` proves that both cut alike.

Between two letters only a listed chunk is cut (`cannot`, `gonna`), so that no unknown word is torn.
"""

import json
import random
import re
import unicodedata
from collections import Counter

import numpy as np
import torch

BITS = 16
CURLY = [('"', "“", "”"), ("'", "‘", "’")]


def char_class(c):
    """One letter for what a character is; must equal `class_of` in segment/chars.rs."""
    if c == "":
        return "#"
    if c.isdigit():
        return "9"
    if c.isalpha():
        return "a" if c.islower() else "A" if c.isupper() else "x"
    if c in "'’‘`":
        return "'"
    if c in '"“”«»„':
        return '"'
    if c in "-‐‑":
        return "-"
    if c in "–—―":
        return "_"
    if c in ".…":
        return "."
    if c in ",;:":
        return ","
    if c in "!?":
        return "!"
    if c in "()[]{}<>":
        return "("
    if c in "/\\|":
        return "/"
    if c in "$€£¥%&#@*+=~^_°§":
        return c if c in "$%&#@*" else "$"
    return "o"


def fnv(text):
    """FNV-1a, 32 bits, over UTF-8: the same in Rust."""
    h = 0x811C9DC5
    for b in text.encode("utf-8"):
        h = ((h ^ b) * 0x01000193) & 0xFFFFFFFF
    return h


def features(chunk, lower, classes, i, following):
    """Names of what is seen around the gap before character i of `chunk`. `following` is the class
    of the first character of the next chunk (`#` at the end of a paragraph)."""
    n = len(chunk)
    at = lambda k: lower[k] if 0 <= k < n else "^" if k < 0 else "$"
    cl = lambda k: classes[k] if 0 <= k < n else "#"
    l1, l2, l3 = at(i - 1), at(i - 2), at(i - 3)
    r1, r2, r3 = at(i), at(i + 1), at(i + 2)
    c = [cl(k) for k in range(i - 3, i + 3)]
    rest = n - i
    # The stretch of letters and digits on either side of the gap.
    a = i - 1
    while a > 0 and classes[a - 1] in "aAx9":
        a -= 1
    b = i
    while b + 1 < n and classes[b + 1] in "aAx9":
        b += 1
    yield "a" + l1 + r1
    yield "b" + l2 + l1 + r1
    yield "c" + l1 + r1 + r2
    yield "d" + l2 + l1 + r1 + r2
    yield "e" + l3 + l2 + l1 + r1
    yield "f" + l1 + r1 + r2 + r3
    yield "g" + "".join(c[2:4])
    yield "h" + "".join(c[1:5])
    yield "i" + "".join(c)
    yield "j" + "".join(c[1:4]) + following
    yield "k" + c[2] + c[3] + ("e" if rest == 1 else "m") + ("s" if i == 1 else "m")
    yield "l" + lower[a:i]
    yield "m" + lower[i : b + 1]
    yield "n" + lower[a:i] + "|" + r1
    yield "o" + l1 + "|" + lower[i : b + 1]
    yield "p" + lower[max(0, i - 8) : i] + "|" + ("$" if rest == 1 else "") + r1 + following
    yield "q" + lower[i : i + 8] + "|" + str(min(rest, 9))
    yield "r" + lower + "|" + str(i) if n <= 14 else "r"
    yield "s" + c[2] + c[3] + str(min(rest, 5)) + following
    yield "t" + lower[i:] + "|" + c[2] if rest <= 4 else "t"
    # What else the chunk holds: addresses and paths are not cut.
    flags = ("u" if "://" in lower or lower.startswith("www") else "") + ("@" if "@" in lower else "")
    flags += "." if lower.count(".") > 1 else ""
    yield "v" + flags + c[2] + c[3]
    yield "w" + flags + l1 + r1


class Segmenter:
    """Weights of the tokenizer."""

    def __init__(self, weights, cuts):
        self.weights = weights  # int8 [2**BITS]
        self.cuts = cuts  # {chunk in lower case: position of the cut between two letters}

    def chunk_cuts(self, chunk, following):
        """Positions in `chunk` where a new word begins."""
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in chunk)
        classes = [char_class(c) for c in chunk]
        cuts = []
        listed = self.cuts.get(trim(lower))
        offset = len(lower) - len(lower.lstrip(TRIM))
        address = address_span(lower)
        for i in range(1, len(chunk)):
            if address and address[0] < i < address[1]:
                continue
            if classes[i - 1] in "aAx" and classes[i] in "aAx":
                if listed is not None and i - offset == listed or NEGATION.match(lower, i):
                    cuts.append(i)
                continue
            score = sum(int(self.weights[fnv(f) & ((1 << BITS) - 1)]) for f in features(chunk, lower, classes, i, following))
            if score > 0:
                cuts.append(i)
        return cuts

    def words(self, text):
        """(start, end) of the words of one paragraph, in characters."""
        chunks = [(m.start(), m.group()) for m in re.finditer(r"\S+", text)]
        out = []
        for k, (start, chunk) in enumerate(chunks):
            following = char_class(chunks[k + 1][1][0]) if k + 1 < len(chunks) else "#"
            edges = [0] + self.chunk_cuts(chunk, following) + [len(chunk)]
            out += [(start + a, start + b) for a, b in zip(edges, edges[1:])]
        return out


NEGATION = re.compile(r"n['’`]t(?![a-z])")
TRIM = "\"'“”‘’.,;:!?()[]-–—…*"


def address_span(lower):
    """Where a chunk holds a web address, which is one word up to its closing punctuation."""
    start = lower.find("http://") if "http://" in lower else lower.find("https://")
    if start < 0 and lower.startswith("www."):
        start = 0
    return (start, len(lower.rstrip(TRIM + ">"))) if start >= 0 else None


def trim(lower):
    return lower.strip(TRIM)


def examples(documents, vary):
    """(chunk, following class, cuts) of every chunk of the documents."""
    for document in documents:
        for paragraph in document.paragraphs:
            chunks, cuts, length, current = [], [], 0, ""
            for sentence in paragraph:
                for form, space in zip(sentence.forms, sentence.space):
                    if current:
                        cuts.append(len(current))
                    current += form
                    if space:
                        chunks.append((current, cuts))
                        current, cuts = "", []
            if current:
                chunks.append((current, cuts))
            for k, (chunk, cut) in enumerate(chunks):
                following = char_class(chunks[k + 1][0][0]) if k + 1 < len(chunks) else "#"
                yield chunk, following, cut
                if vary and any(c in chunk for c in "\"'`-"):
                    other = chunk.replace("--", "—") if len(chunk) < 3 else chunk
                    other = re.sub(r'^(\W*)"', r"\1“", other).replace('"', "”").replace("'", "’")
                    if len(other) == len(chunk) and other != chunk:
                        yield other, following, cut


def train(documents, seed=1, epochs=8):
    """Fits the classifier by logistic loss; weights are rounded to 8 bits."""
    rng = random.Random(seed)
    torch.manual_seed(seed)
    counts = Counter()
    for chunk, following, cuts in examples(documents, True):
        counts[chunk, following, tuple(cuts)] += 1
    letter_cuts, chunk_seen = Counter(), Counter()
    rows, labels, weights = [], [], []
    for (chunk, following, cuts), count in counts.items():
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in chunk)
        classes = [char_class(c) for c in chunk]
        core, offset = trim(lower), len(lower) - len(lower.lstrip(TRIM))
        chunk_seen[core] += count
        for i in range(1, len(chunk)):
            if classes[i - 1] in "aAx" and classes[i] in "aAx":
                if i in cuts and chunk.isascii():
                    letter_cuts[core, i - offset] += count
                continue
            rows.append([fnv(f) & ((1 << BITS) - 1) for f in features(chunk, lower, classes, i, following)])
            labels.append(float(i in cuts))
            weights.append(min(count, 8))
    cuts = {}
    for (core, i), count in sorted(letter_cuts.items()):
        if count >= 3 and count > 0.8 * chunk_seen[core] and core.isalpha() and len(core) <= 8:
            cuts[core] = i
    x = torch.tensor(rows)
    y, w = torch.tensor(labels), torch.tensor(weights, dtype=torch.float32)
    table = torch.nn.EmbeddingBag(1 << BITS, 1, mode="sum")
    torch.nn.init.zeros_(table.weight)
    optimiser = torch.optim.Adagrad(table.parameters(), lr=0.1)
    for _ in range(epochs):
        for part in torch.randperm(len(x)).split(512):
            loss = torch.nn.functional.binary_cross_entropy_with_logits(table(x[part])[:, 0], y[part], weight=w[part])
            loss = loss + 2e-4 * table.weight.square().sum() / 10
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    values = table.weight.detach()[:, 0].numpy()
    scale = np.abs(values).max() / 127
    return Segmenter(np.round(values / scale).astype(np.int8), cuts)


def score(segmenter, documents):
    """F1 of words by span over raw text, blanks left out."""
    right = gold_n = found_n = 0
    for document in documents:
        for paragraph in document.paragraphs:
            text, gold = "", set()
            for sentence in paragraph:
                for form, space in zip(sentence.forms, sentence.space):
                    gold.add((len(text), len(text) + len(form)))
                    text += form + (" " if space else "")
            found = set(segmenter.words(text.replace("\u00a0", "_")))
            right += len(gold & found)
            gold_n += len(gold)
            found_n += len(found)
    return 200 * right / (gold_n + found_n)


def save(segmenter, folder):
    (folder / "segmenter.i8").write_bytes(segmenter.weights.tobytes())
    rows = [f"{chunk}\t{at}" for chunk, at in sorted(segmenter.cuts.items())]
    (folder / "cuts.tsv").write_text("".join(row + "\n" for row in rows), encoding="utf-8")


def load(folder):
    weights = np.frombuffer((folder / "segmenter.i8").read_bytes(), dtype=np.int8)
    cuts = dict((r.split("\t")[0], int(r.split("\t")[1])) for r in (folder / "cuts.tsv").read_text(encoding="utf-8").splitlines())
    return Segmenter(weights, cuts)
