"""What every corpus is turned into: documents of paragraphs of sentences of words with labels.

A label that a corpus does not give is absent (`None`), which is not the same as "nothing here":
heads learn from the sentences that carry their label and skip the others.
"""

from dataclasses import dataclass, field


@dataclass
class Sentence:
    """Words with labels. `space[i]` tells whether a blank follows word i in the text."""

    forms: list
    space: list
    upos: list | None = None
    xpos: list | None = None
    lemma: list | None = None
    head: list | None = None  # 0 is the root, words count from 1
    rel: list | None = None
    name: list | None = None  # BIO over PER, ORG, LOC; None inside = unknown
    kind: list | None = None  # what a mention headed by the word names; see heads.KIND_SETS
    claim: list | None = None  # BIO over source, cue, content of the outermost attributions
    fact: list | None = None  # for a predicate, whether its event happened: see heads.FACT
    act: list | None = None  # for the words of a cue, what its speaker does
    event: list | None = None  # for the words of a trigger, its PLOVER type; else "O"
    mode: list | None = None  # likewise `TYPE mode`
    status: list | None = None
    triggers: dict | None = None  # the first word of each event's trigger, by event
    roles: list | None = None  # (event, word, role): heads of the phrases that fill roles
    marks: list | None = None  # for the words of the two phrases whose relation is asked: 1 source, 2 target
    boundaries: bool = True  # whether the sentence's end is gold


@dataclass
class Document:
    """Paragraphs of sentences, and the corpus that they come from."""

    id: str
    corpus: str
    paragraphs: list = field(default_factory=list)
    relation: dict | None = None  # between the phrases that its words mark: shares of the classes

    def sentences(self):
        return [sentence for paragraph in self.paragraphs for sentence in paragraph]

    def text(self):
        """The raw text: a blank line between paragraphs, blanks as the corpus says."""
        out = []
        for paragraph in self.paragraphs:
            words = []
            for sentence in paragraph:
                for form, space in zip(sentence.forms, sentence.space):
                    words.append(form + (" " if space else ""))
            out.append("".join(words).strip())
        return "\n\n".join(out)
