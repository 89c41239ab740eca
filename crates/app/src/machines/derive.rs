//! What a change of the list makes of the facts of its site. Facts that a document or a visit showed are not
//! weakened, what is known already is not said again, and what nobody says any more ends.

use crate::context::{App, Words};
use crate::error::{AppError, AppResult};
use crate::profiles::newest;
use crate::profiles::record::{holds, source_of, standing_against};
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::EQUIPMENT_OWNED;
use eslabon_domain::facts::{Fact, FactValue, Origin};
use eslabon_domain::ids::{FactId, SiteId};
use eslabon_domain::machines::Machine;
use eslabon_engine::machines::{Change, Said, Slot, changes, fell};
use jiff::civil::Date;

/// The list before and after an act, and how that is known.
pub(crate) struct Act<'a> {
    /// The machines that were on the list.
    pub before: &'a [Machine],
    /// The machines that are on it now.
    pub after: &'a [Machine],
    /// Since which day it is so.
    pub on: Date,
    /// How it is known that something is gone.
    pub origin: Origin,
}

/// The facts of a site that follow from an act, by what is known of the site.
pub(crate) fn facts_of(
    app: &App,
    words: &Words,
    actor: &Actor,
    site: SiteId,
    known: &[Fact],
    act: &Act<'_>,
) -> AppResult<Vec<Fact>> {
    let mut said = Vec::new();
    for change in changes(act.before, act.after) {
        let fact = match change {
            Change::Says { slot, now, was } => {
                let fell = fell(was.as_ref(), &now);
                let fact = fact(app, actor, site, act, slot, now);
                if !fell && is_known_to_be_more(words, app.today(), known, &fact) {
                    continue;
                }
                fact
            }
            Change::Gone(kind) => {
                let none = Said {
                    value: FactValue::exactly(0),
                    entered: None,
                    origin: act.origin,
                };
                let slot = (kind, EQUIPMENT_OWNED.to_owned());
                let was = fact(app, actor, site, act, slot.clone(), listed(act, &slot.0));
                // Who takes the one that she listed of her four lathes off the list still has the others.
                if is_known_to_be_more(words, app.today(), known, &was) {
                    continue;
                }
                fact(app, actor, site, act, slot, none)
            }
            Change::Ends(slot, was) => {
                let Some(standing) = newest(known, &slot.1, Some(&slot.0)) else {
                    continue;
                };
                // Someone said something else since: that stays.
                if standing.value != was.value || !holds(words, standing, app.today()) {
                    continue;
                }
                ended(app, actor, site, act, standing)?
            }
        };
        if is_news(words, app.today(), known, &fact)
            && standing_against(app, words, actor, known, &fact).is_none()
        {
            said.push(fact);
        }
    }
    Ok(said)
}

/// How many of a type were on the list.
fn listed(act: &Act<'_>, kind: &str) -> Said {
    let of_kind = act.before.iter().filter(|one| one.plate.kind == kind);
    let count = of_kind.fold(0_i64, |sum, one| sum.saturating_add(one.plate.count));
    Said {
        value: FactValue::exactly(count),
        entered: None,
        origin: act.origin,
    }
}

fn fact(app: &App, actor: &Actor, site: SiteId, act: &Act<'_>, slot: Slot, said: Said) -> Fact {
    let (kind, attribute) = slot;
    Fact {
        id: FactId::generate(),
        site,
        observed: since(act, &kind),
        item: Some(kind),
        attribute,
        value: said.value,
        entered: said.entered,
        origin: said.origin,
        source: source_of(actor).to_owned(),
        valid_until: None,
        recorded: app.now(),
    }
}

/// The same once more, that it held until the day before: what is not said any more is not known.
fn ended(
    app: &App,
    actor: &Actor,
    site: SiteId,
    act: &Act<'_>,
    standing: &Fact,
) -> AppResult<Fact> {
    let before = act.on.min(app.today()).yesterday();
    let before = before.map_err(|e| AppError::Internal(e.to_string()))?;
    Ok(Fact {
        id: FactId::generate(),
        site,
        origin: act.origin,
        source: source_of(actor).to_owned(),
        valid_until: Some(before),
        recorded: app.now(),
        ..standing.clone()
    })
}

/// The day of the act; never before a day on which one of the type was seen, so that the list as it is now
/// comes after the list as it was.
fn since(act: &Act<'_>, kind: &str) -> Date {
    let of_kind = |machine: &&Machine| machine.plate.kind == kind;
    let all = act.before.iter().chain(act.after).filter(of_kind);
    all.map(|machine| machine.observed)
        .fold(act.on, |latest, day| latest.max(day))
}

/// Whether a larger figure is known: who lists the first of her four lathes still has four.
fn is_known_to_be_more(words: &Words, today: Date, known: &[Fact], fact: &Fact) -> bool {
    let standing = newest(known, &fact.attribute, fact.item.as_deref());
    let standing = standing.filter(|standing| holds(words, standing, today));
    match (standing.map(|standing| &standing.value), &fact.value) {
        (Some(FactValue::Amount { low: known, .. }), FactValue::Amount { low, .. }) => low < known,
        _ => false,
    }
}

/// Whether a fact says what is not known so, or knows it better.
fn is_news(words: &Words, today: Date, known: &[Fact], fact: &Fact) -> bool {
    let Some(standing) = newest(known, &fact.attribute, fact.item.as_deref()) else {
        return true;
    };
    let is_same = standing.value == fact.value
        && standing.valid_until == fact.valid_until
        && standing.origin >= fact.origin;
    !is_same || !holds(words, standing, today)
}
