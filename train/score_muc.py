#!/usr/bin/env python3
"""Scores records (`tacitus read --json`) against the answer keys of MUC-3/4, reports on terrorism in Latin America.

usage: score_muc.py docs [--lower-case] FILE... > docs.jsonl   message files to documents for `tacitus read`
       score_muc.py score [--list] KEY RECORDS                 records against the key; --list tells each miss
       score_muc.py strings KEY DOCS                           how many strings of the key stand in the texts

**Documents.** The line with the message id is left out, the dateline stays; paragraphs are single lines with an empty
line between, runs of blanks are one blank. `published` comes from the dateline, when that has day, month and year.
--lower-case lower-cases all save the first letter of sentences (names too, so it is no natural text either).

**The key.** A message has one or more templates of 25 numbered slots, `4.  INCIDENT: TYPE    BOMBING`; lines that
begin with `;` are comments. `MESSAGE: TEMPLATE` is a number, a number and `(OPTIONAL)`, or `*` for a message
without incident. Each line of a slot, or indented continuation line, is one filler: `*` = the slot does not apply,
`-` = the text does not tell, `?` before it = optional, `/` = alternatives. Strings stand in quotes (`\\"` = a quote
inside one); a few lack them. A filler may refer to another slot: `DEATH: "PRIESTS"`, `"MONSIGNOR": "ARNULFO ROMERO"`
(a description of the person of that name), `POSSIBLE: "ELN"`; before the colon alternatives, sometimes in brackets.

**Types.** ATTACK: ASSAULT of any mode but abduct. BOMBING: ASSAULT without mode or explosives, suicide-attack, aerial,
drone, heavy-weapons, destroy, targeted. ARSON: ASSAULT without mode or destroy, primitive, explosives; PROTEST riot,
vandalize. KIDNAPPING: ASSAULT abduct. ROBBERY: COERCE seize, and any other event counted here whose trigger is a word
for it (rob, steal, loot, hold up). FORCED WORK STOPPAGE: PROTEST strike, COERCE restrict. THREATEN without mode or
with violence fits all whose stage is not ACCOMPLISHED. Families, for merging: ASSAULT abduct; other ASSAULT; each
other type and mode.

**Incidents found.** Events of a document of one family are merged when they are mentions of one incident: when they
share the head word of a target; an event without target joins the nearest that shares the head word of a perpetrator,
or whose perpetrators do not differ. (Merging all that share a perpetrator would join what the FMLN did in five places:
records made from the key would then find 73 % of its own incidents.) Found incidents and templates are aligned one to
one, best first. A pair that fits in type needs some evidence: a shared filler (1 each), or a target or instrument of
the key in the sentence of a trigger (1/4 each; perpetrators, where the key has no target); where the template or the
incident has no fillers none is needed. Incidents without a partner that share a target with a found template whose
type they fit, or have no target and share a perpetrator or stand near its target, are further mentions of it: they
join its partner. Other incidents without a partner are false, but these are left aside, as MUC does not ask for them:
fights where all parties are armed forces, armed groups or states; what the text dates 60 days or more before
publication; what is denied or demanded; and what is neither ASSAULT nor THREATEN violence. What is aligned with an
optional template counts neither for nor against.

**Phrases.** Two phrases match when the head word of either, its last word before a preposition, comma, relative
pronoun or bracket, is among the words of the other, without case and plural s. Perpetrators are the actors of
events, targets the recipients; with the phrase count all mentions of that actor, and fillers of an incident with
the same actor or a head word in common are one. Fillers of the key are paired one to one with found ones; a found
one may serve as individual and as organisation, but counts once for precision. A further found filler for a filler
that is paired already counts neither way, as does one that matches an optional filler. A found target without
match is taken for a physical one when it is no actor of the record, else for a human one. Pronouns that the record
does not resolve count neither way. Effects are pairs of a victim and death or injury: recipients of events whose
trigger says so, and `quantities` killed, wounded or injured.
"All incidents" counts fillers of missed templates as missed and those of false incidents as false.
"""

import argparse
import collections
import datetime
import json
import re
import sys

SLOTS = ("MESSAGE: ID", "MESSAGE: TEMPLATE", "INCIDENT: DATE", "INCIDENT: LOCATION", "INCIDENT: TYPE",
         "INCIDENT: STAGE OF EXECUTION", "INCIDENT: INSTRUMENT ID", "INCIDENT: INSTRUMENT TYPE",
         "PERP: INCIDENT CATEGORY", "PERP: INDIVIDUAL ID", "PERP: ORGANIZATION ID",
         "PERP: ORGANIZATION CONFIDENCE", "PHYS TGT: ID", "PHYS TGT: TYPE", "PHYS TGT: NUMBER",
         "PHYS TGT: FOREIGN NATION", "PHYS TGT: EFFECT OF INCIDENT", "PHYS TGT: TOTAL NUMBER", "HUM TGT: NAME",
         "HUM TGT: DESCRIPTION", "HUM TGT: TYPE", "HUM TGT: NUMBER", "HUM TGT: FOREIGN NATION",
         "HUM TGT: EFFECT OF INCIDENT", "HUM TGT: TOTAL NUMBER")
