//! The page that a person reads on a terminal: who is involved, what happened, who says what, what
//! is agreed and what is disputed, each with the words of the report that it rests on.
//!
//! It knows nothing of terminals: how wide the paper is and whether it takes colour is told by the
//! caller. Without colour the page holds no escape sequence, and the words that state an event
//! stand between asterisks.

mod ink;
mod sheet;

use crate::dispute::{self, Difference, Dispute, Voice};
use ink::{Ink, Rich};
use jiff::civil::Date;
use sheet::{Group, Sheet, Table};
use std::collections::BTreeMap;
use tacitus_doc::{
    Act, Actor, Agreement, Claim, ClaimForm, DateFrom, Event, Id, Participant, Place, PlaceFrom,
    Quad, Reading, Span, Stance, Status, TermStatus,
};

/// Columns of a page whose width nobody told.
pub const DEFAULT_WIDTH: usize = 100;

/// Narrower than this no page is laid out; the terminal will break its lines.
pub const LEAST_WIDTH: usize = 60;

/// Wider than this lines are hard to read.
const MOST_WIDTH: usize = 140;

/// Claims are shortened to about so many characters.
const CLAIM_LENGTH: usize = 280;

/// A page shows so many disputes; in a book everybody contradicts everybody.
const MOST_DISPUTES: usize = 20;

/// What a page is printed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Columns; see [`LEAST_WIDTH`].
    pub width: usize,
    /// Whether ANSI escape sequences may be used.
    pub colour: bool,
}

impl Default for Paper {
    fn default() -> Paper {
        Paper { width: DEFAULT_WIDTH, colour: false }
    }
}

/// The page of a reading, with a newline at its end.
pub fn page(reading: &Reading, paper: Paper) -> String {
    let paper = Paper { width: paper.width.clamp(LEAST_WIDTH, MOST_WIDTH), ..paper };
    let mut page = Page { reading, sheet: Sheet::new(paper) };
    page.masthead();
    page.who_is_involved();
    page.what_happened();
    page.where_it_was();
    page.who_says_what();
    page.agreed();
    page.disputed();
    page.notes();
    page.sheet.finish()
}

struct Page<'r> {
    reading: &'r Reading,
    sheet: Sheet,
}

