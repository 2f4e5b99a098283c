#!/usr/bin/env python3
"""Coreference corpora as JSON Lines: `{"id", "text", "chains": [[[start, end]...]...], "partial"}`, code points.

usage: coref_corpora.py gum FILE.conllu | ecb DATA PART | ecb_events DATA PART | re3d DATA | own FILE.tagged...

A partial corpus marks some mentions only; singletons are chains of one. `gum` also writes `types`, the entity type of each
chain. `ecb_events` writes `"events": [[[start, end], chain, type]...]` instead, which is what `tacitus eval` scores. `own`
reads the passages of corpus/claims and corpus/events, whose `<a ID>` marks tell whom words refer to.
"""

import collections
import json
import re
import sys
from pathlib import Path


def gum(path):
    """The documents of UD English GUM, with the chains of its `Entity` fields."""
    docs, doc = [], None
    glued = None
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("# newdoc"):
            doc = {"id": line.split("=")[1].strip(), "text": "", "open": {}, "found": []}
            docs.append(doc)
        elif line.startswith("# newpar"):
            if doc["text"]:
                doc["text"] = doc["text"].rstrip() + "\n\n"
        elif line and not line.startswith("#"):
            cols = line.split("\t")
            space = "SpaceAfter=No" not in cols[9]
            if "-" in cols[0]:
                glued = (int(cols[0].split("-")[1]), space)
            if not cols[0].isdigit():
                continue
            start = len(doc["text"])
            doc["text"] += cols[1]
            end = len(doc["text"])
            if glued:
                last, after = glued
                space = after if int(cols[0]) == last else False
                glued = None if int(cols[0]) >= last else glued
            if space:
                doc["text"] += " "
            for field in cols[9].split("|"):
                if not field.startswith("Entity="):
                    continue
                for mark in re.findall(r"\([^()]+\)?|[^()]+\)", field[7:]):
                    if mark.startswith("("):
                        bits = mark.strip("()").split("-")
                        doc["open"].setdefault(bits[0], []).append((start, bits[1]))
                    if mark.endswith(")"):
                        name = mark.strip("()").split("-")[0]
                        begun, kind = doc["open"][name].pop()
                        doc["found"].append((begun, end, name, kind))
    for doc in docs:
        chains, types = {}, {}
        for start, end, name, kind in sorted(doc["found"], key=lambda m: (m[0], -m[1])):
            chains.setdefault(name, []).append([start, end])
            types.setdefault(name, kind)
        yield {"id": doc["id"], "text": doc["text"], "chains": list(chains.values()), "types": list(types.values())}


def ecb_texts(data, part):
    """ECB+: the texts, a sentence a line, and where each of their words stands, by document, sentence and number."""
    words = collections.OrderedDict()
    for line in open(Path(data) / f"ecb/{part}_corpus.txt", encoding="utf-8"):
        cols = line.rstrip("\n").split("\t")
        if len(cols) >= 4:
            words.setdefault(cols[0], []).append((int(cols[1]), int(cols[2]), cols[3]))
    texts, places = {}, {}
    for name, tokens in words.items():
        text, last = "", None
        for sentence, n, word in tokens:
            if last is not None:
                glue = sentence == last and re.fullmatch(r"[.,;:!?%)\]]|'s|n't|'", word)
                text += "" if glue else (" " if sentence == last else "\n")
            places[name, sentence, n] = (len(text), len(text) + len(word))
            text += word
            last = sentence
        texts[name] = text
    return texts, places


def ecb(data, part):
    """ECB+: the entities of a document, as far as they take part in its events."""
    texts, places = ecb_texts(data, part)
    chains = collections.defaultdict(lambda: collections.defaultdict(list))
    for mention in json.load(open(Path(data) / f"ecb/{part}_entity_mentions.json", encoding="utf-8")):
        name, sentence = mention["doc_id"], mention["sent_id"]
        ends = [places.get((name, sentence, n)) for n in mention["tokens_number"]]
        if None in ends or mention["mention_type"].startswith("TIM"):
            continue
        chain = chains[name][mention["coref_chain"]]
        span = [ends[0][0], ends[-1][1]]
        if span not in chain:
            chain.append(span)
    for name, text in texts.items():
        if chains[name]:
            yield {"id": name, "text": text, "chains": list(chains[name].values()), "partial": True}


