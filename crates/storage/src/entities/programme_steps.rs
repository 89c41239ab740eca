//! Steps of programmes.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_steps")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub programme_id: Uuid,
    pub position: i32,
    pub service_id: Uuid,
    pub name: String,
    pub name_lang: String,
    pub provider_id: Uuid,
    pub provider: String,
    pub cohort_id: Option<Uuid>,
    pub starts_on: String,
    pub ends_on: String,
    pub cost_minor: i64,
    pub currency: String,
    pub closes: String,
    pub evidence: String,
    pub evidence_lang: String,
    pub visit_on: Option<String>,
    pub state: String,
    pub owner: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