STRING_SLOTS = ("INCIDENT: INSTRUMENT ID", "PERP: INDIVIDUAL ID", "PERP: ORGANIZATION ID", "PHYS TGT: ID",
                "HUM TGT: NAME", "HUM TGT: DESCRIPTION")

MESSAGE_ID = re.compile(r"^((?:DEV|TST\d)-MUC\d-\d{4})\b[ \t]*(?:\([^)\n]*\))?[ \t]*$", re.M)
MONTHS = {m: i + 1 for i, m in enumerate("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split())}
DATELINE = re.compile(r",\s+(?:(?P<d>\d{1,2})\s+(?P<m>[A-Z]{3,9})|(?P<m2>[A-Z]{3,9})\s+(?P<d2>\d{1,2}))"
                      r"\s+(?P<y>\d\d)\b")
ABBREVIATIONS = set("mr mrs ms dr gen lt col maj capt cpt sgt brig adm cmdr com st sr jr no nos dept gov sen rep msgr"
                    " prof eng pres jan feb mar apr jun jul aug sep sept oct nov dec u.s u.n a.m p.m km vs".split())

ASSAULT_MODES = {  # of the types of MUC: which modes of ASSAULT, and which other types and modes, fit
    "ATTACK": (None, set()),
    "BOMBING": ({None, "explosives", "suicide-attack", "aerial", "drone", "heavy-weapons", "destroy", "targeted"},
                set()),
    "ARSON": ({None, "destroy", "primitive", "explosives"}, {("PROTEST", "riot"), ("PROTEST", "vandalize")}),
    "KIDNAPPING": ({"abduct"}, set()),
    "ROBBERY": (set(), {("COERCE", "seize")}),
    "FORCED WORK STOPPAGE": (set(), {("PROTEST", "strike"), ("COERCE", "restrict")}),
}
ARMED = {"state_forces", "armed_group", "state"}
ARMED_WORDS = set("military army troop soldier battalion brigade garrison barrack guerrilla rebel subversive terrorist"
                  " extremist enemy".split())
OLD = datetime.timedelta(days=60)
PRONOUNS = set("he him himself she her herself it itself they them themselves we us i me you who whom which that this"
               " these those one ones another others someone everyone".split())
HEAD_ENDS = set("about above across after against among around as at before behind below between by during for from in"
                " inside into near of off on onto out outside over since through to toward towards under until upon"
                " with within without who whom whose which that where when".split())
WORD = re.compile(r"\d[\d.,]*\d|\w(?:\.\w)+\.?|\w+(?:['’-]\w+)*")
EFFECTS = (("death", re.compile(r"^(kill|murder|assassinat|slay|slain|die|dying|dead|death|massacre|execut|behead|"
                                r"fatal|lynch)", re.I)),
           ("injury", re.compile(r"^(wound|injur|hurt|maim)", re.I)))
ROBBERY = re.compile(r"\b(rob|loot|steal|stole|hold-?ups?\b|held up)", re.I)
EFFECT_ROLES = {"killed": "death", "dead": "death", "died": "death", "wounded": "injury", "injured": "injury"}


def warn(message):
    print("score_muc.py: " + message, file=sys.stderr)


def read(path):
    try:
        with sys.stdin if path == "-" else open(path, encoding="utf-8", errors="replace", newline=None) as file:
            return file.read()
    except OSError as error:
        raise SystemExit(f"score_muc.py: cannot read {path}: {error.strerror}")


def read_lines(path):
    """Objects of a file of JSON Lines, with their line number; other lines are told of and left out."""
    for number, line in enumerate(read(path).split("\n"), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                warn(f"{path}:{number}: not JSON, left out ({error})")
                continue
            if isinstance(row, dict):
                yield number, row
            else:
                warn(f"{path}:{number}: not a JSON object, left out")


# ---- documents

def messages(path):
    text = read(path)
    heads = list(MESSAGE_ID.finditer(text))
    if not heads:
        raise SystemExit(f"score_muc.py: {path}: no line with the id of a message, as `TST2-MUC4-0001`")
    if text[:heads[0].start()].strip():
        warn(f"{path}: text before the first message left out")
    for head, following in zip(heads, heads[1:] + [None]):
        body = text[head.end():following.start() if following else len(text)]
        paragraphs = [[]]
        for line in body.split("\n"):
            if not line.strip() or (line.startswith("  ") and paragraphs[-1]):
                paragraphs.append([])
            if line.strip():
                paragraphs[-1].append(line)
        yield head[1], "\n\n".join(" ".join(" ".join(p).split()) for p in paragraphs if p)


def published(text):
    match = DATELINE.search(text.split(" -", 1)[0][:120])
    if match and (month := MONTHS.get((match["m"] or match["m2"])[:3])):
        try:
            return datetime.date(1900 + int(match["y"]), month, int(match["d"] or match["d2"])).isoformat()
        except ValueError:
            pass
    return None


def lower(text):
    """The text in lower case save the first letter of sentences, of paragraphs and after the dateline."""
    letters, start = list(text.lower()), True
    if len(letters) != len(text):
        return text  # no text of MUC: a letter that is longer in lower case
    dateline = re.match(r".{3,150}? ?--(?: *\[[^\]]*\])* *", text)
    restart = {dateline.end()} if dateline else set()
    for i, c in enumerate(letters):
        if c == "\n" or i in restart:
            start = True
        elif c in ".?!" and re.match(r"[\"')\]]*(\s|$)", text[i + 1:i + 8]):
            word = re.split(r"[\s(\[\"]", text[max(0, i - 12):i])[-1].lower()
            short = word in ABBREVIATIONS or re.fullmatch(r"[a-z]|(.*\.)?[a-z]\.[a-z]", word)
            start = start or c != "." or not short or not re.match(r"\s", text[i + 1:])
        if start and c.isalnum():
            letters[i], start = c.upper(), False
    return "".join(letters)


def docs(files, lower_case):
    seen = set()
    for path in files:
        for name, text in messages(path):
            if name in seen:
                warn(f"{path}: {name} a second time")
            seen.add(name)
            row = {"id": name, "text": lower(text) if lower_case else text}
            if date := published(text):
                row["published"] = date
            print(json.dumps(row, ensure_ascii=False))


# ---- key

Filler = collections.namedtuple("Filler", "optional values strings line")


def filler(text, line):
    """A filler of a slot: `values` before the colon (set fills or strings), `strings` after it."""
    optional = text.startswith("?")
    text = text.lstrip("? ")
    quoted = []

    def keep(match):
        quoted.append(re.sub(r"\\(.)", r"\1", match[1]).strip())
        return f"\0{len(quoted) - 1}\0"

    bare = re.sub(r'"((?:\\.|[^"\\])*)"', keep, text)
    before, _, after = bare.partition(":")
    parts = []
    for side in (before, after):
        values = []
        for piece in side.replace("(", " ").replace(")", " ").split("/"):
            piece = piece.strip()
            if number := re.fullmatch(r"\0(\d+)\0", piece):
                piece = quoted[int(number[1])]
            if piece and piece not in ("-", "*"):
                values.append(re.sub(r"\0(\d+)\0", lambda m: quoted[int(m[1])], piece))
        parts.append(values)
    return Filler(optional, parts[0], parts[1], line)


class Template:
    def __init__(self, line):
        self.line, self.slots = line, collections.defaultdict(list)

    def finish(self, path):
        self.doc = (re.match(r"\S+", self.raw("MESSAGE: ID")) or [""])[0]
        number = self.raw("MESSAGE: TEMPLATE")
        self.number = number.split()[0] if number else "?"
        self.empty, self.optional = number.startswith("*"), "OPTIONAL" in number.upper()
        self.types = self.set_fill("INCIDENT: TYPE")
        self.stages = self.set_fill("INCIDENT: STAGE OF EXECUTION")
        if not self.empty:
            for kind in self.types - set(ASSAULT_MODES):
                warn(f"{path}:{self.line}: unknown type of incident {kind!r}")
        self.individuals = [(f.optional, f.values) for f in self.slots["PERP: INDIVIDUAL ID"] if f.values]
        self.organisations = [(f.optional, f.values) for f in self.slots["PERP: ORGANIZATION ID"] if f.values]
        self.physical = [(f.optional, f.values) for f in self.slots["PHYS TGT: ID"] if f.values]
        # a description that refers to a name is the same person: one filler
        human = [(f.optional, list(f.values)) for f in self.slots["HUM TGT: NAME"] if f.values]
        for f in self.slots["HUM TGT: DESCRIPTION"]:
            of = [entry for entry in human if set(entry[1]) & set(f.strings)]
            if of:
                of[0][1].extend(f.values)
            elif f.values or f.strings:
                human.append((f.optional, f.values + f.strings))
        self.human = human
        self.effects = []  # (optional, strings of the victim, effects that would be right)
        for f in self.slots["HUM TGT: EFFECT OF INCIDENT"]:
            right = {e for e, word in (("death", "DEATH"), ("injury", "INJURY")) if word in f.values}
            victims = [entry for entry in human if set(entry[1]) & set(f.strings)]
            strings = f.strings + [s for entry in victims for s in entry[1]]
            if right and strings:
                self.effects.append((f.optional or any(v[0] for v in victims), strings, right,
                                     len(right) < len(f.values)))
        self.confidence = [(f.values, f.strings) for f in self.slots["PERP: ORGANIZATION CONFIDENCE"]
                           if f.values and f.strings]
        return self

    def raw(self, slot):
        return self.slots[slot][0].line if self.slots[slot] else ""

    def set_fill(self, slot):
        return {" ".join(v.split()) for f in self.slots[slot] for v in f.values}


def read_key(path):
    """Templates of a key, by document."""
    templates, template, slot, odd = [], None, None, []
    for number, line in enumerate(read(path).split("\n"), 1):
        if not line.strip() or line.lstrip().startswith(";"):
            continue
        head = re.match(r"\s{0,3}(\d{1,2})\.\s+", line)
        if head and int(head[1]) < len(SLOTS) and line[head.end():].startswith(SLOTS[int(head[1])]):
            slot = SLOTS[int(head[1])]
            text = line[head.end() + len(slot):].strip()
            if slot == SLOTS[0]:
                template = Template(number)
                templates.append(template)
        elif line.startswith(" " * 8) and slot:
            text = line.strip()
        else:
            odd.append(f"{path}:{number}: neither slot, nor filler, nor comment: {line.strip()[:60]!r}, left out")
            continue
        if template is None:
            odd.append(f"{path}:{number}: a slot before the first `0. MESSAGE: ID`, left out")
        elif text and text not in ("*", "-"):
            template.slots[slot].append(Filler(False, [], [], text) if slot.startswith("MESSAGE") or
                                        text.startswith("*") else filler(text, text))
        elif slot == SLOTS[1]:
            template.slots[slot].append(Filler(False, [], [], text))
    if not templates:
        raise SystemExit(f"score_muc.py: {path}: no template, is it an answer key of MUC?")
    for message in odd[:10] + ([f"{path}: {len(odd) - 10} more lines left out"] if len(odd) > 10 else []):
        warn(message)
    key = {}
    for template in templates:
        template.finish(path)
        if not template.doc:
            warn(f"{path}:{template.line}: a template without message id, left out")
            continue
        rows = key.setdefault(template.doc, [])
        if not template.empty:
            rows.append(template)
    return key


# ---- phrases

def stem(word):
    word = re.sub(r"['’]s?$", "", word.casefold()).replace(".", "")
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    if re.search(r"(s|x|ch|sh)es$", word) and len(word) > 4:
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


class Phrase:
    def __init__(self, text):
        self.text = " ".join(text.split())
        self.words, self.head, ended = set(), None, False
        end = re.search(r"[,(\[;:]", self.text)
        for match in WORD.finditer(self.text):
            word = stem(match[0])
            ended = ended or bool(self.head) and (match[0].casefold() in HEAD_ENDS or
                                                  end is not None and match.start() > end.start())
            if not re.match(r"['’]", self.text[match.end():]) and not re.search(r"['’]s$", match[0], re.I):
                self.words.add(word)  # a word in the genitive names something else
            if not ended and match[0].casefold() not in HEAD_ENDS:
                self.head = word
        self.words |= {part for word in self.words if "-" in word for part in word.split("-")}
        self.words |= {self.head} - {None}

    def matches(self, other):
        return self.head in other.words or other.head in self.words


_phrases = {}


def phrase(text):
    if text not in _phrases:
        _phrases[text] = Phrase(text)
    return _phrases[text]


def match_any(strings, others):
    return any(phrase(a).matches(phrase(b)) for a in strings for b in others)


# ---- records

class Found:
    """A filler found: an actor in a role, with all phrases for it."""

    def __init__(self, actors, phrases, kind):
        self.actors, self.phrases, self.kind = set(actors), [p for p in phrases if p.strip()], kind
        self.heads = {phrase(p).head for p in self.phrases} - {None}

    def same(self, other):
        return bool(self.actors & other.actors or self.heads & other.heads)

    def armed(self):
        return self.kind in ARMED or self.kind is None and any(phrase(p).words & ARMED_WORDS for p in self.phrases)

    def is_thing(self):
        return self.kind is None

    def take(self, other):
        self.actors |= other.actors
        self.kind = self.kind or other.kind
        self.phrases += [p for p in other.phrases if p not in self.phrases]
        self.heads |= other.heads

    def matches(self, strings):
        return match_any(strings, self.phrases)


def united(fillers):
    rows = []
    for new in fillers:
        new = Found(new.actors, new.phrases, new.kind)
        for old in [row for row in rows if row.same(new)]:
            rows.remove(old)
            old.take(new)
            new = old
        rows.append(new)
    return rows


class Event:
    def __init__(self, record, event):
        text = record["document"]["text"]
        actors = {actor.get("id"): actor for actor in record.get("actors") or []}

        def words(span):
            return text[span[0]:span[1]] if span else ""

        def fillers(rows):
            out = []
            for row in rows or []:
                actor = actors.get(row.get("actor"), {})
                phrases = [words(row.get("span")), actor.get("name") or ""]
                phrases += [words(span) for span in actor.get("mentions") or []]
                if not all(p.casefold() in PRONOUNS for p in phrases if p):
                    out.append(Found({row["actor"]} if row.get("actor") else (), phrases, actor.get("kind")))
            return out

        self.type, self.mode = event.get("type"), event.get("mode")
        self.trigger = " ".join(words(span) for span in event.get("trigger") or [])
        self.status = event.get("status") or "happened"
        self.told = bool(event.get("claims")) or self.status == "possible"
        self.actors, self.targets = fillers(event.get("actors")), fillers(event.get("recipients"))
        sentences, number = record.get("sentences") or [], event.get("sentence")
        self.number = number if isinstance(number, int) and 0 <= number < len(sentences) else -1
        self.sentence = words(sentences[number]) if self.number >= 0 else ""
        self.family = self.type if self.type == "ASSAULT" and self.mode != "abduct" else f"{self.type} {self.mode}"
        date = event.get("date") or {}
        self.date = date.get("end") or date.get("start") if date.get("from") == "text" else None
        self.effects = []
        effect = next((name for name, pattern in EFFECTS if pattern.match(self.trigger.split(" ")[0])), None)
        if effect:
            self.effects += [(effect, target) for target in self.targets]
        for row in event.get("quantities") or []:
            if name := EFFECT_ROLES.get(row.get("role")):
                self.effects.append((name, Found((), [words(row.get("span")), row.get("of") or ""], None)))

    def fits(self, kind, stages):
        if self.type == "THREATEN":
            return self.mode in (None, "violence") and stages != {"ACCOMPLISHED"}
        if kind == "ROBBERY" and ROBBERY.search(self.trigger):
            return True
        modes, others = ASSAULT_MODES.get(kind, (set(), set()))
        if self.type == "ASSAULT":
            return self.mode != "abduct" if modes is None else self.mode in modes
        return (self.type, self.mode) in others

    def is_incident(self):
        return self.type == "ASSAULT" or (self.type, self.mode) == ("THREATEN", "violence")


class Incident:
    def __init__(self, events, published):
        self.events, self.published = events, published
        self.perpetrators = united(f for e in events for f in e.actors)
        self.targets = united(f for e in events for f in e.targets)
        parties = self.perpetrators + self.targets
        fight = bool(self.targets or len(parties) > 1) and all(f.armed() for f in parties)
        dates = [d for e in events if (d := iso(e.date))]
        old = bool(dates and published) and all(published - d >= OLD for d in dates)
        real = [e for e in events if e.is_incident() and e.status not in ("denied", "demanded")]
        self.aside = "other" if not real else "fight" if fight else "old" if old else None

    def accomplished(self):
        return any(e.status in ("happened", "ongoing") and e.type != "THREATEN" for e in self.events)

    def told(self, strings):
        """Whether the perpetrator is told by somebody: every event that has this perpetrator."""
        with_it = [e.told for e in self.events if any(f.matches(strings) for f in e.actors)]
        return all(with_it or [e.told for e in self.events])

    def evidence(self, template, mention=False):
        """How much speaks for the template; None when nothing fits. As a further `mention` the bar is higher."""
        if not any(e.fits(kind, template.stages) for e in self.events for kind in template.types):
            return None
        perpetrators = template.individuals + template.organisations
        targets = template.physical + template.human
        shared = sum(any(f.matches(strings) for f in self.perpetrators) for _, strings in perpetrators)
        shared += sum(any(f.matches(strings) for f in self.targets) for _, strings in targets)
        words = set().union(*(phrase(e.sentence).words for e in self.events))
        instruments = [(f.optional, f.values) for f in template.slots["INCIDENT: INSTRUMENT ID"]]
        near = sum(any(phrase(s).head in words for s in strings)
                   for _, strings in (targets or perpetrators) + instruments)
        if mention:
            others = any(f.matches(strings) for _, strings in perpetrators for f in self.perpetrators) or \
                not self.perpetrators and near
            same = any(f.matches(strings) for _, strings in targets for f in self.targets) if self.targets else others
            return shared + near / 4 if same else None
        bare = not (perpetrators or targets) or not (self.perpetrators or self.targets)
        return shared + near / 4 if shared or near or bare else None


def iso(text):
    try:
        return datetime.date.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        return None


def shared(xs, ys):
    return any(x.same(y) for x in xs for y in ys)


def merged(events):
    """Groups of events that are mentions of one incident. Those that tell no target join one group only, the next
    one that does not differ, so that they do not tie different incidents together."""
    groups = []
    for event in [e for e in events if e.targets]:
        joined = [g for g in groups if any(o.family == event.family and shared(o.targets, event.targets) for o in g)]
        groups = [g for g in groups if all(g is not j for j in joined)]
        groups.append([o for g in joined for o in g] + [event])
    for event in sorted((e for e in events if not e.targets), key=lambda e: not e.actors):
        near = []
        for g, group in enumerate(groups):
            same = any(shared(o.actors, event.actors) for o in group)
            if group[0].family == event.family and (same or not event.actors or not any(o.actors for o in group)):
                near.append((not same, min(abs(o.number - event.number) for o in group), g))
        if near:
            groups[min(near)[-1]].append(event)
        else:
            groups.append([event])
    return [sorted(group, key=lambda e: e.number) for group in groups]


def incidents(record):
    events = [Event(record, event) for event in record.get("events") or []]
    events = [e for e in events if e.is_incident() or e.type == "THREATEN" and e.mode is None or
              any((e.type, e.mode) in others for _, others in ASSAULT_MODES.values())]
    return [Incident(group, iso(record["document"].get("published"))) for group in merged(events)]


def read_records(path):
    records = {}
    for number, record in read_lines(path):
        document = record.get("document")
        if not isinstance(document, dict) or not isinstance(document.get("text"), str) or not document.get("id"):
            warn(f"{path}:{number}: no record of tacitus (document with id and text), left out")
            continue
        if document["id"] in records:
            warn(f"{path}:{number}: {document['id']} a second time, left out")
            continue
        try:
            records[document["id"]] = incidents(record)
        except (TypeError, KeyError, ValueError, IndexError, AttributeError) as error:
            warn(f"{path}:{number}: {document['id']}: a record of another shape, left out ({error!r})")
    return records


# ---- scores

class Count:
    """Found and right of it, wanted and met of it: the two rights differ where one phrase meets two fillers."""

    def __init__(self):
        self.found = self.right = self.wanted = self.met = 0

    def add(self, found=0, right=0, wanted=0, met=0):
        self.found += found
        self.right += right
        self.wanted += wanted
        self.met += met

    def row(self, name):
        p = self.right / self.found if self.found else 0.0
        r = self.met / self.wanted if self.wanted else 0.0
        f = 2 * p * r / (p + r) if p + r else 0.0
        return f"  {name:<34}{self.wanted:>7}{self.met:>7}{self.found:>7}{self.right:>7}{p:>9.3f}{r:>8.3f}{f:>8.3f}"


def align(templates, found):
    """The incident of each template that has one, and the incidents with further mentions joined to them."""
    found = list(found)
    pairs = []
    for t, template in enumerate(templates):
        for i, incident in enumerate(found):
            if (evidence := incident.evidence(template)) is not None:
                pairs.append((-evidence, template.optional, bool(incident.aside), t, i))
    partner, taken = {}, set()
    for *_, t, i in sorted(pairs):
        if t not in partner and i not in taken:
            partner[t] = i
            taken.add(i)
    joined = collections.defaultdict(list)
    for i, incident in enumerate(found):
        if i not in taken and not incident.aside:
            fits = [(evidence, -t) for t in partner if (evidence := incident.evidence(templates[t], True)) is not None]
            if fits:
                joined[partner[-max(fits)[1]]].append(i)
    for i, others in joined.items():
        found[i] = Incident([e for j in [i] + others for e in found[j].events], found[i].published)
    away = {j for others in joined.values() for j in others}
    places = {i: n for n, i in enumerate(i for i in range(len(found)) if i not in away)}
    return {t: places[i] for t, i in partner.items()}, [incident for i, incident in enumerate(found) if i in places]


def pair(entries, found):
    """The most pairs of fillers of the key and found ones (augmenting paths); required fillers come first."""
    order = sorted(range(len(entries)), key=lambda k: entries[k][0])
    fits = {k: [j for j, f in enumerate(found) if f.matches(entries[k][1])] for k in order}
    of = {}

    def place(k, seen):
        for j in fits[k]:
            if j not in seen:
                seen.add(j)
                if j not in of or place(of[j], seen):
                    of[j] = k
                    return True
        return False

    for k in order:
        place(k, set())
    met = set(of.values())
    duplicates = {j for k in order for j in fits[k]} - set(of)
    return met, of, duplicates


def score_fillers(classes, found, counts, joint, misses):
    """Adds fillers of one incident: `classes` is a list of (name, entries). A found one that matches an optional
    filler, or one that another has met, counts neither way. Returns the places of those found that are right."""
    right, neutral = set(), set()
    for name, entries in classes:
        met, of, duplicates = pair(entries, found)
        required = [k for k, entry in enumerate(entries) if not entry[0]]
        for count in (counts[name], counts[joint]):
            count.add(wanted=len(required), met=sum(k in met for k in required))
        misses += [(name, entries[k][1]) for k in required if k not in met]
        right |= {j for j, k in of.items() if not entries[k][0]}
        neutral |= {j for j, k in of.items() if entries[k][0]} | duplicates
        counts[name].add(found=sum(not entries[k][0] for k in of.values()),
                         right=sum(not entries[k][0] for k in of.values()))
    counts[joint].add(found=sum(j in right or j not in neutral for j in range(len(found))), right=len(right))
    return right | neutral


def score_effects(template, incident, count):
    found = {name: united(f for e in incident.events for effect, f in e.effects if effect == name)
             for name in ("death", "injury")}
    met_all = set()
    for name, fillers in found.items():
        entries = [(row[0] or row[3], row[1]) for row in template.effects if name in row[2]]
        numbers = [k for k, row in enumerate(template.effects) if name in row[2]]
        met, of, duplicates = pair(entries, fillers)
        met_all |= {numbers[k] for k in met}
        right = sum(not entries[k][0] for k in of.values())
        neutral = len(duplicates) + sum(entries[k][0] for k in of.values())
        count.add(found=len(fillers) - neutral, right=right)
    required = [k for k, row in enumerate(template.effects) if not (row[0] or row[3])]
    count.add(wanted=len(required), met=sum(k in met_all for k in required))


def score_template(template, incident, counts, misses):
    """The slots of a template that is aligned with an incident, or of one that is missed (incident None)."""
    perpetrators = incident.perpetrators if incident else []
    targets = incident.targets if incident else []
    score_fillers([("individuals", template.individuals), ("organisations", template.organisations)],
                  perpetrators, counts, "perpetrators", misses)
    explained = score_fillers([("physical targets", template.physical), ("human targets", template.human)],
                              targets, counts, "targets", misses)
    for j, f in enumerate(targets):
        if j not in explained:
            counts["physical targets" if f.is_thing() else "human targets"].add(found=1)
    if incident:
        score_effects(template, incident, counts["death, injury"])
    else:
        counts["death, injury"].add(wanted=sum(not (row[0] or row[3]) for row in template.effects))


def score_false(incident, counts):
    counts["perpetrators"].add(found=len(incident.perpetrators))
    counts["targets"].add(found=len(incident.targets))
    for f in incident.targets:
        counts["physical targets" if f.is_thing() else "human targets"].add(found=1)
    for name in ("death", "injury"):
        counts["death, injury"].add(found=len(united(f for e in incident.events for n, f in e.effects if n == name)))


def describe(incident):
    events = ", ".join(f"{e.type} {e.mode or '-'} {e.trigger!r}" for e in incident.events[:6])
    who = " | ".join(f.phrases[0] for f in incident.perpetrators) or "-"
    whom = " | ".join(f.phrases[0] for f in incident.targets) or "-"
    return f"{events}: {who} -> {whom}"


def score(key_path, records_path, listing):
    key, records = read_key(key_path), read_records(records_path)
    if missing := [doc for doc in key if doc not in records]:
        warn(f"{len(missing)} of {len(key)} documents of the key have no record, scored as read with nothing found: "
             + ", ".join(missing[:3]) + (", …" if len(missing) > 3 else ""))
    if extra := [doc for doc in records if doc not in key]:
        warn(f"{len(extra)} records are of no document of the key, left out: " + ", ".join(extra[:3])
             + (", …" if len(extra) > 3 else ""))
    relevant, found_all, by_type = Count(), Count(), {kind: Count() for kind in ASSAULT_MODES}
    everything, matched = collections.defaultdict(Count), collections.defaultdict(Count)
    stages, confidence, aside, levels = Counter2(), Counter2(), collections.Counter(), collections.defaultdict(Counter2)
    optional_templates = 0
    for doc, templates in key.items():
        found = records.get(doc, [])
        required = [t for t in templates if not t.optional]
        optional_templates += len(templates) - len(required)
        partner, found = align(templates, found)
        by_incident = {i: templates[t] for t, i in partner.items()}
        counted = [i for i, incident in enumerate(found)
                   if not (by_incident[i].optional if i in by_incident else incident.aside)]
        if required or not templates:
            relevant.add(found=bool(counted), right=bool(counted and required), wanted=bool(required),
                         met=bool(counted and required))
        for t, template in enumerate(templates):
            incident = found[partner[t]] if t in partner else None
            if template.optional:
                continue
            misses, hit = [], incident is not None
            found_all.add(found=hit, right=hit, wanted=1, met=hit)
            by_type[min(template.types & set(ASSAULT_MODES), default="ATTACK")].add(wanted=1, met=hit)
            score_template(template, incident, everything, misses)
            if hit:
                score_template(template, incident, matched, [])
                score_stage(template, incident, stages)
                score_confidence(template, incident, confidence, levels)
            if listing:
                kind = "/".join(sorted(template.types))
                print(f"{doc} {template.number} {kind}: " + (describe(incident) if hit else "NOT FOUND"))
                for name, strings in misses:
                    print(f"    missed {name}: " + " / ".join(strings[:4]))
        for i, incident in enumerate(found):
            if i in by_incident:
                continue
            if incident.aside:
                aside[incident.aside] += 1
            else:
                found_all.add(found=1)
                aside["THREATEN" if all(e.type == "THREATEN" for e in incident.events) else "ASSAULT"] += 1
                score_false(incident, everything)
            if listing:
                print(f"{doc} {'left aside (' + incident.aside + ')' if incident.aside else 'FALSE'}: "
                      + describe(incident))
    report(key, relevant, found_all, by_type, everything, matched, stages, confidence, levels, aside,
           optional_templates)


class Counter2(collections.Counter):
    """Counts of (in the key, found)."""

    def row(self, value, name):
        count = Count()
        count.add(wanted=sum(n for (k, _), n in self.items() if k == value),
                  found=sum(n for (_, f), n in self.items() if f == value),
                  right=self[value, value], met=self[value, value])
        return count.row(name)


def score_stage(template, incident, stages):
    if template.stages:
        in_key = {stage == "ACCOMPLISHED" for stage in template.stages}
        done = incident.accomplished()
        stages[done if done in in_key else not done, done] += 1


def score_confidence(template, incident, confidence, levels):
    """Organisations of the key that a found perpetrator matches: told by somebody, or reported as fact."""
    for values, strings in template.confidence:
        if any(f.matches(strings) for f in incident.perpetrators):
            in_key = {value != "REPORTED AS FACT" for value in values}
            told = incident.told(strings)
            confidence[told if told in in_key else not told, told] += 1
            levels[values[0] if len(values) == 1 else "SEVERAL GIVEN"][True, told] += 1


def report(key, relevant, found_all, by_type, everything, matched, stages, confidence, levels, aside, optional):
    title = f"  {'':<34}{'in key':>7}{'met':>7}{'found':>7}{'right':>7}{'precision':>10}{'recall':>7}{'F1':>8}"
    print(f"{len(key)} documents, {found_all.wanted} incidents in the key and {optional} optional ones")
    print(title)
    print(relevant.row("documents with an incident"))
    print(found_all.row("incidents"))
    for kind, count in by_type.items():
        if count.wanted:
            print(f"  {'  ' + kind.lower():<34}{count.wanted:>7}{count.met:>7}{'':>23}{count.met / count.wanted:>8.3f}")
    print(f"  false: {aside['ASSAULT']} ASSAULT, {aside['THREATEN']} THREATEN")
    print("  left aside: " + ", ".join(f"{aside[name]} {text}" for name, text in (
        ("fight", "fights among the armed"), ("old", "of long ago"), ("other", "denied, demanded or of other types"))))
    for name, counts in (("all incidents", everything), ("matched incidents", matched)):
        print(f"\n{name}\n{title}")
        for row in ("perpetrators", "individuals", "organisations", "targets", "physical targets", "human targets",
                    "death, injury"):
            if row in ("individuals", "organisations"):
                count = counts[row]
                recall = count.met / count.wanted if count.wanted else 0.0
                print(f"  {'  ' + row:<34}{count.wanted:>7}{count.met:>7}{'':>23}{recall:>8.3f}")
            else:
                print(counts[row].row("  " + row if row.endswith(" targets") else row))
        if counts is matched:
            print(stages.row(True, "stage: accomplished"))
            print(stages.row(False, "stage: attempted, threatened"))
            print(confidence.row(True, "perpetrator told by somebody"))
            print(confidence.row(False, "perpetrator reported as fact"))
            total = sum(confidence.values())
            agree = sum(n for (k, f), n in confidence.items() if k == f)
            print(f"  perpetrator confidence agrees for {agree} of {total} organisations"
                  + (f" ({agree / total:.3f})" if total else ""))
            for level, rows in sorted(levels.items(), key=lambda item: -sum(item[1].values())):
                print(f"    {level.lower()}: {rows[True, True]} told, {rows[True, False]} as fact")


# ---- strings

def strings(key_path, docs_path):
    key, texts = read_key(key_path), {}
    for number, row in read_lines(docs_path):
        if isinstance(row.get("text"), str) and isinstance(row.get("id"), str):
            texts[row["id"]] = row["text"]
        else:
            warn(f"{docs_path}:{number}: no document with id and text, left out")
    squeeze = re.compile(r"[^\w]+")
    print(f"{len(key)} documents in the key, {sum(doc in texts for doc in key)} with text")
    print(f"  {'':<28}{'strings':>9}{'literal':>9}{'any case':>9}{'words':>9}{'missing':>9}")
    totals = [0] * 5
    for slot in STRING_SLOTS:
        row = [0] * 5
        for doc, templates in key.items():
            text = texts.get(doc)
            if text is None:
                continue
            folded = text.casefold()
            words = f" {squeeze.sub(' ', folded)} "
            for template in templates:
                for value in (v for f in template.slots[slot] for v in f.values + f.strings):
                    row[0] += 1
                    if value in text:
                        row[1] += 1
                    elif value.casefold() in folded:
                        row[2] += 1
                    elif f" {squeeze.sub(' ', value.casefold()).strip()} " in words:
                        row[3] += 1
                    else:
                        row[4] += 1
        totals = [a + b for a, b in zip(totals, row)]
        print(f"  {slot:<28}" + "".join(f"{n:>9}" for n in row))
    print(f"  {'all':<28}" + "".join(f"{n:>9}" for n in totals))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("docs", help="message files to documents")
    command.add_argument("--lower-case", action="store_true", help="all save the first letter of sentences")
    command.add_argument("files", nargs="+", metavar="FILE")
    command = commands.add_parser("score", help="records against a key")
    command.add_argument("--list", action="store_true", help="tell each incident and what is missed of it")
    command.add_argument("key", metavar="KEY")
    command.add_argument("records", metavar="RECORDS")
    command = commands.add_parser("strings", help="count strings of a key that stand in the texts")
    command.add_argument("key", metavar="KEY")
    command.add_argument("docs", metavar="DOCS")
    args = parser.parse_args()
    if args.command == "docs":
        docs(args.files, args.lower_case)
    elif args.command == "score":
        score(args.key, args.records, args.list)
    else:
        strings(args.key, args.docs)


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        sys.stderr.close()
