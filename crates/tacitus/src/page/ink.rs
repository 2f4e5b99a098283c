//! Words with styles, and how they are wrapped and measured on a terminal.

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

/// How a run of words is set. On paper without colour only [`Ink::Trigger`] shows, as asterisks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Plain,
    Strong,
    Faint,
    Heading,
    /// The words of a sentence that state an event.
    Trigger,
    /// Cooperation, support.
    Good,
    /// Conflict in words, things not sure.
    Doubtful,
    /// Conflict in deeds, denials.
    Bad,
}

impl Ink {
    fn style(self) -> Style {
        let colour = |colour: AnsiColor| Style::new().fg_color(Some(colour.into()));
        match self {
            Ink::Plain => Style::new(),
            Ink::Strong => Style::new().bold(),
            Ink::Faint => Style::new().dimmed(),
            Ink::Heading => colour(AnsiColor::Cyan).bold(),
            Ink::Trigger => Style::new().bold().underline(),
            Ink::Good => colour(AnsiColor::Green),
            Ink::Doubtful => colour(AnsiColor::Yellow),
            Ink::Bad => colour(AnsiColor::Red),
        }
    }
}

/// Styled text of any length, on one logical line.
#[derive(Clone, Debug, Default)]
pub(super) struct Rich {
    runs: Vec<(Ink, String)>,
}

impl Rich {
    pub fn new() -> Rich {
        Rich::default()
    }

    pub fn plain(text: &str) -> Rich {
        Rich::new().and(Ink::Plain, text)
    }

    /// Appends words. Signs that steer a terminal become spaces: reports come from strangers.
    #[must_use]
    pub fn and(mut self, ink: Ink, text: &str) -> Rich {
        self.push(ink, text);
        self
    }

    pub fn push(&mut self, ink: Ink, text: &str) {
        if !text.is_empty() {
            let safe = |sign: char| if sign.is_control() || steers(sign) { ' ' } else { sign };
            self.runs.push((ink, text.chars().map(safe).collect()));
        }
    }

    /// Appends what another holds.
    pub fn append(&mut self, other: Rich) {
        self.runs.extend(other.runs);
    }

    /// The columns that it takes as it stands, white space and asterisks included.
    pub fn taken(&self) -> usize {
        let mut out = String::new();
        self.set(false, &mut out);
        out.width()
    }

    /// Whether it is just this text.
    pub fn says(&self, text: &str) -> bool {
        self.runs.iter().map(|(_, run)| run.as_str()).collect::<String>() == text
    }

    pub fn is_empty(&self) -> bool {
        self.runs.iter().all(|(_, text)| text.trim().is_empty())
    }

    /// The columns that it takes on one line.
    pub fn width(&self) -> usize {
        self.words().iter().map(|word| word.space + word.width()).sum()
    }

    /// The columns of its longest word.
    pub fn longest_word(&self) -> usize {
        self.words().iter().map(Word::width).max().unwrap_or(0)
    }

    /// Its lines on paper of `width` columns, each at most that wide; at least one line.
    pub fn wrap(&self, width: usize) -> Vec<Rich> {
        let width = width.max(1);
        let mut lines = vec![Rich::new()];
        let mut used = 0;
        for word in self.words() {
            for (piece_idx, piece) in word.pieces(width).into_iter().enumerate() {
                let space = if used == 0 || piece_idx > 0 { 0 } else { word.space };
                if used > 0 && used + space + piece.width() > width {
                    lines.push(Rich::new());
                    used = 0;
                }
                let space = if used == 0 { 0 } else { space };
                if let Some(line) = lines.last_mut() {
                    if space > 0 {
                        line.push(piece.space_ink, " ");
                    }
                    line.runs.extend(piece.runs.clone());
                }
                used += space + piece.width();
            }
        }
        lines
    }

    /// As text, with escape sequences where `colour` is set.
    pub fn set(&self, colour: bool, out: &mut String) {
        let mut runs = self.runs.iter().peekable();
        while let Some((ink, text)) = runs.next() {
            // Runs of one ink are one: else every word of a sentence would carry its own escapes.
            let mut text = text.clone();
            while let Some((_, more)) = runs.next_if(|(next, _)| next == ink) {
                text.push_str(more);
            }
            // A no-break space has done its work once lines are broken.
            let text = text.replace('\u{a0}', " ");
            match (colour, ink) {
                (false, Ink::Trigger) => out.extend(["*", &text, "*"]),
                (true, ink) if *ink != Ink::Plain => {
                    let style = ink.style();
                    out.push_str(&format!("{style}{text}{style:#}"));
                }
                _ => out.push_str(&text),
            }
        }
    }

