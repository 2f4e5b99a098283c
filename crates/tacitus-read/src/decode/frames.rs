//! Who did what to whom: event frames by a lexicon of verbs, nouns and patterns, and rules over the
//! parse.
//!
//! A trigger is looked up with its surroundings ([`lexicon`]), its parties are found whatever the
//! shape of the clause ([`scene`], [`party`]), its status is read off the words it stands under
//! ([`status`]), and what states the same event twice is made one. Then the encoder, which learned from
//! marked passages, throws out, corrects and adds ([`learned`]).

mod build;
mod contexts;
mod fold;
mod learned;
mod lemma;
mod lexicon;
mod party;
mod quantity;
mod scene;
mod settle;
mod status;
#[cfg(test)]
mod tests;

use crate::decode::hints::Hints;
use lexicon::{Entry, Pos, Slot, lexicon};
use scene::Scene;
use status::Standing;
use std::collections::BTreeSet;
use tacitus_doc::{
    Act, Attribution, Document, EventType, Frame, Id, Kind, Mode, Role, RoleFill, Span, Status,
    Upos,
};

/// Triggers of one sentence that are looked at: far more than people write into one, and an end for
/// text that is no prose, since the rules compare every two.
const MAX_CANDIDATES: usize = 200;

/// The event frames of `doc`, which must carry tokens, sentences, syntax, mentions and attributions;
/// without syntax there are none. In order of the text. Where `hints` are empty, the rules decide
/// alone.
pub fn frames(doc: &Document, hints: &Hints) -> Vec<Frame> {
    let Some(scene) = Scene::new(doc, lexicon()) else { return Vec::new() };
    let sentences: Vec<std::ops::Range<usize>> = match doc.sentences() {
        Some(sentences) => sentences.iter().map(|sentence| sentence.tokens.clone()).collect(),
        None => std::iter::once(0..scene.tree.words.len()).collect(),
    };
    let whole = Subject::of(&scene, 0..scene.tree.words.len());
    let mut found = Vec::new();
    // Triggers whose sense rests on the words beside them: *sounded the alarm*.
    let mut narrow = BTreeSet::new();
    for tokens in &sentences {
        let tokens = tokens.start..tokens.end.min(scene.tree.words.len());
        if tokens.is_empty() {
            continue;
        }
        let subject = Subject::of(&scene, tokens.clone()).within(&whole);
        let mut candidates: Vec<Candidate> = tokens
            .clone()
            .filter_map(|token| scene.candidate(token, subject))
            .take(MAX_CANDIDATES)
            .collect();
        scene.fold_nouns(&mut candidates);
        scene.fold_complements(&mut candidates);
        scene.merge(&mut candidates);
        scene.answer(&mut candidates);
        scene.settle(&mut candidates);
        for candidate in candidates.iter().filter(|candidate| !candidate.dropped) {
            if !candidate.entry.when.is_empty() {
                narrow.insert(candidate.head);
            }
            found.push(scene.frame(candidate));
        }
    }
    scene.add_speech_acts(&mut found);
    scene.revise(hints, &sentences, &narrow, &mut found);
    scene.add_contexts(&sentences, &mut found);
    found.sort_by_key(|frame| (frame.head, frame.event_type));
    found
}

/// So many different words of sport, markets or shows make a document one about them.
const MUCH: usize = 5;

/// What a sentence or a document is about, as far as it makes words of violence harmless.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Subject {
    n_sport: usize,
    n_market: usize,
    n_show: usize,
    /// Whether the document as a whole is about one of these.
    is_whole: bool,
}

impl Subject {
    fn of(scene: &Scene, tokens: std::ops::Range<usize>) -> Subject {
        let count = |list: &str| {
            let found: BTreeSet<String> = tokens
                .clone()
                .filter(|&token| scene.listed(list, token))
                .map(|token| scene.lemma(token).to_lowercase())
                .collect();
            found.len()
        };
        let (n_sport, n_market, n_show) = (count("sport"), count("market"), count("show"));
        Subject { n_sport, n_market, n_show, is_whole: false }
    }

