//! What firms and consultants say of causes.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "diagnoses")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub site_id: Uuid,
    pub symptom: String,
    pub cause: String,
    pub side: String,
    pub finding: String,
    pub note: String,
    pub person_id: Option<Uuid>,
    pub stated_by: String,
    pub made_at: i64,
    pub tree_version: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
