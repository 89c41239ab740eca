//! What owners are asked to confirm.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "confirmations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub site_id: Uuid,
    pub centre_id: Uuid,
    pub secret_id: Uuid,
    pub name: String,
    pub email: String,
    pub lang: String,
    pub asked: String,
    pub answered: Option<String>,
    pub prepared_by: String,
    pub prepared_at: i64,
    pub expires_at: i64,
    pub answered_at: Option<i64>,
    pub withdrawn_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
