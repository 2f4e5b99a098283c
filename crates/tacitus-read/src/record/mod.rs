//! From layers to the record: the items that outlive the document.
//!
//! Everything here is bookkeeping over what earlier stages said: who of the referents is an actor,
//! which claim an event stands under, which day it is dated to. Nothing is read anew from the
//! text, but for the terms of agreements ([`agreements`]).

mod agreements;
mod called;
mod dates;
mod places;
mod relations;
mod sides;
mod sketches;

pub use relations::relation;
pub use sketches::sketches;

use jiff::civil::Date;
use std::collections::HashMap;
use tacitus_doc::{
    Actor, Attribution, Chain, Claim, DateFrom, Document, Event, EventDate, EventType, Frame, Id,
    Kind, Mention, MentionForm, Mode, Note, Participant, Place, Precision, Quantity, Record,
    Referent, Role, RoleFill, Span, Status, Time, TimeType, Upos, Word,
};

/// What is located with this confidence is a place, though it was taken for a person.
const LEAST_AS_PLACE: f32 = 0.5;

/// How many steps up a tree are looked at: more than any sentence needs, and an end for cycles.
const MAX_CLIMB: usize = 64;

/// The record of `doc`, which must carry mentions and referents (there is nothing to record
/// without), and what a user should know about it. Items are in order of the text.
///
/// `published` is the day that undated news is given: the source's, or the one that the text tells.
pub fn record(doc: &Document, published: Option<Date>) -> (Record, Vec<Note>) {
    let mut draft = Draft::new(doc, published);
    let mut record = Record::default();
    draft.actors(&mut record);
    draft.places(&mut record);
    draft.times(&mut record);
    draft.claims(&mut record);
    let frames = draft.events(&mut record);
    sides::name_the_parties(&mut record);
    record.agreements = agreements::agreements(&draft, &record, &frames);
    draft.chains(&mut record);
    draft.called(&mut record);
    draft.members(&mut record);
    draft.note_times(&record);
    (record, draft.notes)
}

/// The layers of a document, and which item of the record each of their items became.
struct Draft<'d> {
    doc: &'d Document,
    published: Option<Date>,
    words: &'d [Word],
    mentions: &'d [Mention],
    referents: &'d [Referent],
    attributions: &'d [Attribution],
    frames: &'d [Frame],
    /// Of each mention.
    referent: Vec<Option<usize>>,
    /// Of each referent.
    actor: Vec<Option<Id<Actor>>>,
    place: Vec<Option<Id<Place>>>,
    /// Where places with coordinates are named, in order.
    located: Vec<places::Located>,
    time: Vec<Option<Id<Time>>>,
    /// Of each attribution.
    claim: Vec<Id<Claim>>,
    /// Mentions by the sentence that they begin in.
    in_sentence: HashMap<usize, Vec<usize>>,
    /// Dependents of each token.
    children: Vec<Vec<u32>>,
    notes: Vec<Note>,
}

/// What somebody may speak through.
const DOCUMENTS: &[&str] = &[
    "statement",
    "communiqué",
    "communique",
    "declaration",
    "letter",
    "message",
    "memo",
    "memorandum",
    "release",
    "note",
    "tweet",
    "post",
    "address",
    "speech",
    "broadcast",
    "bulletin",
    "report",
    "resolution",
    "e-mail",
    "email",
    "telegram",
    "cable",
    "dispatch",
    "despatch",
    "survey",
    "poll",
    "study",
    "document",
    "paper",
    "analysis",
    "assessment",
    "text",
];

impl<'d> Draft<'d> {
    fn new(doc: &'d Document, published: Option<Date>) -> Draft<'d> {
        let mentions = doc.mentions().unwrap_or_default();
        let referents = doc.referents().unwrap_or_default();
        let words = doc.syntax().unwrap_or_default();
        let mut referent = vec![None; mentions.len()];
        for (at, item) in referents.iter().enumerate() {
            for id in &item.mentions {
                if let Some(slot) = referent.get_mut(id.index()) {
                    *slot = Some(at);
                }
            }
        }
        let mut in_sentence: HashMap<usize, Vec<usize>> = HashMap::new();
        for (idx, mention) in mentions.iter().enumerate() {
            let sentence = doc.sentence_at(mention.span.start as usize).unwrap_or(0);
            in_sentence.entry(sentence).or_default().push(idx);
        }
        let mut children = vec![Vec::new(); words.len()];
        for (idx, word) in words.iter().enumerate() {
            if let Some(list) = word.head.and_then(|head| children.get_mut(head)) {
                list.push(idx as u32);
            }
        }
        Draft {
            doc,
            published,
            words,
            mentions,
            referents,
            attributions: doc.attributions().unwrap_or_default(),
            frames: doc.frames().unwrap_or_default(),
            referent,
            actor: vec![None; referents.len()],
            place: vec![None; referents.len()],
            located: Vec::new(),
            time: vec![None; referents.len()],
            claim: Vec::new(),
            in_sentence,
            children,
            notes: Vec::new(),
        }
    }

    fn token_span(&self, at: usize) -> Option<Span> {
        self.doc.tokens()?.get(at).map(|token| token.span)
    }

    fn sentence_of(&self, span: Span) -> usize {
        self.doc.sentence_at(span.start as usize).unwrap_or(0)
    }

    /// The tokens that `token` hangs on, nearest first.
    fn above(&self, token: usize) -> impl Iterator<Item = usize> + '_ {
        let mut at = token;
        (0..MAX_CLIMB).map_while(move |_| {
            at = self.words.get(at)?.head?;
            Some(at)
        })
    }

    /// The first token of `span` that hangs on one outside it: the head of the phrase.
    fn head_of(&self, span: Span) -> Option<usize> {
        let range = self.doc.tokens_in(span);
        let inside = range.clone();
        range.into_iter().find(|&at| {
            self.words
                .get(at)
                .is_some_and(|word| word.head.is_none_or(|head| !inside.contains(&head)))
        })
    }

    /// The mention with that head, the longest of several.
    fn mention_at(&self, head: usize) -> Option<usize> {
        let here = self.in_sentence.get(&self.sentence_of(self.token_span(head)?))?;
        let own = here.iter().copied().filter(|&idx| self.mentions[idx].head == head);
        own.max_by_key(|&idx| self.mentions[idx].span.len())
    }

    /// From the first to the last token under `token`.
    fn subtree(&self, token: usize) -> Option<Span> {
        let mut span = self.token_span(token)?;
        let mut next = vec![token];
        // No sentence has more words than this; a cycle ends here as well.
        for _ in 0..512 {
            let Some(at) = next.pop() else { break };
            for &child in self.children.get(at).map(Vec::as_slice).unwrap_or_default() {
                if let Some(own) = self.token_span(child as usize) {
                    span = span.to(own);
                    next.push(child as usize);
                }
            }
        }
        Some(span)
    }

