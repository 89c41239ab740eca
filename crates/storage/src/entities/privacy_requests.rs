//! Requests about personal data.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "privacy_requests")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub number: i64,
    pub id: Uuid,
    pub kind: String,
    pub status: String,
    pub version: i32,
    pub person_id: Option<Uuid>,
    pub name: Option<String>,
    pub email: Option<String>,
    pub lang: String,
    pub centre_id: Uuid,
    pub filed_at: i64,
    pub due_on: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
