//! What owners opened to others.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "consents")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub owner_id: Uuid,
    pub subject: String,
    pub need_id: Option<Uuid>,
    pub audience_id: Option<Uuid>,
    pub purpose: String,
    pub opened_by: String,
    pub opened_at: i64,
    pub until_on: String,
    pub note: String,
    pub revoked_by: Option<String>,
    pub revoked_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
