//! The language model: the folder that `train/` writes, checked and made ready.
//!
//! A folder holds `model.toml` (label lists, provenance), `encoder.safetensors` (8-bit weights),
//! `coref.safetensors`, `events.safetensors`, `vocab.txt`, `segmenter.i8` with `cuts.tsv`, `lemmas.tsv`, and `golden.jsonl`, which tests read. The default
//! model is embedded in the program.

use crate::ReadError;
use crate::encode::forward::{Embeddings, Encoder, LayerWeights, QMat};
use crate::encode::kernel::{Path as CpuPath, QLinear};
use crate::encode::pieces::{N_SHAPES, WordPiece};
use crate::resolve::Net;
use crate::segment::Segmenter;
use safetensors::{Dtype, SafeTensors};
use serde::Deserialize;
use std::collections::HashMap;
use std::path::Path;
use tacitus_doc::{Act, EventType, Kind, Mode, Role, Status, Symbol, Upos};

/// The version of the folder's layout that this program reads.
const FORMAT: u32 = 3;

/// The bytes of a model folder.
#[derive(Clone, Copy)]
pub struct Files {
    toml: &'static str,
    weights: &'static [u8],
    coref: &'static [u8],
    events: &'static [u8],
    vocab: &'static str,
    segmenter: &'static [u8],
    cuts: &'static str,
    lemmas: &'static str,
}

/// The model that ships inside the program.
pub const EMBEDDED: Files = Files {
    toml: include_str!("../../../model/model.toml"),
    weights: include_bytes!("../../../model/encoder.safetensors"),
    coref: include_bytes!("../../../model/coref.safetensors"),
    events: include_bytes!("../../../model/events.safetensors"),
    vocab: include_str!("../../../model/vocab.txt"),
    segmenter: include_bytes!("../../../model/segmenter.i8"),
    cuts: include_str!("../../../model/cuts.tsv"),
    lemmas: include_str!("../../../model/lemmas.tsv"),
};

impl Files {
    /// Reads a folder. Its bytes stay in memory as long as the program runs.
    ///
    /// # Errors
    /// When a file cannot be read, naming it.
    pub fn read(folder: &Path) -> Result<Files, ReadError> {
        let bytes = |name: &str| -> Result<&'static [u8], ReadError> {
            let path = folder.join(name);
            let bytes = std::fs::read(&path).map_err(|e| {
                ReadError::new(format!("{}: {e}; is this a model folder?", path.display()))
            })?;
            Ok(bytes.leak())
        };
        let text = |name: &str| -> Result<&'static str, ReadError> {
            std::str::from_utf8(bytes(name)?).map_err(|e| {
                ReadError::new(format!("{}: not UTF-8: {e}", folder.join(name).display()))
            })
        };
        Ok(Files {
            toml: text("model.toml")?,
            weights: bytes("encoder.safetensors")?,
            coref: bytes("coref.safetensors")?,
            events: bytes("events.safetensors")?,
            vocab: text("vocab.txt")?,
            segmenter: bytes("segmenter.i8")?,
            cuts: text("cuts.tsv")?,
            lemmas: text("lemmas.tsv")?,
        })
    }
}

#[derive(Deserialize)]
struct Manifest {
    format: u32,
    name: String,
    version: String,
    tag_heads: Vec<String>,
    labels: Labels,
}

#[derive(Deserialize)]
struct Labels {
    upos: Vec<String>,
    xpos: Vec<String>,
    lemma: Vec<String>,
    rel: Vec<String>,
    name: Vec<String>,
    kind: Vec<String>,
    ends: Vec<String>,
    claim: Vec<String>,
    fact: Vec<String>,
    act: Vec<String>,
    event: Vec<String>,
    mode: Vec<String>,
    status: Vec<String>,
    roles: Vec<String>,
    relations: Vec<String>,
}

