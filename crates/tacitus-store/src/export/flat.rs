//! Our own table of events, as CSV and as Parquet, and the records of whole reports.
//!
//! CSV is UTF-8 without a byte order mark, lists are parted by `; `, yes and no are 1 and 0, and
//! what is not known is empty. In Parquet lists are lists, dates are dates, and what is not known
//! is null.

use super::columns::{EVENT, Kind};
use super::delimited::Table;
use super::{Count, Job, Tally, day, unwritten};
use crate::StoreError;
use crate::query::{Cell, Columns};
use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};
use std::io::Write;
use std::sync::Arc;

fn names() -> Vec<String> {
    EVENT.iter().map(|(name, _)| (*name).to_owned()).collect()
}

/// As CSV with a header.
pub fn csv(job: &Job<'_>, out: &mut Tally<'_>) -> Result<Count, StoreError> {
    let mut count = Count { columns: names(), ..Count::default() };
    let mut table = Table::csv(out);
    table.row(&count.columns)?;
    job.each_event(|_, row| {
        let cells: Vec<String> = row.cells().iter().map(plain).collect();
        count.rows += 1;
        table.row(&cells)
    })?;
    table.finish()?;
    Ok(count)
}

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Bool(yes) => i32::from(*yes).to_string(),
        other => other.plain(),
    }
}

/// Rows of a row group. A row is some hundreds of bytes, so that a group stays within a few
/// megabytes.
const GROUP: usize = 4_096;

/// As Parquet, with a row group for every few thousand events.
pub fn parquet(job: &Job<'_>, out: &mut Tally<'_>) -> Result<Count, StoreError> {
    let mut count = Count { columns: names(), ..Count::default() };
    let schema = schema().map_err(unwritten)?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(job.options.tool.clone())
        .build();
    let mut writer =
        SerializedFileWriter::new(&mut *out, schema, Arc::new(properties)).map_err(unwritten)?;
    let mut rows = Vec::with_capacity(GROUP);
    job.each_event(|_, row| {
        rows.push(row.cells());
        count.rows += 1;
        if rows.len() == GROUP {
            group(&mut writer, &rows).map_err(unwritten)?;
            rows.clear();
        }
        Ok(())
    })?;
    if !rows.is_empty() {
        group(&mut writer, &rows).map_err(unwritten)?;
    }
    writer.close().map_err(unwritten)?;
    Ok(count)
}

fn schema() -> Result<TypePtr, ParquetError> {
    let mut fields = Vec::new();
    for (name, kind) in EVENT {
        fields.push(Arc::new(match kind {
            Kind::Text => text(name, Repetition::OPTIONAL)?,
            Kind::Date => Type::primitive_type_builder(name, Physical::INT32)
                .with_repetition(Repetition::OPTIONAL)
                .with_logical_type(Some(LogicalType::Date))
                .with_converted_type(ConvertedType::DATE)
                .build()?,
            Kind::Int => primitive(name, Physical::INT64)?,
            Kind::Real => primitive(name, Physical::DOUBLE)?,
            Kind::Bool => primitive(name, Physical::BOOLEAN)?,
            Kind::List => {
                let list = Type::group_type_builder("list")
                    .with_repetition(Repetition::REPEATED)
                    .with_fields(vec![Arc::new(text("element", Repetition::REQUIRED)?)])
                    .build()?;
                Type::group_type_builder(name)
                    .with_repetition(Repetition::REQUIRED)
                    .with_logical_type(Some(LogicalType::List))
                    .with_converted_type(ConvertedType::LIST)
                    .with_fields(vec![Arc::new(list)])
                    .build()?
            }
        }));
    }
    Ok(Arc::new(Type::group_type_builder("event").with_fields(fields).build()?))
}

fn primitive(name: &str, physical: Physical) -> Result<Type, ParquetError> {
    Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL).build()
}

fn text(name: &str, repetition: Repetition) -> Result<Type, ParquetError> {
    Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
        .with_repetition(repetition)
        .with_logical_type(Some(LogicalType::String))
        .with_converted_type(ConvertedType::UTF8)
        .build()
}

fn group<W: Write + Send>(
    writer: &mut SerializedFileWriter<W>,
    rows: &[Vec<Cell>],
) -> Result<(), ParquetError> {
    let mut group = writer.next_row_group()?;
    for (n, (_, kind)) in EVENT.iter().enumerate() {
        let Some(mut column) = group.next_column()? else { break };
        let cells = rows.iter().map(|row| row.get(n).unwrap_or(&Cell::None));
        match kind {
            Kind::Text => optional::<ByteArrayType, _>(&mut column, cells, |cell| match cell {
                Cell::Text(text) => Some(ByteArray::from(text.as_bytes().to_vec())),
                _ => None,
            })?,
            Kind::Date => optional::<Int32Type, _>(&mut column, cells, |cell| match cell {
                Cell::Text(text) => days(text),
                _ => None,
            })?,
            Kind::Int => optional::<Int64Type, _>(&mut column, cells, |cell| match cell {
                Cell::Int(n) => Some(*n),
                _ => None,
            })?,
            Kind::Real => optional::<DoubleType, _>(&mut column, cells, |cell| match cell {
                Cell::Real(n) => Some(*n),
                _ => None,
            })?,
            Kind::Bool => optional::<BoolType, _>(&mut column, cells, |cell| match cell {
                Cell::Bool(yes) => Some(*yes),
                _ => None,
            })?,
            Kind::List => lists(&mut column, cells)?,
        }
        column.close()?;
    }
    group.close()?;
    Ok(())
}

/// Days since the first of January 1970.
fn days(text: &str) -> Option<i32> {
    let since = day(Some(text))?.since(jiff::civil::date(1970, 1, 1)).ok()?;
    Some(since.get_days())
}

fn optional<'c, T, C>(
    column: &mut SerializedColumnWriter<'_>,
    cells: C,
    value: impl Fn(&Cell) -> Option<T::T>,
) -> Result<(), ParquetError>
where
    T: parquet::data_type::DataType,
    C: Iterator<Item = &'c Cell>,
{
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    for cell in cells {
        let found = value(cell);
        levels.push(i16::from(found.is_some()));
        values.extend(found);
    }
    column.typed::<T>().write_batch(&values, Some(&levels), None)?;
    Ok(())
}

/// Lists, by Dremel's levels: an empty list is one level 0; the first element of each list repeats
/// nothing.
fn lists<'c>(
    column: &mut SerializedColumnWriter<'_>,
    cells: impl Iterator<Item = &'c Cell>,
) -> Result<(), ParquetError> {
    let (mut values, mut defined, mut repeated) = (Vec::new(), Vec::new(), Vec::new());
    for cell in cells {
        match cell {
            Cell::List(items) if !items.is_empty() => {
                for (n, item) in items.iter().enumerate() {
                    values.push(ByteArray::from(item.as_bytes().to_vec()));
                    defined.push(1);
                    repeated.push(i16::from(n > 0));
                }
            }
            _ => {
                defined.push(0);
                repeated.push(0);
            }
        }
    }
    column.typed::<ByteArrayType>().write_batch(&values, Some(&defined), Some(&repeated))?;
    Ok(())
}

/// The record of each report that has an event which the filter finds, with its corrections, one a
/// line.
pub fn lines(job: &Job<'_>, out: &mut Tally<'_>) -> Result<Count, StoreError> {
    let mut count = Count::default();
    for (_, id) in job.store.reports_with(job.filter, false)? {
        writeln!(out, "{}", job.store.line(&id)?).map_err(unwritten)?;
        count.rows += 1;
    }
    Ok(count)
}
