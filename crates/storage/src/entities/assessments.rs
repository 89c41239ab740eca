//! Assessments carried out at a plant.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assessments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub centre_id: Uuid,
    pub site_id: Uuid,
    pub kind: String,
    pub side: String,
    pub item_id: Option<String>,
    pub question_set_id: Option<Uuid>,
    pub status: String,
    pub version: i32,
    pub entries: String,
    pub rule_set: Option<String>,
    pub outcome: Option<String>,
    pub written: Option<String>,
    pub on_date: String,
    pub person_id: Option<Uuid>,
    pub carried_out_by: String,
    pub note: String,
    pub need_id: Option<Uuid>,
    pub why: String,
    pub created_at: i64,
    pub done_at: Option<i64>,
    pub void_reason: Option<String>,
    pub voided_by: Option<String>,
    pub voided_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
