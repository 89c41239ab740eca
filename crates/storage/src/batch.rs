//! Writing many rows with few statements. sea-orm's own `insert_many` builds an expression tree
//! for every value; here the text is assembled once per size of batch and the values are bound.
//! Names come from the entities, never from input.

use crate::error::StorageError;
use sea_orm::{
    ConnectionTrait, DbBackend, EntityTrait, IdenStatic, Iterable, ModelTrait, QueryResult,
    Statement, Value,
};
use std::fmt::Write;

/// Values bound by one statement: below SQLite's 32,766 and PostgreSQL's 65,535.
const MAX_VALUES: usize = 30_000;
/// Rows of one statement. Larger ones gain nothing: measured on SQLite and PostgreSQL.
const MAX_ROWS: usize = 200;
/// Keys of one look-up.
const MAX_KEYS: usize = 2_000;
/// Values of one `IN (…)`.
pub(crate) const MAX_IN: usize = 10_000;

/// What to do with a row whose key is there already.
#[derive(Clone, Copy)]
pub(crate) enum OnClash<'a, C> {
    /// The statement fails: [`StorageError::Conflict`].
    Fail,
    /// The row that is there stays.
    Keep,
    /// The row that is there takes these columns' new values.
    Replace {
        /// The key's columns.
        key: &'a [C],
        /// The columns to take over.
        set: &'a [C],
    },
}

/// Inserts every row; says how many were written.
pub(crate) async fn insert_all<E, C>(
    connection: &C,
    rows: &[E::Model],
    clash: OnClash<'_, E::Column>,
) -> Result<u64, StorageError>
where
    E: EntityTrait,
    E::Model: ModelTrait<Entity = E> + Sync,
    C: ConnectionTrait,
{
    insert_some::<E, C>(connection, rows, &[], clash).await
}

/// Inserts every row without the columns that the database fills in itself.
pub(crate) async fn insert_some<E, C>(
    connection: &C,
    rows: &[E::Model],
    left_out: &[&str],
    clash: OnClash<'_, E::Column>,
) -> Result<u64, StorageError>
where
    E: EntityTrait,
    E::Model: ModelTrait<Entity = E> + Sync,
    C: ConnectionTrait,
{
    let backend = connection.get_database_backend();
    let columns: Vec<E::Column> = E::Column::iter()
        .filter(|column| !left_out.contains(&column.as_str()))
        .collect();
    let mut head = format!("INSERT INTO \"{}\" (", E::default().table_name());
    push_list(
        &mut head,
        columns.iter().map(|c| format!("\"{}\"", c.as_str())),
    );
    head.push_str(") VALUES ");
    let tail = clash_clause(clash);
    let mut written = 0;
    for chunk in rows.chunks(rows_per_statement(columns.len())) {
        let mut sql = String::with_capacity(head.len() + chunk.len() * columns.len() * 6 + 200);
        sql.push_str(&head);
        push_tuples(&mut sql, backend, chunk.len(), columns.len());
        sql.push_str(&tail);
        let values: Vec<Value> = chunk
            .iter()
            .flat_map(|row| columns.iter().map(|column| storable(row.get(*column))))
            .collect();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        written += connection.execute_raw(statement).await?.rows_affected();
    }
    Ok(written)
}

/// Overwrites the `set` columns of the rows with these ids; says how many rows were there. With
/// `versioned`, only rows of the same version are touched, and their version goes up by one.
pub(crate) async fn update_all<E, C>(
    connection: &C,
    rows: &[E::Model],
    set: &[E::Column],
    versioned: bool,
) -> Result<u64, StorageError>
where
    E: EntityTrait,
    E::Model: ModelTrait<Entity = E> + Sync,
    C: ConnectionTrait,
{
    let backend = connection.get_database_backend();
    let default = E::default();
    let table = default.table_name();
    let named = |name: &str| E::Column::iter().find(|column| column.as_str() == name);
    let mut columns: Vec<E::Column> = named("id").into_iter().collect();
    columns.extend_from_slice(set);
    if versioned {
        columns.extend(named("version"));
    }
    // Both databases name the columns of a bare VALUES list column1, column2, …
    let mut head = format!("UPDATE \"{table}\" SET ");
    push_list(
        &mut head,
        set.iter()
            .enumerate()
            .map(|(at, column)| format!("\"{}\" = fresh.column{}", column.as_str(), at + 2)),
    );
    if versioned {
        let _ = write!(head, ", \"version\" = \"{table}\".\"version\" + 1");
    }
    head.push_str(" FROM (VALUES ");
    let mut tail = format!(") AS fresh WHERE \"{table}\".\"id\" = fresh.column1");
    if versioned {
        let _ = write!(
            tail,
            " AND \"{table}\".\"version\" = fresh.column{}",
            columns.len()
        );
    }
    let mut written = 0;
    for chunk in rows.chunks(rows_per_statement(columns.len())) {
        let mut sql = head.clone();
        push_tuples(&mut sql, backend, chunk.len(), columns.len());
        sql.push_str(&tail);
        let values: Vec<Value> = chunk
            .iter()
            .flat_map(|row| columns.iter().map(|column| storable(row.get(*column))))
            .collect();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        written += connection.execute_raw(statement).await?.rows_affected();
    }
    Ok(written)
}