/// Where each head's scores stand among the tag scores of a token, and what its classes mean.
pub struct Heads {
    /// Universal parts of speech, with the place of the first.
    pub upos: (usize, Vec<Upos>),
    /// Treebank tags.
    pub xpos: (usize, Vec<Symbol>),
    /// Lemma scripts.
    pub lemma: (usize, Vec<LemmaScript>),
    /// BIO tags of names: the prefix and the kind; `None` is outside.
    pub name: (usize, Vec<Option<(char, Kind)>>),
    /// Kinds of mentions by their head word; `None` is no mention.
    pub kind: (usize, Vec<Option<Kind>>),
    /// Whether a sentence ends: the place of `no`, followed by `yes`.
    pub ends: usize,
    /// BIO tags of the parts of claims: the prefix and the part; `None` is outside.
    pub claim: (usize, Vec<Option<(char, ClaimPart)>>),
    /// Whether what a predicate says happened: the places of `no`, `maybe`, `yes` in a row.
    pub fact: usize,
    /// For the words of a cue, what the speaker does.
    pub act: (usize, Vec<Act>),
    /// Types of events by the words of their trigger; `None` is no trigger.
    pub event: (usize, Vec<Option<EventType>>),
    /// For the words of a trigger, the mode.
    pub mode: (usize, Vec<(EventType, Option<Mode>)>),
    /// For the words of a trigger, whether it happened.
    pub status: (usize, Vec<Status>),
    /// The roles that words fill; see `Model::role`.
    pub roles: Vec<Role>,
    /// The types that each class of [`Model::pair_out`] stands for; none for *no relation*.
    pub relations: Vec<Vec<EventType>>,
    /// All tag scores of a token.
    pub width: usize,
    /// Dependency relations.
    pub rel: Vec<Symbol>,
    /// Lemmas of words that always have the same, by word in lower case and treebank tag.
    pub known_lemmas: HashMap<(&'static str, &'static str), &'static str>,
}

/// What a word is in an attribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimPart {
    /// It names who says it.
    Source,
    /// It shows that it is said.
    Cue,
    /// It is said.
    Content,
}

impl ClaimPart {
    fn parse(label: &str) -> Option<ClaimPart> {
        match label {
            "source" => Some(ClaimPart::Source),
            "cue" => Some(ClaimPart::Cue),
            "content" => Some(ClaimPart::Content),
            _ => None,
        }
    }
}

/// How a lemma is made from a word; written by `lemma_script` in pieces.py.
pub enum LemmaScript {
    /// Whatever the word, this.
    Whole(Symbol),
    /// Drop characters from the end and append.
    Edit {
        /// `L`ower case, `K`eep, or `T`itle case first.
        case: char,
        /// Characters dropped.
        drop: usize,
        /// What is appended.
        add: String,
    },
}

impl LemmaScript {
    fn parse(script: &str) -> Option<LemmaScript> {
        if let Some(whole) = script.strip_prefix('=') {
            return Some(LemmaScript::Whole(whole.into()));
        }
        let mut chars = script.chars();
        let case = chars.next().filter(|c| matches!(c, 'L' | 'K' | 'T'))?;
        let (drop, add) = chars.as_str().split_once(':')?;
        Some(LemmaScript::Edit { case, drop: drop.parse().ok()?, add: add.to_owned() })
    }

    /// The lemma of `word`.
    pub fn apply(&self, word: &str) -> Symbol {
        if is_grouped_number(word) {
            return word.replace(',', "").into();
        }
        match self {
            LemmaScript::Whole(whole) => whole.clone(),
            LemmaScript::Edit { case, drop, add } => {
                let mut lemma = match case {
                    'K' => word.to_owned(),
                    'T' => {
                        let mut chars = word.chars();
                        let first = chars.next().map(|c| c.to_uppercase().to_string());
                        first.unwrap_or_default() + &chars.as_str().to_lowercase()
                    }
                    _ => word.to_lowercase(),
                };
                let n_chars = lemma.chars().count();
                if *drop <= n_chars {
                    let keep =
                        lemma.char_indices().nth(n_chars - drop).map_or(lemma.len(), |(i, _)| i);
                    lemma.truncate(keep);
                }
                lemma.push_str(add);
                lemma.into()
            }
        }
    }
}

