//! Tables with delimiters: CSV with quotation marks (RFC 4180), and TSV without any.
//!
//! Reports are written by strangers, and a spreadsheet takes a cell that begins with `=`, `+`, `-`,
//! `@`, a tab or a carriage return for a formula; such a cell gets an apostrophe before it, unless
//! it is a plain number (OWASP, CSV injection).

use super::{Tally, unwritten};
use crate::StoreError;
use std::borrow::Cow;
use std::io::Write;

/// A table that is being written.
pub enum Table<'t, 'w> {
    Csv(Box<csv::Writer<&'t mut Tally<'w>>>),
    Tsv(&'t mut Tally<'w>),
}

impl<'t, 'w> Table<'t, 'w> {
    pub fn csv(out: &'t mut Tally<'w>) -> Table<'t, 'w> {
        Table::Csv(Box::new(csv::Writer::from_writer(out)))
    }

    pub fn tsv(out: &'t mut Tally<'w>) -> Table<'t, 'w> {
        Table::Tsv(out)
    }

    /// Writes a row.
    pub fn row<C: AsRef<str>>(&mut self, cells: &[C]) -> Result<(), StoreError> {
        match self {
            Table::Csv(out) => {
                let cells = cells.iter().map(|cell| guarded(cell.as_ref()));
                out.write_record(cells.map(Cow::into_owned)).map_err(unwritten)
            }
            Table::Tsv(out) => {
                let cells: Vec<String> = cells.iter().map(|cell| bare(cell.as_ref())).collect();
                writeln!(out, "{}", cells.join("\t")).map_err(unwritten)
            }
        }
    }

    /// Writes what is held back.
    pub fn finish(self) -> Result<(), StoreError> {
        match self {
            Table::Csv(mut out) => out.flush().map_err(unwritten),
            Table::Tsv(out) => out.flush().map_err(unwritten),
        }
    }
}

/// A cell that no spreadsheet takes for a formula.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number(cell) {
        true => Cow::Owned(format!("'{cell}")),
        false => Cow::Borrowed(cell),
    }
}

/// A sign, digits, perhaps a point and digits, perhaps an exponent.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    digits.starts_with(|sign: char| sign.is_ascii_digit())
        && digits.ends_with(|sign: char| sign.is_ascii_digit())
        && digits.chars().all(|sign| sign.is_ascii_digit() || "eE.+-".contains(sign))
        && cell.parse::<f64>().is_ok()
}

/// A cell of a table that knows neither quotation marks nor line ends within cells: blanks stand
/// for all white space, and a quotation mark at the beginning, which half of the readers would take
/// for the opening of a quoted cell, gets a blank before it.
fn bare(cell: &str) -> String {
    let mut cell = guarded(cell).split_whitespace().collect::<Vec<_>>().join(" ");
    if cell.starts_with('"') {
        cell.insert(0, ' ');
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::{bare, guarded};

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        for formula in
            ["=1+1", "+cmd|x", "-2+3", "@SUM(A1)", "\tx", "\rx", "-", "-inf", "+1e", "-1-1"]
        {
            assert!(guarded(formula).starts_with('\''), "{formula:?}");
        }
        for plain in ["-12.5", "+3", "-1e-7", "a=b", "", "2031-05-14", "“=”"] {
            assert_eq!(guarded(plain), plain);
        }
    }

    #[test]
    fn a_bare_cell_is_on_one_line() {
        assert_eq!(bare("a\tb\r\nc"), "a b c");
        assert_eq!(bare("\"We\" said"), " \"We\" said");
        assert_eq!(bare("=1\t2"), "'=1 2");
    }
}