/// Reads `columns` of the rows whose `fixed` column has this value and whose `key` column has one
/// of these. The two must form a unique index.
///
/// A join, not an `IN (…)`: PostgreSQL knows then that each key has at most one row and uses the
/// unique index; with `IN` it read the whole table for every batch of a first import, of which
/// it has no statistics yet (measured: 230 ms a batch of 500 instead of 7).
pub(crate) async fn find_by_keys<E, C>(
    connection: &C,
    columns: &[E::Column],
    fixed: (E::Column, &str),
    key: E::Column,
    values: &[String],
) -> Result<Vec<QueryResult>, StorageError>
where
    E: EntityTrait,
    C: ConnectionTrait,
{
    let backend = connection.get_database_backend();
    let default = E::default();
    let table = default.table_name();
    let mut head = String::from("SELECT ");
    push_list(
        &mut head,
        columns
            .iter()
            .map(|column| format!("\"{table}\".\"{}\"", column.as_str())),
    );
    head.push_str(" FROM (VALUES ");
    let mut found = Vec::with_capacity(values.len());
    for chunk in values.chunks(MAX_KEYS) {
        let mut sql = head.clone();
        push_tuples(&mut sql, backend, chunk.len(), 1);
        let placeholder = match backend {
            DbBackend::Postgres => format!("${}", chunk.len() + 1),
            _ => "?".to_owned(),
        };
        let _ = write!(
            sql,
            ") AS asked JOIN \"{table}\" ON \"{table}\".\"{}\" = asked.column1 AND \"{table}\".\"{}\" = {placeholder}",
            key.as_str(),
            fixed.0.as_str(),
        );
        let bound = chunk.iter().map(String::as_str).chain([fixed.1]);
        let values: Vec<Value> = bound.map(|text| storable(Value::from(text))).collect();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        found.extend(connection.query_all_raw(statement).await?);
    }
    Ok(found)
}

fn rows_per_statement(columns: usize) -> usize {
    (MAX_VALUES / columns.max(1)).clamp(1, MAX_ROWS)
}

fn clash_clause<C: IdenStatic>(clash: OnClash<'_, C>) -> String {
    match clash {
        OnClash::Fail => String::new(),
        OnClash::Keep => " ON CONFLICT DO NOTHING".into(),
        OnClash::Replace { key, set } => {
            let mut clause = String::from(" ON CONFLICT (");
            push_list(
                &mut clause,
                key.iter().map(|c| format!("\"{}\"", c.as_str())),
            );
            clause.push_str(") DO UPDATE SET ");
            push_list(
                &mut clause,
                set.iter()
                    .map(|c| format!("\"{0}\" = excluded.\"{0}\"", c.as_str())),
            );
            clause
        }
    }
}

/// PostgreSQL cannot hold NUL in text. Both databases get the replacement character instead, so
/// that one bad cell does not cost the batch and both answer alike.
pub(crate) fn storable(value: Value) -> Value {
    match value {
        Value::String(Some(text)) if text.contains('\0') => {
            Value::from(text.replace('\0', "\u{fffd}"))
        }
        other => other,
    }
}

/// `(?,?),(?,?)` or `($1,$2),($3,$4)`.
fn push_tuples(sql: &mut String, backend: DbBackend, rows: usize, columns: usize) {
    let mut number = 0;
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..columns {
            if column > 0 {
                sql.push(',');
            }
            number += 1;
            if backend == DbBackend::Postgres {
                // Writing into a String cannot fail.
                let _ = write!(sql, "${number}");
            } else {
                sql.push('?');
            }
        }
        sql.push(')');
    }
}

fn push_list(sql: &mut String, items: impl Iterator<Item = String>) {
    for (at, item) in items.enumerate() {
        if at > 0 {
            sql.push_str(", ");
        }
        sql.push_str(&item);
    }
}
