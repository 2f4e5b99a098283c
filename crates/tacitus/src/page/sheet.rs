//! The sheet that a page is laid out on: headings, paragraphs and tables of a given width.

use super::Paper;
use super::ink::{Ink, Rich};

/// Columns between two cells.
const GAP: usize = 2;

/// A cell wants no more columns than this before other cells have theirs.
const WIDE_CELL: usize = 34;

pub(super) struct Sheet {
    paper: Paper,
    out: String,
}

/// A table whose rows come in groups, each group with words beneath it.
pub(super) struct Table {
    pub headers: Vec<&'static str>,
    pub groups: Vec<Group>,
}

pub(super) struct Group {
    /// Set above the rows, two columns to the left.
    pub above: Rich,
    /// Cells, one for each header.
    pub rows: Vec<Vec<Rich>>,
    /// Set beneath the rows.
    pub beneath: Rich,
}

impl Sheet {
    pub fn new(paper: Paper) -> Sheet {
        Sheet { paper, out: String::new() }
    }

    pub fn finish(self) -> String {
        self.out
    }

    fn is_fresh(&self) -> bool {
        self.out.is_empty() || self.out.ends_with("\n\n")
    }

    /// An empty line, unless there is one already.
    pub fn gap(&mut self) {
        if !self.is_fresh() {
            self.out.push('\n');
        }
    }

    pub fn heading(&mut self, text: &str) {
        self.gap();
        self.line(0, &Rich::new().and(Ink::Heading, text));
    }

    fn line(&mut self, indent: usize, rich: &Rich) {
        let mut line = String::new();
        rich.set(self.paper.colour, &mut line);
        if !line.is_empty() {
            self.out.extend(std::iter::repeat_n(' ', indent));
        }
        self.out.push_str(&line);
        self.out.push('\n');
    }

    /// A paragraph; its first line is indented by `first`, the others by `rest`.
    pub fn paragraph(&mut self, first: usize, rest: usize, rich: &Rich) {
        let width = self.paper.width.saturating_sub(first.max(rest));
        for (idx, line) in rich.wrap(width).iter().enumerate() {
            self.line(if idx == 0 { first } else { rest }, line);
        }
    }

    /// A paragraph with a mark hanging at its left: `- terms`.
    pub fn item(&mut self, indent: usize, mark: &str, rich: &Rich) {
        let hang = mark.chars().count() + 1;
        let width = self.paper.width.saturating_sub(indent + hang);
        for (idx, line) in rich.wrap(width).into_iter().enumerate() {
            if idx == 0 {
                let mut marked = Rich::new().and(Ink::Faint, mark).and(Ink::Plain, " ");
                marked.append(line);
                self.line(indent, &marked);
            } else {
                self.line(indent + hang, &line);
            }
        }
    }

    /// Cells side by side, each with its own wrapping, or one below the other with labels where
    /// the paper is too narrow for that. Columns that are empty in every row are left out.
    pub fn table(&mut self, indent: usize, table: &Table) {
        let used = used_columns(table);
        let widths = columns(&used, table, self.paper.width.saturating_sub(indent));
        let has_headers = table.headers.iter().any(|header| !header.is_empty());
        if let Some(widths) = widths.as_ref().filter(|_| has_headers) {
            let header = |column: &usize| {
                let text = table.headers.get(*column).copied().unwrap_or_default();
                Rich::new().and(Ink::Faint, text)
            };
            let header: Vec<Rich> = used.iter().map(header).collect();
            self.row(indent, widths, &header.iter().collect::<Vec<_>>());
        }
        for group in &table.groups {
            if !group.above.is_empty() {
                let left = indent.saturating_sub(2);
                self.paragraph(left, left, &group.above);
            }
            for (idx, row) in group.rows.iter().enumerate() {
                let cells: Vec<&Rich> = used.iter().filter_map(|column| row.get(*column)).collect();
                match &widths {
                    Some(widths) => self.row(indent, widths, &cells),
                    None => {
                        if idx > 0 {
                            self.gap();
                        }
                        self.stack(indent, &used, table, row);
                    }
                }
            }
            if !group.beneath.is_empty() {
                let margin = indent + 2;
                let lines = group.beneath.wrap(self.paper.width.saturating_sub(margin + 2));
                for line in lines {
                    let mut marked = Rich::new().and(Ink::Faint, "| ");
                    marked.append(line);
                    self.line(margin, &marked);
                }
            }
            // Groups with words above or beneath stand apart; rows with titles do not need to.
            if group.above.is_empty() {
                self.gap();
            }
        }
    }

