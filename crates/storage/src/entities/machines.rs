//! Single machines of sites.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "machines")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub site_id: Uuid,
    pub version: i32,
    pub kind_id: String,
    pub make_model: String,
    pub year: Option<i64>,
    pub count: i64,
    pub axes: Option<i64>,
    pub travel_x_nm: Option<i64>,
    pub travel_x_entered: Option<String>,
    pub travel_y_nm: Option<i64>,
    pub travel_y_entered: Option<String>,
    pub travel_z_nm: Option<i64>,
    pub travel_z_entered: Option<String>,
    pub max_diameter_nm: Option<i64>,
    pub max_diameter_entered: Option<String>,
    pub tonnage: Option<i64>,
    pub max_load_g: Option<i64>,
    pub max_load_entered: Option<String>,
    pub note: String,
    pub origin: String,
    pub recorder: String,
    pub observed: String,
    pub recorded_at: i64,
    pub removed_at: Option<i64>,
    pub organisation_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
