"""From words to what the encoder reads: WordPiece of single words, word shapes, lemma scripts, and
windows of several sentences. The Rust reader does the same in `crates/tacitus-read/src/encode/`."""

import re
import unicodedata
from dataclasses import dataclass, field

CLS, SEP, UNK, MASK = 101, 102, 100, 103
MAX_PIECES_OF_WORD = 12
WINDOW = 64  # pieces at most in a window, as the reader takes them, unless one sentence alone is longer
LONGEST = 400  # a longer sentence is left out of training


def fold(word):
    """BERT's normalisation: NFD, accents dropped, lower case."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn").lower()


def is_punctuation(c):
    return 33 <= ord(c) <= 47 or 58 <= ord(c) <= 64 or 91 <= ord(c) <= 96 or 123 <= ord(c) <= 126 or unicodedata.category(c)[0] == "P"


class WordPiece:
    """Greedy longest-match-first pieces of one word, after splitting off punctuation."""

    def __init__(self, vocab_path):
        self.vocab = {line.rstrip("\n"): i for i, line in enumerate(open(vocab_path, encoding="utf-8"))}
        self.cache = {}

    def __call__(self, word):
        found = self.cache.get(word)
        if found is None:
            found = []
            part = ""
            for c in fold(word):
                if c.isspace() or is_punctuation(c) or is_cjk(c):
                    found += self.match(part) if part else []
                    found += [] if c.isspace() else self.match(c)
                    part = ""
                else:
                    part += c
            found += self.match(part) if part else []
            found = self.cache[word] = found[:MAX_PIECES_OF_WORD] or [UNK]
        return found

    def match(self, part):
        if len(part) > 100:
            return [UNK]
        out, start = [], 0
        while start < len(part):
            end = len(part)
            while end > start:
                piece = self.vocab.get(("##" if start else "") + part[start:end])
                if piece is not None:
                    break
                end -= 1
            if end == start:
                return [UNK]
            out.append(piece)
            start = end
        return out


def is_cjk(c):
    o = ord(c)
    return 0x4E00 <= o <= 0x9FFF or 0x3400 <= o <= 0x4DBF or 0x20000 <= o <= 0x2CEAF or 0xF900 <= o <= 0xFAFF or 0x2F800 <= o <= 0x2FA1F


def shape(word):
    """0 is kept for pieces that stand for no word."""
    if all("0" <= c <= "9" for c in word):
        return 1
    if any("0" <= c <= "9" for c in word):
        return 2
    if not any(c.isalpha() for c in word):
        return 3
    if not any(c.isupper() for c in word):
        return 4
    if not any(c.islower() for c in word):
        return 5 if len(word) > 1 else 6
    if word[0].isupper() and not any(c.isupper() for c in word[1:]):
        return 7
    return 8


def lemma_script(form, lemma):
    """How to make the lemma: `L2:e` = lower case, drop 2 characters, add e; `K` keeps the case; `T`
    makes title case; `=x` is the whole lemma."""
    if GROUPED.fullmatch(form):
        return "L0:"
    low = form.lower()
    if lemma == lemma.lower():
        keep, src = "L", low
    elif lemma == form[: len(lemma)] or form[:1] == lemma[:1] and form != form.upper():
        keep, src = "K", form
    elif lemma == low[: len(lemma)].capitalize():
        keep, src = "T", low.capitalize()
    else:
        keep, src = "K", form
    i = 0
    while i < len(src) and i < len(lemma) and src[i] == lemma[i]:
        i += 1
    if i == 0 and lemma:
        return "=" + lemma
    return f"{keep}{len(src) - i}:{lemma[i:]}"


GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+")  # 3,000, whose lemma has no commas


def lemma_apply(form, script):
    if GROUPED.fullmatch(form):
        return form.replace(",", "")
    if script[:1] == "=":
        return script[1:]
    drop, add = script[1:].split(":", 1)
    src = {"L": form.lower(), "K": form, "T": form.lower().capitalize()}[script[0]]
    drop = int(drop)
    return src + add if drop > len(src) else src[: len(src) - drop] + add


@dataclass
class Window:
    """One input of the encoder: pieces of one or several sentences with their words' labels."""

    corpus: str
    pieces: list = field(default_factory=lambda: [CLS])
    shapes: list = field(default_factory=lambda: [0])
    first: list = field(default_factory=list)  # position of each word's first piece
    sentence: list = field(default_factory=list)  # which sentence of the window each word is of
    labels: dict = field(default_factory=dict)
    sentences: list = field(default_factory=list)
    marks: list = field(default_factory=lambda: [0])  # of each piece; see text.Sentence.marks
    relation: dict | None = None  # for a window that asks for a relation: shares of its classes

    def add(self, sentence, wordpiece, end_of_paragraph):
        for i, word in enumerate(sentence.forms):
            pieces = wordpiece(word)
            self.first.append(len(self.pieces))
            self.sentence.append(len(self.sentences))
            kind = shape(word)
            self.pieces += pieces
            self.marks += [sentence.marks[i] if sentence.marks else 0] * len(pieces)
            self.shapes += [kind] + [kind + 9] * (len(pieces) - 1)
        self.sentences.append(sentence)
        if end_of_paragraph:
            self.separate()

    def separate(self):
        self.pieces.append(SEP)
        self.shapes.append(0)
        self.marks.append(0)


def windows(document, wordpiece, limit):
    """Packs a document's sentences into windows of at most `limit()` pieces, in order. A [SEP]
    stands after each paragraph and at the end of a window."""
    out, window, room = [], Window(document.corpus), limit()
    for paragraph in document.paragraphs:
        for i, sentence in enumerate(paragraph):
            n = sum(len(wordpiece(word)) for word in sentence.forms)
            if n > LONGEST:
                continue
            if window.first and len(window.pieces) + n + 1 > room:
                out.append(window)
                window, room = Window(document.corpus), limit()
            window.add(sentence, wordpiece, i + 1 == len(paragraph))
    if window.first:
        out.append(window)
    for window in out:
        if window.pieces[-1] != SEP:
            window.separate()
        window.relation = document.relation
    return out


def random_limit(rng, longest=WINDOW):
    """Mostly full windows, now and then a short one, a long one or a single sentence, so that the
    model reads a headline as well as a page."""
    def limit():
        x = rng.random()
        return 1 if x < 0.15 else rng.randint(24, 160) if x < 0.35 else longest
    return limit