impl Page<'_> {
    fn masthead(&mut self) {
        let document = &self.reading.document;
        let source = document.source();
        let title = source.title.as_deref().filter(|title| !title.trim().is_empty());
        let opening = || document.text().lines().find(|line| !line.trim().is_empty());
        let title = match title.or_else(opening) {
            Some(title) => shortened(title, 160),
            None => "An empty document".to_owned(),
        };
        self.sheet.paragraph(0, 0, &Rich::new().and(Ink::Strong, &title));
        let published = source.published.map(day);
        let told = [source.publisher.as_deref(), source.author.as_deref(), published.as_deref()];
        let mut told: Vec<&str> = told.into_iter().flatten().collect();
        if published.is_none() {
            told.push("no day of publication given");
        }
        told.extend(source.url.as_deref());
        told.push(document.id().as_str());
        self.sheet.paragraph(0, 0, &Rich::new().and(Ink::Faint, &told.join(" · ")));
    }

    fn nothing(&mut self, words: &str) {
        self.sheet.paragraph(2, 2, &Rich::new().and(Ink::Faint, words));
    }

    fn who_is_involved(&mut self) {
        self.sheet.heading("WHO IS INVOLVED");
        let actors = &self.reading.record.actors;
        if actors.is_empty() {
            return self.nothing("Nobody is named.");
        }
        let groups = ActorGroup::ALL.into_iter().filter_map(|group| {
            let mut members: Vec<&Actor> =
                actors.iter().filter(|actor| ActorGroup::of(&actor.kind) == group).collect();
            // The most prominent first; equals in order of the report.
            members.sort_by_key(|actor| std::cmp::Reverse(actor.mentions.len()));
            let above = Rich::new().and(Ink::Faint, group.title());
            let rows: Vec<Vec<Rich>> =
                members.into_iter().map(|actor| actor_row(actor, group)).collect();
            (!rows.is_empty()).then(|| Group { above, rows, beneath: Rich::new() })
        });
        let table = Table { headers: vec!["", "", ""], groups: groups.collect() };
        self.sheet.table(4, &table);
        self.called();
    }

    /// Words that take sides, with those who use them.
    fn called(&mut self) {
        let mut lines: Vec<Rich> = Vec::new();
        for actor in &self.reading.record.actors {
            let mut told: Vec<String> = Vec::new();
            for called in &actor.called {
                let by = called.by.map_or_else(|| "the report".to_owned(), |id| self.name(id));
                let line = format!("“{}” by {by}", called.words);
                if !told.contains(&line) {
                    told.push(line);
                }
            }
            if !told.is_empty() {
                let mut line = Rich::new().and(Ink::Plain, &actor.name);
                line.push(Ink::Faint, &format!(" is called {}", told.join(", ")));
                lines.push(line);
            }
        }
        for line in lines {
            self.sheet.paragraph(2, 4, &line);
        }
    }

    fn what_happened(&mut self) {
        self.sheet.heading("WHAT HAPPENED");
        let events = &self.reading.record.events;
        if events.is_empty() {
            return self.nothing("No event was found.");
        }
        let headers = vec!["when", "who", "did what", "to whom", "where", "according to", "status"];
        let mut groups: Vec<Group> = Vec::new();
        let mut last: Option<Span> = None;
        for (idx, event) in events.iter().enumerate() {
            let sentence = self.sentence(event);
            let row = self.event_row(event);
            match groups.last_mut() {
                // Events of one sentence share it.
                Some(group) if last == Some(sentence) => group.rows.push(row),
                _ => {
                    let here = events.iter().skip(idx);
                    let here = here.take_while(|event| self.sentence(event) == sentence);
                    let triggers = here.flat_map(|event| &event.trigger).copied().collect();
                    let beneath = self.marked(sentence, triggers);
                    groups.push(Group { above: Rich::new(), rows: vec![row], beneath });
                }
            }
            last = Some(sentence);
        }
        let mut table = Table { headers, groups };
        if !self.sheet.fits(2, &table) {
            table = narrower(table);
        }
        self.sheet.table(2, &table);
        if events.iter().any(|event| event.date.from == DateFrom::Published) {
            self.nothing(
                "Days in brackets are the day of publication: the report names none for the event.",
            );
        }
        if events.iter().any(taken_from_around) {
            self.nothing(
                "Places in brackets are named beside the event, in its sentence, its paragraph or the dateline.",
            );
        }
    }

    fn where_it_was(&mut self) {
        self.sheet.heading("WHERE");
        let places = &self.reading.record.places;
        let located: Vec<&Place> = places.iter().filter(|place| place.lat.is_some()).collect();
        if located.is_empty() {
            return self.nothing("No place could be put on a map.");
        }
        let rows = located.into_iter().map(|place| {
            let within = [place.admin1.as_deref(), place.country.as_deref()];
            let within: Vec<&str> =
                within.into_iter().flatten().filter(|name| *name != place.name).collect();
            let point = match (place.lat, place.lon) {
                (Some(lat), Some(lon)) => degrees(lat, lon, place.radius_km),
                _ => String::new(),
            };
            vec![
                Rich::new().and(Ink::Strong, &place.name),
                Rich::plain(&within.join(", ")),
                Rich::plain(&point),
                Rich::new().and(Ink::Faint, &place.because.join("; ")),
            ]
        });
        let group = Group { above: Rich::new(), rows: rows.collect(), beneath: Rich::new() };
        let headers = vec!["name", "in", "about", "because"];
        self.sheet.table(2, &Table { headers, groups: vec![group] });
        let lost: Vec<&str> = (places.iter())
            .filter(|place| place.lat.is_none() && !place.mentions.is_empty())
            .map(|place| place.name.as_str())
            .collect();
        if !lost.is_empty() {
            self.nothing(&format!("Not on the map: {}.", lost.join(", ")));
        }
    }

    fn event_row(&self, event: &Event) -> Vec<Rich> {
        let record = &self.reading.record;
        let mut what = Rich::new().and(event_ink(event), event.event_type.as_str());
        if let Some(mode) = event.mode {
            what.push(event_ink(event), &format!(" {mode}"));
        }
        if let Some(own) = &event.own_type {
            what.push(event_ink(event), &format!(" {own}"));
        }
        let trigger = self.words(&event.trigger);
        if !trigger.is_empty() {
            what.push(Ink::Plain, &format!(" “{trigger}”"));
        }
        for quantity in &event.quantities {
            let number = self.reading.document.words(quantity.span);
            what.push(Ink::Plain, &format!("; {number}"));
        }
        let place = |id: Option<Id<Place>>| {
            id.and_then(|id| record.places.get(id.index())).map(|place| place.name.as_str())
        };
        let mut route = Vec::new();
        route.extend(
            place(event.place)
                .filter(|_| event.place != event.origin && event.place != event.destination)
                .map(str::to_owned),
        );
        route.extend(place(event.origin).map(|name| format!("from {name}")));
        route.extend(place(event.destination).map(|name| format!("to {name}")));
        let according = match event.claims.is_empty() {
            true => Rich::new().and(Ink::Faint, "the report"),
            false => {
                let mut speakers: Vec<String> = Vec::new();
                for id in &event.claims {
                    let name = record.claims.get(id.index()).map(|claim| self.speaker_via(claim));
                    speakers.extend(name.filter(|name| !speakers.contains(name)));
                }
                Rich::plain(&speakers.join("; "))
            }
        };
        let status = event.status.as_str();
        vec![
            self.when(event),
            self.participants(&event.actors),
            what,
            self.participants(&event.recipients),
            match taken_from_around(event) {
                true => Rich::new().and(Ink::Faint, &format!("({})", route.join(" "))),
                false => Rich::plain(&route.join(" ")),
            },
            according,
            Rich::new().and(status_ink(event.status), status),
        ]
    }

    fn when(&self, event: &Event) -> Rich {
        let time = event.time.and_then(|id| self.reading.record.times.get(id.index()));
        let days = match (event.date.start, event.date.end) {
            (Some(start), Some(end)) => days(start, end),
            (Some(start), None) => format!("from {}", day(start)),
            (None, Some(end)) => format!("until {}", day(end)),
            // A time that stays open is shown in the report's own words.
            (None, None) => {
                return Rich::plain(
                    &time.map(|time| self.first(&time.mentions)).unwrap_or_default(),
                );
            }
        };
        match event.date.from {
            DateFrom::Published => Rich::new().and(Ink::Faint, &format!("({days})")),
            _ => Rich::plain(&days),
        }
    }

    fn participants(&self, participants: &[Participant]) -> Rich {
        let mut names: Vec<String> = Vec::new();
        for participant in participants {
            let name = match participant.actor {
                Some(id) => self.name(id),
                None => shortened(self.reading.document.words(participant.span), 40),
            };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Rich::plain(&names.join(", "))
    }

    fn who_says_what(&mut self) {
        self.sheet.heading("WHO SAYS WHAT");
        let claims = &self.reading.record.claims;
        if claims.is_empty() {
            return self.nothing("Nobody is quoted.");
        }
        let mut children: BTreeMap<Option<Id<Claim>>, Vec<Id<Claim>>> = BTreeMap::new();
        for (idx, claim) in claims.iter().enumerate() {
            children.entry(claim.parent).or_default().push(Id::new(idx));
        }
        // An explicit stack: how deep claims nest is the report's affair.
        let roots = children.get(&None).cloned().unwrap_or_default();
        let mut stack: Vec<(Id<Claim>, usize)> =
            roots.into_iter().rev().map(|id| (id, 0)).collect();
        while let Some((id, depth)) = stack.pop() {
            let Some(claim) = claims.get(id.index()) else { continue };
            // Deeper than this the indent would eat the paper.
            let indent = 2 + 4 * depth.min(4);
            self.claim(claim, indent);
            let inner = children.get(&Some(id)).into_iter().flatten().rev();
            stack.extend(inner.map(|id| (*id, depth + 1)));
        }
    }

    fn claim(&mut self, claim: &Claim, indent: usize) {
        let record = &self.reading.record;
        let mut line = Rich::new().and(Ink::Strong, &self.speaker(claim));
        if let Some(via) = self.via(claim) {
            line.push(Ink::Faint, &format!(" via {via}"));
        }
        line.push(act_ink(claim.act), &format!(" {}", verb(claim.act)));
        if let Some(addressee) = claim.addressee {
            line.push(Ink::Plain, &format!(" (to {})", self.name(addressee)));
        }
        let said = claim.time.and_then(|id| record.times.get(id.index()));
        if let Some(time) = said {
            let when = time.value.as_deref().and_then(|value| value.parse().ok()).map(day);
            let when = when.unwrap_or_else(|| self.first(&time.mentions));
            if !when.is_empty() {
                line.push(Ink::Faint, &format!(" [{when}]"));
            }
        }
        line.push(Ink::Plain, ":");
        self.sheet.paragraph(indent, indent + 2, &line);
        let content = self.content(claim);
        self.sheet.paragraph(indent + 2, indent + 2, &content);
    }

    /// The words of a claim, shortened; in quotation marks where they are the speaker's own.
    fn content(&self, claim: &Claim) -> Rich {
        let words = shortened(&self.words(&claim.content), CLAIM_LENGTH);
        if words.is_empty() {
            return Rich::new().and(Ink::Faint, "(the words could not be told)");
        }
        let words = words.trim_end_matches([',', ';', ':']);
        let quoted = words.contains(['“', '"', '«', '„']);
        match claim.form {
            ClaimForm::Direct if !quoted => Rich::plain(&format!("“{words}”")),
            _ => Rich::plain(words),
        }
    }

    fn agreed(&mut self) {
        self.sheet.heading("AGREED");
        let agreements = &self.reading.record.agreements;
        if agreements.is_empty() {
            return self.nothing("No agreement was found.");
        }
        for agreement in agreements {
            let title = self.agreement_title(agreement);
            self.sheet.paragraph(2, 4, &title);
            if agreement.terms.is_empty() {
                self.sheet.item(4, "-", &Rich::new().and(Ink::Faint, "its terms are not told"));
            }
            for term in &agreement.terms {
                let mut line = Rich::new();
                if !term.by.is_empty() {
                    line.push(Ink::Strong, &self.names(&term.by));
                    if !term.to.is_empty() {
                        line.push(Ink::Plain, &format!(" to {}", self.names(&term.to)));
                    }
                    line.push(Ink::Plain, ": ");
                }
                line.push(Ink::Plain, &shortened(self.reading.document.words(term.span), 200));
                if let Some(status) = term.status {
                    let ink = match status {
                        TermStatus::Done => Ink::Good,
                        TermStatus::Broken => Ink::Bad,
                        TermStatus::Promised | TermStatus::UnderWay => Ink::Doubtful,
                    };
                    line.push(ink, &format!(" [{}]", status.as_str().replace('_', " ")));
                }
                self.sheet.item(4, "-", &line);
            }
        }
    }

    /// *Deal (12 May 2031) between A, B and C*.
    fn agreement_title(&self, agreement: &Agreement) -> Rich {
        let event = self.reading.record.events.get(agreement.event.index());
        let sides: Vec<String> = agreement.parties.iter().map(|side| self.names(side)).collect();
        let mut title = match sides.as_slice() {
            [] => Rich::plain("Parties not told"),
            _ => Rich::new().and(Ink::Strong, &sides.join(" with ")),
        };
        if let Some(event) = event {
            let mut told = vec![format!("“{}”", self.words(&event.trigger))];
            if let (Some(start), Some(end)) = (event.date.start, event.date.end)
                && event.date.from == DateFrom::Text
            {
                told.push(days(start, end));
            }
            title.push(Ink::Plain, &format!(", {}", told.join(", ")));
            if event.status != Status::Happened {
                title.push(status_ink(event.status), &format!(" [{}]", event.status));
            }
        }
        title
    }

    fn disputed(&mut self) {
        self.sheet.heading("DISPUTED");
        let disputes = dispute::find(self.reading);
        if disputes.is_empty() {
            return self.nothing("Nobody contradicts anybody.");
        }
        for dispute in disputes.iter().take(MOST_DISPUTES) {
            match dispute {
                Dispute::Agreement { agreement, voices } => {
                    let agreement = self.reading.record.agreements.get(agreement.index());
                    let about = agreement.map(|agreement| self.agreement_title(agreement));
                    let mut title = Rich::plain("The agreement: ");
                    title.append(about.unwrap_or_default());
                    self.sheet.paragraph(2, 4, &title);
                    for voice in voices {
                        self.voice(voice);
                    }
                }
                Dispute::Accounts { one, other, how } => {
                    let about = match how {
                        Difference::Whether => "Whether it is so:",
                        Difference::HowMany => "How many:",
                        Difference::Judgement => "What to think of it:",
                    };
                    self.sheet.paragraph(2, 4, &Rich::plain(about));
                    self.account(*one);
                    self.account(*other);
                }
                Dispute::Denied { claims, event, told_elsewhere } => {
                    self.denied(claims, *event, told_elsewhere);
                }
            }
        }
        if disputes.len() > MOST_DISPUTES {
            self.nothing(&format!("… and {} more.", disputes.len() - MOST_DISPUTES));
        }
    }

    fn voice(&mut self, voice: &Voice) {
        let (ink, word) = match voice.stance {
            Some(Stance::For) => (Ink::Good, "for"),
            Some(Stance::Against) => (Ink::Bad, "against"),
            None => (Ink::Doubtful, "not committed"),
        };
        let claim = voice.claim.and_then(|id| self.reading.record.claims.get(id.index()));
        let name = match (voice.by, claim) {
            (Some(id), _) => self.name(id),
            (None, Some(claim)) => self.speaker(claim),
            (None, None) => "somebody".to_owned(),
        };
        let mut line = Rich::new().and(ink, &format!("{word}: ")).and(Ink::Strong, &name);
        if let Some(claim) = claim {
            line.push(Ink::Plain, ": ");
            line.append(self.content(claim));
        }
        self.sheet.item(4, "-", &line);
    }

    fn account(&mut self, id: Id<Claim>) {
        let Some(claim) = self.reading.record.claims.get(id.index()) else { return };
        let mut line = Rich::new().and(Ink::Strong, &self.speaker_via(claim));
        line.push(act_ink(claim.act), &format!(" {}: ", verb(claim.act)));
        line.append(self.content(claim));
        self.sheet.item(4, "-", &line);
    }

    fn denied(
        &mut self,
        claims: &[Id<Claim>],
        event: Option<Id<Event>>,
        told_elsewhere: &[Id<Event>],
    ) {
        let events = &self.reading.record.events;
        if let Some(event) = event.and_then(|id| events.get(id.index())) {
            let mut line = Rich::plain("Denied: ");
            line.append(self.in_short(event));
            self.sheet.paragraph(2, 4, &line);
            if claims.is_empty() {
                let sentence = self.marked(self.sentence(event), event.trigger.clone());
                let mut line = Rich::new().and(Ink::Strong, "the report: ");
                line.append(sentence);
                self.sheet.item(4, "-", &line);
            }
        } else {
            self.sheet.paragraph(2, 4, &Rich::plain("A denial:"));
        }
        for id in claims {
            self.account(*id);
        }
        for event in told_elsewhere.iter().filter_map(|id| events.get(id.index())) {
            let mut line = Rich::plain("but it is also told: ");
            line.append(self.marked(self.sentence(event), event.trigger.clone()));
            self.sheet.item(4, "-", &line);
        }
    }

    /// *The Front, COERCE arrest, three drivers*.
    fn in_short(&self, event: &Event) -> Rich {
        let mut line = self.participants(&event.actors);
        let mode = event.mode.map(|mode| format!(" {mode}")).unwrap_or_default();
        let comma = if line.is_empty() { "" } else { ", " };
        line.push(Ink::Plain, comma);
        line.push(event_ink(event), &format!("{}{mode}", event.event_type));
        let recipients = self.participants(&event.recipients);
        if !recipients.is_empty() {
            line.push(Ink::Plain, ", ");
            line.append(recipients);
        }
        line
    }

    fn notes(&mut self) {
        self.sheet.heading("NOTES");
        if self.reading.notes.is_empty() {
            self.nothing("None.");
        }
        for note in &self.reading.notes {
            let mut line = Rich::new().and(Ink::Doubtful, &note.kind).and(Ink::Plain, ": ");
            line.push(Ink::Plain, &note.message);
            if let Some(words) = note.span.map(|span| self.reading.document.words(span)) {
                line.push(Ink::Faint, &format!(" (“{}”)", shortened(words, 60)));
            }
            self.sheet.item(2, "-", &line);
        }
        if !self.reading.model.is_empty() {
            let model = format!("Read by {}.", self.reading.model);
            self.sheet.paragraph(2, 2, &Rich::new().and(Ink::Faint, &model));
        }
    }

    fn name(&self, id: Id<Actor>) -> String {
        let actor = self.reading.record.actors.get(id.index());
        actor.map_or_else(|| "somebody".to_owned(), |actor| actor.name.clone())
    }

    /// *A, B and C*.
    fn names(&self, ids: &[Id<Actor>]) -> String {
        let names: Vec<String> = ids.iter().map(|id| self.name(*id)).collect();
        match names.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, before)) => format!("{} and {last}", before.join(", ")),
            None => "somebody".to_owned(),
        }
    }

    /// Who speaks: the actor, else the report's own words for them.
    fn speaker(&self, claim: &Claim) -> String {
        let source = self.words(&claim.source);
        match claim.speaker {
            Some(id) => self.name(id),
            None if source.is_empty() => "somebody not named".to_owned(),
            None => shortened(&source, 60),
        }
    }

    fn via(&self, claim: &Claim) -> Option<String> {
        let names: Vec<String> = claim.via.iter().map(|id| self.name(*id)).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }

    fn speaker_via(&self, claim: &Claim) -> String {
        match self.via(claim) {
            Some(via) => format!("{} via {via}", self.speaker(claim)),
            None => self.speaker(claim),
        }
    }

    /// The words under several spans, with dots where something stands between them.
    fn words(&self, spans: &[Span]) -> String {
        let mut words = String::new();
        let mut end = None;
        for span in spans {
            if let Some(end) = end {
                let between = Span { start: end, end: span.start.max(end) };
                // Marks alone, as between two paragraphs of one quotation, are no gap.
                let between = self.reading.document.words(between);
                let is_gap = !between.chars().any(char::is_alphanumeric);
                words.push_str(if is_gap { " " } else { " … " });
            }
            words.push_str(self.reading.document.words(*span).trim());
            end = Some(span.end);
        }
        words
    }

    fn first(&self, spans: &[Span]) -> String {
        spans.first().map(|span| self.reading.document.words(*span).to_owned()).unwrap_or_default()
    }

    /// The sentence of an event, or the line that its trigger stands in where nobody cut sentences.
    fn sentence(&self, event: &Event) -> Span {
        let text = self.reading.document.text();
        let at = event.trigger.first().map_or(0, |span| span.start as usize);
        let layer = self.reading.document.sentences().unwrap_or_default();
        let holds = |span: Span| span.start as usize <= at && at < span.end as usize;
        match layer.get(event.sentence).filter(|it| event.trigger.is_empty() || holds(it.span)) {
            Some(sentence) => sentence.span,
            None if event.trigger.is_empty() => Span::new(0, 0),
            None => {
                let start = text.get(..at).and_then(|it| it.rfind('\n')).map_or(0, |n| n + 1);
                let rest = text.get(at..).and_then(|it| it.find('\n'));
                Span::new(start, rest.map_or(text.len(), |n| at + n))
            }
        }
    }

    /// A sentence with its triggers marked.
    fn marked(&self, sentence: Span, mut triggers: Vec<Span>) -> Rich {
        triggers.sort();
        triggers.dedup();
        let document = &self.reading.document;
        let mut rich = Rich::new();
        let mut at = sentence.start;
        for trigger in triggers {
            if trigger.start < at || trigger.end > sentence.end {
                continue;
            }
            rich.push(Ink::Plain, document.words(Span { start: at, end: trigger.start }));
            rich.push(Ink::Trigger, document.words(trigger));
            at = trigger.end;
        }
        let rest = Span { start: at, end: sentence.end.max(at) };
        rich.push(Ink::Plain, document.words(rest));
        rich
    }
}