    /// The mentions that a phrase consists of: its head's, and those coordinated with it. Phrases
    /// without syntax yield the outermost mentions inside.
    fn mentions_of(&self, span: Span, wanted: impl Fn(&Mention) -> bool) -> Vec<usize> {
        let none = Vec::new();
        let here = self.in_sentence.get(&self.sentence_of(span)).unwrap_or(&none);
        let inside = |idx: usize| {
            self.token_span(self.mentions[idx].head).is_some_and(|head| span.contains(head))
        };
        let mut found: Vec<usize> = here
            .iter()
            .copied()
            .filter(|&idx| self.mentions[idx].span.overlaps(span) && wanted(&self.mentions[idx]))
            .filter(|&idx| inside(idx))
            .collect();
        let outermost = found.clone();
        found.retain(|&idx| {
            let own = self.mentions[idx].span;
            !outermost.iter().any(|&o| {
                o != idx && self.mentions[o].span != own && self.mentions[o].span.contains(own)
            })
        });
        if let Some(head) = self.head_of(span) {
            let coordinated: Vec<usize> = found
                .iter()
                .copied()
                .filter(|&idx| {
                    let mut at = self.mentions[idx].head;
                    for _ in 0..MAX_CLIMB {
                        if at == head {
                            return true;
                        }
                        let Some(word) = self.words.get(at) else { return false };
                        let joined = matches!(&*word.rel, "conj" | "appos" | "flat");
                        match word.head.filter(|_| joined) {
                            Some(up) => at = up,
                            None => return false,
                        }
                    }
                    false
                })
                .collect();
            if !coordinated.is_empty() {
                return coordinated;
            }
        }
        found
    }

    fn fillers(&self, fill: &RoleFill) -> Vec<usize> {
        match fill.mention.map(Id::index).filter(|&idx| idx < self.mentions.len()) {
            Some(idx) => vec![idx],
            None => self.mentions_of(fill.span, |_| true),
        }
    }

    /// The mentions that name the source of an attribution, the speaker first.
    fn speakers(&self, attribution: &Attribution) -> Vec<usize> {
        if let Some(idx) =
            attribution.speaker.map(Id::index).filter(|&idx| idx < self.mentions.len())
        {
            return vec![idx];
        }
        attribution
            .source
            .iter()
            .map(|source| self.mentions_of(*source, can_act))
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    }

    fn actor_of(&self, mention: usize) -> Option<Id<Actor>> {
        self.actor.get((*self.referent.get(mention)?)?).copied().flatten()
    }

    fn actors(&mut self, record: &mut Record) {
        let mut takes_part = vec![false; self.referents.len()];
        let mut mark = |mention: usize| {
            if let Some(at) = self.referent.get(mention).copied().flatten() {
                takes_part[at] = true;
            }
        };
        for frame in self.frames {
            for fill in &frame.roles {
                if matches!(fill.role, Role::Actor | Role::Recipient) {
                    self.fillers(fill).into_iter().for_each(&mut mark);
                }
            }
        }
        for attribution in self.attributions {
            self.speakers(attribution).into_iter().for_each(&mut mark);
            attribution.addressee.map(Id::index).into_iter().for_each(&mut mark);
        }
        for (at, referent) in self.referents.iter().enumerate() {
            let Some(kind) = referent.actor_kind else { continue };
            let is_named = matches!(referent.kind, Kind::Person | Kind::Organization | Kind::Armed)
                && referent.mentions.iter().any(|id| {
                    self.mentions
                        .get(id.index())
                        .is_some_and(|mention| mention.form == MentionForm::Name)
                });
            let counts = takes_part[at]
                || is_named
                || referent.actor_kind == Some("state") && self.acts_somewhere(referent)
                || matches!(referent.kind, Kind::Organization | Kind::Armed)
                    && (referent.country.is_some() || referent.known.is_some());
            if !counts || !takes_part[at] && self.is_a_place_after_all(referent) {
                continue;
            }
            self.actor[at] = Some(Id::new(record.actors.len()));
            let known = referent.known.as_deref();
            let described = known.is_none()
                && !self
                    .mentions_of_referent(referent)
                    .any(|mention| mention.form == MentionForm::Name);
            record.actors.push(Actor {
                name: if described {
                    called::neutral(&referent.name)
                } else {
                    referent.name.clone()
                },
                kind: kind.to_owned(),
                sector: referent.sector.map(str::to_owned),
                country: referent.country.map(str::to_owned),
                known: referent.known.as_deref().map(str::to_owned),
                mentions: self.all_spans(referent),
                role: referent.role.clone(),
                code: tacitus_actors::plover(known, kind, referent.sector, referent.country),
                cameo: tacitus_actors::cameo(known, kind, referent.sector, referent.country),
                ..Actor::default()
            });
        }
    }

    fn mentions_of_referent(&self, referent: &Referent) -> impl Iterator<Item = &Mention> {
        referent.mentions.iter().filter_map(|id| self.mentions.get(id.index()))
    }

    /// Groups of others consist of whom they name (*the coalition of A and B*), or of those that were named together
    /// before (*the two sides*).
    fn members(&self, record: &mut Record) {
        for (at, referent) in self.referents.iter().enumerate() {
            let Some(group) = self.actor[at] else { continue };
            let members = referent
                .members
                .iter()
                .filter_map(|id| self.actor.get(id.index()).copied().flatten());
            let mut members: Vec<Id<Actor>> = members.filter(|id| *id != group).collect();
            members.dedup();
            if members.len() > 1 {
                record.actors[group.index()].members = members;
            }
        }
    }

    /// Whether all names of what was taken for a person are those of places: *Al-Bukamal*.
    fn is_a_place_after_all(&self, referent: &Referent) -> bool {
        let places = self.doc.locations().unwrap_or_default();
        let mut names =
            self.mentions_of_referent(referent).filter(|mention| mention.form == MentionForm::Name);
        referent.kind == Kind::Person
            && referent.known.is_none()
            && names.all(|mention| {
                let name = mention.name.unwrap_or(mention.span);
                // Places are in order of the text, a few of them over one stretch.
                let from = places.partition_point(|place| place.span.end < name.end);
                let here = places[from..].iter().take_while(|place| place.span.start <= name.start);
                here.take(8).any(|place| place.span == name && place.confidence >= LEAST_AS_PLACE)
            })
    }

    /// Whether a country is anywhere more than a place or a whence: *to serve Israel*, not *in Israel* and not
    /// *Israeli*.
    fn acts_somewhere(&self, referent: &Referent) -> bool {
        let by_name = |mention: &&Mention| {
            mention.kind != Kind::Norp
                || self.words.get(mention.head).is_some_and(|word| word.upos == Upos::Propn)
        };
        self.mentions_of_referent(referent).filter(by_name).any(|mention| {
            if matches!(mention.kind, Kind::Organization | Kind::Armed) {
                return true;
            }
            // Of *A and B* the first tells for both.
            let mut head = mention.head;
            for _ in 0..MAX_CLIMB {
                match self.words.get(head) {
                    Some(Word { head: Some(up), rel, .. })
                        if matches!(&**rel, "conj" | "appos") =>
                    {
                        head = *up;
                    }
                    _ => break,
                }
            }
            let Some(word) = self.words.get(head) else { return false };
            let base = word.rel.split(':').next().unwrap_or(&word.rel);
            let led_by = |wanted: &[&str]| {
                let mut below = self.children.get(head).into_iter().flatten();
                below.any(|&at| {
                    let word = &self.words[at as usize];
                    &*word.rel == "case" && wanted.contains(&&*word.lemma)
                })
            };
            match base {
                "nsubj" | "obj" | "iobj" => true,
                "obl" | "nmod" if &*word.rel == "nmod:poss" => false,
                "obl" | "nmod" => led_by(&["by", "with", "against", "include", "between", "like"]),
                _ => false,
            }
        })
    }

    /// Wherever a referent is referred to, in order.
    fn all_spans(&self, referent: &Referent) -> Vec<Span> {
        let phrases = self.doc.phrases().unwrap_or_default();
        let others = referent.phrases.iter().filter_map(|id| phrases.get(id.index()));
        let mentions = self.mentions_of_referent(referent).chain(others);
        let mut spans: Vec<Span> = mentions.map(|mention| mention.span).collect();
        spans.sort_unstable();
        spans.dedup();
        spans
    }

