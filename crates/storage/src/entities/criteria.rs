//! Criteria of needs.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "criteria")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub need_id: Uuid,
    pub position: i32,
    pub attribute_id: String,
    pub item_id: Option<String>,
    pub comparison: String,
    pub amount: Option<i64>,
    pub members: Option<String>,
    pub centre_lat_e6: Option<i32>,
    pub centre_lon_e6: Option<i32>,
    pub centre_label: Option<String>,
    pub radius_m: Option<i64>,
    pub strength: String,
    pub weight: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
