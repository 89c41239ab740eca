//! Firms that were referred to institutions.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "referrals")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub centre_id: Uuid,
    pub programme_id: Uuid,
    pub step_id: Uuid,
    pub institution_id: Uuid,
    pub service_id: Uuid,
    pub status: String,
    pub version: i32,
    pub firm_name: String,
    pub service_name: String,
    pub words: String,
    pub contact_name: String,
    pub contact_telephone: String,
    pub contact_email: String,
    pub starts_on: String,
    pub ends_on: String,
    pub sent_by: String,
    pub sent_at: i64,
    pub offered_on: Option<String>,
    pub answer_words: Option<String>,
    pub answer_person_id: Option<Uuid>,
    pub answered_by: Option<String>,
    pub answered_role: Option<String>,
    pub answered_at: Option<i64>,
    pub done_on: Option<String>,
    pub attended: Option<i64>,
    pub certificate: Option<String>,
    pub outcome_words: Option<String>,
    pub file_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