    /// What is referred to more than once, be it actor, place, or anything else.
    fn chains(&self, record: &mut Record) {
        let referents = self.referents.iter().enumerate();
        let times = |referent: &Referent| referent.kind == Kind::Time;
        record.chains = referents
            .filter(|(_, referent)| !times(referent))
            .map(|(at, referent)| Chain {
                actor: self.actor[at],
                place: self.place[at],
                mentions: self.all_spans(referent),
            })
            .filter(|chain| chain.mentions.len() > 1)
            .collect();
        record.chains.sort_by_key(|chain| chain.mentions[0]);
    }

    fn times(&mut self, record: &mut Record) {
        for (at, referent) in self.referents.iter().enumerate() {
            if referent.kind != Kind::Time {
                continue;
            }
            self.time[at] = Some(Id::new(record.times.len()));
            record.times.push(Time {
                value: referent.timex.clone(),
                time_type: referent.time_type.unwrap_or(TimeType::Date),
                because: referent.because.clone(),
                mentions: self.all_spans(referent),
            });
        }
    }

    /// One note for the whole report, on the first time that could not be reckoned.
    fn note_times(&mut self, record: &Record) {
        if self.published.is_some() {
            return;
        }
        let open = |time: &&Time| {
            time.time_type != TimeType::Set
                && time.value.as_deref().is_none_or(|value| value.starts_with("XXXX-"))
        };
        let n_open = record.times.iter().filter(open).count();
        let Some(span) =
            record.times.iter().find(open).and_then(|time| time.mentions.first().copied())
        else {
            return;
        };
        let words = self.doc.words(span);
        self.notes.push(Note {
            kind: "missing-publication-date".into(),
            message: format!(
                "{n_open} relative time expressions stay open (the first is {words:?}), since the \
                 day of publication is not given"
            ),
            span: Some(span),
        });
    }

    fn claims(&mut self, record: &mut Record) {
        let first = |attribution: &Attribution| {
            let spans =
                attribution.source.iter().chain(&attribution.cue).chain(&attribution.content);
            spans.map(|span| span.start).min().unwrap_or(u32::MAX)
        };
        let mut order: Vec<usize> = (0..self.attributions.len()).collect();
        order.sort_by_key(|&at| (first(&self.attributions[at]), at));
        self.claim = vec![Id::new(0); order.len()];
        for (position, &at) in order.iter().enumerate() {
            self.claim[at] = Id::new(position);
        }
        let mut nobody: Vec<Span> = Vec::new();
        for &at in &order {
            let attribution = &self.attributions[at];
            let speakers = self.speakers(attribution);
            let author = self.author(attribution, &record.claims);
            let named = || speakers.iter().find_map(|&mention| self.actor_of(mention));
            let speaker = author.or_else(named).or_else(|| self.unkinded(attribution, record));
            if speaker.is_none() && !attribution.source.is_empty() {
                nobody.extend(attribution.source.first());
            }
            let parent = attribution.parent.map(Id::index).filter(|&up| up < self.claim.len());
            record.claims.push(Claim {
                parent: parent.map(|up| self.claim[up]),
                speaker,
                via: self.via(at, speaker, &record.actors),
                source: attribution.source.clone(),
                cue: attribution.cue.clone(),
                content: attribution.content.clone(),
                form: attribution.form,
                act: attribution.act,
                commitment: attribution.commitment,
                addressee: attribution.addressee.and_then(|mention| self.actor_of(mention.index())),
                time: self.time_of_claim(attribution),
                confidence: attribution.confidence,
            });
        }
        if let Some(first) = nobody.first() {
            let (n, words) = (nobody.len(), self.doc.words(*first));
            self.notes.push(Note {
                kind: "unknown-speaker".into(),
                message: format!(
                    "{n} claims have a source that could not be followed to anybody (the first is \
                     {words:?}), such as a pronoun, and are kept without a speaker"
                ),
                span: Some(*first),
            });
        }
    }

    /// A source that no mention stands for, such as *58 per cent of those polled*, as an actor of its
    /// own; pronouns, which would be a guess, are not.
    fn unkinded(&self, attribution: &Attribution, record: &mut Record) -> Option<Id<Actor>> {
        let span = *attribution.source.first()?;
        let head = self.head_of(span)?;
        let nobody =
            matches!(&*self.words[head].lemma, "nobody" | "one" | "other" | "anyone" | "none");
        if nobody || !matches!(self.words[head].upos, Upos::Noun | Upos::Propn | Upos::Num) {
            return None;
        }
        let name = self.doc.words(span);
        let same = |actor: &Actor| actor.kind == "unknown" && actor.name.eq_ignore_ascii_case(name);
        if let Some(known) = record.actors.iter().position(same) {
            record.actors[known].mentions.push(span);
            return Some(Id::new(known));
        }
        record.actors.push(Actor {
            name: name.to_owned(),
            kind: "unknown".to_owned(),
            mentions: vec![span],
            ..Actor::default()
        });
        Some(Id::new(record.actors.len() - 1))
    }

    /// Whose a document is that speaks: *a letter from the ministry*, *her note*; of *the statement*,
    /// that of the last of a few claims before which was made in one.
    fn author(&self, attribution: &Attribution, before: &[Claim]) -> Option<Id<Actor>> {
        const LOOK_BACK: usize = 8;
        const NEAR_CUE: usize = 10;
        let head = self.head_of(*attribution.source.first()?)?;
        let is_document = DOCUMENTS.contains(&&*self.words[head].lemma);
        if is_document && let Some(author) = self.written_by(head) {
            return Some(author);
        }
        let is_known = self.children[head].iter().any(|&at| {
            let lemma = &*self.words[at as usize].lemma;
            matches!(lemma, "the" | "this" | "that" | "its" | "his" | "her" | "their")
        });
        if !is_document || !is_known {
            return None;
        }
        let noun = &self.words[head].lemma;
        let tokens = self.doc.tokens().unwrap_or_default();
        // *said in a statement on Monday*: the medium stands in the cue or soon after it.
        let made_in_one = |claim: &&Claim| {
            let Some(cue) = claim.cue.first() else { return false };
            let from = tokens.partition_point(|token| token.span.start < cue.start);
            let sentence = self.doc.sentence_at(cue.start as usize);
            let near =
                self.words.iter().zip(tokens).skip(from).take(NEAR_CUE).take_while(|(_, token)| {
                    self.doc.sentence_at(token.span.start as usize) == sentence
                });
            let words = near.filter(|(_, token)| {
                !claim.content.iter().any(|content| content.contains(token.span))
            });
            let source = claim.source.iter().filter_map(|span| self.head_of(*span));
            claim.speaker.is_some()
                && (words.map(|(word, _)| &word.lemma).any(|lemma| lemma == noun)
                    || source.map(|head| &self.words[head].lemma).any(|lemma| lemma == noun))
        };
        before.iter().rev().take(LOOK_BACK).find(made_in_one)?.speaker
    }

    /// *a letter from the ministry*, *the office's note*, *a survey by the institute*.
    fn written_by(&self, document: usize) -> Option<Id<Actor>> {
        let below = |at: usize| self.children[at].iter().map(|&child| child as usize);
        let by = |at: usize| {
            below(at).any(|case| {
                matches!(&*self.words[case].rel, "case")
                    && matches!(&*self.words[case].lemma, "from" | "by" | "of")
            })
        };
        let writer = below(document)
            .filter(|&at| {
                &*self.words[at].rel == "nmod:poss"
                    || self.words[at].rel.starts_with("nmod") && by(at)
            })
            .chain(
                // *a poll released by the institute*
                (below(document).filter(|&at| self.words[at].rel.starts_with("acl")))
                    .flat_map(below)
                    .filter(|&at| self.words[at].rel.starts_with("obl") && by(at)),
            )
            .find_map(|at| {
                self.mention_at(at).filter(|&mention| writes(&self.mentions[mention]))
            })?;
        self.actor_of(writer)
    }

