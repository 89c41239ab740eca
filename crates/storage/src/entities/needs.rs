//! Sourcing needs.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "needs")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub number: i64,
    pub id: Uuid,
    pub organisation_id: Uuid,
    pub centre_id: Uuid,
    pub version: i32,
    pub title: String,
    pub title_lang: String,
    pub description: String,
    pub description_lang: String,
    pub status: String,
    pub starts_on: Option<String>,
    pub closes_on: Option<String>,
    pub fictional: bool,
    pub buyer_shown: bool,
    pub status_reason: Option<String>,
    pub status_at: Option<i64>,
    pub status_by: Option<String>,
    pub status_supplier: Option<String>,
    pub terms: Option<String>,
    pub target_price: Option<i64>,
    pub target_price_currency: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
