//! A programme as the paper that is signed. It says what its reader may see of it on the page, and no more; its
//! words are the faces'. That it left is on record.

use super::commitments::{Commitment, commitments};
use super::load_for;
use super::read::{ProgrammeView, view_of};
use crate::audit::{Export, record_export};
use crate::context::App;
use crate::error::AppResult;
use crate::policy::Operation;
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::ProgrammeId;
use eslabon_domain::places::StateCode;
use eslabon_domain::programmes::ProgrammeSide;
use eslabon_storage::programmes::Share;
use eslabon_storage::{centres, organisations};
use jiff::civil::Date;

/// What stands on the paper of a programme.
#[derive(Debug, Clone)]
pub struct ProgrammePaper {
    /// The programme, as its reader sees it.
    pub view: ProgrammeView,
    /// The lead firm's name; absent where the reader may not know it.
    pub lead_firm: Option<String>,
    /// The states that the centre serves; empty: all.
    pub states: Vec<StateCode>,
    /// What each side promises.
    pub commitments: Vec<(ProgrammeSide, Vec<Commitment>)>,
    /// The day on which it is made.
    pub made_on: Date,
}

/// Takes a programme out as a paper, and puts that on record.
///
/// # Errors
/// As [`super::load_programme`].
pub async fn export_paper(app: &App, actor: &Actor, id: ProgrammeId) -> AppResult<ProgrammePaper> {
    let loaded = load_for(app, actor, Operation::SeeProgramme, id).await?;
    let view = view_of(app, actor, &loaded).await?;
    let owner = loaded.programme.is_shown.then(|| loaded.owner());
    record_export(app, actor, Export::Programme(id, owner), view.steps.len()).await?;
    let db = app.database();
    // Where the name is kept back, the id is too, and nobody has the one that stands for it.
    let lead_firm = organisations::find(db, view.programme.lead_firm).await?;
    let centre = centres::find(db, view.programme.centre).await?;
    let lines = view.steps.iter().filter(|line| line.step.state.counts());
    let shares: Vec<Share> = lines
        .clone()
        .flat_map(|line| line.shares.iter().copied())
        .collect();
    let commitments = commitments(lines.map(|line| &line.step), &shares);
    Ok(ProgrammePaper {
        lead_firm: lead_firm.map(|firm| firm.name),
        states: centre.map(|centre| centre.states).unwrap_or_default(),
        commitments,
        made_on: app.today(),
        view,
    })
}