    /// The outlets among the speakers of the claims around this one, outermost first.
    fn via(&self, at: usize, speaker: Option<Id<Actor>>, actors: &[Actor]) -> Vec<Id<Actor>> {
        let mut via = Vec::new();
        let mut parent = self.attributions[at].parent.map(Id::index);
        for _ in 0..MAX_CLIMB {
            let Some(outer) = parent.and_then(|up| self.attributions.get(up)) else { break };
            let carrier = self.speakers(outer).iter().find_map(|&mention| self.actor_of(mention));
            let is_outlet = |id: &Id<Actor>| actors.get(id.index()).is_some_and(is_outlet);
            via.extend(carrier.filter(|carrier| Some(*carrier) != speaker).filter(is_outlet));
            parent = outer.parent.map(Id::index);
        }
        via.reverse();
        via.dedup();
        via
    }

    /// The time that stands beside the cue, outside what is said.
    fn time_of_claim(&self, attribution: &Attribution) -> Option<Id<Time>> {
        let cue = *attribution.cue.first()?;
        let sentence = self.sentence_of(cue);
        let cues: Vec<usize> =
            attribution.cue.iter().filter_map(|span| self.head_of(*span)).collect();
        self.in_sentence.get(&sentence)?.iter().copied().find_map(|idx| {
            let mention = &self.mentions[idx];
            let outside = !attribution.content.iter().any(|span| span.overlaps(mention.span));
            let referent = self.referents.get((*self.referent.get(idx)?)?)?;
            let dated = !matches!(referent.time_type, Some(TimeType::Duration | TimeType::Set));
            if mention.kind != Kind::Time || !outside || !dated {
                return None;
            }
            let governor = self.governor(mention.head);
            let governed = self.words.is_empty()
                || governor.is_some_and(|verb| {
                    // *in a statement on Monday*: a noun shares its verb with the time.
                    let is_verb =
                        |at: usize| self.words.get(at).is_some_and(|word| word.upos == Upos::Verb);
                    cues.iter().any(|&cue| {
                        cue == verb || !is_verb(cue) && self.governor(cue) == Some(verb)
                    })
                });
            self.time.get((*self.referent.get(idx)?)?).copied().flatten().filter(|_| governed)
        })
    }

    /// The nearest verb above a token.
    fn governor(&self, token: usize) -> Option<usize> {
        self.above(token).find(|&at| self.words.get(at).is_some_and(|word| word.upos == Upos::Verb))
    }

    /// Fills the events; returns, for each, the frame that it comes from.
    fn events(&mut self, record: &mut Record) -> Vec<usize> {
        let start = |frame: &Frame| frame.trigger.iter().map(|span| span.start).min();
        let mut order: Vec<usize> = (0..self.frames.len()).collect();
        order.sort_by_key(|&at| (start(&self.frames[at]), at));
        let heads: HashMap<usize, usize> =
            self.frames.iter().enumerate().map(|(at, frame)| (frame.head, at)).collect();
        for &at in &order {
            let frame = &self.frames[at];
            let sentence = frame.trigger.first().map_or(0, |span| self.sentence_of(*span));
            let time = self.time_of_event(frame, at, sentence, &heads);
            let (place, place_from) = self.place_of_event(frame, sentence);
            record.events.push(Event {
                event_type: frame.event_type,
                mode: frame.mode,
                own_type: frame.own_type.clone(),
                contexts: frame.contexts.clone(),
                trigger: frame.trigger.clone(),
                sentence,
                actors: self.participants(frame, Role::Actor),
                recipients: self.participants(frame, Role::Recipient),
                place,
                place_from,
                origin: self.place_of(frame, Role::Origin),
                destination: self.place_of(frame, Role::Destination),
                instruments: (frame.roles.iter())
                    .filter(|fill| fill.role == Role::Instrument)
                    .map(|fill| fill.span)
                    .collect(),
                time,
                date: self.date(frame, time, record),
                quantities: self.quantities(frame),
                status: frame.status,
                claims: frame
                    .attributions
                    .iter()
                    .filter_map(|id| self.claim.get(id.index()).copied())
                    .collect(),
                confidence: frame.confidence,
            });
        }
        order
    }

    fn participants(&self, frame: &Frame, role: Role) -> Vec<Participant> {
        let mut found: Vec<Participant> = Vec::new();
        for fill in frame.roles.iter().filter(|fill| fill.role == role) {
            let fillers = self.fillers(fill);
            let mut add = |actor: Option<Id<Actor>>, span: Span| {
                let again = |p: &Participant| p.span == span || actor.is_some() && p.actor == actor;
                if !found.iter().any(again) {
                    found.push(Participant { actor, span });
                }
            };
            match fillers[..] {
                [] => add(None, fill.span),
                [one] => add(self.actor_of(one), fill.span),
                _ => {
                    for mention in fillers {
                        add(self.actor_of(mention), self.mentions[mention].span);
                    }
                }
            }
        }
        found
    }

    /// The time expression of an event: the phrase that fills the role, or the one whose nearest
    /// event up the tree is this one. Days go before stretches of time.
    fn time_of_event(
        &self,
        frame: &Frame,
        at: usize,
        sentence: usize,
        heads: &HashMap<usize, usize>,
    ) -> Option<Id<Time>> {
        let time =
            |mention: usize| self.time.get((*self.referent.get(mention)?)?).copied().flatten();
        let dated = |mention: usize| {
            let referent = self.referent[mention].and_then(|at| self.referents.get(at));
            !referent.is_some_and(|referent| {
                matches!(referent.time_type, Some(TimeType::Duration | TimeType::Set))
                    || referent.timex.as_deref().is_none_or(|value| value.ends_with("_REF"))
            })
        };
        let fills = frame
            .roles
            .iter()
            .filter(|fill| fill.role == Role::Time)
            .flat_map(|fill| match fill.mention.map(Id::index) {
                Some(idx) if idx < self.mentions.len() => vec![idx],
                _ => {
                    let here = self.in_sentence.get(&self.sentence_of(fill.span));
                    here.into_iter()
                        .flatten()
                        .copied()
                        .filter(|&idx| self.mentions[idx].span.overlaps(fill.span))
                        .collect()
                }
            })
            .filter(|&idx| self.mentions[idx].kind == Kind::Time);
        let mut candidates: Vec<usize> = fills.collect();
        let hanging =
            self.in_sentence.get(&sentence).into_iter().flatten().copied().filter(|&idx| {
                self.mentions[idx].kind == Kind::Time
                && self
                    .above(self.mentions[idx].head)
                    .find_map(|token| heads.get(&token))
                    .is_some_and(|&other| other == at)
                // A verb between the two is a clause of its own.
                && self.governor(self.mentions[idx].head).is_none_or(|verb| {
                    verb == frame.head || self.governor(frame.head) == Some(verb)
                })
            });
        if candidates.is_empty() {
            candidates.extend(hanging);
        }
        let best = candidates
            .iter()
            .copied()
            .find(|&idx| dated(idx))
            .or_else(|| candidates.first().copied())?;
        time(best)
    }