    /// A sentence takes on the subject of a document that speaks of little else.
    fn within(self, whole: &Subject) -> Subject {
        let pick = |own: usize, all: usize| if all >= MUCH { own.max(1) } else { own };
        Subject {
            n_sport: pick(self.n_sport, whole.n_sport),
            n_market: pick(self.n_market, whole.n_market),
            n_show: pick(self.n_show, whole.n_show),
            is_whole: [whole.n_sport, whole.n_market, whole.n_show].iter().any(|&n| n >= MUCH),
        }
    }

    fn is_play(self) -> bool {
        self.n_sport > 0 || self.n_market > 0 || self.n_show > 0
    }
}

/// The speaker of an attribution as the actor of what is done by speaking.
fn speaker_roles(attribution: &Attribution) -> Vec<RoleFill> {
    let role = |&span: &Span| RoleFill {
        role: Role::Actor,
        span,
        mention: attribution.speaker,
        amount: None,
    };
    attribution.source.iter().map(role).collect()
}

/// A trigger with its sense and its parties, before duplicates are made one.
#[derive(Clone, Debug)]
struct Candidate {
    head: usize,
    triggers: Vec<usize>,
    entry: &'static Entry,
    event_type: EventType,
    mode: Option<Mode>,
    actors: Vec<usize>,
    recipients: Vec<usize>,
    standing: Standing,
    /// The subject of a verb is a thing that cannot act.
    thing: bool,
    /// The words it rests on beyond the trigger, whose places and times are the event's too.
    around: Vec<usize>,
    /// For an opinion: the attribution through which its holder speaks.
    voiced: Option<usize>,
    confidence: f32,
    dropped: bool,
}