    /// Whether the cells of a table fit side by side.
    pub fn fits(&self, indent: usize, table: &Table) -> bool {
        columns(&used_columns(table), table, self.paper.width.saturating_sub(indent)).is_some()
    }

    fn row(&mut self, indent: usize, widths: &[usize], cells: &[&Rich]) {
        let cells: Vec<Vec<Rich>> =
            cells.iter().zip(widths).map(|(cell, width)| cell.wrap(*width)).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for n in 0..height {
            let mut line = Rich::new();
            let mut missing = 0;
            for (cell, width) in cells.iter().zip(widths) {
                let part = cell.get(n).filter(|part| !part.is_empty());
                if let Some(part) = part {
                    line.push(Ink::Plain, &" ".repeat(missing));
                    let taken = part.taken();
                    line.append(part.clone());
                    missing = 0;
                    missing += width.saturating_sub(taken) + GAP;
                } else {
                    missing += width + GAP;
                }
            }
            self.line(indent, &line);
        }
    }

    fn stack(&mut self, indent: usize, used: &[usize], table: &Table, row: &[Rich]) {
        let label = |column: &usize| table.headers.get(*column).copied().unwrap_or_default();
        let hang = used.iter().map(|column| label(column).chars().count()).max().unwrap_or(0) + GAP;
        let width = self.paper.width.saturating_sub(indent + hang);
        for column in used {
            let Some(cell) = row.get(*column).filter(|cell| !cell.is_empty()) else { continue };
            for (idx, part) in cell.wrap(width).into_iter().enumerate() {
                if idx == 0 {
                    let word = label(column);
                    let mut line = Rich::new().and(Ink::Faint, word);
                    line.push(Ink::Plain, &" ".repeat(hang - word.chars().count()));
                    line.append(part);
                    self.line(indent, &line);
                } else {
                    self.line(indent + hang, &part);
                }
            }
        }
    }
}

/// The columns that hold something in some row.
fn used_columns(table: &Table) -> Vec<usize> {
    let rows = || table.groups.iter().flat_map(|group| &group.rows);
    let holds = |row: &Vec<Rich>, column: usize| row.get(column).is_some_and(|it| !it.is_empty());
    (0..table.headers.len()).filter(|column| rows().any(|row| holds(row, *column))).collect()
}

/// The widths of the columns, or `None` where they do not fit side by side.
fn columns(used: &[usize], table: &Table, room: usize) -> Option<Vec<usize>> {
    let cells = |column: usize| {
        let rows = table.groups.iter().flat_map(|group| &group.rows);
        rows.filter_map(move |row| row.get(column))
    };
    let header = |column: usize| table.headers.get(column).map_or(0, |text| text.len());
    let least = |column: &usize| {
        let words = cells(*column).map(Rich::longest_word).max().unwrap_or(0);
        words.min(14).max(header(*column).min(9))
    };
    let most = |column: &usize| {
        cells(*column).map(Rich::width).max().unwrap_or(0).min(WIDE_CELL).max(header(*column))
    };
    let mut widths: Vec<usize> = used.iter().map(least).collect();
    let wanted: Vec<usize> = used.iter().map(most).collect();
    let gaps = GAP * used.len().saturating_sub(1);
    let mut left = room.checked_sub(gaps + widths.iter().sum::<usize>())?;
    // The column that is shortest of what it wants gets the next one.
    while left > 0 {
        let hungriest = (0..widths.len())
            .filter(|idx| widths[*idx] < wanted[*idx])
            .max_by_key(|idx| (wanted[*idx] * 1000 / widths[*idx].max(1), usize::MAX - idx));
        let Some(idx) = hungriest else { break };
        widths[idx] += 1;
        left -= 1;
    }
    Some(widths)
}