    /// The last day of a range whose first day the time `id` tells: *from 10 to 16 September*.
    fn end_of_range(&self, id: Id<Time>, record: &Record) -> Option<Date> {
        let from = record.times.get(id.index())?.mentions.first()?;
        let next = record.times.get(id.index() + 1)?;
        let to = next.mentions.first()?;
        let gap = self.doc.text().get(from.end as usize..to.start as usize)?.trim();
        let before = self.doc.text().get(..from.start as usize)?.split_whitespace().next_back();
        let range = matches!(gap, "to" | "-" | "–" | "until" | "till" | "through")
            || gap == "and" && before.is_some_and(|word| word.eq_ignore_ascii_case("between"));
        let dated = matches!(next.time_type, TimeType::Date | TimeType::Time);
        let days = next.value.as_deref().filter(|_| range && dated).and_then(dates::days)?;
        Some(days.1)
    }

    fn date(&self, frame: &Frame, id: Option<Id<Time>>, record: &Record) -> EventDate {
        let time = id.and_then(|id| record.times.get(id.index()));
        let none = EventDate::default();
        if let Some(time) = time {
            let days = match time.time_type {
                TimeType::Duration | TimeType::Set => None,
                TimeType::Date | TimeType::Time => time.value.as_deref().and_then(dates::days),
            };
            let last = id.and_then(|id| self.end_of_range(id, record));
            return days.map_or(none, |(start, end)| EventDate {
                start: Some(start),
                end: last.filter(|last| *last > end).or(Some(end)),
                from: DateFrom::Text,
                precision: time.value.as_deref().and_then(dates::precision),
            });
        }
        match self.published {
            Some(day) if frame.status == Status::Happened && self.is_news(frame.head) => {
                EventDate {
                    start: Some(day),
                    end: Some(day),
                    from: DateFrom::Published,
                    precision: Some(Precision::Day),
                }
            }
            _ => none,
        }
    }

    /// Whether the token is the verb of a main clause in the past or present: what the report
    /// tells as news, not what it recalls. *had met*, *who met*, *after they met* are background.
    fn is_news(&self, token: usize) -> bool {
        let Some(word) = self.words.get(token) else { return false };
        let aux: Vec<&Word> = self
            .children
            .get(token)
            .into_iter()
            .flatten()
            .filter_map(|&child| self.words.get(child as usize))
            .filter(|child| child.rel.starts_with("aux"))
            .collect();
        let text = |word: &Word| word.lemma.to_lowercase();
        let finite = matches!(&*word.xpos, "VBD" | "VBZ" | "VBP")
            || matches!(&*word.xpos, "VBN" | "VBG") && !aux.is_empty();
        let pluperfect = aux.iter().any(|aux| text(aux) == "have" && &*aux.xpos == "VBD");
        let modal = aux.iter().any(|aux| &*aux.xpos == "MD");
        if word.upos != Upos::Verb || !finite || pluperfect || modal {
            return false;
        }
        // Up through coordination and reported speech to the root.
        let mut at = token;
        for _ in 0..MAX_CLIMB {
            let Some(word) = self.words.get(at) else { return false };
            let Some(head) = word.head else { return true };
            if !matches!(&*word.rel, "root" | "conj" | "ccomp" | "parataxis") {
                return false;
            }
            at = head;
        }
        false
    }

    fn quantities(&self, frame: &Frame) -> Vec<Quantity> {
        frame
            .roles
            .iter()
            .filter(|fill| fill.role == Role::Quantity)
            .filter_map(|fill| {
                let (value, bound) = fill.amount?;
                Some(Quantity {
                    of: self.counted(fill),
                    value,
                    bound,
                    role: self.quantity_role(frame, fill).map(str::to_owned),
                    span: fill.span,
                })
            })
            .collect()
    }

    /// The noun that a quantity counts.
    fn counted(&self, fill: &RoleFill) -> String {
        let words = self.doc.words(fill.span);
        let noun = |at: usize| {
            self.words.get(at).is_some_and(|word| matches!(word.upos, Upos::Noun | Upos::Propn))
        };
        let head = self.head_of(fill.span);
        // The number knows its noun even where the phrase is cut or parsed badly.
        let by_number = (self.doc.tokens_in(fill.span))
            .filter_map(|at| self.words.get(at).filter(|word| word.upos == Upos::Num)?.head)
            .find(|&at| noun(at));
        let at = by_number
            .or(head)
            .filter(|&at| noun(at))
            .or_else(|| head.and_then(|at| self.words.get(at)?.head).filter(|&at| noun(at)));
        match at.and_then(|at| self.token_span(at)) {
            Some(span) => self.doc.words(span).to_owned(),
            None => {
                let last = words.split_whitespace().next_back().unwrap_or_default();
                let is_word = last.chars().all(char::is_alphabetic);
                if is_word { last.to_owned() } else { String::new() }
            }
        }
    }

    /// What a quantity of an event counts: by the words beside the number, else by what the event does.
    fn quantity_role(&self, frame: &Frame, fill: &RoleFill) -> Option<&'static str> {
        let kind = fill.mention.and_then(|id| self.mentions.get(id.index())).map(|it| it.kind);
        if kind == Some(Kind::Money) || self.doc.words(fill.span).contains(['$', '€', '£']) {
            return Some(match frame.event_type {
                EventType::Coerce => "seized",
                EventType::Sanction | EventType::Reject => "withheld",
                EventType::Agree => "promised",
                _ => "paid",
            });
        }
        if kind == Some(Kind::Time) {
            return Some("lasted");
        }
        let people =
            matches!(kind, Some(Kind::Person | Kind::Armed | Kind::Organization | Kind::Norp));
        let harm = |at: usize| {
            Some(match &*self.words.get(at)?.lemma.to_lowercase() {
                "kill" | "die" | "death" | "dead" | "murder" | "assassinate" | "massacre"
                | "execute" | "slay" | "behead" | "killing" | "execution" | "slaughter"
                | "lynch" => "killed",
                "wound" | "injure" | "hurt" | "injury" | "maim" | "wounded" | "injured" => {
                    "wounded"
                }
                _ => return None,
            })
        };
        // *left 10 dead*, *12 others wounded*, *the death of two*
        let head = self.head_of(fill.span);
        let beside = head.and_then(|head| {
            let near = (head + 1..head + 3).filter(|&at| {
                let hangs = self.words.get(at).and_then(|word| word.head);
                hangs == Some(head) || hangs.is_some() && hangs == self.words[head].head
            });
            near.chain(self.above(head).take(2)).find_map(harm)
        });
        if let Some(role) = beside.or_else(|| harm(frame.head)) {
            return Some(role);
        }
        use EventType as E;
        let fired =
            matches!(&*self.words.get(frame.head)?.lemma, "fire" | "launch" | "drop" | "throw");
        if fired && !people {
            return Some("fired");
        }
        Some(match (frame.event_type, frame.mode) {
            (E::Assault, Some(Mode::Abduct)) => "abducted",
            (E::Coerce, Some(Mode::Arrest)) => "arrested",
            (E::Coerce, Some(Mode::Deport)) => "deported",
            (E::Coerce, Some(Mode::Seize)) => "seized",
            (E::Coerce, Some(Mode::Withhold)) => "withheld",
            (E::Sanction, Some(Mode::Convict)) => "convicted",
            (E::Sanction, Some(Mode::Expel)) => match &*self.words.get(frame.head)?.lemma {
                "expel" | "send" | "order" | "recall" | "dismiss" => "expelled",
                _ => "displaced",
            },
            (E::Sanction, Some(Mode::Discontinue | Mode::Withdraw)) if !people => "withheld",
            (E::Retreat, Some(Mode::Release)) => "released",
            (E::Retreat, Some(Mode::Withdraw)) => "withdrawn",
            (E::Retreat, Some(Mode::Disarm)) => "surrendered",
            (E::Mobilize, _) => "deployed",
            (E::Protest, _) => "attended",
            (E::Concede, _) => "pardoned",
            (E::Assault, Some(Mode::Beat)) => "beaten",
            (E::Assault, Some(Mode::Torture)) => "tortured",
            (E::Assault, Some(Mode::Sexual)) => "raped",
            (E::Assault, Some(Mode::Destroy)) => "destroyed",
            // What an attack is told to have done to so many, where no word says wounded.
            (E::Assault, _) if people => "killed",
            (E::Assault, _) => "destroyed",
            (E::Agree, _) => "promised",
            _ => match &*self.words.get(frame.head)?.lemma {
                "move" | "ship" | "transfer" | "travel" | "bus" | "transport" | "leave"
                | "evacuate" | "carry" | "bring" | "deliver" | "send" => "moved",
                "pay" | "lend" => "paid",
                "give" | "grant" | "donate" | "distribute" | "provide" | "supply" | "hand" => {
                    "given"
                }
                "release" | "free" | "liberate" => "released",
                "arrest" | "detain" => "arrested",
                "buy" | "purchase" => "bought",
                "sell" => "sold",
                "rescue" | "save" => "rescued",
                _ => return None,
            },
        })
    }
}

