//! Claims of registry entries.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "claims")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub site_id: Uuid,
    pub centre_id: Uuid,
    pub person_id: Option<Uuid>,
    pub name: String,
    pub email: String,
    pub telephone: String,
    pub lang: String,
    pub evidence: String,
    pub words: String,
    pub file_hash: Option<String>,
    pub file_name: Option<String>,
    pub file_type: Option<String>,
    pub status: String,
    pub open_key: Option<String>,
    pub created_at: i64,
    pub decided_by: Option<String>,
    pub decided_at: Option<i64>,
    pub reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
