"""Windows with label numbers, and batches of them."""

import torch

from .heads import ACTS, CLAIM, EVENTS, FACT, HEADS, NAMES, RELATIONS, STATUSES
from .tagged import ROLES
from .pieces import lemma_script

UNKNOWN = -100
CLOSED = {"claim": CLAIM, "fact": FACT, "act": ACTS, "event": EVENTS, "status": STATUSES}


class Inventory:
    """The classes of each head, in the order of their first use; frozen after the training set."""

    def __init__(self, lists=None):
        self.lists = lists or {"upos": [], "xpos": [], "lemma": [], "rel": [], "kind": [], "mode": []}
        self.index = {k: {v: i for i, v in enumerate(vs)} for k, vs in self.lists.items()}

    def number(self, head, value, grow=False):
        if value is None:
            return UNKNOWN
        index = self.index[head]
        if value not in index and grow:
            index[value] = len(index)
            self.lists[head].append(value)
        return index.get(value, UNKNOWN)


def label(window, inventory):
    """Fills `window.labels` with numbers; UNKNOWN where the corpus says nothing or a head does not
    learn from this corpus."""
    out = {h.name: [] for h in HEADS}
    teaches = {h.name for h in HEADS if window.corpus in h.corpora}
    at, triggers, fillers = 0, {}, []
    for n, sentence in enumerate(window.sentences):
        for event, word in (sentence.triggers or {}).items():
            triggers.setdefault(event, at + word)
        fillers += [(event, at + word, ROLES.index(role)) for event, word, role in sentence.roles or []]
        size = len(sentence.forms)
        for name in ("upos", "xpos", "rel", "mode"):
            values = getattr(sentence, name) or [None] * size
            out[name] += [inventory.number(name, v) if name in teaches else UNKNOWN for v in values]
        lemmas = sentence.lemma or [None] * size
        out["lemma"] += [
            UNKNOWN if l is None or "lemma" not in teaches else inventory.number("lemma", lemma_script(f, l))
            for f, l in zip(sentence.forms, lemmas)
        ]
        heads = sentence.head if sentence.head and "head" in teaches else [None] * size
        out["head"] += [UNKNOWN if h is None else 0 if h == 0 else at + h for h in heads]
        names = sentence.name or [None] * size
        out["name"] += [UNKNOWN if v is None or "name" not in teaches else NAMES.index(v) for v in names]
        for name, classes in CLOSED.items():
            values = getattr(sentence, name) if name in teaches else None
            out[name] += [UNKNOWN if v is None else classes.index(v) for v in values or [None] * size]
        kinds = sentence.kind or [None] * size
        out["kind"] += [inventory.number("kind", v) if "kind" in teaches else UNKNOWN for v in kinds]
        # The end of a paragraph is given by the text itself, so it teaches nothing.
        last = UNKNOWN if getattr(sentence, "closes", False) else 1
        known = sentence.boundaries and "ends" in teaches
        out["ends"] += ([0] * (size - 1) + [last]) if known else [UNKNOWN] * size
        at += size
    # Rows (trigger, word, role); a row with role -1 only says that the trigger's roles are known.
    out["roles"] = [(word, 0, -1) for word in triggers.values()]
    out["pair"] = [(window.relation or {}).get(name, 0.0) for name in RELATIONS]
    out["roles"] += [(triggers[event], word, role) for event, word, role in fillers if event in triggers]
    window.labels = out


def batches(windows, size, rng):
    """Lists of windows whose padded pieces stay under `size`, of like length, in random order
    (or, with rng None, in order of length)."""
    noise = (lambda: rng.random() * 12) if rng else (lambda: 0)
    order = sorted(windows, key=lambda w: len(w.pieces) + noise())
    out, current, longest = [], [], 0
    for window in order:
        longest_then = max(longest, len(window.pieces))
        if current and longest_then * (len(current) + 1) > size:
            out.append(current)
            current, longest_then = [], len(window.pieces)
        current.append(window)
        longest = longest_then
    if current:
        out.append(current)
    if rng:
        rng.shuffle(out)
    return out


def collate(group, device="cpu"):
    """Tensors of a batch: pieces, shapes, mask [B, T]; first, sentence [B, W]; labels [B, W]."""
    t, w = max(len(x.pieces) for x in group), max(len(x.first) for x in group)
    pad = lambda values, size, fill: values + [fill] * (size - len(values))
    tensor = lambda rows: torch.tensor(rows).to(device)
    batch = {
        "pieces": tensor([pad(x.pieces, t, 0) for x in group]),
        "shapes": tensor([pad(x.shapes, t, 0) for x in group]),
        "mask": tensor([[1] * len(x.pieces) + [0] * (t - len(x.pieces)) for x in group]),
        "first": tensor([pad(x.first, w, 0) for x in group]),
        "marks": tensor([pad(x.marks, t, 0) for x in group]),
        "asked": tensor([x.relation is not None for x in group]),
        "sentence": tensor([pad(x.sentence, w, -1) for x in group]),
    }
    names = [name for name in group[0].labels if name not in ("roles", "pair")]
    roles = [(b, *row) for b, x in enumerate(group) for row in x.labels["roles"]]
    labels = {n: tensor([pad(x.labels[n], w, UNKNOWN) for x in group]) for n in names}
    labels["roles"] = torch.tensor(roles, dtype=torch.long).view(-1, 4).to(device)
    labels["pair"] = tensor([x.labels["pair"] for x in group])
    return batch, labels