/// Whether an actor is a paper, station or agency, by its kind or by its name.
fn is_outlet(actor: &Actor) -> bool {
    const NAMES: &[&str] = &[
        "agency",
        "bulletin",
        "broadcaster",
        "broadcasting",
        "bureau",
        "channel",
        "courier",
        "daily",
        "dispatch",
        "echo",
        "examiner",
        "express",
        "gazette",
        "globe",
        "guardian",
        "herald",
        "independent",
        "journal",
        "mail",
        "magazine",
        "media",
        "mercury",
        "mirror",
        "monitor",
        "news",
        "newspaper",
        "observer",
        "online",
        "paper",
        "portal",
        "post",
        "press",
        "radio",
        "record",
        "review",
        "site",
        "standard",
        "star",
        "station",
        "telegraph",
        "television",
        "times",
        "today",
        "tribune",
        "tv",
        "voice",
        "website",
        "weekly",
        "wire",
    ];
    let word = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        NAMES.contains(&&*word)
    };
    let body = matches!(&*actor.kind, "media" | "organisation" | "unknown" | "company");
    actor.kind == "media" || body && actor.name.split([' ', '-']).any(word)
}

fn writes(mention: &Mention) -> bool {
    matches!(mention.kind, Kind::Person | Kind::Organization | Kind::Armed)
}

