//! Who is told of what: the firm's people of an open need near them, the buyer's people and the staff of the
//! need's centre of a supplier that came near. Whoever may not see it anyhow is not told. Must not look at
//! how near anyone comes.

use super::open_needs::OpenNeed;
use super::{roles_of_centres, roles_of_firms};
use crate::context::App;
use crate::error::AppResult;
use crate::policy::{self, Decision, Operation, Relation};
use eslabon_domain::actors::Actor;
use eslabon_domain::alerts::{AlertKind, Nearness};
use eslabon_domain::ids::{CentreId, OrganisationId, PersonId, SiteId};
use eslabon_storage::alerts::Alert;
use eslabon_storage::memberships::{self, Membership};
use eslabon_storage::people;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Something worth telling.
pub(super) struct News {
    /// Of what.
    pub kind: AlertKind,
    /// The need.
    pub open: Arc<OpenNeed>,
    /// The site.
    pub site: SiteId,
    /// Whose site it is.
    pub firm: OrganisationId,
    /// How near it came.
    pub nearness: Nearness,
}

/// The alerts that come of news, each person's once.
pub(super) async fn to_whom(app: &App, news: &[News]) -> AppResult<Vec<Alert>> {
    if news.is_empty() {
        return Ok(Vec::new());
    }
    let people = Concerned::load(app, news).await?;
    let mut alerts = Vec::new();
    for one in news {
        let told: BTreeSet<PersonId> = match one.kind {
            AlertKind::Opportunity => people.of_firm(one).collect(),
            AlertKind::Supplier => people.of_need(one).collect(),
        };
        alerts.extend(told.into_iter().map(|person| Alert {
            number: 0,
            person,
            kind: one.kind,
            need: one.open.need.id,
            need_version: one.open.need.version,
            site: one.site,
            nearness: one.nearness,
            created_at: app.now(),
            read_at: None,
        }));
    }
    Ok(alerts)
}

/// The people whom news may concern, as they act.
struct Concerned {
    by_firm: BTreeMap<OrganisationId, Vec<Actor>>,
    by_centre: BTreeMap<CentreId, Vec<Actor>>,
}

impl Concerned {
    async fn load(app: &App, news: &[News]) -> AppResult<Self> {
        let (mut firms, mut centres) = (BTreeSet::new(), BTreeSet::new());
        for one in news {
            match one.kind {
                AlertKind::Opportunity => {
                    firms.insert(one.firm);
                }
                AlertKind::Supplier => {
                    firms.insert(one.open.need.organisation);
                    centres.insert(one.open.need.centre);
                }
            }
        }
        let (firms, centres): (Vec<_>, Vec<_>) =
            (firms.into_iter().collect(), centres.into_iter().collect());
        let staff = roles_of_centres();
        let held = memberships::concerned(app.database(), &firms, &centres, &staff).await?;
        let active = active(app, &held).await?;
        let (mut by_firm, mut by_centre) = (BTreeMap::new(), BTreeMap::new());
        for hat in held.into_iter().filter(|hat| active.contains(&hat.person)) {
            let actor = acting(&hat);
            if let Some(firm) = hat.organisation {
                by_firm
                    .entry(firm)
                    .or_insert_with(Vec::new)
                    .push(actor.clone());
            }
            if let Some(centre) = hat.centre.filter(|_| staff.contains(&hat.role)) {
                by_centre.entry(centre).or_insert_with(Vec::new).push(actor);
            }
        }
        Ok(Self { by_firm, by_centre })
    }

    /// The people of the firm whose site it is.
    fn of_firm<'a>(&'a self, one: &News) -> impl Iterator<Item = PersonId> + use<'a> {
        let roles = roles_of_firms();
        let people = self.by_firm.get(&one.firm).into_iter().flatten();
        people
            .filter(move |actor| roles.contains(&actor.role))
            .filter_map(|actor| actor.person)
    }

    /// The people whose shortlist of the need shows the site: the buyer's, and those of the need's centre.
    fn of_need<'a>(&'a self, one: &'a News) -> impl Iterator<Item = PersonId> + use<'a> {
        let need = &one.open.need;
        let buyers = self.by_firm.get(&need.organisation).into_iter().flatten();
        let staff = self.by_centre.get(&need.centre).into_iter().flatten();
        let sees = move |actor: &&Actor| {
            let relation = Relation::to_need(actor, need);
            let decision = policy::decide(Operation::SeeShortlist, actor.role, relation);
            decision == Decision::Allow && policy::may(actor.role, Operation::SeeAlerts)
        };
        buyers.chain(staff).filter(sees).filter_map(|a| a.person)
    }
}

/// Those who may sign in.
async fn active(app: &App, held: &[Membership]) -> AppResult<BTreeSet<PersonId>> {
    let ids: BTreeSet<PersonId> = held.iter().map(|hat| hat.person).collect();
    let ids: Vec<PersonId> = ids.into_iter().collect();
    let people = people::load_many(app.database(), &ids).await?;
    let active = people.into_iter().filter(people::Person::is_active);
    Ok(active.map(|person| person.id).collect())
}

/// Someone in one of her roles. What other centres share with hers is not among what she is told.
pub(super) fn acting(hat: &Membership) -> Actor {
    Actor {
        person: Some(hat.person),
        role: hat.role,
        organisation: hat.organisation,
        centre: hat.centre,
        ..Actor::visitor()
    }
}
