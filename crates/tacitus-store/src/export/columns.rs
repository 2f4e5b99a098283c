//! What kind of values the columns of our flat table hold: Parquet wants to know before the first
//! row.

/// Kind of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Date,
    Int,
    Real,
    Bool,
    List,
}

/// Kinds of the columns of [`crate::query::EventRow`], in their order.
pub const EVENT: [(&str, Kind); 32] = [
    ("id", Kind::Text),
    ("type", Kind::Text),
    ("mode", Kind::Text),
    ("status", Kind::Text),
    ("date_start", Kind::Date),
    ("date_end", Kind::Date),
    ("actors", Kind::List),
    ("recipients", Kind::List),
    ("place", Kind::Text),
    ("country", Kind::Text),
    ("admin1", Kind::Text),
    ("lat", Kind::Real),
    ("lon", Kind::Real),
    ("geonameid", Kind::Int),
    ("deaths_low", Kind::Int),
    ("deaths_high", Kind::Int),
    ("reports", Kind::Int),
    ("sources", Kind::Int),
    ("denied_by", Kind::Int),
    ("doubted_by", Kind::Int),
    ("disputed", Kind::Bool),
    ("speakers", Kind::List),
    ("first_seen", Kind::Date),
    ("last_seen", Kind::Date),
    ("trigger", Kind::Text),
    ("sentence", Kind::Text),
    ("report", Kind::Text),
    ("outlet", Kind::Text),
    ("url", Kind::Text),
    ("story", Kind::Text),
    ("state", Kind::Text),
    ("confidence", Kind::Real),
];

#[cfg(test)]
mod tests {
    use super::EVENT;
    use crate::query::{Columns, EventRow};

    #[test]
    fn every_column_has_a_kind() {
        let names: Vec<&str> = EVENT.iter().map(|(name, _)| *name).collect();
        let own: Vec<&str> =
            EventRow::COLUMNS.iter().map(|name| name.trim_start_matches("r#")).collect();
        assert_eq!(names, own);
    }
}
