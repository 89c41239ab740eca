//! Gaps that came of rejections.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "proposed_gaps")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub candidacy_id: Uuid,
    pub site_id: Uuid,
    pub centre_id: Uuid,
    pub reason: String,
    pub status: String,
    pub version: i32,
    pub proposed_at: i64,
    pub words: String,
    pub decided_by: Option<String>,
    pub decided_at: Option<i64>,
    pub reply: String,
    pub replied_by: Option<String>,
    pub replied_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
