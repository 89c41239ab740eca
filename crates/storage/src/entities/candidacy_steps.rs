//! What happened to a candidate.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "candidacy_steps")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub candidacy_id: Uuid,
    pub at: i64,
    pub person_id: Option<Uuid>,
    pub done_by: String,
    pub role: String,
    pub step: String,
    pub stage: String,
    pub reason: Option<String>,
    pub words: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
