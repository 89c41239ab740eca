//! Gaps that programmes close.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_gaps")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub programme_id: Uuid,
    pub attribute_id: String,
    pub item_id: Option<String>,
    pub is_lower_better: bool,
    pub required: i64,
    pub present: Option<i64>,
    pub present_origin: Option<String>,
    pub present_on: Option<String>,
    pub needs: String,
    pub state: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
