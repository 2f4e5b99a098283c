#!/usr/bin/env bash
# Learns who is meant (model/coref.safetensors): corpora to JSON Lines, to the decisions that annotation makes in the
# reader's own walk, to weights.
#
# usage: train/coref.sh DATA WORK     DATA holds gum/, ecb/ and re3d/; WORK takes some 700 MB
set -euo pipefail
cd "$(dirname "$0")/.."
data=$1 work=$2
mkdir -p "$work"

corpora() { python3 train/coref_corpora.py "$@"; }
corpora gum "$data/gum/train.conllu" > "$work/gum.jsonl"
corpora gum "$data/gum/dev.conllu" > "$work/gum_dev.jsonl"
corpora ecb "$data" train > "$work/partial_ecb.jsonl"
corpora ecb "$data" dev > "$work/partial_ecb_dev.jsonl"
corpora re3d "$data" > "$work/partial_re3d.jsonl"
corpora own corpus/claims/*.tagged corpus/events/*.tagged > "$work/passages.jsonl"
corpora own corpus/coref/*.tagged > "$work/reports.jsonl"
# Parts by number: of passages every fifth is for test and one more for development, of reports every fourth.
python3 - "$work" <<'PY'
import json, sys
work = sys.argv[1]
def part(source, target, wanted):
    with open(f"{work}/{target}.jsonl", "w", encoding="utf-8") as out:
        for line in open(f"{work}/{source}.jsonl", encoding="utf-8"):
            if wanted(int(json.loads(line)["id"].split("-")[-1])):
                out.write(line)
part("passages", "partial_own", lambda n: n % 5 > 1)
part("passages", "partial_own_dev", lambda n: n % 5 == 1)
part("reports", "own", lambda n: n % 4 != 0)
part("reports", "own_dev", lambda n: n % 4 == 0)
PY
cargo build --release -p tacitus --example coref_examples
for corpus in gum gum_dev partial_ecb partial_ecb_dev partial_re3d partial_own partial_own_dev own own_dev; do
    target/release/examples/coref_examples "$work/$corpus" "$work/$corpus.jsonl"
done
cd train
python3 fit_coref.py --train "$work"/{gum,gum,partial_ecb,partial_re3d,partial_own,own} \
    --dev "$work"/{gum_dev,partial_ecb_dev,partial_own_dev,own_dev} \
    --width 64 --hidden 128 --epochs 9 --seed 1 --out ../model/coref.safetensors