/// How actors are grouped on the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ActorGroup {
    States,
    Armed,
    People,
    Bodies,
    Media,
    Others,
}

impl ActorGroup {
    const ALL: [ActorGroup; 6] = [
        ActorGroup::States,
        ActorGroup::Armed,
        ActorGroup::Bodies,
        ActorGroup::People,
        ActorGroup::Media,
        ActorGroup::Others,
    ];

    fn of(kind: &str) -> ActorGroup {
        match kind {
            "state" | "government" | "country" => ActorGroup::States,
            "armed_group" | "state_forces" | "armed" | "military" | "police" => ActorGroup::Armed,
            "person" | "people" => ActorGroup::People,
            "media" | "outlet" => ActorGroup::Media,
            kind if kind.contains("organi") || kind == "party" || kind == "company" => {
                ActorGroup::Bodies
            }
            _ => ActorGroup::Others,
        }
    }

    fn title(self) -> &'static str {
        match self {
            ActorGroup::States => "States and governments",
            ActorGroup::Armed => "Forces and armed groups",
            ActorGroup::Bodies => "Organisations",
            ActorGroup::People => "People",
            ActorGroup::Media => "Media",
            ActorGroup::Others => "Others",
        }
    }
}

/// Whether the place of an event is one that was named near it, and no part of its own clause.
fn taken_from_around(event: &Event) -> bool {
    event.place.is_some()
        && event.place_from.is_some_and(|from| from != PlaceFrom::Clause)
        && event.origin.is_none()
        && event.destination.is_none()
}

