//! The invented installation: firms with a profile, a few of which have an account, and open needs. The same
//! every time, but for ids and days.

use super::Sizes;
use crate::alerts::skip_to;
use crate::context::App;
use crate::error::AppResult;
use eslabon_domain::actors::Role;
use eslabon_domain::attributes::{PROCESS_OFFERED, SITE_STAFF, SITE_STATE, STANDARD_HELD};
use eslabon_domain::facts::{Fact, FactValue, Origin};
use eslabon_domain::ids::{
    CriterionId, FactId, MembershipId, NeedId, OrganisationId, PersonId, SiteId,
};
use eslabon_domain::needs::{Criterion, Need, NeedStatus, Requirement, Strength};
use eslabon_domain::places::StateCode;
use eslabon_domain::text::{Lang, LocalText};
use eslabon_storage::memberships::{self, Membership};
use eslabon_storage::organisations::{self, Organisation, OrganisationKind};
use eslabon_storage::people::{self, Person};
use eslabon_storage::sites::{self, PositionSource, Site};
use eslabon_storage::{Change, Transaction, facts, feed, needs};

/// What firms do and needs ask.
pub(super) const PROCESSES: [&str; 6] = [
    "process.cnc_turning",
    "process.milling",
    "process.injection_molding",
    "process.welding",
    "process.stamping",
    "process.casting",
];
/// Lead firms over which the needs are spread.
const BUYERS: usize = 40;
/// Sites or needs of one transaction.
const BATCH: usize = 500;

/// Fills the installation; answers the sites whose firm has an account.
pub(super) async fn fill(app: &App, sizes: Sizes) -> AppResult<Vec<SiteId>> {
    let every = sizes.sites.div_ceil(sizes.firms.max(1)).max(1);
    let tx = app.database().begin().await?;
    let (owner, engineer) = (person(app, "owner"), person(app, "engineer"));
    people::insert(&tx, &owner).await?;
    people::insert(&tx, &engineer).await?;
    let buyers: Vec<Organisation> = (0..BUYERS)
        .map(|at| organisation(app, OrganisationKind::LeadFirm, at))
        .collect();
    organisations::insert_many(&tx, &buyers).await?;
    for buyer in &buyers {
        wears(app, &tx, engineer.id, Role::Engineer, buyer.id).await?;
    }
    tx.commit().await?;
    let mut firms = Vec::new();
    for from in (0..sizes.sites).step_by(BATCH) {
        let mut tx = app.database().begin().await?;
        let (mut owners, mut places, mut said) = (Vec::new(), Vec::new(), Vec::new());
        for at in from..(from + BATCH).min(sizes.sites) {
            let firm = organisation(app, OrganisationKind::Sme, at);
            let site = site(at, firm.id);
            said.extend(profile(app, site.id, at));
            owners.push(firm);
            places.push(site);
        }
        organisations::insert_many(&tx, &owners).await?;
        sites::insert_many(&tx, &places).await?;
        facts::append_many(&tx, &said).await?;
        for (_, site) in (from..).zip(&places).filter(|(at, _)| at % every == 0) {
            wears(app, &tx, owner.id, Role::Owner, site.organisation).await?;
            firms.push(site.id);
        }
        tx.record_change(Change::Sites(places.iter().map(|site| site.id).collect()));
        tx.commit().await?;
    }
    for from in (0..sizes.needs).step_by(BATCH) {
        let mut tx = app.database().begin().await?;
        for at in from..(from + BATCH).min(sizes.needs) {
            let need = need(app, at);
            needs::insert(&tx, &need).await?;
            tx.record_change(Change::Needs(vec![need.id]));
        }
        tx.commit().await?;
    }
    Ok(firms)
}

/// Whoever is told is told of what comes from now on.
pub(super) async fn begin_here(app: &App) -> AppResult<()> {
    let end = feed::latest_seq(app.database()).await?;
    skip_to(app, end).await
}

fn organisation(app: &App, kind: OrganisationKind, at: usize) -> Organisation {
    Organisation {
        id: OrganisationId::from_name(&format!("evaluate/{}/{at}", kind.as_str())),
        kind,
        name: format!("Empresa {at}"),
        fictional: true,
        created_at: app.now(),
    }
}

fn person(app: &App, key: &str) -> Person {
    Person {
        id: PersonId::from_name(&format!("evaluate/{key}")),
        version: 1,
        email: None,
        name: key.to_owned(),
        lang: Lang::Es,
        password_hash: None,
        totp_secret: None,
        totp_confirmed_at: None,
        totp_last_step: None,
        notice_version: None,
        notice_accepted_at: None,
        created_at: app.now(),
        disabled_at: None,
        erased_at: None,
    }
}