    fn words(&self) -> Vec<Word> {
        let mut words: Vec<Word> = Vec::new();
        // The ink of the white space since the last word, where there was some.
        let mut gap = None;
        let mut inside = false;
        for (ink, text) in &self.runs {
            let mut rest = text.as_str();
            while let Some(first) = rest.chars().next() {
                let is_gap = breaks(first);
                let end = rest.find(|sign: char| breaks(sign) != is_gap).unwrap_or(rest.len());
                let (piece, after) = rest.split_at(end);
                if is_gap {
                    gap = Some(*ink);
                    inside = false;
                } else {
                    if !inside {
                        let space = usize::from(gap.is_some() && !words.is_empty());
                        words.push(Word {
                            space,
                            space_ink: gap.unwrap_or(Ink::Plain),
                            runs: Vec::new(),
                        });
                    }
                    if let Some(word) = words.last_mut() {
                        word.runs.push((*ink, piece.to_owned()));
                    }
                    (inside, gap) = (true, None);
                }
                rest = after;
            }
        }
        // Space between two words of one ink is of that ink, else plain: no underlined gaps.
        for idx in 1..words.len() {
            let (before, word) = (words[idx - 1].last_ink(), &mut words[idx]);
            if word.first_ink() != before {
                word.space_ink = Ink::Plain;
            }
        }
        words
    }
}

fn breaks(sign: char) -> bool {
    // The no-break space is white, but the author asked for no break.
    sign.is_whitespace() && sign != '\u{a0}' && sign != '\u{202f}'
}

/// Signs that turn the direction of writing for the rest of the line.
fn steers(sign: char) -> bool {
    matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[derive(Clone, Debug)]
struct Word {
    /// Columns before it: 0 or 1.
    space: usize,
    space_ink: Ink,
    runs: Vec<(Ink, String)>,
}

impl Word {
    fn width(&self) -> usize {
        self.runs.iter().map(|(ink, text)| text.width() + self.marks(*ink)).sum()
    }

    /// Room for the asterisks of a trigger, kept with colour too so that pages break alike.
    fn marks(&self, ink: Ink) -> usize {
        if ink == Ink::Trigger { 2 } else { 0 }
    }

    fn first_ink(&self) -> Ink {
        self.runs.first().map_or(Ink::Plain, |(ink, _)| *ink)
    }

    fn last_ink(&self) -> Ink {
        self.runs.last().map_or(Ink::Plain, |(ink, _)| *ink)
    }

    /// The word, cut where it is wider than the paper: an address, say.
    fn pieces(&self, width: usize) -> Vec<Word> {
        if self.width() <= width {
            return vec![self.clone()];
        }
        let empty = Word { runs: Vec::new(), ..self.clone() };
        let mut pieces = vec![empty.clone()];
        for (ink, text) in &self.runs {
            for sign in text.chars() {
                let mut piece = pieces.pop().unwrap_or_else(|| empty.clone());
                let mut longer = piece.clone();
                match longer.runs.last_mut() {
                    Some((last, run)) if last == ink => run.push(sign),
                    _ => longer.runs.push((*ink, sign.to_string())),
                }
                if longer.width() > width && !piece.runs.is_empty() {
                    pieces.push(piece);
                    piece = Word { runs: vec![(*ink, sign.to_string())], ..empty.clone() };
                } else {
                    piece = longer;
                }
                pieces.push(piece);
            }
        }
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rich: &Rich, width: usize, expected: &[&str]) {
        let lines = rich.wrap(width);
        let set = |line: &Rich| {
            let mut out = String::new();
            line.set(false, &mut out);
            out
        };
        assert_eq!(lines.iter().map(set).collect::<Vec<_>>(), expected);
        for line in &lines {
            assert!(line.width() <= width, "{line:?} is wider than {width}");
        }
    }

    #[test]
    fn words_are_wrapped_by_columns() {
        check(&Rich::new(), 9, &[""]);
        check(&Rich::plain("envoys met in Faya"), 9, &["envoys", "met in", "Faya"]);
        check(&Rich::plain("  two\n\n lines\t here "), 99, &["two lines here"]);
        check(&Rich::plain("会议 会议 会议"), 9, &["会议 会议", "会议"]);
        check(&Rich::plain("abcdefghij kl"), 4, &["abcd", "efgh", "ij", "kl"]);
        check(&Rich::plain("12\u{a0}km away"), 6, &["12 km", "away"]);
    }

    #[test]
    fn a_style_may_change_inside_a_word() {
        let rich = Rich::plain("they ").and(Ink::Trigger, "cease fire").and(Ink::Plain, "; then");
        check(&rich, 99, &["they *cease fire*; then"]);
        check(&rich, 8, &["they", "*cease*", "*fire*;", "then"]);
    }

    #[test]
    fn colour_is_escapes_and_plain_has_none() {
        let rich = Rich::plain("they ").and(Ink::Trigger, "met");
        let mut out = String::new();
        rich.set(true, &mut out);
        assert_eq!(out, "they \u{1b}[1m\u{1b}[4mmet\u{1b}[0m");
    }

    #[test]
    fn a_report_cannot_steer_the_terminal() {
        check(&Rich::plain("a\u{1b}[31mb\u{7}c\u{202e}d"), 99, &["a [31mb c d"]);
    }
}