/// *34.45 N 40.92 E ±8 km*, as exact as the place's size deserves.
fn degrees(lat: f64, lon: f64, radius_km: Option<f64>) -> String {
    let (north, east) = (if lat < 0.0 { 'S' } else { 'N' }, if lon < 0.0 { 'W' } else { 'E' });
    let radius = radius_km.unwrap_or_default();
    let places = if radius > 50.0 { 1 } else { 2 };
    let around = if radius >= 1.0 { format!(" ±{radius:.0}\u{a0}km") } else { String::new() };
    format!("{:.places$}\u{a0}{north} {:.places$}\u{a0}{east}{around}", lat.abs(), lon.abs())
}

/// The table of events with the place beside the day, and the status beside the deed where it is
/// not simply that it happened.
fn narrower(table: Table) -> Table {
    let headers = vec!["when, where", "who", "did what", "to whom", "according to"];
    let row = |row: Vec<Rich>| match <[Rich; 7]>::try_from(row) {
        Ok([mut when, who, mut what, whom, place, according, status]) => {
            if !when.is_empty() && !place.is_empty() {
                when.push(Ink::Plain, ", ");
            }
            when.append(place);
            if !status.says(Status::Happened.as_str()) {
                what.push(Ink::Plain, " [");
                what.append(status);
                what.push(Ink::Plain, "]");
            }
            vec![when, who, what, whom, according]
        }
        Err(row) => row,
    };
    let group = |group: Group| Group { rows: group.rows.into_iter().map(row).collect(), ..group };
    Table { headers, groups: table.groups.into_iter().map(group).collect() }
}

