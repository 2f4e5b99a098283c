//! The reader reckons what training reckoned: `golden.jsonl`, written beside the weights, holds
//! pieces and scores of our own sentences as PyTorch's arithmetic gives them.

use serde_json::Value;
use tacitus_doc::{Block, BlockKind, Document, Source, Span, Token};
use tacitus_read::encode::encode;
use tacitus_read::encode::kernel::{Path as CpuPath, Scratch};
use tacitus_read::encode::pairs::ask;
use tacitus_read::encode::windows::plan;
use tacitus_read::model::{EMBEDDED, Model};

/// Scores may differ where a value falls on the border between two 8-bit steps, layer after layer; so
/// much of their own spread at most, one by one and on average. A mistake costs all of it.
const WORST: f64 = 0.25;
const MEAN: f64 = 0.04;

fn document(paragraphs: &Value) -> Document {
    let (mut text, mut tokens, mut blocks) = (String::new(), Vec::new(), Vec::new());
    for paragraph in paragraphs.as_array().expect("paragraphs") {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        for (n, word) in paragraph.as_array().expect("words").iter().enumerate() {
            if n > 0 {
                text.push(' ');
            }
            let from = text.len();
            text.push_str(word.as_str().expect("a word"));
            tokens.push(Token { span: Span::new(from, text.len()) });
        }
        blocks.push(Block { span: Span::new(start, text.len()), kind: BlockKind::Paragraph });
    }
    Document::new(None, Source::default(), text).with_tokens(tokens).with_blocks(blocks)
}

fn numbers(row: &Value) -> Vec<f64> {
    row.as_array().expect("a row").iter().map(|x| x.as_f64().expect("a number")).collect()
}

/// The relation of the marked phrases, or of none: probabilities as training's scores give them.
fn check_relation(model: &Model, doc: &Document, gold: &Value) {
    let tokens = doc.tokens().expect("tokens");
    let phrase = |mark: u64| {
        let marks = gold["marks"].as_array().into_iter().flatten();
        let marked = tokens.iter().zip(marks).filter(|(_, it)| it.as_u64() == Some(mark));
        marked.map(|(token, _)| token.span).reduce(Span::to).unwrap_or(Span::new(0, 0))
    };
    let told = ask(model, doc, phrase(1), phrase(2), &mut Scratch::default()).expect("an answer");
    let scores = numbers(&gold["pair"]);
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = scores.iter().map(|score| (score - most).exp()).sum();
    for (score, types) in scores.iter().zip(&model.heads.relations) {
        let theirs = (score - most).exp() / sum;
        let own = told.iter().filter(|(event_type, _)| types.contains(event_type));
        let ours: f32 = own.map(|(_, p)| p).sum();
        assert!(
            types.is_empty() || (f64::from(ours) - theirs).abs() < 0.05,
            "{types:?}: {ours}, not {theirs}, in {}",
            doc.text()
        );
    }
}

#[test]
fn scores_are_those_of_training() {
    let golden = include_str!("../../../model/golden.jsonl");
    for path in CpuPath::available() {
        let model = Model::new(EMBEDDED, path).expect("the embedded model");
        let (mut right, mut n_heads) = (0, 0);
        for line in golden.lines() {
            let gold: Value = serde_json::from_str(line).expect("golden.jsonl");
            let doc = document(&gold["paragraphs"]);
            let plans = plan(&doc, &model.wordpiece);
            assert_eq!(plans.len(), 1);
            let pieces: Vec<f64> = plans[0].window.pieces.iter().map(|p| f64::from(*p)).collect();
            assert_eq!(pieces, numbers(&gold["pieces"]), "{}", doc.text());
            let shapes: Vec<f64> = plans[0].window.shapes.iter().map(|s| f64::from(*s)).collect();
            assert_eq!(shapes, numbers(&gold["shapes"]));

            check_relation(&model, &doc, &gold);
            if !gold["marks"].is_null() {
                // The words' scores are those beside marks, which only a relation is asked with.
                continue;
            }
            let scores = encode(&model, &[&plans[0]], &[], &mut Scratch::default());
            let (mut worst, mut sum, mut squares, mut n) = (0.0f64, 0.0, 0.0, 0);
            for (at, row) in gold["tags"].as_array().expect("tags").iter().enumerate() {
                for (ours, theirs) in
                    scores[0].tag(at, 0, model.heads.width).iter().zip(numbers(row))
                {
                    let difference = (f64::from(*ours) - theirs).abs();
                    worst = worst.max(difference);
                    sum += difference;
                    squares += theirs * theirs;
                    n += 1;
                }
            }
            let spread = (squares / f64::from(n)).sqrt();
            let (worst, mean) = (worst / spread, sum / f64::from(n) / spread);
            assert!(worst < WORST && mean < MEAN, "{}: worst {worst}, mean {mean}", path.name());
            for (ours, theirs) in scores[0].heads.iter().zip(numbers(&gold["heads"])) {
                right += usize::from(ours.map_or(0, |head| head + 1) == theirs as usize);
            }
            n_heads += scores[0].heads.len();
        }
        // Training takes each word's best head, the reader the best tree; over words of no sentence
        // the two part.
        assert!(right * 10 >= n_heads * 8, "heads {right} of {n_heads}");
    }
}
