"""Relations of two given phrases: Zero-Shot-PLOVER's rows, and the parties of the events of our own passages."""

import csv
import dataclasses
import re
import zlib

from . import tagged
from .corpora import surface, touched
from .text import Document, Sentence

# What a pair's relation is called where an event is planned: future cooperation is agreement, future force a threat.
VERBAL = {"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "YIELD"}
FORCEFUL = {"PROTEST", "MOBILIZE", "SANCTION", "COERCE", "ASSAULT"}


def relation_of(kind, status):
    """The class of Zero-Shot-PLOVER for an event; None where its status leaves it open."""
    kind = "YIELD" if kind in ("CONCEDE", "RETREAT") else kind
    if status == "planned":
        return "AGREE" if kind in VERBAL else "THREATEN" if kind in FORCEFUL else kind
    return kind if status in ("happened", "ongoing") else None


def read_pairs(folder, segment, split):
    """Documents of one sentence with two marked phrases, the parties of an event of our passages, and the shares of the
    relations between them. Reciprocal events give both orders; one-sided ones give `none` backwards."""
    documents = []
    for name, _, text, spans in tagged.passages(folder):
        if tagged.part_of(name) != split:
            continue
        sentences = [words for paragraph in segment(text) for words in paragraph]

        def sentence_of(source, target):
            return next((n for n, words in enumerate(sentences) if touched(words, *source) and touched(words, *target)), None)

        found, known, backwards = {}, set(), set()
        for (part, event), pieces in spans.items():
            if part != "event":
                continue
            kind, _, status = pieces[0][2]
            actors = [p[:2] for p in spans.get(("actor", event), [])]
            recipients = [p[:2] for p in spans.get(("recipient", event), [])]
            orders = [(a, r) for a in actors for r in recipients] or [(a, b) for a in actors for b in actors if a != b]
            known.update(orders)
            if recipients:
                backwards.update((r, a) for a, r in orders)
            relation = relation_of(kind, status)
            for pair in orders[:3] if relation else []:
                at = sentence_of(*pair)
                if at is not None:
                    found.setdefault((at, *pair), []).append(relation)
        for pair in sorted(backwards - known)[:1]:
            at = sentence_of(*pair)
            if at is not None:
                found[at, *pair] = ["none"]
        for n, ((at, source, target), relations) in enumerate(found.items()):
            shares = {r: relations.count(r) / len(relations) for r in relations}
            documents.append(marked_pair(f"{name}-{n}", "pairs", text, sentences[at], [source], [target], shares))
    return documents


SPELT = {"CONCEDE": "YIELD", "RETREAT": "YIELD", "DEMAND": "REQUEST", "COOPERATION": "COOPERATE"}


def held_out(sentence):
    """A fifth of the rows of Zero-Shot-PLOVER is kept for development, by a hash of the sentence."""
    return zlib.crc32(sentence.encode()) % 5 == 0


def unmarked(marked):
    """(text, {"s": source, "t": target}), each a list of (start, end), of a sentence with <s>...</s> and <t>...</t>."""
    text, phrases, start, at = "", {"s": [], "t": []}, {}, 0
    for tag in re.finditer(r"<(/?)([st])>", marked):
        text += marked[at : tag.start()]
        at = tag.end()
        if tag.group(1):
            phrases[tag.group(2)].append((start[tag.group(2)], len(text)))
        else:
            start[tag.group(2)] = len(text)
    return text + marked[at:], phrases


def read_plv(path, segment, corpus):
    """Zero-Shot-PLOVER: (sentence, document of that sentence with its two marked phrases)."""
    with open(path, encoding="utf-8", newline="") as file:
        for n, row in enumerate(csv.DictReader(file, delimiter="\t")):
            text, phrases = unmarked(row["marked_sentence"])
            words = [word for paragraph in segment(text) for sentence in paragraph for word in sentence]
            relation = SPELT.get(row["gold_root"], row["gold_root"])
            yield row["sentence"], marked_pair(f"{corpus}-{n}", corpus, text, words, phrases["s"], phrases["t"], {relation: 1.0})


def marked_pair(name, corpus, text, words, source, target, shares):
    """A document of one sentence with its two phrases, each in pieces (start, end)."""
    forms, space = surface(text, words)
    marks = [0] * len(words)
    for mark, phrases in ((1, source), (2, target)):
        for start, end in phrases:
            for i in touched(words, start, end):
                marks[i] = mark
    return Document(name, corpus, [[Sentence(forms, space, marks=marks, boundaries=False)]], shares)


def bare(document):
    """The same without marks: what is asked is the sentence's main relation."""
    sentence = dataclasses.replace(document.paragraphs[0][0], marks=None)
    return Document(document.id, "bare", [[sentence]], document.relation)