/// Name; role, kind and country; how often.
fn actor_row(actor: &Actor, group: ActorGroup) -> Vec<Rich> {
    let kind = actor.kind.replace('_', " ");
    // "Person" under the heading "People" says nothing.
    let kind = Some(kind.as_str()).filter(|kind| !group.title().to_lowercase().starts_with(kind));
    let kind = kind.filter(|kind| *kind != "person");
    let code = actor.code.as_deref().or(actor.country.as_deref());
    let told = [actor.role.as_deref(), kind, code];
    let told: Vec<&str> = told.into_iter().flatten().filter(|word| !word.is_empty()).collect();
    vec![
        Rich::new().and(Ink::Strong, &actor.name),
        Rich::plain(&told.join(", ")),
        Rich::new().and(Ink::Faint, &times(actor.mentions.len())),
    ]
}

fn times(n: usize) -> String {
    match n {
        0 => "not named in the text".to_owned(),
        1 => "1\u{a0}mention".to_owned(),
        n => format!("{n}\u{a0}mentions"),
    }
}

/// In the past, because that needs no telling of one speaker from several.
fn verb(act: Act) -> &'static str {
    match act {
        Act::Assert => "said",
        Act::Deny => "denied",
        Act::Confirm => "confirmed",
        Act::Accuse => "accused",
        Act::Criticise => "criticised",
        Act::Praise => "praised",
        Act::Demand => "demanded",
        Act::Promise => "promised",
        Act::Threaten => "threatened",
        Act::Doubt => "doubted",
        Act::Withhold => "declined to say",
    }
}

