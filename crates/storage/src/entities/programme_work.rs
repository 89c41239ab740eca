//! Hours and money that went into steps of programmes.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_work")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub programme_id: Uuid,
    pub step_id: Uuid,
    pub worked_on: String,
    pub minutes: i64,
    pub cost_minor: Option<i64>,
    pub currency: Option<String>,
    pub words: String,
    pub person_id: Option<Uuid>,
    pub logged_by: String,
    pub role: String,
    pub logged_at: i64,
    pub struck_by: Option<String>,
    pub struck_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
