"""Reader of our own marked passages (`corpus/{claims,events}/*.tagged`, rules in corpus/GUIDELINES.md): labels for
claims, acts, events and their roles. `crates/tacitus-doc/src/gold.rs` reads the same files and is stricter."""

import re
from pathlib import Path

from .corpora import bio, phrase_head, surface, touched
from .text import Document, Sentence

TAG = re.compile(r"<(/?)([a-z-]+)([^<>]*)>")
ROLES = ["actor", "recipient", "place", "time", "instrument", "origin", "destination", "quantity"]


def part_of(name):
    """Which part of the corpus a passage belongs to, by the number that ends its id."""
    n = int(re.search(r"(\d*)$", name).group(1) or 2) % 5
    return "test" if n == 0 else "dev" if n == 1 else "train"


def parse(body):
    """Tagged text -> (text, {(name, id): [(start, end, words)]})."""
    out, spans, stack, at, length = [], {}, [], 0, 0
    for tag in TAG.finditer(body):
        out.append(body[at : tag.start()])
        length += tag.start() - at
        at = tag.end()
        close, name, rest = tag.groups()
        words = rest.split()
        if close:
            for k in range(len(stack) - 1, -1, -1):
                if stack[k][0] == name and (not words or words[0] in stack[k][1]):
                    _, ids, own, start = stack.pop(k)
                    for i in ids:
                        spans.setdefault((name, i), []).append((start, length, own))
                    break
            else:
                raise ValueError(f"</{name}> closes nothing")
        else:
            ids = []
            while words and re.fullmatch(r"[a-z]{1,3}\d+", words[0]) and not (name == "term" and ids):
                ids.append(words.pop(0))
            stack.append((name, ids, words, length))
    if stack:
        raise ValueError(f"<{stack[0][0]}> is never closed")
    return "".join(out) + body[at:], spans


def passages(folder):
    """(id, head, text, spans) of every passage in every file."""
    for path in sorted(Path(folder).glob("*.tagged")):
        for part in re.split(r"^====\n", path.read_text(encoding="utf-8"), flags=re.M):
            if part.strip():
                head, body = part.split("\n---\n", 1)
                name = re.search(r"^id: (\S+)", head, re.M).group(1)
                try:
                    yield name, head, *parse(body)
                except ValueError as error:
                    raise ValueError(f"{path.name}, {name}: {error}") from None


def read_passages(folder, segment, split, events):
    """Documents with labels for claims and acts, and where `events`, for events and roles.
    `segment(text)` gives paragraphs of sentences of (start, end) words."""
    documents = []
    for name, _, text, spans in passages(folder):
        if part_of(name) != split:
            continue
        document = Document(name, "passages")
        outer = {c for n, c in spans if n == "content" and not any(w.startswith("parent=") for w in spans[n, c][0][2])}
        marks = [(s, e, part) for part in ("source", "cue", "content") for c in outer for s, e, _ in spans.get((part, c), [])]
        marks.sort(key=lambda m: m[0] - m[1])
        for words_of_paragraph in segment(text):
            paragraph = []
            for words in words_of_paragraph:
                n = len(words)
                acts = [None] * n
                for (part, c), pieces in spans.items():
                    if part == "cue":
                        for s, e, _ in pieces:
                            for i in touched(words, s, e):
                                acts[i] = spans["content", c][0][2][1]
                forms, space = surface(text, words)
                sentence = Sentence(forms, space, claim=bio(words, marks), act=acts, boundaries=False)
                if events:
                    sentence.event, sentence.mode, sentence.status = ["O"] * n, [None] * n, [None] * n
                    sentence.triggers, sentence.roles = {}, []
                    for (part, event), pieces in spans.items():
                        for s, e, _ in pieces:
                            inside = touched(words, s, e)
                            if not inside:
                                continue
                            if part == "event":
                                kind, mode, status = pieces[0][2]
                                for i in inside:
                                    sentence.event[i], sentence.mode[i], sentence.status[i] = kind, f"{kind} {mode}", status
                                sentence.triggers.setdefault(event, inside[0])
                            elif part in ROLES:
                                head = phrase_head(forms, inside[0], inside[-1] + 1, [])
                                sentence.roles.append((event, head, part))
                paragraph.append(sentence)
            document.paragraphs.append(paragraph)
        documents.append(document)
    return documents