fn act_ink(act: Act) -> Ink {
    match act {
        Act::Assert => Ink::Plain,
        Act::Confirm | Act::Praise | Act::Promise => Ink::Good,
        Act::Demand | Act::Doubt | Act::Withhold => Ink::Doubtful,
        Act::Deny | Act::Accuse | Act::Criticise | Act::Threaten => Ink::Bad,
    }
}

fn event_ink(event: &Event) -> Ink {
    match event.event_type.quad() {
        Quad::VerbalCooperation | Quad::MaterialCooperation => Ink::Good,
        Quad::VerbalConflict => Ink::Doubtful,
        Quad::MaterialConflict => Ink::Bad,
    }
}

fn status_ink(status: Status) -> Ink {
    match status {
        Status::Happened | Status::Ongoing => Ink::Plain,
        Status::Planned | Status::Possible | Status::Demanded => Ink::Doubtful,
        Status::Denied => Ink::Bad,
    }
}

fn day(date: Date) -> String {
    // No-break spaces: a day is read at a glance or not at all.
    date.strftime("%-d\u{a0}%b\u{a0}%Y").to_string()
}

/// Days from `start` to `end`: a whole year or month by its name.
fn days(start: Date, end: Date) -> String {
    let starts_month = start.day() == 1;
    let ends_month = end.day() == end.days_in_month();
    let same_month = (start.year(), start.month()) == (end.year(), end.month());
    if start == end {
        day(start)
    } else if same_month && starts_month && ends_month {
        start.strftime("%b\u{a0}%Y").to_string()
    } else if start.year() == end.year()
        && (start.month(), end.month()) == (1, 12)
        && starts_month
        && ends_month
    {
        start.year().to_string()
    } else if same_month {
        format!("{}–{}", start.day(), day(end))
    } else if start.year() == end.year() {
        format!("{} – {}", start.strftime("%-d\u{a0}%b"), day(end))
    } else {
        format!("{} – {}", day(start), day(end))
    }
}

