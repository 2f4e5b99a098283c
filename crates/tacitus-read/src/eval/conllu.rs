//! Gold documents from CoNLL-U: text with paragraphs, tokens, sentences and syntax, coreference chains where the
//! file has any (`Entity=`, as in GUM); and names from an IOB2 file over the same sentences.

use std::collections::HashMap;
use tacitus_doc::{
    DocId, Document, Id, Kind, Mention, MentionForm, Name, Referent, Sentence, Source, Span, Token,
    Upos, Word,
};

/// The documents of a CoNLL-U file. Multiword tokens are given by their words, empty nodes are left
/// out; a blank line stands in the text wherever the file begins a paragraph.
///
/// # Errors
/// A message with the line and what is wrong with it.
pub fn read(conllu: &str) -> Result<Vec<Document>, String> {
    let mut documents = Vec::new();
    let mut draft = Draft::default();
    let mut sentence = Vec::new();
    let mut glued: Option<(usize, bool)> = None;
    for (n, line) in
        conllu.lines().enumerate().map(|(n, line)| (n + 1, line.trim_end_matches('\r')))
    {
        if let Some(id) = line.strip_prefix("# newdoc") {
            documents.extend(std::mem::take(&mut draft).finish());
            draft.id = id.rsplit('=').next().unwrap_or_default().trim().to_owned();
        } else if line.starts_with("# newpar") {
            draft.new_paragraph = true;
        } else if line.is_empty() {
            draft.add(&std::mem::take(&mut sentence)).map_err(|e| format!("line {n}: {e}"))?;
            glued = None;
        } else if !line.starts_with('#') {
            let cols: Vec<&str> = line.split('\t').collect();
            let [id, form, lemma, upos, xpos, _, head, rel, _, misc] = cols[..] else {
                return Err(format!("line {n}: {} columns, not 10", cols.len()));
            };
            let space = !misc.split('|').any(|field| field == "SpaceAfter=No");
            if let Some((_, last)) = id.split_once('-') {
                glued =
                    Some((last.parse().map_err(|_| format!("line {n}: bad range {id:?}"))?, space));
            } else if let Ok(id) = id.parse::<usize>() {
                let space = match glued {
                    Some((last, after)) if id <= last => after && id == last,
                    _ => space,
                };
                sentence.push(Row {
                    form,
                    lemma,
                    xpos,
                    rel,
                    space,
                    entities: misc.split('|').find_map(|field| field.strip_prefix("Entity=")),
                    upos: Upos::parse(upos)
                        .ok_or_else(|| format!("line {n}: no such tag {upos:?}"))?,
                    head: head.parse().map_err(|_| format!("line {n}: bad head {head:?}"))?,
                });
            }
        }
    }
    draft.add(&sentence)?;
    documents.extend(draft.finish());
    Ok(documents)
}

struct Row<'l> {
    form: &'l str,
    lemma: &'l str,
    upos: Upos,
    xpos: &'l str,
    head: usize,
    rel: &'l str,
    space: bool,
    entities: Option<&'l str>,
}

/// A mention that has begun: its first token, and the type of its entity.
type Begun = (usize, Kind);

#[derive(Default)]
struct Draft {
    id: String,
    text: String,
    tokens: Vec<Token>,
    words: Vec<Word>,
    sentences: Vec<Sentence>,
    new_paragraph: bool,
    open: HashMap<String, Vec<Begun>>,
    /// First and last token, type and entity.
    mentions: Vec<(usize, usize, Kind, String)>,
}

impl Draft {
    /// Reads the brackets of one token: `(12-person-…` begins, `12)` ends, `(12-person-…)` does both.
    fn entities(&mut self, marks: &str, token: usize) {
        let mut rest = marks;
        while !rest.is_empty() {
            let begins = rest.starts_with('(');
            let body = rest.trim_start_matches('(');
            let end = body.find(['(', ')']).unwrap_or(body.len());
            let (mark, after) = body.split_at(end);
            let ends = after.starts_with(')');
            rest = after.strip_prefix(')').unwrap_or(after);
            let mut fields = mark.split('-');
            let entity = fields.next().unwrap_or_default();
            if begins {
                let kind = match fields.next() {
                    Some("person") => Kind::Person,
                    Some("organization") => Kind::Organization,
                    Some("place") => Kind::Place,
                    Some("time") => Kind::Time,
                    Some("event") => Kind::Event,
                    _ => Kind::Other,
                };
                self.open.entry(entity.to_owned()).or_default().push((token, kind));
            }
            if ends && let Some((first, kind)) = self.open.get_mut(entity).and_then(Vec::pop) {
                self.mentions.push((first, token, kind, entity.to_owned()));
            }
        }
    }

    /// The layers of mentions and of what they refer to.
    fn referents(&self) -> (Vec<Mention>, Vec<Referent>) {
        let (mut mentions, mut referents) = (Vec::new(), Vec::<Referent>::new());
        let mut of: HashMap<&str, usize> = HashMap::new();
        for (first, last, kind, entity) in &self.mentions {
            let inside = *first..last + 1;
            let head =
                inside.clone().find(|&at| self.words[at].head.is_none_or(|h| !inside.contains(&h)));
            let head = head.unwrap_or(*last);
            let form = match self.words[head].upos {
                Upos::Pron | Upos::Det => MentionForm::Pronoun,
                Upos::Propn => MentionForm::Name,
                _ => MentionForm::Nominal,
            };
            let span = self.tokens[*first].span.to(self.tokens[*last].span);
            let at = *of.entry(entity).or_insert_with(|| {
                referents.push(Referent { kind: *kind, ..Referent::default() });
                referents.len() - 1
            });
            referents[at].mentions.push(Id::new(mentions.len()));
            mentions.push(Mention { span, name: None, head, kind: *kind, form });
        }
        (mentions, referents)
    }

