//! Suppliers on a need's list.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "candidacies")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub need_id: Uuid,
    pub site_id: Uuid,
    pub centre_id: Uuid,
    pub shortlist_id: Uuid,
    pub stage: String,
    pub version: i32,
    pub reason: Option<String>,
    pub buyer_person_id: Option<Uuid>,
    pub buyer_signed_by: Option<String>,
    pub buyer_signed_at: Option<i64>,
    pub centre_person_id: Option<Uuid>,
    pub centre_signed_by: Option<String>,
    pub centre_signed_at: Option<i64>,
    pub next_what: Option<String>,
    pub next_owner: Option<String>,
    pub next_on: Option<String>,
    pub created_by: String,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
