//! Entries of public registers.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "registry_entries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub site_id: Uuid,
    pub register: String,
    pub key: String,
    pub name: String,
    pub legal_name: String,
    pub activity_text: String,
    pub scian: Option<String>,
    pub scian_suggested: bool,
    pub size_band: Option<String>,
    pub industrial_park: String,
    pub website: String,
    pub edition: String,
    pub warnings: String,
    pub content_hash: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