/// At most about `limit` characters, cut between words, with dots: the beginning and, of long
/// texts, the end too, because both carry most.
fn shortened(text: &str, limit: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let whole = words.join(" ");
    let n_chars = whole.chars().count();
    if n_chars <= limit {
        return whole;
    }
    let tail_limit = limit / 4;
    let fitting = |words: &mut dyn Iterator<Item = &&str>, limit: usize| {
        let mut used = 0;
        let mut n = 0;
        for word in words {
            used += word.chars().count() + 1;
            if used > limit {
                break;
            }
            n += 1;
        }
        n
    };
    let n_head = fitting(&mut words.iter(), limit - tail_limit);
    let n_tail = fitting(&mut words.iter().rev(), tail_limit).min(words.len() - n_head);
    if n_head == 0 {
        return whole.chars().take(limit).chain(['…']).collect();
    }
    let head = words[..n_head].join(" ");
    let tail = words[words.len() - n_tail..].join(" ");
    let head = head.trim_end_matches([',', ';', ':']);
    if tail.is_empty() { format!("{head} …") } else { format!("{head} … {tail}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn spans_of_days_are_named_as_people_do() {
        let check = |start, end, expected: &str| {
            assert_eq!(days(start, end).replace('\u{a0}', " "), expected);
        };
        check(date(2031, 5, 12), date(2031, 5, 12), "12 May 2031");
        check(date(2031, 5, 12), date(2031, 5, 14), "12–14 May 2031");
        check(date(2031, 5, 1), date(2031, 5, 31), "May 2031");
        check(date(2031, 1, 1), date(2031, 12, 31), "2031");
        check(date(2031, 5, 12), date(2031, 6, 1), "12 May – 1 Jun 2031");
        check(date(2031, 12, 31), date(2032, 1, 1), "31 Dec 2031 – 1 Jan 2032");
    }

    #[test]
    fn long_words_keep_their_beginning_and_end() {
        assert_eq!(shortened("short  enough\nalready", 99), "short enough already");
        let long = "The first thing that was said, then much more, and so on to the very end";
        assert_eq!(shortened(long, 40), "The first thing that was … very end");
        assert_eq!(shortened("abcdefghij", 4), "abcd…");
    }
}