async fn wears(
    app: &App,
    tx: &Transaction,
    person: PersonId,
    role: Role,
    firm: OrganisationId,
) -> AppResult<()> {
    let membership = Membership {
        id: MembershipId::generate(),
        person,
        organisation: Some(firm),
        centre: Some(app.centre()),
        role,
        granted_by: "evaluate".to_owned(),
        granted_at: app.now(),
        ended_at: None,
    };
    Ok(memberships::insert(tx, &membership).await?)
}

fn site(at: usize, owner: OrganisationId) -> Site {
    Site {
        id: SiteId::from_name(&format!("evaluate/{at}")),
        organisation: owner,
        name: format!("Planta {at}"),
        street: String::new(),
        postal_code: String::new(),
        locality: String::new(),
        municipality: None,
        state: Some(state(at)),
        position: None,
        position_source: PositionSource::None,
        version: 1,
    }
}

fn state(at: usize) -> StateCode {
    StateCode(u8::try_from(at % 32).unwrap_or(0) + 1)
}

/// What a firm says: two processes with a tolerance, people, how soon it delivers; every other one a
/// certificate, every third that this is all.
fn profile(app: &App, site: SiteId, at: usize) -> Vec<Fact> {
    let yes = FactValue::Flag { yes: true };
    let figure = |of: usize, step: i64, from: i64| {
        FactValue::exactly(from + i64::try_from(at % of).unwrap_or(0) * step)
    };
    let mut said = Vec::new();
    for process in PROCESSES.iter().cycle().skip(at % PROCESSES.len()).take(2) {
        let item = Some((*process).to_owned());
        let tolerance = figure(47, 1_500, 5_000);
        said.push(fact(app, site, PROCESS_OFFERED, item.clone(), yes.clone()));
        said.push(fact(app, site, "process.tolerance", item, tolerance));
    }
    said.push(fact(app, site, SITE_STAFF, None, figure(190, 1, 3)));
    said.push(fact(
        app,
        site,
        "site.lead_time_days",
        None,
        figure(61, 1, 3),
    ));
    if at.is_multiple_of(2) {
        let item = Some("standard.iso_9001".to_owned());
        said.push(fact(app, site, STANDARD_HELD, item, yes.clone()));
    }
    if at.is_multiple_of(3) {
        said.push(fact(app, site, "site.processes_complete", None, yes));
    }
    said
}

pub(super) fn fact(
    app: &App,
    site: SiteId,
    attribute: &str,
    item: Option<String>,
    value: FactValue,
) -> Fact {
    Fact {
        id: FactId::generate(),
        site,
        item,
        attribute: attribute.to_owned(),
        value,
        entered: None,
        origin: Origin::Declared,
        source: "evaluate".to_owned(),
        observed: app.today(),
        valid_until: None,
        recorded: app.now(),
    }
}

/// A need of six criteria; one in ten asks for a figure that firms keep closed.
pub(super) fn need(app: &App, at: usize) -> Need {
    let number = |of: usize| i64::try_from(at % of).unwrap_or(0);
    let process = PROCESSES.iter().cycle().nth(at).copied();
    let process = process.unwrap_or_default().to_owned();
    let tolerance = Requirement::AtMost {
        amount: 20_000 + number(40) * 1_000,
    };
    let states: Vec<StateCode> = (0..8).map(|more| state(at + more * 5)).collect();
    let mut asked = vec![
        (
            PROCESS_OFFERED,
            None,
            Requirement::AnyOf {
                concepts: vec![process.clone()],
            },
        ),
        ("process.tolerance", Some(process), tolerance),
        (SITE_STATE, None, Requirement::InStates { states }),
        (
            SITE_STAFF,
            None,
            Requirement::AtLeast {
                amount: 5 + number(30),
            },
        ),
        (
            STANDARD_HELD,
            None,
            Requirement::AnyOf {
                concepts: vec!["standard.iso_9001".to_owned()],
            },
        ),
        (
            "site.lead_time_days",
            None,
            Requirement::AtMost {
                amount: 20 + number(40),
            },
        ),
    ];
    if at.is_multiple_of(10) {
        let oee = Requirement::AtLeast { amount: 600_000 };
        asked.push(("site.oee", None, oee));
    }
    let criterion =
        |(attribute, item, requirement): (&str, Option<String>, Requirement)| Criterion {
            id: CriterionId::generate(),
            attribute: attribute.to_owned(),
            item,
            requirement,
            strength: Strength::Must,
            weight: 50,
        };
    let buyer = format!(
        "evaluate/{}/{}",
        OrganisationKind::LeadFirm.as_str(),
        at % BUYERS
    );
    Need {
        id: NeedId::generate(),
        organisation: OrganisationId::from_name(&buyer),
        centre: app.centre(),
        version: 1,
        title: LocalText::es(format!("Familia {at}")),
        description: LocalText::es("Piezas en lotes mensuales."),
        criteria: asked.into_iter().map(criterion).collect(),
        status: NeedStatus::Open,
        starts_on: None,
        closes_on: None,
        terms: eslabon_domain::terms::NeedTerms::default(),
        buyer_shown: true,
        fictional: true,
    }
}
