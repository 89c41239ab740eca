//! What deciding costs: one decision of the policy, and what scoping adds to a list. For
//! `eslabon evaluate access`; writes invented needs into an empty installation.

use crate::context::{App, Silent};
use crate::error::{AppError, AppResult};
use crate::needs::{list_needs, search_needs};
use crate::policy::{self, Operation, Relation};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::{CentreId, CriterionId, NeedId, OrganisationId};
use eslabon_domain::needs::{Criterion, Need, NeedStatus, Requirement, Strength};
use eslabon_domain::terms::NeedTerms;
use eslabon_domain::text::{Lang, LocalText};
use eslabon_storage::centres::{self, Centre};
use eslabon_storage::organisations::{self, Organisation, OrganisationKind};
use eslabon_storage::{Change, needs};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Firms and centres over which the needs are spread.
const FIRMS: usize = 40;
const CENTRES: usize = 4;
/// Needs of one transaction.
const BATCH: usize = 500;
/// Decisions that are timed.
const DECISIONS: u32 = 2_000_000;
/// A page of a list.
const PAGE: u64 = 100;

/// What was measured.
#[derive(Debug, Clone)]
pub struct AccessFigures {
    /// Nanoseconds of one decision.
    pub decision_ns: f64,
    /// Needs in the database.
    pub needs: usize,
    /// Who lists, what is asked, median microseconds without and with scoping.
    pub lists: Vec<(&'static str, u128, u128)>,
}

/// Fills an empty installation with invented needs and measures.
///
/// # Errors
/// [`AppError::Conflict`] where the installation holds needs already.
pub async fn measure(app: &App, needs: usize, rounds: usize) -> AppResult<AccessFigures> {
    let operator = Actor::command_line();
    if !list_needs(app, &operator, None, None, 1).await?.is_empty() {
        return Err(AppError::Conflict);
    }
    fill(app, needs).await?;
    app.catch_up(&Silent).await?;
    let decision_ns = time_decisions();
    let mut lists = Vec::new();
    let firm = OrganisationId::from_name("evaluate/firm/0");
    let centre = CentreId::from_name("evaluate/centre/0");
    let actor = |role| Actor {
        role,
        organisation: Some(firm),
        centre: Some(centre),
        ..Actor::visitor()
    };
    // The same page of the same size: the operator asks for it without a scope.
    for (who, role) in [
        ("staff: own centre", Role::CentreStaff),
        ("engineer: own firm", Role::Engineer),
        ("owner: open needs", Role::Owner),
    ] {
        let scoped = actor(role);
        let (mut without, mut with) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            without.push(time_list(app, &operator).await?);
            with.push(time_list(app, &scoped).await?);
        }
        lists.push((who, median(without), median(with)));
    }
    let staff = actor(Role::CentreStaff);
    let (mut without, mut with) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        without.push(time_search(app, &operator).await?);
        with.push(time_search(app, &staff).await?);
    }
    lists.push(("staff: search", median(without), median(with)));
    Ok(AccessFigures {
        decision_ns,
        needs,
        lists,
    })
}

fn time_decisions() -> f64 {
    let pairs: Vec<(Operation, Role, Relation)> = Operation::ALL
        .into_iter()
        .flat_map(|operation| {
            Role::ALL.into_iter().flat_map(move |role| {
                Relation::ALL
                    .into_iter()
                    .map(move |relation| (operation, role, relation))
            })
        })
        .collect();
    let started = Instant::now();
    let mut done = 0_u32;
    while done < DECISIONS {
        for (operation, role, relation) in &pairs {
            black_box(policy::decide(
                black_box(*operation),
                black_box(*role),
                black_box(*relation),
            ));
        }
        done += u32::try_from(pairs.len()).unwrap_or(u32::MAX);
    }
    started.elapsed().as_secs_f64() * 1e9 / f64::from(done)
}

async fn time_list(app: &App, actor: &Actor) -> AppResult<Duration> {
    let started = Instant::now();
    black_box(list_needs(app, actor, None, None, PAGE).await?);
    Ok(started.elapsed())
}

async fn time_search(app: &App, actor: &Actor) -> AppResult<Duration> {
    let started = Instant::now();
    black_box(search_needs(app, actor, "torneado", Lang::Es, 100).await?);
    Ok(started.elapsed())
}

/// Microseconds.
fn median(mut times: Vec<Duration>) -> u128 {
    times.sort_unstable();
    times
        .get(times.len() / 2)
        .copied()
        .unwrap_or_default()
        .as_micros()
}

async fn fill(app: &App, count: usize) -> AppResult<()> {
    let mut tx = app.database().begin().await?;
    let firms: Vec<Organisation> = (0..FIRMS)
        .map(|at| Organisation {
            id: OrganisationId::from_name(&format!("evaluate/firm/{at}")),
            kind: OrganisationKind::LeadFirm,
            name: format!("Tractora {at}"),
            fictional: true,
            created_at: app.now(),
        })
        .collect();
    organisations::insert_many(&tx, &firms).await?;
    for at in 0..CENTRES {
        let centre = Centre {
            id: CentreId::from_name(&format!("evaluate/centre/{at}")),
            organisation: None,
            name: format!("Centro {at}"),
            states: Vec::new(),
            created_at: app.now(),
        };
        centres::insert(&tx, &centre).await?;
    }
    let mut ids = Vec::new();
    for at in 0..count {
        let need = invented(at);
        ids.push(need.id);
        needs::insert(&tx, &need).await?;
        if ids.len() == BATCH {
            tx.record_change(Change::Needs(std::mem::take(&mut ids)));
            tx.commit().await?;
            tx = app.database().begin().await?;
        }
    }
    tx.record_change(Change::Needs(ids));
    tx.commit().await?;
    Ok(())
}

fn invented(at: usize) -> Need {
    let text = |text: String| LocalText {
        lang: Lang::Es,
        text,
    };
    Need {
        id: NeedId::generate(),
        organisation: OrganisationId::from_name(&format!("evaluate/firm/{}", at % FIRMS)),
        centre: CentreId::from_name(&format!("evaluate/centre/{}", at % CENTRES)),
        version: 1,
        title: text(format!("Bujes torneados, familia {at}")),
        description: text("Torneado CNC de bujes de acero, lotes mensuales.".into()),
        criteria: vec![Criterion {
            id: CriterionId::generate(),
            attribute: eslabon_domain::attributes::PROCESS_OFFERED.into(),
            item: None,
            requirement: Requirement::AnyOf {
                concepts: vec!["process.cnc_turning".into()],
            },
            strength: Strength::Must,
            weight: 10,
        }],
        terms: NeedTerms::default(),
        status: NeedStatus::Open,
        starts_on: None,
        closes_on: None,
        // One in ten buyers keeps her name back.
        buyer_shown: !at.is_multiple_of(10),
        fictional: true,
    }
}
