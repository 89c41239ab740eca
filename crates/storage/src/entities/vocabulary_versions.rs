//! Bundled editions of the vocabulary that were loaded.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "vocabulary_versions")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub number: i64,
    pub hash: String,
    pub concepts: i32,
    pub attributes: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
