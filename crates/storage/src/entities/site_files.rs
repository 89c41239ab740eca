//! Photographs, certificates and documents of sites.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "site_files")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub site_id: Uuid,
    pub organisation_id: Uuid,
    pub kind: String,
    pub attribute_id: Option<String>,
    pub item_id: Option<String>,
    pub fact_id: Option<Uuid>,
    pub sha256: String,
    pub media_type: String,
    pub bytes: i64,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub caption: String,
    pub taken_on: Option<String>,
    pub person_id: Option<Uuid>,
    pub added_by: String,
    pub side: String,
    pub added_at: i64,
    pub removed_by: Option<String>,
    pub removed_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
