"""Readers of the corpora: UD CoNLL-U (EWT, GUM), UNER, re3d, PolNeAR, factuality, and Tacitus' own
marked reports.

Each yields `text.Document`s. What a corpus' markup leaves open is left open here (see KIND_SETS in
heads.py): GUM's `organization` may be an army, so it teaches "organization or armed".
"""

import json
import re
import zlib
from pathlib import Path

from .text import Document, Sentence

# --- Universal Dependencies -------------------------------------------------------------------


def read_conllu(path, corpus):
    """Documents of a CoNLL-U file. Multiword tokens are split, empty nodes dropped."""
    documents, sentence, new_paragraph = [], None, True
    glued_until, glue_after = 0, True
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("# newdoc"):
            documents.append(Document(line.split("=", 1)[1].strip(), corpus))
            new_paragraph = True
        elif line.startswith("# newpar"):
            new_paragraph = True
        elif not line:
            if sentence and sentence.forms:
                if not documents:
                    documents.append(Document("0", corpus))
                if new_paragraph or not documents[-1].paragraphs:
                    documents[-1].paragraphs.append([])
                documents[-1].paragraphs[-1].append(sentence)
                new_paragraph = False
            sentence, glued_until = None, 0
        elif line[0] != "#":
            if sentence is None:
                sentence = Sentence([], [], [], [], [], [], [])
                sentence.misc = []
            cols = line.split("\t")
            if "-" in cols[0]:
                glued_until = int(cols[0].split("-")[1])
                glue_after = "SpaceAfter=No" not in cols[9]
            elif cols[0].isdigit():
                n = int(cols[0])
                space = "SpaceAfter=No" not in cols[9]
                if n <= glued_until:
                    space = glue_after if n == glued_until else False
                sentence.forms.append(cols[1].replace(" ", "\u00a0"))
                sentence.space.append(space)
                sentence.lemma.append(cols[2])
                sentence.upos.append(cols[3])
                sentence.xpos.append(cols[4])
                sentence.head.append(int(cols[6]))
                sentence.rel.append(cols[7])
                sentence.misc.append(cols[9])
    return documents


def read_ewt(folder, split):
    """UD English EWT with UNER names where they are handed out."""
    documents = read_conllu(folder / f"{split}.conllu", "ewt")
    names = folder / f"{split}.ner.iob2"
    if names.exists():
        rows, current = [], []
        for line in open(names, encoding="utf-8"):
            line = line.rstrip("\n")
            if not line:
                rows.append(current)
                current = []
            elif line[0] != "#" and line.split("\t")[0].isdigit():
                current.append(line.split("\t")[1:3])
        if current:
            rows.append(current)
        by_words = {}
        for row in rows:
            by_words.setdefault(tuple(word for word, _ in row), [tag for _, tag in row])
        for document in documents:
            for sentence in document.sentences():
                tags = by_words.get(tuple(sentence.forms))
                if tags:
                    sentence.name = repair_bio([t if t[2:] in ("PER", "ORG", "LOC") else "O" for t in tags])
    return documents


def repair_bio(tags):
    """An I- that continues nothing begins a name."""
    out = list(tags)
    for i, tag in enumerate(out):
        if tag[0] == "I" and (i == 0 or out[i - 1][1:] != tag[1:]):
            out[i] = "B" + tag[1:]
    return out


GUM_KINDS = {
    "person": "person", "organization": "organization|armed", "place": "place|facility",
    "time": "time", "event": "event", "object": "other|weapon|vehicle|document|facility",
    "abstract": "other|document|money|quantity|event", "substance": "other", "animal": "other",
    "plant": "other",
}
GUM_NAMES = {"person": "PER", "organization": "ORG", "place": "LOC"}
NAME_GLUE = {"of", "the", "and", "for", "-", "'s", "’s", "de", "al", "la", "von", "van", "&", ".", "in"}
TITLES = {
    "mr.", "mr", "mrs.", "mrs", "ms.", "ms", "dr.", "dr", "president", "minister", "prime", "sir",
    "senator", "sen.", "rep.", "general", "gen.", "col.", "lt.", "professor", "prof.", "king",
    "queen", "prince", "princess", "pope", "judge", "justice", "captain", "capt.", "governor",
    "gov.", "lord", "lady", "saint", "st.", "chief", "secretary", "chairman", "sheikh", "shaikh",
}