def ecb_events(data, part):
    """ECB+: mentions of events, each with its chain, which may reach through several documents."""
    texts, places = ecb_texts(data, part)
    events = collections.defaultdict(list)
    for mention in json.load(open(Path(data) / f"ecb/{part}_event_mentions.json", encoding="utf-8")):
        name = mention["doc_id"]
        ends = [places[name, mention["sent_id"], n] for n in mention["tokens_number"]]
        events[name].append([[ends[0][0], ends[-1][1]], mention["coref_chain"], mention["mention_type"]])
    for name, text in texts.items():
        yield {"id": name, "text": text, "language": "en", "events": events[name]}


def re3d(data):
    """re3d: the same name, and phrases that are told to be synonyms."""
    for folder in sorted((Path(data) / "re3d").iterdir()):
        if not folder.is_dir():
            continue
        rows = lambda name: [json.loads(l) for l in open(folder / name, encoding="utf-8") if l.strip()]
        entities, same = collections.defaultdict(dict), collections.defaultdict(list)
        for row in rows("entities.json"):
            if row["type"] in ("Person", "Organisation", "Location", "Nationality"):
                entities[row["documentId"]][row["begin"], row["end"]] = row["value"]
        for row in rows("relations.json"):
            if row["type"] == "IsSynonymOf":
                same[row["documentId"]].append(
                    ((row["sourceBegin"], row["sourceEnd"]), (row["targetBegin"], row["targetEnd"])))
        for doc in rows("documents.json"):
            name, text = doc["_id"], doc["text"]
            up = {span: span for span in entities[name] if text[span[0]:span[1]] == entities[name][span]}

            def top(span):
                while up[span] != span:
                    span = up[span]
                return span

            first = {}
            for span in sorted(up):
                words = entities[name][span]
                if words[:1].isupper():
                    up[top(span)] = top(first.setdefault(words, span))
            for a, b in same[name]:
                if a in up and b in up:
                    up[top(a)] = top(b)
            chains = collections.defaultdict(list)
            for span in sorted(up):
                chains[top(span)].append(list(span))
            if chains:
                yield {"id": name, "text": text, "chains": list(chains.values()), "partial": True}


def own(paths):
    """Our passages: whom words refer to is marked by `<a ID>`."""
    for path in paths:
        for part in Path(path).read_text(encoding="utf-8").split("\n====\n"):
            if "\n---\n" not in part:
                continue
            head, body = part.split("\n---\n", 1)
            head = dict(line.split(": ", 1) for line in head.strip().split("\n") if ": " in line)
            body, text, at, open_marks = body.strip("\n"), "", 0, []
            chains = collections.OrderedDict()
            for tag in re.finditer(r"<(/?)([a-z]+)([^<>]*)>", body):
                text += body[at:tag.start()]
                at = tag.end()
                if tag.group(2) != "a":
                    continue
                if tag.group(1):
                    start, name = open_marks.pop()
                    chains.setdefault(name, []).append([start, len(text)])
                else:
                    open_marks.append((len(text), tag.group(3).split()[0] if tag.group(3).split() else ""))
            text += body[at:]
            if chains:
                doc = {"id": head.get("id"), "text": text, "partial": head.get("chains") != "all"}
                doc["chains"] = [sorted(spans) for spans in chains.values()]
                yield {**doc, **{key: head[key] for key in ("title", "published", "publisher") if key in head}}


def main():
    what, args = sys.argv[1], sys.argv[2:]
    docs = {"gum": lambda: gum(*args), "ecb": lambda: ecb(*args), "ecb_events": lambda: ecb_events(*args),
            "re3d": lambda: re3d(*args), "own": lambda: own(args)}
    for doc in docs[what]():
        print(json.dumps(doc, ensure_ascii=False))


if __name__ == "__main__":
    main()
