//! Facts.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "facts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub site_id: Uuid,
    pub attribute_id: String,
    pub item_id: Option<String>,
    pub value_type: String,
    pub value_flag: Option<bool>,
    pub value_low: Option<i64>,
    pub value_high: Option<i64>,
    pub value_concept: Option<String>,
    pub value_text: Option<String>,
    pub value_lang: Option<String>,
    pub value_date: Option<String>,
    pub entered: Option<String>,
    pub origin: String,
    pub source: String,
    pub observed: String,
    pub valid_until: Option<String>,
    pub recorded_at: i64,
    pub superseded_by: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