def read_gum(path):
    """UD English GUM with entity kinds; names are read off the proper nouns of an entity."""
    documents = read_conllu(path, "gum")
    for document in documents:
        open_entities = []
        for sentence in document.sentences():
            n = len(sentence.forms)
            kinds, names = ["O|norp|quantity"] * n, ["O"] * n
            found = []
            for i, misc in enumerate(sentence.misc):
                match = re.search(r"Entity=([^|]+)", misc)
                if not match:
                    continue
                for part in re.findall(r"\((?:[^()]*?)(?=[()]|$)\)?|[^()]+\)", match.group(1)):
                    if part.startswith("("):
                        fields = part.strip("()").split("-")
                        if len(fields) < 2:
                            continue
                        open_entities.append((fields[0], fields[1], i, id(sentence)))
                        if part.endswith(")"):
                            name, kind, start, _ = open_entities.pop()
                            found.append((start, i + 1, kind))
                    else:
                        wanted = part.rstrip(")")
                        for k in range(len(open_entities) - 1, -1, -1):
                            if open_entities[k][0] == wanted:
                                name, kind, start, where = open_entities.pop(k)
                                if where == id(sentence):
                                    found.append((start, i + 1, kind))
                                break
            open_entities = [e for e in open_entities if e[3] != id(sentence)]
            # Outer phrases first, so that the tighter phrase decides where both share a head.
            for start, end, kind in sorted(found, key=lambda f: f[0] - f[1]):
                head = span_head(sentence, start, end)
                if head is None or kind not in GUM_KINDS:
                    continue
                kinds[head] = GUM_KINDS[kind]
                if kind in GUM_NAMES and sentence.upos[head] == "PROPN":
                    left = right = head
                    while left > start and is_name_part(sentence, left - 1, start):
                        left -= 1
                    while right + 1 < end and is_name_part(sentence, right + 1, end - 1):
                        right += 1
                    while left < right and sentence.forms[left].lower() in NAME_GLUE | TITLES:
                        left += 1
                    while right > left and sentence.forms[right].lower() in NAME_GLUE - {"."}:
                        right -= 1
                    for k in range(left, right + 1):
                        names[k] = ("B-" if k == left else "I-") + GUM_NAMES[kind]
            # A proper noun that no rule made a name of may yet be one: say nothing of it.
            sentence.name = [
                None if tag == "O" and sentence.upos[k] == "PROPN" else tag for k, tag in enumerate(names)
            ]
            sentence.kind = kinds
    return documents


def is_name_part(sentence, at, _limit):
    return sentence.upos[at] == "PROPN" or sentence.forms[at].lower() in NAME_GLUE


def span_head(sentence, start, end):
    """The word of the span that hangs on a word outside it."""
    for i in range(start, end):
        head = sentence.head[i] - 1
        if (head < start or head >= end) and sentence.upos[i] != "PUNCT":
            return i
    return None


# --- texts without a tree ---------------------------------------------------------------------

STOPS = {
    "of", "in", "from", "at", "on", "for", "with", "who", "which", "that", "to", "by", "near",
    "between", "against", "under", "over", "after", "before", "during", "about", ",", "(", "—", "-",
    "inside", "outside", "among", "including", "as", "whose", "where", "along", "around", "into",
    "than", "through", "across", "within", "without", "towards", "toward", "south", "north", "belonging",
    "suspected", "called", "known", "led", "based", "held", "killed", "wounded",
}


def phrase_head(forms, start, end, names):
    """The head of a noun phrase without a tree: where a person's name begins, else the last word
    before the first preposition, relative pronoun, comma or bracket."""
    for name_start, name_end, label in names:
        if label == "PER" and start <= name_start and name_end <= end:
            possessive = name_end < end and forms[name_end].lower() in ("'s", "’s", "'", "’")
            if not possessive and not any(
                forms[k].lower() in STOPS - {"-", "—"} for k in range(start, name_start) if k > start
            ):
                return name_start
    last = start
    for k in range(start, end):
        word = forms[k].lower()
        if k > start and word in STOPS and not (word in ("than", "to") and forms[k - 1].lower() in ("more", "less", "up", "fewer")):
            if word == "-" and k + 1 < end:
                continue
            if word == "of" and forms[k - 1].lower() in ("dozens", "hundreds", "thousands", "scores", "tens", "members"):
                continue
            break
        if word not in ("'s", "’s", "'", "’") and any(c.isalnum() for c in word):
            last = k
    return last


RE3D_KINDS = {
    "Organisation": "organization|armed", "Location": "place|facility", "Person": "person|armed",
    "Quantity": "quantity|person|armed", "Temporal": "time", "Nationality": "norp", "Weapon": "weapon",
    "MilitaryPlatform": "vehicle", "Vehicle": "vehicle", "DocumentReference": "document",
    "Money": "money", "Frequency": "time",
}
RE3D_NAMES = {"Organisation": "ORG", "Location": "LOC", "Person": "PER"}


def json_lines(path):
    for line in open(path, encoding="utf-8-sig"):
        if line.strip():
            yield json.loads(line)