impl Scene<'_> {
    fn candidate(&self, token: usize, subject: Subject) -> Option<Candidate> {
        let rel = self.rel(token);
        let lemma = self.lemma(token);
        let positions: &[Pos] = match self.upos(token) {
            Upos::Verb if matches!(rel, "amod" | "compound" | "case" | "mark") => return None,
            Upos::Verb => &[Pos::Verb, Pos::Adjective],
            Upos::Noun if matches!(rel, "compound" | "amod" | "nmod:desc" | "flat") => return None,
            Upos::Noun => &[Pos::Noun],
            Upos::Adj if rel == "amod" => return None,
            Upos::Adj => &[Pos::Adjective],
            _ => return None,
        };
        let entry = positions
            .iter()
            .flat_map(|&pos| self.lexicon.senses(pos, lemma))
            .find(|entry| self.fits(token, entry))?;
        // *strong-arm* is not *arm*
        let hyphened = token.checked_sub(1).is_some_and(|before| {
            matches!(self.tree.text(before), "-" | "–")
                && self.tree.tokens[before].span.end == self.tree.tokens[token].span.start
        });
        if hyphened && entry.pos == Pos::Verb {
            return None;
        }
        let event_type = entry.event_type?;
        // Who had an attack, or got one, did not carry it out.
        let had = entry.pos == Pos::Noun
            && matches!(event_type, EventType::Assault | EventType::Coerce | EventType::Sanction)
            && self.governor(token).is_some_and(|verb| matches!(self.lemma(verb), "have" | "get"));
        let slots: Vec<Slot> =
            entry.actor.iter().filter(|slot| !had || **slot != Slot::Subj).cloned().collect();
        let mut actors = self.first_parties(token, entry, &slots);
        if entry.pos != Pos::Noun && entry.actor.contains(&Slot::Subj) {
            // *The scandal threatens ...*: not everything that belongs to somebody acts for him.
            let subjects = self.slot(token, entry.pos, &Slot::Subj);
            let speaks = |subject: &usize| {
                self.kind(*subject).is_some()
                    || ["voices", "weapons", "deeds"].iter().any(|list| self.listed(list, *subject))
            };
            if !subjects.is_empty() && !self.with_conjuncts(&subjects).iter().any(speaks) {
                actors.retain(|actor| !self.owned_by(&subjects, *actor));
            }
        }
        let mut recipients = self.first_parties(token, entry, &entry.recipient);
        let mut thing = false;
        if entry.pos != Pos::Noun && actors.is_empty() && entry.actor.contains(&Slot::Subj) {
            thing = self.slot(token, entry.pos, &Slot::Subj).iter().any(|&subject| {
                // A pronoun or a number that stands for nobody in particular is no obstacle.
                !matches!(self.upos(subject), Upos::Pron | Upos::Num | Upos::Det)
            });
        }
        // *the minister and others*: the others act, but nobody can say who they are.
        if actors.len() > 1 {
            actors.retain(|&actor| self.lemma(actor) != "other");
        }
        if entry.mutual {
            let parties: Vec<usize> =
                recipients.iter().copied().filter(|r| !actors.contains(r)).collect();
            actors.extend(parties);
            recipients.clear();
        }
        // *lifted its ban*: it is the subject's own.
        let has_actor = !actors.is_empty();
        recipients.retain(|&recipient| {
            let own = has_actor
                && self.rel(recipient) == "nmod:poss"
                && matches!(
                    self.tree.text(recipient).to_lowercase().as_str(),
                    "its" | "their" | "his" | "her"
                );
            // *considers it wrong*: the mention says that it is no party.
            let matter = self.lemma(recipient) == "it"
                && self.mention_at[recipient].is_some_and(|idx| {
                    !matches!(
                        self.mentions[idx].kind,
                        Kind::Person
                            | Kind::Organization
                            | Kind::Armed
                            | Kind::Place
                            | Kind::Facility
                            | Kind::Norp
                    )
                });
            !own && !matter && !actors.contains(&recipient)
        });
        let mut around = Vec::new();
        for condition in entry.when.iter().filter(|condition| !condition.negated) {
            if matches!(condition.slot, Slot::Obj | Slot::Purp | Slot::Comp | Slot::Prep(_)) {
                around.extend(self.slot(token, entry.pos, &condition.slot));
            }
        }
        around.retain(|&t| !actors.contains(&t) && !recipients.contains(&t));
        let mut standing = self.standing(token);
        if entry.refused && !standing.refused {
            return None;
        }
        if entry.pos == Pos::Noun
            && let Some(verb) = self.governor(token)
            && (self.listed("light", verb)
                || self.listed("undergo", verb)
                || self.listed("happen", verb)
                || self.listed("relay", verb))
        {
            around.push(verb);
        }
        if standing.alleged && !self.is_attributed(token) {
            standing.status = Status::Possible;
        }
        // In a report about a match *United* sounds armed; there only words such as *police* count.
        let armed = actors.iter().chain(&recipients).any(|&party| match subject.is_whole {
            true => self.listed("armed", self.content(party).unwrap_or(party)),
            false => self.is_armed(party),
        });
        if self.listed("figurative", token)
            && subject.is_play()
            && !armed
            && !self.near(token).iter().any(|&t| self.listed("weapons", t))
        {
            return None;
        }
        Some(Candidate {
            head: token,
            triggers: vec![token],
            entry,
            event_type,
            mode: entry.mode,
            actors,
            recipients,
            standing,
            thing,
            around,
            voiced: None,
            confidence: 0.0,
            dropped: false,
        })
    }

    /// The parties of the first slot that holds any.
    fn first_parties(&self, token: usize, entry: &Entry, slots: &[Slot]) -> Vec<usize> {
        slots
            .iter()
            .map(|slot| {
                let heads = self.slot(token, entry.pos, slot);
                self.parties(&heads)
                    .into_iter()
                    .filter(|&party| !self.is_time(party))
                    .collect::<Vec<_>>()
            })
            .find(|parties| !parties.is_empty())
            .unwrap_or_default()
    }

    fn owned_by(&self, things: &[usize], owner: usize) -> bool {
        self.with_conjuncts(things)
            .iter()
            .any(|&thing| thing != owner && self.tree.subtree(thing).contains(&owner))
    }

    fn is_attributed(&self, token: usize) -> bool {
        let span = self.tree.tokens[token].span;
        self.attributions.iter().any(|a| a.content.iter().any(|content| content.contains(span)))
    }

    /// The words of the clause of `token`, relative clauses left out.
    fn near(&self, token: usize) -> Vec<usize> {
        self.tree.subtree_where(token, |c| {
            !matches!(self.rel(c), "acl:relcl" | "ccomp" | "conj" | "parataxis" | "advcl")
                || self.upos(c) == Upos::Noun
                || self.rel(c) == "advcl" && self.lemma(c) == "use"
        })
    }

    fn xpos_is_not_past(&self, token: usize) -> bool {
        &*self.tree.words[token].xpos != "VBN"
    }

    /// The attributions whose content holds `span`, outermost first.
    fn attributions_at(&self, span: Span) -> Vec<usize> {
        let mut found: Vec<(usize, std::cmp::Reverse<usize>, usize)> = self
            .attributions
            .iter()
            .enumerate()
            .filter(|(_, a)| a.content.iter().any(|content| content.contains(span)))
            .map(|(idx, a)| {
                let length = a.content.iter().map(|content| content.len()).sum();
                (self.depth(a), std::cmp::Reverse(length), idx)
            })
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, _, idx)| idx).collect()
    }

    fn depth(&self, attribution: &Attribution) -> usize {
        let mut depth = 0;
        let mut parent = attribution.parent;
        while let Some(above) = parent.and_then(|id| self.attributions.get(id.index())) {
            depth += 1;
            if depth > self.attributions.len() {
                break;
            }
            parent = above.parent;
        }
        depth
    }

    /// The first token that a span touches.
    fn token_at(&self, span: Span) -> Option<usize> {
        let tokens = self.tree.tokens;
        let at = tokens.partition_point(|token| token.span.end <= span.start);
        tokens.get(at).filter(|token| token.span.overlaps(span)).map(|_| at)
    }

    /// What a speaker does by speaking, where no word of the lexicon says it: the attribution knows.
    fn add_speech_acts(&self, frames: &mut Vec<Frame>) {
        for (idx, attribution) in self.attributions.iter().enumerate() {
            let (event_type, mode) = match attribution.act {
                Act::Accuse => (EventType::Accuse, Some(Mode::Allege)),
                Act::Criticise => (EventType::Accuse, Some(Mode::Disapprove)),
                Act::Praise => (EventType::Support, None),
                Act::Demand => (EventType::Request, None),
                // A promise is told by its verb; *we will* alone binds nobody to another.
                Act::Threaten => (EventType::Threaten, None),
                _ => continue,
            };
            let (Some(cue), Some(_)) = (attribution.cue.first(), attribution.source.first()) else {
                continue;
            };
            let told = frames.iter().any(|frame| {
                frame.trigger.iter().any(|t| attribution.cue.iter().any(|cue| cue.overlaps(*t)))
            });
            let Some(head) = self.token_at(*cue).filter(|_| !told) else { continue };
            let mut roles = speaker_roles(attribution);
            if let Some((id, addressee)) =
                attribution.addressee.and_then(|id| Some((id, self.mentions.get(id.index())?)))
                && matches!(event_type, EventType::Request | EventType::Threaten)
            {
                roles.push(RoleFill {
                    role: Role::Recipient,
                    span: addressee.span,
                    mention: Some(id),
                    amount: None,
                });
            }
            let mut attributions = self.attributions_at(*cue);
            attributions.retain(|&a| a != idx);
            frames.push(Frame {
                trigger: attribution.cue.clone(),
                head,
                event_type,
                mode,
                own_type: None,
                contexts: Vec::new(),
                roles,
                status: Status::Happened,
                attributions: attributions.into_iter().map(Id::new).collect(),
                confidence: 0.4,
            });
        }
    }
}
