//! The audit log.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_log")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    pub at: i64,
    pub person_id: Option<Uuid>,
    pub actor_name: String,
    pub role: String,
    pub organisation_id: Option<Uuid>,
    pub centre_id: Option<Uuid>,
    pub action: String,
    pub object: String,
    pub detail: String,
    pub subject_organisation_id: Option<Uuid>,
    pub subject_person_id: Option<Uuid>,
    pub personal: Option<String>,
    pub personal_salt: Option<String>,
    pub commitment: Option<String>,
    pub hash: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
