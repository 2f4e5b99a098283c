"""The heads, each declared once: what it predicts, from which corpora, with which loss and weight.

To add one: write its labels into `text.Sentence`, add a row to HEADS, and if its loss is of a new
kind, a class to model.py. All heads are then trained again together.
"""

from dataclasses import dataclass

KINDS = [
    "O", "person", "organization", "armed", "place", "facility", "norp", "time", "weapon", "vehicle",
    "quantity", "money", "document", "event", "other",
]
CLAIM = ["O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content"]
FACT = ["no", "maybe", "yes"]
ACTS = [
    "assert", "deny", "confirm", "accuse", "criticise", "praise", "demand", "promise", "threaten", "doubt", "withhold",
]
EVENTS = [
    "O", "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT",
    "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]
# Relations of two phrases, as Zero-Shot-PLOVER has them: PLOVER's types with CONCEDE and RETREAT in one.
RELATIONS = [
    "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "YIELD", "ACCUSE", "REQUEST", "REJECT", "THREATEN", "PROTEST",
    "MOBILIZE", "SANCTION", "COERCE", "ASSAULT", "none",
]
STATUSES = ["happened", "ongoing", "planned", "possible", "denied", "demanded"]
NAMES = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC"]


@dataclass(frozen=True)
class Head:
    """name: key of the label; loss: `tags`, `sets` (a label may allow several values), `arcs`,
    `relations`, `roles` or `windows` (one label for the whole window); corpora: whose sentences teach it; weight: of its mean loss in the sum."""

    name: str
    loss: str
    corpora: tuple
    weight: float


HEADS = [
    Head("upos", "tags", ("ewt", "gum"), 0.6),
    Head("xpos", "tags", ("ewt", "gum"), 0.6),
    Head("lemma", "tags", ("ewt", "gum"), 0.6),
    Head("head", "arcs", ("ewt", "gum"), 1.0),
    Head("rel", "relations", ("ewt", "gum"), 1.0),
    Head("name", "tags", ("ewt", "gum", "re3d", "own"), 1.0),
    Head("kind", "sets", ("gum", "re3d", "own"), 0.7),
    Head("ends", "tags", ("ewt", "gum", "own"), 0.4),
    Head("claim", "tags", ("polnear", "passages"), 1.0),
    Head("fact", "tags", ("ewt", "fact"), 0.4),
    Head("act", "tags", ("passages",), 0.5),
    Head("event", "tags", ("passages",), 1.0),
    Head("mode", "tags", ("passages",), 0.5),
    Head("status", "tags", ("passages",), 0.5),
    Head("roles", "roles", ("passages",), 0.1),
    Head("pair", "windows", ("plv", "aw", "pairs", "bare"), 1.0),
]