/// *3,000*, whose lemma has no commas.
fn is_grouped_number(word: &str) -> bool {
    let groups = |whole: &str| {
        let mut groups = whole.split(',');
        let first = groups.next().is_some_and(|first| (1..=3).contains(&first.len()));
        first && whole.contains(',') && groups.all(|group| group.len() == 3)
    };
    word.bytes().all(|b| b.is_ascii_digit() || b == b',') && groups(word)
}

/// Length of the vectors by which a role of a trigger is compared with a word.
pub const ROLE_WIDTH: usize = 64;

/// A model, ready to read.
pub struct Model {
    /// Name and version, as they stand in records.
    pub name: String,
    /// The tokenizer.
    pub segmenter: Segmenter,
    /// The pieces.
    pub wordpiece: WordPiece,
    /// The encoder.
    pub encoder: Encoder,
    /// Hidden state to tag scores.
    pub tags: QLinear,
    /// Hidden state to the vectors that arcs and relations are scored by.
    pub project: QLinear,
    /// From a dependent's vector to what is compared with heads' vectors.
    pub arc: QLinear,
    /// From two words' vectors to relation scores.
    pub rel: QLinear,
    /// Hidden state to what roles are scored by: for each role a trigger's question, for each role a
    /// word's answer, for each role what the word says for itself.
    pub role: QLinear,
    /// From a window's state and those of two phrases in it to what their relation is scored by.
    pub pair_in: QLinear,
    /// Scores of the relations of two phrases; see [`Heads::relations`].
    pub pair_out: QLinear,
    /// Hidden state to what [`Model::coref`] compares words by.
    pub kin: QLinear,
    /// Hidden state to what events of several reports are compared by.
    pub sketch: QLinear,
    /// Who is meant by *he* and *the group*.
    pub coref: Net,
    /// The root's vectors: for arcs, then for relations.
    pub root: Vec<f32>,
    /// What the scores mean.
    pub heads: Heads,
}

