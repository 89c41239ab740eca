//! Upgrading programmes.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programmes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub site_id: Uuid,
    pub centre_id: Uuid,
    pub lead_firm_id: Uuid,
    pub title: String,
    pub status: String,
    pub is_shown: bool,
    pub version: i32,
    pub plan_version: i32,
    pub budget_minor: Option<i64>,
    pub currency: String,
    pub firm_time: String,
    pub starts_on: String,
    pub pinned: String,
    pub forbidden: String,
    pub payers: String,
    pub rules: String,
    pub problem: String,
    pub plan: String,
    pub cost_minor: i64,
    pub finishes_on: String,
    pub made_by: String,
    pub made_at: i64,
    pub stop_reason: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
