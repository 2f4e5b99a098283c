"""Writes the model folder that the Rust reader embeds: 8-bit weights, word pieces, label lists,
tokenizer, and golden scores that the reader must reproduce."""

import hashlib
import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from . import segmenter
from .encoder import Linear8
from .heads import ACTS, CLAIM, EVENTS, FACT, HEADS, KINDS, NAMES, RELATIONS, STATUSES
from .tagged import ROLES
from .pieces import Window
from .text import Sentence

FORMAT = 3

# Our own, so that nothing of a corpus ships.
GOLDEN = [
    ["Envoys", "of", "the", "Kesh", "Front", "met", "Premier", "Ana", "Roth", "in", "Veldt", "on", "Monday", "."],
    ["“", "We", "do", "n’t", "accept", "this", ",", "”", "she", "told", "3,000", "miners", "."],
    ["According", "to", "al", "-", "Nahar", ",", "the", "U.S.", "colonel", "denied", "it", "."],
    ["CEASEFIRE", "HOLDS"],
    ["Żółć", "naïve", "Ñandú", "東京", "😀", "antidisestablishmentarianism", "x" * 120, "…"],
]


def quantise(weight):
    """Rows to 8 bits: (i8 [out, in], f32 scale [out])."""
    scale = weight.abs().amax(1).clamp(min=1e-9) / 127
    return (weight / scale[:, None]).round().clamp(-127, 127).to(torch.int8), scale


def tensors(model):
    """All tensors by name. Linear layers: `.w` i8 [out, in], `.s` f32 [out], `.b` f32 [out]."""
    out = {}
    for name, module in model.named_modules():
        if isinstance(module, Linear8):
            out[name + ".w"], out[name + ".s"] = quantise(module.weight.data)
            out[name + ".b"] = module.bias.data
        elif isinstance(module, torch.nn.LayerNorm):
            out[name + ".g"], out[name + ".b"] = module.weight.data, module.bias.data
    out["encoder.word.w"], out["encoder.word.s"] = quantise(model.encoder.word.weight.data)
    out["encoder.position"] = model.encoder.position.weight.data
    # Shapes of pieces without a mark, then of those of the source, then of the target.
    shape, mark = model.encoder.shape.weight.data, model.encoder.mark.weight.data
    out["encoder.shape"] = torch.cat([shape, shape + mark[1], shape + mark[2]])
    out["root"] = model.root.data
    return {k: v.contiguous() for k, v in sorted(out.items())}


def golden(model, wordpiece):
    """Windows of our own words with the scores that 8-bit arithmetic gives."""
    rows = []
    model.eval()
    word = model.encoder.word.weight.data
    kept = word.clone()
    q, s = quantise(word)
    word.copy_(q.float() * s[:, None])
    Linear8.on = True
    marked = [0] * 2 + [1] * 3 + [0] + [2] * 3 + [0] * 5  # the Kesh Front, Premier Ana Roth
    for group, marks in (([GOLDEN[0]], None), (GOLDEN[1:3], None), (GOLDEN[3:], None), ([GOLDEN[0]], marked)):
        window = Window("golden")
        for words in group:
            window.add(Sentence(words, [True] * len(words), marks=marks), wordpiece, True)
        batch = {
            "pieces": torch.tensor([window.pieces]), "shapes": torch.tensor([window.shapes]),
            "mask": torch.ones(1, len(window.pieces), dtype=torch.long), "marks": torch.tensor([window.marks]),
            "asked": torch.tensor([True]),
            "first": torch.tensor([window.first]), "sentence": torch.tensor([window.sentence]),
        }
        with torch.no_grad():
            out = model(batch)
            heads = out["head"].argmax(-1)
            rel = model.relations(out, heads)
        numbers = lambda t: [[round(float(x), 3) for x in row] for row in t[0]]
        rows.append({
            "paragraphs": group, "pieces": window.pieces, "shapes": window.shapes, "first": window.first,
            "marks": marks, "pair": [round(float(x), 3) for x in out["pair"][0]],
            "tags": numbers(torch.cat([out[n] for n in model.tag_heads], -1)),
            "arcs": [[round(float(x), 3) if x > -9e3 else None for x in row] for row in out["head"][0]],
            "heads": heads[0].tolist(), "relations": numbers(rel),
        })
    Linear8.on = False
    word.copy_(kept)
    return rows


def toml_list(values):
    return "[" + ", ".join(json.dumps(v, ensure_ascii=False) for v in values) + "]"


def write(model, sets, folder, options, scores, seconds):
    """Writes the folder. `scores` are what train.py measured on the development sets."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    data = tensors(model)
    save_file(data, folder / "encoder.safetensors")
    (folder / "vocab.txt").write_text("\n".join(sets.wordpiece.vocab) + "\n", encoding="utf-8")
    segmenter.save(sets.segmenter, folder)
    (folder / "lemmas.tsv").write_text(
        "".join(f"{form}\t{xpos}\t{lemma}\n" for (form, xpos), lemma in sets.lexicon.items()), encoding="utf-8")
    lists = sets.inventory.lists
    rows = golden(model, sets.wordpiece)
    (folder / "golden.jsonl").write_text(
        "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    digest = hashlib.sha256((folder / "encoder.safetensors").read_bytes()).hexdigest()[:12]
    lines = [
        "# The language model of Tacitus: see README.md beside this file. Written by train/train.py.",
        f"format = {FORMAT}",
        'name = "tacitus-minilm"',
        f'version = "3-{digest}"',
        f"tag_heads = {toml_list(model.tag_heads)}",
        "",
        "[labels]",
        f"upos = {toml_list(lists['upos'])}",
        f"xpos = {toml_list(lists['xpos'])}",
        f"lemma = {toml_list(lists['lemma'])}",
        f"rel = {toml_list(lists['rel'])}",
        f"name = {toml_list(NAMES)}",
        f"kind = {toml_list(KINDS)}",
        'ends = ["no", "yes"]',
        f"claim = {toml_list(CLAIM)}",
        f"fact = {toml_list(FACT)}",
        f"act = {toml_list(ACTS)}",
        f"event = {toml_list(EVENTS)}",
        f"mode = {toml_list(lists['mode'])}",
        f"status = {toml_list(STATUSES)}",
        f"roles = {toml_list(ROLES)}",
        f"relations = {toml_list(RELATIONS)}",
        "",
        "[provenance]",
        f"seed = {options['seed']}",
        f"epochs = {options['epochs']}",
        f"seconds = {seconds:.0f}",
        "heads = " + toml_list([f"{h.name}: {h.loss}, weight {h.weight}, from {'+'.join(h.corpora)}" for h in HEADS]),
        "",
    ]
    for bits, by_corpus in scores.items():
        for corpus, values in by_corpus.items():
            row = ", ".join(f"{k} = {v}" for k, v in values.items())
            lines.append(f'[scores."{bits}".dev.{corpus}]')
            lines += row.split(", ") + [""]
    (folder / "model.toml").write_text("\n".join(lines), encoding="utf-8")
    print(f"wrote {folder} ({sum(f.stat().st_size for f in folder.iterdir()) / 1e6:.1f} MB)")