impl Model {
    /// Makes a model of `files` ready for the processor it runs on.
    ///
    /// # Errors
    /// When the folder has another format, or its parts do not fit each other.
    pub fn new(files: Files, path: CpuPath) -> Result<Model, ReadError> {
        let manifest: Manifest = toml::from_str(files.toml)
            .map_err(|e| ReadError::new(format!("model.toml: {e}; was it written by train/?")))?;
        if manifest.format != FORMAT {
            return Err(ReadError::new(format!(
                "model.toml: format {}, but this program reads format {FORMAT}; train the model anew",
                manifest.format
            )));
        }
        let mut heads = heads(&manifest).map_err(|e| ReadError::new(format!("model.toml: {e}")))?;
        for (n, line) in files.lemmas.lines().enumerate() {
            let mut cols = line.split('\t');
            let (Some(form), Some(tag), Some(lemma)) = (cols.next(), cols.next(), cols.next())
            else {
                return Err(ReadError::new(format!("lemmas.tsv:{}: not three columns", n + 1)));
            };
            heads.known_lemmas.insert((form, tag), lemma);
        }
        let tensors = SafeTensors::deserialize(files.weights).map_err(|e| {
            ReadError::new(format!("encoder.safetensors: {e}; is the file cut off?"))
        })?;
        let get = Tensors(tensors);
        let wrong = |e: String| ReadError::new(format!("encoder.safetensors: {e}"));
        let width = get.f32("encoder.ln.g").map_err(wrong)?.len();
        let layers = |stem: &str| {
            let mut layers = Vec::new();
            while get.0.tensor(&format!("{stem}.{}.qkv.w", layers.len())).is_ok() {
                let at = |part: &str| format!("{stem}.{}.{part}", layers.len());
                let layer = get.layer(&at, width);
                layers.push(layer.map_err(|e| wrong(format!("{stem}.{}: {e}", layers.len())))?);
            }
            Ok::<_, ReadError>(layers)
        };
        let (layers, pair_layers) = (layers("encoder.layers")?, layers("pair_layers")?);
        if pair_layers.len() > layers.len() {
            return Err(wrong("more layers for pairs than layers".into()));
        }
        let embeddings = get.embeddings(width).map_err(wrong)?;
        let linear = |name: &str, n_out: usize, n_in: usize| {
            get.matrix(name, n_out, n_in).map(|m| QLinear::new(&m, path)).map_err(wrong)
        };
        let project = get.f32("project.b").map_err(wrong)?.len();
        let arc = get.f32("arc.b").map_err(wrong)?.len();
        let pair = get.f32("pair_in.b").map_err(wrong)?.len();
        let relation = (project / 2).saturating_sub(arc);
        let root = get.f32("root").map_err(wrong)?;
        if root.len() != arc + relation || project != 2 * (arc + relation) {
            return Err(wrong("root, arc and project do not fit each other".into()));
        }
        let of_coref = |e: String| ReadError::new(format!("coref.safetensors: {e}"));
        let coref = SafeTensors::deserialize(files.coref)
            .map(Tensors)
            .map_err(|e| of_coref(format!("{e}; is the file cut off?")))?;
        let kin = coref.f32("kin.b").map_err(of_coref)?.len();
        let net = Net::new(kin / 2, &|name| coref.f32(name)).map_err(of_coref)?;
        let kin = coref.matrix("kin", kin, width).map_err(of_coref)?;
        let of_events = |e: String| ReadError::new(format!("events.safetensors: {e}"));
        let events = SafeTensors::deserialize(files.events)
            .map(Tensors)
            .map_err(|e| of_events(format!("{e}; is the file cut off?")))?;
        let sketch = events.f32("project.b").map_err(of_events)?.len();
        let sketch = events.matrix("project", sketch, width).map_err(of_events)?;
        let wordpiece = WordPiece::new(files.vocab);
        if wordpiece.n_pieces() > embeddings.word_scale.len() {
            return Err(ReadError::new(
                "vocab.txt: more pieces than the encoder has vectors".into(),
            ));
        }
        Ok(Model {
            name: format!("{} {}", manifest.name, manifest.version),
            segmenter: Segmenter::new(files.segmenter, files.cuts).map_err(ReadError::new)?,
            wordpiece,
            tags: linear("tags", heads.width, width)?,
            project: linear("project", project, width)?,
            arc: linear("arc", arc, arc)?,
            rel: linear("rel", heads.rel.len(), 3 * relation)?,
            role: linear("role", heads.roles.len() * (2 * ROLE_WIDTH + 1), width)?,
            pair_in: linear("pair_in", pair, 3 * width)?,
            pair_out: linear("pair_out", heads.relations.len(), pair)?,
            kin: QLinear::new(&kin, path),
            sketch: QLinear::new(&sketch, path),
            coref: net,
            encoder: Encoder::new(embeddings, layers, pair_layers, path),
            root,
            heads,
        })
    }
}