def read_re3d(folder, segment):
    """The Dstl re3d reports. `segment(text)` gives paragraphs of sentences of (start, end) words.

    Their entities are phrases of mixed extent, so a name is taken from the capitalised words of an
    entity, and every capitalised word that this does not explain is left open.
    """
    documents = []
    for part in sorted(Path(folder).iterdir()):
        if not (part / "documents.json").exists():
            continue
        entities = {}
        for row in json_lines(part / "entities.json"):
            entities.setdefault(row["documentId"], []).append(row)
        for row in json_lines(part / "documents.json"):
            text = row["text"]
            document = Document(row["_id"], "re3d")
            marks = [(e["begin"], e["end"], e["type"]) for e in entities.get(row["_id"], [])
                     if text[e["begin"]:e["end"]] == e.get("value")]
            for words_of_paragraph in segment(text):
                paragraph = []
                for words in words_of_paragraph:
                    paragraph.append(re3d_sentence(text, words, marks))
                document.paragraphs.append(paragraph)
            documents.append(document)
    return documents


def surface(text, words):
    """(forms, whether a blank follows each) of `words`, which are (start, end) in `text`."""
    last = len(words) - 1
    return [text[s:e] for s, e in words], [i == last or words[i + 1][0] > words[i][1] for i in range(len(words))]


def touched(words, start, end):
    """The words, by number, that a span touches."""
    return [i for i, (s, e) in enumerate(words) if s < end and e > start]


def bio(words, marks):
    """BIO tags of `words` for `marks` (start, end, label), of which the later overrule the earlier."""
    tags = ["O"] * len(words)
    for start, end, label in marks:
        for i in touched(words, start, end):
            tags[i] = ("B-" if words[i][0] <= start else "I-") + label
    return repair_bio(tags)


def re3d_sentence(text, words, marks):
    forms, space = surface(text, words)
    n = len(forms)
    capital = [any(c.isupper() for c in form[:1]) or form.isupper() and form.isalpha() for form in forms]
    names = [None if capital[i] and i > 0 else "O" for i in range(n)]
    kinds = [None] * n
    spans = []
    for start, end, label in marks:
        inside = [i for i, (s, e) in enumerate(words) if s >= start and e <= end]
        if inside:
            spans.append((inside[0], inside[-1] + 1, label))
    for start, end, label in sorted(set(spans), key=lambda s: (s[0] - s[1], s)):
        head = phrase_head(forms, start, end, [])
        for k in range(start, end):
            if kinds[k] is None:
                kinds[k] = "O|norp"
        if label in RE3D_KINDS:
            kinds[head] = RE3D_KINDS[label]
        if label in RE3D_NAMES and capital[head]:
            left = right = head
            while left > start and capital[left - 1]:
                left -= 1
            while right + 1 < end and (capital[right + 1] or forms[right + 1].lower() in NAME_GLUE):
                right += 1
            while right > left and not capital[right]:
                right -= 1
            while left < right and forms[left].lower() in {"the", "a", "an"} | TITLES:
                left += 1
            if label != "Person" or not any(forms[k].lower() in TITLES for k in range(left, right + 1)):
                for k in range(left, right + 1):
                    names[k] = ("B-" if k == left else "I-") + RE3D_NAMES[label]
    sentence = Sentence(forms, space, name=names, kind=kinds, boundaries=False)
    return sentence


# --- attributions and factuality ------------------------------------------------------------------

ROLES = {"Source": "source", "Cue": "cue", "Content": "content"}


def polnear_held_out(name):
    """Every sixth document of the training part, by a hash of its name, teaches the trust in claims
    (`fit_attribution.py`) and not this model, whose scores for texts it has learned are too sure."""
    return zlib.crc32(name.encode()) % 6 == 0


def read_polnear(folder, segment):
    """PolNeAR: the outermost attributions of a text, of the first annotator where there are several."""
    documents = []
    files = {}
    for path in sorted((Path(folder) / "attributions").glob("*.ann")):
        files.setdefault(path.stem.rsplit("_", 1)[0], path)
    for name, path in files.items():
        text = (Path(folder) / "text" / f"{name}.txt").read_text(encoding="utf-8")
        marks = []
        for line in open(path, encoding="utf-8"):
            fields = line.rstrip("\n").split("\t")
            if line[0] == "T" and len(fields) == 3:
                role, _, where = fields[1].partition(" ")
                if role in ROLES:
                    marks += [(int(s), int(e), ROLES[role]) for s, e in (piece.split() for piece in where.split(";"))]
        # Where phrases overlap, the shorter decides: a cue inside its content.
        marks.sort(key=lambda m: m[0] - m[1])
        document = Document(name, "polnear")
        for words_of_paragraph in segment(text):
            paragraph = []
            for words in words_of_paragraph:
                forms, space = surface(text, words)
                paragraph.append(Sentence(forms, space, claim=bio(words, marks), boundaries=False))
            document.paragraphs.append(paragraph)
        documents.append(document)
    return documents


