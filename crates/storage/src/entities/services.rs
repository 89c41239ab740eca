//! Services of institutions.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "services")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub institution_id: Uuid,
    pub kind: String,
    pub name: String,
    pub name_lang: String,
    pub description: String,
    pub description_lang: String,
    pub duration_days: i32,
    pub price_minor: i64,
    pub currency: String,
    pub price_as_of: String,
    pub source: String,
    pub fictional: bool,
    pub version: i32,
    pub status: Option<String>,
    pub form: Option<String>,
    pub lead_days: Option<i32>,
    pub effort_minutes_per_week: Option<i32>,
    pub effort_people: Option<i32>,
    pub price_per: Option<String>,
    pub languages: Option<String>,
    pub funding: Option<String>,
    pub evidence: Option<String>,
    pub evidence_lang: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
