//! Sites that were made one.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "site_merges")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub site_id: Uuid,
    pub into_id: Uuid,
    pub duplicate_id: Uuid,
    pub site_organisation: Uuid,
    pub into_organisation: Uuid,
    pub merged_by: String,
    pub merged_at: i64,
    pub reason: String,
    pub separated_by: Option<String>,
    pub separated_at: Option<i64>,
    pub separated_reason: Option<String>,
    pub active_site: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
