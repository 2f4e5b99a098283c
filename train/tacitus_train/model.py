"""The model: the encoder, one linear layer for all tags, and scorers of arcs and relations.

Arcs follow Dozat and Manning's biaffine attention (ICLR 2017). Relations do not: their full biaffine
costs as much as a layer of the encoder, so relation scores are linear in the two words' vectors and
their product, which is a hundredth of that.
"""

import torch
import torch.nn as nn
import torch.nn.functional as F

from .encoder import PAIR_LAYERS, WIDTH, Encoder, FastDropout, Layer, Linear8
from .heads import HEADS, KINDS, RELATIONS
from .tagged import ROLES

ARC, REL, ROLE, PAIR = 256, 256, 64, 256


class Model(nn.Module):
    """`sizes`: number of classes of each tagging head and of `rel`, by head name, in order."""

    def __init__(self, n_words, sizes, dropout=0.1):
        super().__init__()
        self.encoder = Encoder(n_words, dropout)
        self.sizes = sizes
        self.tag_heads = [h.name for h in HEADS if h.loss in ("tags", "sets")]
        self.tags = Linear8(WIDTH, sum(sizes[n] for n in self.tag_heads))
        self.project = Linear8(WIDTH, 2 * ARC + 2 * REL)
        self.arc = Linear8(ARC, ARC)
        self.root = nn.Parameter(torch.randn(ARC + REL) * 0.02)
        self.rel = Linear8(3 * REL, sizes["rel"])
        # Questions of a trigger and answers of any word, for each role; and how likely it is filled at all.
        self.role = Linear8(WIDTH, 2 * ROLE * len(ROLES) + len(ROLES))
        nn.init.constant_(self.role.bias[-len(ROLES) :], -4.0)  # few words fill a role
        # Layers in the place of the encoder's last ones; then the window's state, and the means of the two phrases' pieces.
        self.pair_layers = nn.ModuleList(Layer(dropout) for _ in range(PAIR_LAYERS))
        self.pair_in, self.pair_out = Linear8(3 * WIDTH, PAIR), Linear8(PAIR, len(RELATIONS))
        self.drop_tags, self.drop_arcs = FastDropout(0.2), FastDropout(0.33)

    def forward(self, batch):
        """-> dict of scores: tag heads [B, W, classes], `head` [B, W, 1 + W] (column 0 is the root),
        and what `relations` needs."""
        hidden, below, bias = self.encoder(batch["pieces"], batch["shapes"], batch["mask"], batch["marks"])
        words = torch.gather(hidden, 1, batch["first"][:, :, None].expand(-1, -1, WIDTH))
        parts = self.tags(self.drop_tags(words)).split([self.sizes[n] for n in self.tag_heads], -1)
        out = dict(zip(self.tag_heads, parts))
        projected = self.drop_arcs(F.gelu(self.project(self.drop_tags(words))))
        dep, head, rel_dep, rel_head = projected.split([ARC, ARC, REL, REL], -1)
        root = self.root.to(head.dtype).expand(head.shape[0], 1, -1)
        head = torch.cat([root[..., :ARC], head], 1)
        scores = self.arc(dep) @ head.transpose(1, 2)
        out["role"] = self.role(self.drop_tags(words))
        sentence = batch["sentence"]
        same = sentence[:, :, None] == sentence[:, None, :]
        allowed = torch.cat([torch.ones_like(same[:, :, :1]), same], 2)
        out["head"] = scores.float().masked_fill(~allowed, -1e4)
        asked = batch["asked"]
        if asked.any():
            out["pair"] = self.pairs(below[asked], bias[asked], batch["marks"][asked])
        out["rel_dep"] = rel_dep
        out["rel_head"] = torch.cat([root[..., ARC:], rel_head], 1)
        return out

    def pairs(self, hidden, bias, marks):
        """Scores [windows, relations] of the relation between the two marked phrases; of the sentence's main
        relation where none is marked."""
        for layer in self.pair_layers:
            hidden = layer(hidden, bias)
        parts = [hidden[:, 0]]
        for mark in (1, 2):
            inside = (marks == mark).to(hidden.dtype)[..., None]
            parts.append((hidden * inside).sum(1) / inside.sum(1).clamp(min=1))
        return self.pair_out(self.drop_tags(F.gelu(self.pair_in(self.drop_tags(torch.cat(parts, -1))))))

    def roles(self, out, batch_idx, trigger):
        """Log-odds [triggers, W, roles] that each word fills each role of the trigger at `trigger` of
        window `batch_idx`: bilinear, with a bias that the word has on its own."""
        n = len(ROLES)
        question, answer, alone = out["role"].split([ROLE * n, ROLE * n, n], -1)
        q = question[batch_idx, trigger].view(-1, 1, n, ROLE)
        a = answer.view(*answer.shape[:2], n, ROLE)[batch_idx]
        return (q * a).sum(-1).float() * ROLE**-0.5 + alone[batch_idx].float()

    def relations(self, out, heads):
        """Scores [B, W, relations] for each word's relation to `heads` [B, W] (0 is the root)."""
        dep = out["rel_dep"]
        head = torch.gather(out["rel_head"], 1, heads[:, :, None].expand(-1, -1, REL))
        return self.rel(torch.cat([dep * head, dep, head], -1))


def loss(model, out, labels, kind_sets, batch):
    """The weighted sum of each head's mean loss over the words (or windows) that carry its label."""
    total, parts = 0.0, {}
    for head in HEADS:
        gold = labels[head.name]
        if head.loss == "roles":
            if len(gold):
                part = role_loss(model, out, gold, batch)
                parts[head.name] = part.detach()
                total = total + head.weight * part
            continue
        if head.loss == "windows":
            # Shares of the classes; all 0 where nothing is asked.
            if batch["asked"].any():
                part = F.cross_entropy(out[head.name].float(), gold[batch["asked"]], label_smoothing=0.05)
                parts[head.name] = part.detach()
                total = total + head.weight * part
            continue
        known = gold >= 0
        if not known.any():
            continue
        if head.loss == "relations":
            scores = model.relations(out, labels["head"].clamp(min=0))
        else:
            scores = out[head.name]
        scores, gold = scores[known].float(), gold[known]
        if head.loss == "sets":
            # The label names a set of allowed kinds: the loss is that of their summed probability.
            logp = scores.log_softmax(-1)
            part = -logp.masked_fill(~kind_sets[gold], -1e4).logsumexp(-1).mean()
        else:
            part = F.cross_entropy(scores, gold)
        parts[head.name] = part.detach()
        total = total + head.weight * part
    return total, parts


def role_loss(model, out, gold, batch):
    """The mean over triggers of the summed loss over the words of their windows."""
    known = gold[gold[:, 3] < 0]
    scores = model.roles(out, known[:, 0], known[:, 1])
    target = torch.zeros_like(scores)
    place = {(int(b), int(t)): i for i, (b, t) in enumerate(known[:, :2].tolist())}
    for b, trigger, word, role in gold[gold[:, 3] >= 0].tolist():
        target[place[b, trigger], word, role] = 1.0
    words = (batch["sentence"][known[:, 0]] >= 0).float()[:, :, None]
    losses = F.binary_cross_entropy_with_logits(scores, target, reduction="none")
    return (losses * words).sum() / len(known)


def kind_set_table(names, device="cpu"):
    """[sets, kinds] of which kinds each label such as `organization|armed` allows."""
    table = torch.zeros(len(names), len(KINDS), dtype=torch.bool)
    for row, name in enumerate(names):
        for kind in name.split("|"):
            table[row, KINDS.index(kind)] = True
    return table.to(device)