fn heads(manifest: &Manifest) -> Result<Heads, String> {
    let labels = &manifest.labels;
    let mut places = std::collections::BTreeMap::new();
    let mut width = 0;
    for head in &manifest.tag_heads {
        places.insert(head.as_str(), width);
        width += match head.as_str() {
            "upos" => labels.upos.len(),
            "xpos" => labels.xpos.len(),
            "lemma" => labels.lemma.len(),
            "name" => labels.name.len(),
            "kind" => labels.kind.len(),
            "ends" => labels.ends.len(),
            "claim" => labels.claim.len(),
            "fact" => labels.fact.len(),
            "act" => labels.act.len(),
            "event" => labels.event.len(),
            "mode" => labels.mode.len(),
            "status" => labels.status.len(),
            other => return Err(format!("a head that this program does not know: {other}")),
        };
    }
    let place = |head: &str| places.get(head).copied().ok_or(format!("head {head} is missing"));
    fn all<T>(list: &[String], parse: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, String> {
        list.iter().map(|l| parse(l).ok_or(format!("label {l:?} is not known"))).collect()
    }
    let name = |label: &str| {
        if label == "O" {
            return Some(None);
        }
        let kind = match label.get(2..)? {
            "PER" => Kind::Person,
            "ORG" => Kind::Organization,
            "LOC" => Kind::Place,
            _ => return None,
        };
        Some(Some((label.chars().next()?, kind)))
    };
    let claim = |label: &str| {
        if label == "O" {
            return Some(None);
        }
        let (prefix, part) = label.split_once('-')?;
        Some(Some((prefix.chars().next()?, ClaimPart::parse(part)?)))
    };
    let event =
        |label: &str| if label == "O" { Some(None) } else { EventType::parse(label).map(Some) };
    let mode = |label: &str| {
        let (event_type, mode) = label.split_once(' ')?;
        let mode = if mode == "none" { None } else { Some(Mode::parse(mode)?) };
        Some((EventType::parse(event_type)?, mode))
    };
    let relation = |label: &str| match label {
        "none" => Some(Vec::new()),
        "YIELD" => Some(vec![EventType::Concede, EventType::Retreat]),
        _ => EventType::parse(label).map(|event_type| vec![event_type]),
    };
    if labels.fact.iter().ne(["no", "maybe", "yes"].iter()) {
        return Err("labels.fact must be [no, maybe, yes]".into());
    }
    let kind = |label: &str| if label == "O" { Some(None) } else { Kind::parse(label).map(Some) };
    if labels.ends.len() != 2 {
        return Err("labels.ends must be [no, yes]".into());
    }
    Ok(Heads {
        upos: (place("upos")?, all(&labels.upos, Upos::parse)?),
        xpos: (place("xpos")?, all(&labels.xpos, |l| Some(l.into()))?),
        lemma: (place("lemma")?, all(&labels.lemma, LemmaScript::parse)?),
        name: (place("name")?, all(&labels.name, name)?),
        kind: (place("kind")?, all(&labels.kind, kind)?),
        ends: place("ends")?,
        claim: (place("claim")?, all(&labels.claim, claim)?),
        fact: place("fact")?,
        act: (place("act")?, all(&labels.act, Act::parse)?),
        event: (place("event")?, all(&labels.event, event)?),
        mode: (place("mode")?, all(&labels.mode, mode)?),
        status: (place("status")?, all(&labels.status, Status::parse)?),
        roles: all(&labels.roles, Role::parse)?,
        relations: all(&labels.relations, relation)?,
        width,
        rel: all(&labels.rel, |l| Some(l.into()))?,
        known_lemmas: HashMap::new(),
    })
}

/// Tensors by name, with their sizes checked.
struct Tensors(SafeTensors<'static>);

impl Tensors {
    fn bytes(&self, name: &str, dtype: Dtype) -> Result<&'static [u8], String> {
        let view = self.0.tensor(name).map_err(|_| format!("tensor {name} is missing"))?;
        if view.dtype() != dtype {
            return Err(format!("tensor {name} is {:?}, not {dtype:?}", view.dtype()));
        }
        Ok(view.data())
    }

    fn f32(&self, name: &str) -> Result<Vec<f32>, String> {
        let (quads, _) = self.bytes(name, Dtype::F32)?.as_chunks::<4>();
        Ok(quads.iter().map(|quad| f32::from_le_bytes(*quad)).collect())
    }

    fn f32_of(&self, name: &str, len: usize) -> Result<Vec<f32>, String> {
        let values = self.f32(name)?;
        if values.len() != len {
            return Err(format!("tensor {name} has {} values, not {len}", values.len()));
        }
        Ok(values)
    }

    fn i8(&self, name: &str) -> Result<&'static [i8], String> {
        let bytes = self.bytes(name, Dtype::I8)?;
        // SAFETY: u8 and i8 have the same size and alignment, and every bit pattern is an i8; the
        // bytes live as long as the program.
        Ok(unsafe { std::slice::from_raw_parts(bytes.as_ptr().cast::<i8>(), bytes.len()) })
    }

    fn matrix(&self, name: &str, n_out: usize, n_in: usize) -> Result<QMat<'static>, String> {
        let w = self.i8(&format!("{name}.w"))?;
        if w.len() != n_out * n_in || !n_in.is_multiple_of(64) {
            return Err(format!("tensor {name}.w has {} values, not {n_out} x {n_in}", w.len()));
        }
        let scale = self.f32_of(&format!("{name}.s"), n_out)?;
        Ok(QMat { n_out, n_in, w, scale, bias: self.f32_of(&format!("{name}.b"), n_out)? })
    }

    fn norm(&self, name: &str, width: usize) -> Result<(Vec<f32>, Vec<f32>), String> {
        let part = |part: &str| self.f32_of(&format!("{name}.{part}"), width);
        Ok((part("g")?, part("b")?))
    }

    fn layer(
        &self,
        at: &dyn Fn(&str) -> String,
        width: usize,
    ) -> Result<LayerWeights<'static>, String> {
        let ff = self.f32(&at("ff1.b"))?.len();
        Ok(LayerWeights {
            qkv: self.matrix(&at("qkv"), 3 * width, width)?,
            out: self.matrix(&at("out"), width, width)?,
            ff1: self.matrix(&at("ff1"), ff, width)?,
            ff2: self.matrix(&at("ff2"), width, ff)?,
            ln1: self.norm(&at("ln1"), width)?,
            ln2: self.norm(&at("ln2"), width)?,
        })
    }

    fn embeddings(&self, width: usize) -> Result<Embeddings<'static>, String> {
        let word_scale = self.f32("encoder.word.s")?;
        let word = self.i8("encoder.word.w")?;
        if width == 0 || !width.is_multiple_of(64) || word.len() != word_scale.len() * width {
            return Err(format!("word vectors of {} bytes do not fit width {width}", word.len()));
        }
        Ok(Embeddings {
            word,
            word_scale,
            shape: self.f32_of("encoder.shape", 3 * usize::from(N_SHAPES) * width)?,
            position: self.f32_of("encoder.position", 512 * width)?,
            ln: self.norm("encoder.ln", width)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lemma_scripts() {
        for (script, word, expected) in [
            ("L0:", "Talks", "talks"),
            ("L1:", "Talks", "talk"),
            ("L3:y", "parties", "party"),
            ("=be", "was", "be"),
            ("K0:", "Veldt", "Veldt"),
            ("T1:", "ENVOYS", "Envoy"),
            ("L9:x", "on", "onx"),
            ("L0:", "3,000", "3000"),
            ("L0:", "3,00", "3,00"),
            ("L0:", ",", ","),
            ("L1:", "Żółć", "żół"),
        ] {
            let script = LemmaScript::parse(script).expect("a script");
            assert_eq!(&*script.apply(word), expected, "{word}");
        }
        assert!(LemmaScript::parse("Q1:").is_none());
        assert!(LemmaScript::parse("").is_none());
    }

    #[test]
    fn another_format_is_refused() {
        let files = Files {
            toml: "format = 9\nname=\"x\"\nversion=\"1\"\ntag_heads=[]\n[labels]\nupos=[]\nxpos=[]\nlemma=[]\nrel=[]\nname=[]\nkind=[]\nends=[]\nclaim=[]\nfact=[]\nact=[]\nevent=[]\nmode=[]\nstatus=[]\nroles=[]\nrelations=[]\n",
            ..EMBEDDED
        };
        let error = Model::new(files, CpuPath::detect()).err().expect("an error");
        assert!(error.to_string().contains("format 9"), "{error}");
    }

    #[test]
    fn a_cut_off_file_is_refused() {
        let files = Files { weights: &EMBEDDED.weights[..1000], ..EMBEDDED };
        let error = Model::new(files, CpuPath::detect()).err().expect("an error");
        assert!(error.to_string().contains("cut off"), "{error}");
    }
}
