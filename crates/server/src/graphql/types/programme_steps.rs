//! The steps with programmes: what each takes and answers.

use super::programme_plans::{ProgrammeChoiceInput, ProgrammeWishesInput};
use super::programmes::Programme;
use crate::graphql::errors::UserError;
use async_graphql::{ID, InputObject, SimpleObject};

/// What `programmeDraft` takes.
#[derive(Debug, Clone, InputObject)]
pub struct ProgrammeDraftInput {
    /// Global id of the supplier.
    pub site: ID,
    /// Global ids of needs of one lead firm, up to 12.
    pub needs: Vec<ID>,
    /// What is wished, as it was when the plan was shown.
    pub wishes: Option<ProgrammeWishesInput>,
    /// Which of the plans.
    pub choice: ProgrammeChoiceInput,
    /// What the programme is called, up to 160 characters.
    pub title: String,
}

/// What `programmeDraft` answers.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeDraftPayload {
    /// The programme as it stands now.
    pub programme: Option<Programme>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `programmeAdjust` takes.
#[derive(Debug, Clone, InputObject)]
pub struct ProgrammeAdjustInput {
    /// Global id of the programme.
    pub id: ID,
    /// The version that you saw.
    pub version: i32,
    /// What is wished, as it was when the plan was shown.
    pub wishes: ProgrammeWishesInput,
    /// Which of the plans.
    pub choice: ProgrammeChoiceInput,
}

/// What `programmeAdjust` answers.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeAdjustPayload {
    /// The programme as it stands now.
    pub programme: Option<Programme>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `programmePropose` takes.
#[derive(Debug, Clone, InputObject)]
pub struct ProgrammeProposeInput {
    /// Global id of the programme.
    pub id: ID,
    /// The version that you saw.
    pub version: i32,
}

/// What `programmePropose` answers.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeProposePayload {
    /// The programme as it stands now.
    pub programme: Option<Programme>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `programmeSign` takes.
#[derive(Debug, Clone, InputObject)]
pub struct ProgrammeSignInput {
    /// Global id of the programme.
    pub id: ID,
    /// The version of the plan that you read.
    pub plan_version: i32,
    /// In your words, up to 2,000 characters; all sides read it.
    pub comment: Option<String>,
}

/// What `programmeSign` answers.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeSignPayload {
    /// The programme as it stands now.
    pub programme: Option<Programme>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `programmeAskChanges` takes.
#[derive(Debug, Clone, InputObject)]
pub struct ProgrammeAskChangesInput {
    /// Global id of the programme.
    pub id: ID,
    /// The version that you saw.
    pub version: i32,
    /// What should change, and why; up to 2,000 characters, which all sides read.
    pub words: String,
}

/// What `programmeAskChanges` answers.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeAskChangesPayload {
    /// The programme as it stands now.
    pub programme: Option<Programme>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `programmeStart` takes.
#[derive(Debug, Clone, InputObject)]
pub struct ProgrammeStartInput {
    /// Global id of the programme.
    pub id: ID,
    /// The version that you saw.
    pub version: i32,
}

/// What `programmeStart` answers.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeStartPayload {
    /// The programme as it stands now.
    pub programme: Option<Programme>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `programmeClose` takes.
#[derive(Debug, Clone, InputObject)]
pub struct ProgrammeCloseInput {
    /// Global id of the programme.
    pub id: ID,
    /// The version that you saw.
    pub version: i32,
}

/// What `programmeClose` answers.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeClosePayload {
    /// The programme as it stands now.
    pub programme: Option<Programme>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `programmeStop` takes.
#[derive(Debug, Clone, InputObject)]
pub struct ProgrammeStopInput {
    /// Global id of the programme.
    pub id: ID,
    /// The version that you saw.
    pub version: i32,
    /// Why; up to 2,000 characters, which those who see the programme read.
    pub words: String,
}

/// What `programmeStop` answers.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeStopPayload {
    /// The programme as it stands now.
    pub programme: Option<Programme>,
    /// What to correct.
    pub errors: Vec<UserError>,
}