def fact_class(value):
    """From -3 (did not happen) to 3 (happened)."""
    return "no" if value < -0.75 else "maybe" if value < 1.5 else "yes"


def fact_rows(folder, part, split):
    for row in json_lines(Path(folder) / part / f"{split}.jsonl"):
        forms = row["text"].split(" ")
        facts = [None] * len(forms)
        for target in row["targets"]:
            start, end = target["span1"]
            if 0 <= start < len(forms):
                facts[start] = fact_class(target["label"])
        yield forms, facts


def read_factuality(folder, split):
    """UW and MEANTIME: single sentences, whose words stand between blanks."""
    documents = []
    for part in ("UW", "MEANTIME"):
        for n, (forms, facts) in enumerate(fact_rows(folder, part, split)):
            kept = [i for i, form in enumerate(forms) if form]
            if kept:
                words = [{"``": '"', "''": '"'}.get(forms[i], forms[i]) for i in kept]
                sentence = Sentence(words, [True] * len(kept), fact=[facts[i] for i in kept], boundaries=False)
                documents.append(Document(f"{part}-{n}", "fact", [[sentence]]))
    return documents


def add_factuality(documents, folder, split):
    """UDS-IH2 marks predicates in the sentences of EWT."""
    by_words = {}
    for document in documents:
        for sentence in document.sentences():
            by_words.setdefault(tuple(sentence.forms), sentence)
    found = 0
    for forms, facts in fact_rows(folder, "UDS_IH2", split):
        sentence = by_words.get(tuple(forms))
        if sentence is not None:
            sentence.fact = facts
            found += 1
    return found


# --- our own marked reports -------------------------------------------------------------------

OWN_KINDS = {
    "person": "person", "org": "organization", "armed": "armed", "place": "place",
    "facility": "facility", "norp": "norp", "time": "time", "weapon": "weapon",
    "vehicle": "vehicle", "quantity": "quantity", "money": "money", "document": "document",
    "event": "event",
}


def parse_markup(line, where):
    """`[person Premier [PER Ana Roth]] spoke` -> (text, [(start, end, label)]), ends in characters."""
    text, marks, stack = [], [], []
    length, i = 0, 0
    while i < len(line):
        if line[i] == "[":
            match = re.match(r"\[([A-Za-z]+) ", line[i:])
            if not match or match.group(1) not in set(OWN_KINDS) | {"PER", "ORG", "LOC"}:
                raise ValueError(f"{where}: no such type at column {i + 1}: {line[i:i + 20]!r}")
            stack.append((match.group(1), length))
            i += match.end()
        elif line[i] == "]":
            if not stack:
                raise ValueError(f"{where}: a bracket closes nothing at column {i + 1}")
            label, start = stack.pop()
            marks.append((start, length, label))
            i += 1
        else:
            text.append(line[i])
            length += 1
            i += 1
    if stack:
        raise ValueError(f"{where}: {stack[-1][0]!r} is not closed")
    return "".join(text), marks


def read_own(folder, tokenize):
    """Reports in corpus/reports. `tokenize(text)` gives (start, end) of the words of one sentence."""
    documents = []
    for path in sorted(Path(folder).glob("*.txt")):
        document = Document(path.stem, "own", [[]])
        for n, line in enumerate(open(path, encoding="utf-8"), 1):
            line = line.strip()
            if line.startswith("# "):
                continue
            if not line:
                if document.paragraphs[-1]:
                    document.paragraphs.append([])
                continue
            text, marks = parse_markup(line, f"{path.name}:{n}")
            words = tokenize(text)
            forms, space = surface(text, words)
            names, kinds = ["O"] * len(forms), ["O"] * len(forms)
            spans = []
            for start, end, label in marks:
                inside = touched(words, start, end)
                if inside:
                    spans.append((inside[0], inside[-1] + 1, label))
            name_spans = [s for s in spans if s[2].isupper()]
            for start, end, label in name_spans:
                for k in range(start, end):
                    names[k] = ("B-" if k == start else "I-") + label
            for start, end, label in sorted((s for s in spans if not s[2].isupper()), key=lambda s: s[0] - s[1]):
                kinds[phrase_head(forms, start, end, name_spans)] = OWN_KINDS[label]
            document.paragraphs[-1].append(Sentence(forms, space, name=names, kind=kinds))
        document.paragraphs = [p for p in document.paragraphs if p]
        documents.append(document)
    return documents