fn can_act(mention: &Mention) -> bool {
    matches!(
        mention.kind,
        Kind::Person | Kind::Organization | Kind::Armed | Kind::Norp | Kind::Place | Kind::Document
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch::{sketch, span, with_referents};
    use tacitus_doc::Commitment;
    use tacitus_doc::{Act, Bound, ClaimForm, EventType, Mode};

    /// A document read by hand: the sketch, who says what, and who does what.
    struct Case {
        doc: Document,
        attributions: Vec<Attribution>,
        frames: Vec<Frame>,
        published: Option<&'static str>,
    }

    impl Case {
        fn new(lines: &str) -> Case {
            let (attributions, frames) = (Vec::new(), Vec::new());
            Case { doc: sketch(lines), attributions, frames, published: Some("2017-08-29") }
        }

        fn says(mut self, source: &str, cue: &str, content: &str, act: Act) -> Case {
            let at = |words: &str| vec![span(&self.doc, words)];
            let (source, cue, content) = (at(source), at(cue), at(content));
            let parent = self
                .attributions
                .iter()
                .rposition(|outer| outer.content.iter().any(|c| c.contains(content[0])))
                .map(Id::new);
            self.attributions.push(Attribution {
                source,
                cue,
                content,
                speaker: None,
                parent,
                form: ClaimForm::Indirect,
                act,
                commitment: Commitment::Asserted,
                addressee: None,
                confidence: 0.9,
            });
            self
        }

        fn event(mut self, event_type: EventType, trigger: &str, roles: &[(Role, &str)]) -> Case {
            let trigger = span(&self.doc, trigger);
            let tokens = self.doc.tokens().unwrap_or_default();
            let head = tokens.iter().position(|t| trigger.contains(t.span)).unwrap_or(0);
            self.frames.push(Frame {
                trigger: vec![trigger],
                head,
                event_type,
                mode: None,
                own_type: None,
                contexts: Vec::new(),
                roles: roles
                    .iter()
                    .map(|(role, words)| RoleFill {
                        role: *role,
                        span: span(&self.doc, words),
                        mention: None,
                        amount: words
                            .split(' ')
                            .next()
                            .and_then(|n| n.parse().ok())
                            .map(|n| (n, Bound::Exactly)),
                    })
                    .collect(),
                status: Status::Happened,
                attributions: (0..self.attributions.len())
                    .filter(|&at| self.attributions[at].content.iter().any(|c| c.contains(trigger)))
                    .map(Id::new)
                    .collect(),
                confidence: 0.8,
            });
            self
        }

        fn read(self) -> (Document, Record, Vec<Note>) {
            let published = self.published.and_then(|day| day.parse().ok());
            let source = tacitus_doc::Source { published, ..Default::default() };
            let old = self.doc;
            let doc = Document::new(None, source, old.text())
                .with_tokens(old.tokens().unwrap_or_default().to_vec())
                .with_sentences(old.sentences().unwrap_or_default().to_vec())
                .with_syntax(old.syntax().unwrap_or_default().to_vec())
                .with_mentions(old.mentions().unwrap_or_default().to_vec())
                .with_attributions(self.attributions)
                .with_frames(self.frames);
            let doc = with_referents(doc);
            let (record, notes) = record(&doc, doc.source().published);
            (doc, record, notes)
        }
    }

    /// The record, one item a line, with names for ids.
    fn tell(record: &Record) -> String {
        let name = |id: &Id<Actor>| record.actors[id.index()].name.as_str();
        let mut lines = Vec::new();
        for claim in &record.claims {
            let via: Vec<&str> = claim.via.iter().map(name).collect();
            lines.push(format!(
                "{} {}{}{}",
                claim.speaker.as_ref().map_or("?", name),
                claim.act,
                if via.is_empty() { String::new() } else { format!(" via {}", via.join(", ")) },
                claim.parent.map_or(String::new(), |parent| format!(" in c{}", parent.index() + 1)),
            ));
        }
        for event in &record.events {
            let who = |list: &[Participant]| {
                let names: Vec<&str> =
                    list.iter().map(|p| p.actor.as_ref().map_or("?", name)).collect();
                names.join("+")
            };
            let date = event.date.start.map_or("-".to_owned(), |start| start.to_string());
            let place = event.place.map_or(String::new(), |place| {
                format!(" at {}", record.places[place.index()].name)
            });
            let claims: Vec<String> =
                event.claims.iter().map(|claim| format!(" c{}", claim.index() + 1)).collect();
            lines.push(format!(
                "{} {} > {}{place} {date} {}{}",
                event.event_type,
                who(&event.actors),
                who(&event.recipients),
                event.date.from,
                claims.concat()
            ));
        }
        for agreement in &record.agreements {
            let side = |side: &Vec<Id<Actor>>| side.iter().map(name).collect::<Vec<_>>().join("+");
            let parties: Vec<String> = agreement.parties.iter().map(side).collect();
            let terms: Vec<String> = agreement
                .terms
                .iter()
                .map(|term| format!("; {} to {}", side(&term.by), side(&term.to)))
                .collect();
            let reactions: Vec<String> = agreement
                .reactions
                .iter()
                .map(|reaction| format!("; {} {}", name(&reaction.by), reaction.stance))
                .collect();
            lines.push(format!("{}{}{}", parties.join(" | "), terms.concat(), reactions.concat()));
        }
        lines.join("\n")
    }

    fn check(case: Case, expected: &str) {
        let (doc, record, _) = case.read();
        let expected: Vec<&str> = expected.lines().map(str::trim).collect();
        assert_eq!(tell(&record), expected.join("\n"), "{}", doc.text());
    }

    #[test]
    fn events_have_parties_place_and_date() {
        let case = Case::new(
            "[armed {*Rebels}] attacked/VBD/root [armed the *army] in [place {*Orlan}] on [time *Sunday/NNP/obl/2] .",
        );
        check(
            case.event(
                EventType::Assault,
                "attacked",
                &[(Role::Actor, "Rebels"), (Role::Recipient, "the army"), (Role::Place, "Orlan")],
            ),
            "ASSAULT Rebels > army at Orlan 2017-08-27 text",
        );
    }

    #[test]
    fn news_is_dated_by_publication_and_background_is_not() {
        let roles = [(Role::Actor, "Ada Corren")];
        check(
            Case::new("[person {Ada *Corren}] resigned/VBD/root .").event(
                EventType::Retreat,
                "resigned",
                &roles,
            ),
            "RETREAT Ada Corren >  2017-08-29 published",
        );
        check(
            Case::new("[person {Ada *Corren}] had/VBD/aux/4 long resigned/VBN/root .").event(
                EventType::Retreat,
                "resigned",
                &roles,
            ),
            "RETREAT Ada Corren >  - none",
        );
        check(
            Case::new("[person {Ada *Corren}] , who resigned/VBD/acl:relcl/2 , sings/VBZ .").event(
                EventType::Retreat,
                "resigned",
                &roles,
            ),
            "RETREAT Ada Corren >  - none",
        );
        let mut unknown = Case::new("[person {Ada *Corren}] resigned/VBD/root .").event(
            EventType::Retreat,
            "resigned",
            &roles,
        );
        unknown.published = None;
        check(unknown, "RETREAT Ada Corren >  - none");
    }

    #[test]
    fn a_document_speaks_for_its_author_and_else_for_itself() {
        check(
            Case::new("A letter/NN/nsubj/6 from/IN/case/5 [organization the/DT/det/5 *ministry/NN/nmod/2] says/VBZ/root/0/say [armed the *army] fled/VBD .")
                .says("A letter from the ministry", "says", "the army fled", Act::Assert),
            "ministry assert",
        );
        check(
            Case::new(
                "A/DT/det/2 ledger/NN/nsubj/3 shows/VBZ/root/0/show [armed the *army] fled/VBD .",
            )
            .says("A ledger", "shows", "the army fled", Act::Assert),
            "A ledger assert",
        );
    }

    #[test]
    fn only_outlets_are_a_way() {
        check(
            Case::new("[person {Ola *Brandt}] said [person {Ada *Corren}] thought [armed the *army] fled/VBD .")
                .says("Ola Brandt", "said", "Ada Corren thought the army fled", Act::Assert)
                .says("Ada Corren", "thought", "the army fled", Act::Assert),
            "Ola Brandt assert
             Ada Corren assert in c1",
        );
    }

    #[test]
    fn claims_nest_and_carry_their_outlets() {
        check(
            Case::new("According to [organization {Orlan *News}] , [person {Ada *Corren}] said [armed the *army] fled/VBD .")
                .says("Orlan News", "According to", "Ada Corren said the army fled", Act::Assert)
                .says("Ada Corren", "said", "the army fled", Act::Accuse)
                .event(EventType::Retreat, "fled", &[(Role::Actor, "the army")]),
            "Orlan News assert
             Ada Corren accuse via Orlan News in c1
             RETREAT army >  2017-08-29 published c1 c2",
        );
    }

    #[test]
    fn a_statement_speaks_for_who_made_it() {
        check(
            Case::new(
                "[organization {Orlan *Union}] said in a statement [armed the *army] fled/VBD .
                 [armed *It] fled/VBD , the/DT/det/5 statement/NN/nsubj/6 added/VBD/root .",
            )
            .says("Orlan Union", "said in a statement", "the army fled", Act::Assert)
            .says("the statement", "added", "It fled", Act::Assert),
            "Orlan Union assert
             Orlan Union assert",
        );
        // One that nobody was said to have made speaks for itself.
        check(
            Case::new(
                "[organization {Orlan *Union}] said [armed the *army] fled/VBD .
                 [armed *It] fled/VBD , the/DT/det/5 statement/NN/nsubj/6 added/VBD/root .",
            )
            .says("Orlan Union", "said", "the army fled", Act::Assert)
            .says("the statement", "added", "It fled", Act::Assert),
            "Orlan Union assert
             the statement assert",
        );
    }

    #[test]
    fn a_source_that_is_nobody_is_noted() {
        let (doc, record, notes) =
            Case::new("They/PRP/nsubj/2/they say/VBP/root/0 [organization {*NATO}] paid/VBD .")
                .says("They", "say", "NATO paid", Act::Assert)
                .read();
        assert_eq!(record.claims[0].speaker, None);
        let noted = notes.iter().find(|note| &*note.kind == "unknown-speaker");
        assert_eq!(noted.and_then(|note| note.span).map(|s| doc.words(s)), Some("They"));
    }

    #[test]
    fn deals_have_sides_terms_and_reactions() {
        let mut case = Case::new(
            "[armed {Kessarine *Front}] and [organization {Orlan *Union}] signed/VBD/root a deal/NN/obj/6 .
             In return [organization {Orlan *Union}] released/VBD/root//release 40 prisoners .
             [person {Ada *Corren}] condemned the deal .",
        )
        .says("Ada Corren", "condemned", "the deal .", Act::Criticise)
        .event(
            EventType::Agree,
            "signed",
            &[(Role::Actor, "Kessarine Front"), (Role::Actor, "Orlan Union")],
        )
        .event(
            EventType::Retreat,
            "released",
            &[(Role::Actor, "Orlan Union released"), (Role::Quantity, "40 prisoners")],
        );
        case.frames[1].roles[0].span = {
            let at = case.doc.text().rfind("Orlan Union").unwrap_or(0);
            Span::new(at, at + "Orlan Union".len())
        };
        let (_, record, _) = case.read();
        assert_eq!(
            tell(&record).lines().last(),
            Some(
                "Kessarine Front | Orlan Union; Orlan Union to Kessarine Front; Ada Corren against"
            )
        );
        let quantity = &record.events[1].quantities[0];
        assert_eq!((quantity.value, quantity.role.as_deref()), (40.0, Some("released")));
        assert_eq!(quantity.of, "prisoners");
    }

    #[test]
    fn the_parties_are_those_who_talked() {
        let (_, record, _) = Case::new(
            "[organization {Orlan *Union}] met/VBD/root [organization {*NATO}] .
             [organization The *parties/NNS] signed/VBD/root//sign a treaty/NN/obj/3 .",
        )
        .event(EventType::Consult, "met", &[(Role::Actor, "Orlan Union"), (Role::Actor, "NATO")])
        .event(EventType::Support, "signed", &[(Role::Actor, "The parties")])
        .read();
        assert_eq!(tell(&record).lines().last(), Some("Orlan Union | NATO"));
    }

    #[test]
    fn a_meeting_is_no_deal_nor_is_praise_of_one() {
        let (_, record, _) = Case::new(
            "[organization {Orlan *Union}] and [organization {*NATO}] praised/VBD/root the deal/NN/obj/5 .",
        )
        .event(EventType::Support, "praised", &[(Role::Actor, "Orlan Union"), (Role::Actor, "NATO")])
        .read();
        assert!(record.agreements.is_empty());
        let (_, record, _) =
            Case::new("[organization {Orlan *Union}] met/VBD/root [organization {*NATO}] .")
                .event(
                    EventType::Consult,
                    "met",
                    &[(Role::Actor, "Orlan Union"), (Role::Actor, "NATO")],
                )
                .read();
        assert!(record.agreements.is_empty());
    }

    #[test]
    fn a_missing_day_of_publication_is_noted_once() {
        let mut case =
            Case::new("On [time *Sunday] and [time *Monday] it rained , in [time *2014] too .");
        case.published = None;
        let (doc, record, notes) = case.read();
        let values: Vec<_> = record.times.iter().map(|t| t.value.as_deref()).collect();
        assert_eq!(values, [None, None, Some("2014")]);
        let kinds: Vec<_> = notes.iter().map(|note| &*note.kind).collect();
        assert_eq!(kinds, ["missing-publication-date"]);
        assert_eq!(notes[0].span.map(|s| doc.words(s)), Some("Sunday"));
    }

    /// Documents whose layers are drawn by lot, right and wrong ones, obey the laws: a mention
    /// belongs to one referent at most, ids of the record lie in its lists, and order is that of
    /// the text.
    #[test]
    fn layers_drawn_by_lot_keep_the_laws() {
        let mut seed = 7_u64;
        let mut draw = move |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
            (seed >> 33) as usize % below.max(1)
        };
        let vocabulary = [
            "the",
            "Front",
            "of",
            "Norway",
            "Norwegian",
            "he",
            "they",
            "it",
            "who",
            "we",
            "Ada",
            "Corren",
            "leader",
            "group",
            "(",
            ")",
            "NATO",
            "deal",
            "Sunday",
            "2014",
            "signed",
            "government",
            "’s",
            "é",
            "-",
            "said",
        ];
        let rels = ["nsubj", "obj", "conj", "appos", "acl:relcl", "root", "flat", "ccomp", "case"];
        for _ in 0..300 {
            let n = 1 + draw(30);
            let (mut text, mut tokens, mut words) = (String::new(), Vec::new(), Vec::new());
            for _ in 0..n {
                let word = vocabulary[draw(vocabulary.len())];
                let start = text.len();
                text.push_str(word);
                tokens.push(tacitus_doc::Token { span: Span::new(start, text.len()) });
                text.push(' ');
                words.push(Word {
                    upos: Upos::ALL[draw(Upos::ALL.len())],
                    xpos: ["NN", "NNS", "NNP", "PRP", "VBD", "VBN"][draw(6)].into(),
                    lemma: word.to_lowercase().as_str().into(),
                    head: (draw(5) > 0).then(|| draw(n + 2)),
                    rel: rels[draw(rels.len())].into(),
                });
            }
            let some_span = |a: usize, b: usize| {
                let (a, b) = (a.min(b), a.max(b));
                tokens[a].span.to(tokens[b].span)
            };
            let mut mentions: Vec<Mention> = (0..draw(12))
                .map(|_| {
                    let (a, b) = (draw(n), draw(n));
                    Mention {
                        span: some_span(a, b),
                        name: (draw(2) == 0).then(|| some_span(a.max(b), a.max(b))),
                        head: draw(n + 1),
                        kind: Kind::ALL[draw(Kind::ALL.len())],
                        form: MentionForm::ALL[draw(3)],
                    }
                })
                .collect();
            mentions.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
            let attributions: Vec<Attribution> = (0..draw(4))
                .map(|_| Attribution {
                    source: vec![some_span(draw(n), draw(n))],
                    cue: vec![some_span(draw(n), draw(n))],
                    content: vec![some_span(draw(n), draw(n))],
                    speaker: (draw(2) == 0).then(|| Id::new(draw(14))),
                    parent: (draw(2) == 0).then(|| Id::new(draw(5))),
                    form: ClaimForm::Mixed,
                    act: Act::ALL[draw(Act::ALL.len())],
                    commitment: Commitment::Asserted,
                    addressee: (draw(2) == 0).then(|| Id::new(draw(14))),
                    confidence: 0.5,
                })
                .collect();
            let frames: Vec<Frame> = (0..draw(5))
                .map(|_| Frame {
                    trigger: vec![some_span(draw(n), draw(n))],
                    head: draw(n + 1),
                    event_type: EventType::ALL[draw(16)],
                    mode: None,
                    own_type: None,
                    contexts: Vec::new(),
                    roles: (0..draw(4))
                        .map(|_| RoleFill {
                            role: Role::ALL[draw(Role::ALL.len())],
                            span: some_span(draw(n), draw(n)),
                            mention: (draw(2) == 0).then(|| Id::new(draw(14))),
                            amount: Some((3.0, Bound::About)),
                        })
                        .collect(),
                    status: Status::ALL[draw(Status::ALL.len())],
                    attributions: (0..draw(3)).map(|_| Id::new(draw(5))).collect(),
                    confidence: 0.5,
                })
                .collect();
            let published = "2017-08-29".parse().ok();
            let source = tacitus_doc::Source { published, ..Default::default() };
            let sentence = tacitus_doc::Sentence { span: some_span(0, n - 1), tokens: 0..n };
            let n_mentions = mentions.len();
            let doc = Document::new(None, source, text)
                .with_tokens(tokens)
                .with_sentences(vec![sentence])
                .with_syntax(words)
                .with_mentions(mentions)
                .with_attributions(attributions)
                .with_frames(frames);
            let doc = with_referents(doc);
            let mut times_seen = vec![0; n_mentions];
            for referent in doc.referents().unwrap_or_default() {
                assert!(!referent.mentions.is_empty(), "{referent:?}");
                referent.mentions.iter().for_each(|id| times_seen[id.index()] += 1);
            }
            assert!(times_seen.iter().all(|&n| n <= 1), "{}", doc.text());
            let (record, _) = record(&doc, doc.source().published);
            let starts: Vec<u32> = record.events.iter().map(|e| e.trigger[0].start).collect();
            assert!(starts.is_sorted());
            let actors = record.events.iter().flat_map(|event| &event.actors);
            assert!(actors.filter_map(|p| p.actor).all(|id| id.index() < record.actors.len()));
            let claims = record.events.iter().flat_map(|event| &event.claims);
            assert!(claims.into_iter().all(|id| id.index() < record.claims.len()));
        }
    }

    #[test]
    fn layers_that_point_nowhere_do_no_harm() {
        let mut case = Case::new("[person {Ada *Corren}] left/VBD/root/99 .")
            .says("Ada Corren", "left", "left", Act::Assert)
            .event(EventType::Retreat, "left", &[(Role::Actor, "Ada Corren")]);
        case.frames[0].roles[0].mention = Some(Id::new(77));
        case.frames[0].attributions = vec![Id::new(50)];
        case.frames[0].mode = Some(Mode::Ceasefire);
        case.attributions[0].speaker = Some(Id::new(88));
        case.attributions[0].parent = Some(Id::new(0));
        case.attributions[0].addressee = Some(Id::new(99));
        let (_, record, _) = case.read();
        assert_eq!(record.events.len(), 1);
        assert_eq!(record.claims.len(), 1);
        let (empty, _) = super::record(&Document::new(None, Default::default(), ""), None);
        assert_eq!(empty, Record::default());
    }
}
