//! The spine.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attributes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub subject: String,
    pub item_kind: Option<String>,
    pub value_type: String,
    pub unit: String,
    pub direction: String,
    pub confidentiality: String,
    pub validity_months: i32,
    pub label_es: String,
    pub label_en: String,
    pub help_es: String,
    pub help_en: String,
    pub source: String,
    pub retired: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
