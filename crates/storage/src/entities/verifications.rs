//! What visits found of the gaps of programmes.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "verifications")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub programme_id: Uuid,
    pub gap_id: Uuid,
    pub finding: String,
    pub measured: Option<String>,
    pub entered: Option<String>,
    pub visited_on: String,
    pub spread: String,
    pub note: String,
    pub reason: String,
    pub fact_id: Option<Uuid>,
    pub person_id: Option<Uuid>,
    pub verified_by: String,
    pub verified_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
