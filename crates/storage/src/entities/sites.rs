//! Sites.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sites")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organisation_id: Uuid,
    pub name: String,
    pub street: String,
    pub postal_code: String,
    pub locality: String,
    pub municipality: Option<String>,
    pub state: Option<i32>,
    pub lat_e6: Option<i32>,
    pub lon_e6: Option<i32>,
    pub position_source: String,
    pub version: i32,
    pub merged_into: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
