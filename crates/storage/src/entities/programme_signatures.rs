//! Signatures under programmes.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_signatures")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub programme_id: Uuid,
    pub side: String,
    pub plan_version: i32,
    pub document_hash: String,
    pub person_id: Option<Uuid>,
    pub signed_by: String,
    pub role: String,
    pub signed_at: i64,
    pub comment: String,
    pub scan_sha256: Option<String>,
    pub scan_media_type: Option<String>,
    pub scan_bytes: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