    fn add(&mut self, rows: &[Row<'_>]) -> Result<(), String> {
        if rows.is_empty() {
            return Ok(());
        }
        if std::mem::take(&mut self.new_paragraph) && !self.text.is_empty() {
            self.text.truncate(self.text.trim_end().len());
            self.text.push_str("\n\n");
        }
        let first = self.tokens.len();
        for row in rows {
            let start = self.text.len();
            self.text.push_str(row.form);
            self.tokens.push(Token { span: Span::new(start, self.text.len()) });
            if row.space {
                self.text.push(' ');
            }
            if row.head > rows.len() {
                return Err(format!("head {} in a sentence of {} words", row.head, rows.len()));
            }
            if let Some(marks) = row.entities {
                self.entities(marks, self.tokens.len() - 1);
            }
            self.words.push(Word {
                upos: row.upos,
                xpos: row.xpos.into(),
                lemma: row.lemma.into(),
                head: row.head.checked_sub(1).map(|head| head + first),
                rel: row.rel.into(),
            });
        }
        let span = self.tokens[first].span.to(self.tokens[self.tokens.len() - 1].span);
        self.sentences.push(Sentence { span, tokens: first..self.tokens.len() });
        Ok(())
    }

    fn finish(self) -> Option<Document> {
        let (mentions, referents) = self.referents();
        let source = Source { language: Some("en".into()), ..Source::default() };
        (!self.tokens.is_empty()).then(|| {
            let doc = Document::new(Some(DocId::given(&self.id)), source, self.text)
                .with_tokens(self.tokens)
                .with_sentences(self.sentences)
                .with_syntax(self.words);
            if referents.is_empty() {
                doc
            } else {
                doc.with_mentions(mentions).with_referents(referents)
            }
        })
    }
}

/// Attaches the names of an IOB2 file (UNER: `PER`, `ORG`, `LOC`; other labels are no names) to
/// documents with the same sentences. A document one of whose sentences the file lacks gets none.
pub fn with_names(documents: Vec<Document>, iob2: &str) -> Vec<Document> {
    let mut rows: HashMap<Vec<&str>, Vec<&str>> = HashMap::new();
    let (mut words, mut tags) = (Vec::new(), Vec::new());
    for line in iob2.lines().chain([""]) {
        if line.is_empty() {
            if !words.is_empty() {
                rows.entry(std::mem::take(&mut words)).or_insert(std::mem::take(&mut tags));
            }
        } else if !line.starts_with('#') {
            let mut cols = line.split('\t').skip(1);
            if let (Some(word), Some(tag)) = (cols.next(), cols.next()) {
                words.push(word);
                tags.push(tag);
            }
        }
    }
    documents
        .into_iter()
        .map(|doc| match names_of(&doc, &rows) {
            Some(names) => doc.with_names(names),
            None => doc,
        })
        .collect()
}

fn names_of(doc: &Document, rows: &HashMap<Vec<&str>, Vec<&str>>) -> Option<Vec<Name>> {
    let tokens = doc.tokens()?;
    let mut names: Vec<Name> = Vec::new();
    for sentence in doc.sentences()? {
        let words: Vec<&str> =
            tokens[sentence.tokens.clone()].iter().map(|t| doc.words(t.span)).collect();
        let mut open: Option<Kind> = None;
        for (token, tag) in tokens[sentence.tokens.clone()].iter().zip(rows.get(&words)?) {
            let kind = match tag.get(2..) {
                Some("PER") => Some(Kind::Person),
                Some("ORG") => Some(Kind::Organization),
                Some("LOC") => Some(Kind::Place),
                _ => None,
            };
            match (kind, names.last_mut()) {
                (Some(kind), Some(last)) if tag.starts_with('I') && open == Some(kind) => {
                    last.span = last.span.to(token.span);
                }
                (Some(kind), _) => names.push(Name { span: token.span, kind }),
                (None, _) => {}
            }
            open = kind;
        }
    }
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "# newdoc id = d1\n# newpar\n1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\t_\n1\tdo\tdo\tAUX\tVBP\t_\t3\taux\t_\t_\n2\tn't\tnot\tPART\tRB\t_\t3\tadvmod\t_\t_\n3\tgo\tgo\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No\n4\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_\n\n# newpar\n1\tVeldt\tVeldt\tPROPN\tNNP\t_\t0\troot\t_\t_\n2\tDaily\tDaily\tPROPN\tNNP\t_\t1\tflat\t_\t_\n\n";

    #[test]
    fn text_and_layers_are_built() {
        let docs = read(TWO).unwrap();
        assert_eq!(docs.len(), 1);
        assert_eq!(docs[0].text(), "don't go.\n\nVeldt Daily ");
        assert_eq!(docs[0].sentences().unwrap().len(), 2);
        assert_eq!(docs[0].syntax().unwrap()[5].head, Some(4));
        let docs = with_names(
            docs,
            "1\tdo\tO\n2\tn't\tO\n3\tgo\tO\n4\t.\tO\n\n1\tVeldt\tB-ORG\n2\tDaily\tI-ORG\n",
        );
        let names = docs[0].names().unwrap();
        assert_eq!(names.len(), 1);
        assert_eq!(docs[0].words(names[0].span), "Veldt Daily");
    }

    #[test]
    fn a_bad_line_is_named() {
        assert!(read("1\ta\n").unwrap_err().contains("line 1: 2 columns"));
        let error = read("1\ta\ta\tDET\tDT\t_\t9\tdet\t_\t_\n\n").unwrap_err();
        assert!(error.contains("head 9"), "{error}");
    }
}
