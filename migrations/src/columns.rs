//! The few column types that both databases understand alike, and short ways to write keys and
//! indexes. Later changes belong into new functions: what stands here describes old tables too.

use sea_orm_migration::prelude::*;

/// A UUID that must be there.
pub fn uuid(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().not_null().take()
}

/// A UUID that may be absent.
pub fn uuid_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().null().take()
}

/// The record's own id.
pub fn id() -> ColumnDef {
    ColumnDef::new("id").uuid().not_null().primary_key().take()
}

/// A number that the database counts up; never given twice.
pub fn counter(name: &'static str) -> ColumnDef {
    ColumnDef::new(name)
        .big_integer()
        .not_null()
        .auto_increment()
        .primary_key()
        .take()
}

/// Words, short or long: also enums, civil dates, currencies and JSON.
pub fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().take()
}

/// Words that may be absent.
pub fn text_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().null().take()
}

/// A whole number of 64 bits: money, amounts, instants in microseconds.
pub fn big(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().take()
}

/// A whole number of 64 bits that may be absent.
pub fn big_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().null().take()
}

/// A whole number of 32 bits.
pub fn int(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().not_null().take()
}

/// A whole number of 32 bits that may be absent.
pub fn int_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().null().take()
}

/// Yes or no.
pub fn flag(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().take()
}

/// Yes, no, or nothing said.
pub fn flag_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().null().take()
}

/// `from.column` names a row of `to.id`. Rows that others name are not deleted.
pub fn references(
    from: &'static str,
    column: &'static str,
    to: &'static str,
) -> ForeignKeyCreateStatement {
    references_column(from, column, to, "id")
}

/// `from.column` names a row of `to` by another unique column.
pub fn references_column(
    from: &'static str,
    column: &'static str,
    to: &'static str,
    to_column: &'static str,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{from}_{column}"))
        .from(from, column)
        .to(to, to_column)
        .take()
}

/// An index that answers a question.
pub fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut statement = Index::create();
    statement
        .name(format!("ix_{table}_{}", columns.join("_")))
        .table(table);
    for column in columns {
        statement.col(*column);
    }
    statement
}

/// An index that also forbids a second row of the same values.
pub fn unique(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut statement = Index::create();
    statement
        .name(format!("ux_{table}_{}", columns.join("_")))
        .table(table)
        .unique();
    for column in columns {
        statement.col(*column);
    }
    statement
}

/// A primary key of several columns.
pub fn primary(columns: &[&'static str]) -> IndexCreateStatement {
    let mut statement = Index::create();
    for column in columns {
        statement.col(*column);
    }
    statement
}
