//! Rows of the template of needs. The same rules hold as for a need that is posted: a must that
//! cannot be asked for rejects the row, because without it another need would be posted.

use super::cells::{self, Reading};
use super::columns::TARGET_PRICE;
use super::messages::Code;
use super::need_terms::{self, Stated};
use super::plan::{Outcome, Plan};
use super::requirements::{any_of, parse, states};
use super::values::Names;
use crate::context::{App, Words};
use crate::error::{AppError, AppResult};
use crate::needs::{CriterionDraft, NeedDraft, TITLE_MAX, asks_the_same, check_draft, names};
use crate::search::locate;
use eslabon_domain::attributes::{
    EQUIPMENT_OWNED, MATERIAL_WORKED, PROCESS_OFFERED, SECTOR_SERVED, SITE_POSITION, SITE_STAFF,
    SITE_STATE, STANDARD_HELD,
};
use eslabon_domain::ids::{CentreId, CriterionId, NeedId, OrganisationId};
use eslabon_domain::needs::{Criterion, Need, NeedStatus, Requirement, Strength};
use eslabon_domain::text::{LocalText, normal_form};
use eslabon_domain::vocabulary::ConceptKind;
use eslabon_storage::organisations::{self, Organisation, OrganisationKind};
use eslabon_storage::{Read, need_prices, needs};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::HashMap;

/// Columns of musts by concept.
const LISTS: [(&str, ConceptKind, &str); 5] = [
    ("processes", ConceptKind::Process, PROCESS_OFFERED),
    ("materials", ConceptKind::Material, MATERIAL_WORKED),
    ("certificates", ConceptKind::Standard, STANDARD_HELD),
    ("equipment", ConceptKind::Equipment, EQUIPMENT_OWNED),
    ("sectors", ConceptKind::Sector, SECTOR_SERVED),
];

/// What reading needs besides the row.
pub(super) struct Context<'a> {
    pub app: &'a App,
    pub words: &'a Words,
    pub names: &'a Names,
    pub today: Date,
}

/// A row of the template.
#[derive(Debug)]
pub(super) struct NeedRow {
    pub key: String,
    /// Name or key of the lead firm.
    pub company: String,
    pub fictional: bool,
    pub status: NeedStatus,
    pub draft: NeedDraft,
    /// Which terms the file states at all.
    pub stated: Stated,
}

/// Reads a row.
pub(super) fn read(reading: &mut Reading<'_>, context: &Context<'_>) -> Option<NeedRow> {
    let key = reading.required("key", 100);
    let company = reading.required("company", 300);
    let title = reading.required("title", TITLE_MAX);
    let description = reading.lines("description").to_owned();
    let lang = reading.language("language", &format!("{title} {description}"));
    let mut criteria = Vec::new();
    concepts(reading, context, &mut criteria);
    place(reading, &mut criteria);
    staff(reading, &mut criteria);
    for (field, strength) in [("requirements", Strength::Must), ("wishes", Strength::Wish)] {
        for part in cells::list(reading.lines(field)) {
            match (
                parse(part, strength, context.words, context.names),
                strength,
            ) {
                (Ok(criterion), _) => criteria.push(criterion),
                (Err(code), Strength::Must) => reading.reject(field, part, code),
                (Err(code), Strength::Wish) => reading.warn(field, part, code),
            }
        }
    }
    let terms = need_terms::read(reading, context.today);
    let target_price = need_terms::price(reading, terms.currency);
    let row = NeedRow {
        stated: Stated::of(reading),
        key,
        company,
        fictional: reading.yes_no("fictional").unwrap_or(false),
        status: status(reading),
        draft: NeedDraft {
            organisation: None,
            organisation_name: None,
            title: LocalText { lang, text: title },
            description: LocalText {
                lang,
                text: description,
            },
            criteria,
            terms,
            target_price,
            starts_on: reading.date("starts_on", context.today),
            closes_on: reading.date("closes_on", context.today),
            hide_buyer: reading.yes_no("hide_buyer").unwrap_or(false),
        },
    };
    if reading.rejected {
        return None;
    }
    check(reading, context, row)
}

/// A must of any concepts, with no item of its own.
fn must(attribute: &str, requirement: Requirement) -> CriterionDraft {
    CriterionDraft {
        attribute: attribute.to_owned(),
        item: None,
        requirement,
        strength: Strength::Must,
        weight: 10,
    }
}

fn concepts(reading: &mut Reading<'_>, context: &Context<'_>, criteria: &mut Vec<CriterionDraft>) {
    for (field, kind, attribute) in LISTS {
        for part in cells::list(reading.lines(field)) {
            match any_of(kind, part, context.names) {
                Ok(requirement) => criteria.push(must(attribute, requirement)),
                Err(code) => reading.reject(field, part, code),
            }
        }
    }
}

fn place(reading: &mut Reading<'_>, criteria: &mut Vec<CriterionDraft>) {
    let named = reading.text("states");
    if !named.is_empty() {
        match states(&named, '|') {
            Ok(states) => criteria.push(must(SITE_STATE, Requirement::InStates { states })),
            Err(code) => reading.reject("states", &named, code),
        }
    }
    let (radius, around) = (reading.text("radius_km"), reading.text("around"));
    if radius.is_empty() && around.is_empty() {
        return;
    }
    let Some(km) = radius
        .parse::<i64>()
        .ok()
        .filter(|km| (1..=3_000).contains(km))
    else {
        return reading.reject("radius_km", &radius, Code::BadNumber);
    };
    match locate(&around) {
        Some((centre, _)) => {
            let requirement = Requirement::Within {
                centre,
                label: around.into_owned(),
                radius_m: km * 1_000,
            };
            criteria.push(must(SITE_POSITION, requirement));
        }
        None => reading.reject("around", &around, Code::UnknownMunicipality),
    }
}

fn staff(reading: &mut Reading<'_>, criteria: &mut Vec<CriterionDraft>) {
    let text = reading.text("min_staff");
    if text.is_empty() {
        return;
    }
    match text.parse::<i64>() {
        Ok(amount) if amount >= 0 => {
            criteria.push(must(SITE_STAFF, Requirement::AtLeast { amount }))
        }
        Ok(_) => reading.reject("min_staff", &text, Code::NegativeValue),
        Err(_) => reading.reject("min_staff", &text, Code::BadNumber),
    }
}

fn status(reading: &mut Reading<'_>) -> NeedStatus {
    let text = reading.text("status");
    match normal_form(&text).as_str() {
        "" | "abierto" | "open" => NeedStatus::Open,
        "borrador" | "draft" => NeedStatus::Draft,
        "adjudicado" | "awarded" => NeedStatus::Awarded,
        "retirado" | "withdrawn" => NeedStatus::Withdrawn,
        _ => {
            reading.warn("status", &text, Code::BadStatus);
            NeedStatus::Draft
        }
    }
}

/// The rules of posting. A wish that cannot be asked for is left out; anything else rejects the row.
fn check(reading: &mut Reading<'_>, context: &Context<'_>, mut row: NeedRow) -> Option<NeedRow> {
    row.draft.criteria = once(std::mem::take(&mut row.draft.criteria));
    let askable = |criterion: &CriterionDraft| {
        let alone = NeedDraft {
            criteria: vec![criterion.clone()],
            ..row.draft.clone()
        };
        !matches!(check_draft(context.app, &alone), Err(AppError::Invalid(faults))
            if faults.iter().any(|fault| fault.field.starts_with("criteria.")))
    };
    let (kept, left_out): (Vec<_>, Vec<_>) = row.draft.criteria.iter().cloned().partition(askable);
    for criterion in left_out {
        match criterion.strength {
            Strength::Must => {
                reading.reject("requirements", &criterion.attribute, Code::UnknownAttribute)
            }
            Strength::Wish => reading.warn("wishes", &criterion.attribute, Code::UnknownAttribute),
        }
    }
    row.draft.criteria = kept;
    if let Err(AppError::Invalid(faults)) = check_draft(context.app, &row.draft) {
        for fault in &faults {
            need_terms::leave_out(reading, &mut row.draft.terms, fault);
            if fault.field == TARGET_PRICE {
                row.draft.target_price = None;
                reading.warn(TARGET_PRICE, "", Code::BadPrice);
            }
        }
    }
    if let Err(AppError::Invalid(faults)) = check_draft(context.app, &row.draft) {
        for fault in faults {
            let (field, code) = match (fault.field.as_str(), fault.code) {
                ("closes_on", _) => ("closes_on", Code::DatesReversed),
                (_, "too_long") => ("description", Code::TooLong),
                ("criteria", "required") => ("key", Code::NoCriteria),
                _ => ("requirements", Code::BadCriterion),
            };
            reading.reject(field, &fault.detail, code);
        }
    }
    (!reading.rejected).then_some(row)
}

/// Lists name things twice, in two columns or by two names: asked once, as a must where either is.
fn once(criteria: Vec<CriterionDraft>) -> Vec<CriterionDraft> {
    let mut kept: Vec<CriterionDraft> = Vec::with_capacity(criteria.len());
    for criterion in criteria {
        match kept.iter_mut().find(|one| asks_the_same(one, &criterion)) {
            Some(one) if criterion.strength == Strength::Must => one.strength = Strength::Must,
            Some(_) => {}
            None => kept.push(criterion),
        }
    }
    kept
}

/// Plans a batch.
pub(super) async fn plan(
    db: &impl Read,
    rows: Vec<(i64, NeedRow)>,
    now: Timestamp,
    centre: CentreId,
) -> AppResult<Plan> {
    let mut plan = Plan::default();
    let ids: Vec<NeedId> = rows.iter().map(|(_, row)| need_id(&row.key)).collect();
    let known: HashMap<NeedId, Need> = needs::load_many(db, &ids)
        .await?
        .into_iter()
        .map(|need| (need.id, need))
        .collect();
    let prices = need_prices::load_many(db, &ids).await?;
    let mut firms: HashMap<String, OrganisationId> = HashMap::new();
    for (number, row) in rows {
        let stored = known.get(&need_id(&row.key));
        let organisation = match firms.get(&row.company) {
            Some(known) => Some(*known),
            None => find_lead_firm(db, &row.company).await?,
        };
        // Neither another firm's need nor one of another centre's pipeline is overwritten.
        let is_anothers =
            |need: &Need| Some(need.organisation) != organisation || need.centre != centre;
        if stored.is_some_and(is_anothers) {
            plan.reject(number, "company", &row.company, Code::OtherFirmsKey);
            continue;
        }
        // A list says of a need that is new who may know its buyer; afterwards that is said elsewhere and stays.
        let is_shown = stored.map_or(!row.draft.hide_buyer, |need| need.buyer_shown);
        if !is_shown && let Some(column) = names_buyer(db, &row, organisation).await? {
            plan.reject(number, column, "", Code::NamesBuyer);
            continue;
        }
        let organisation = organisation.unwrap_or_else(|| new_lead_firm(&mut plan, &row, now));
        firms.insert(row.company.clone(), organisation);
        let version = stored.map_or(1, |need| need.version);
        let stated = row.stated.clone();
        let price = match stated.price {
            true => row.draft.target_price,
            false => stored.and_then(|need| prices.get(&need.id).copied()),
        };
        let mut fresh = need(row, organisation, centre, version);
        if let Some(stored) = stored {
            fresh.criteria = kept(&stored.criteria, fresh.criteria);
        }
        fresh.buyer_shown = is_shown;
        fresh.terms = stated.over(stored.map(|need| &need.terms), fresh.terms);
        let currency = fresh.terms.currency;
        if price.is_some_and(|price| currency.is_some_and(|one| one != price.currency)) {
            plan.reject(number, TARGET_PRICE, "", Code::BadPrice);
            continue;
        }
        // The file need not say the day of samples: it is held against the one that is stored.
        let is_too_late = |sample: Date| fresh.starts_on.is_some_and(|starts| sample > starts);
        if let Some(sample) = fresh.terms.sample_on.filter(|day| is_too_late(*day)) {
            plan.reject(
                number,
                "starts_on",
                &sample.to_string(),
                Code::SampleAfterStart,
            );
            continue;
        }
        let is_priced_anew = price != prices.get(&fresh.id).copied();
        match stored {
            Some(stored) if *stored == fresh && !is_priced_anew => {
                plan.count(number, Outcome::Unchanged);
                continue;
            }
            _ if is_priced_anew => plan.need_prices.push((fresh.id, price)),
            _ => {}
        }
        match stored {
            None => {
                plan.needs.push(fresh);
                plan.count(number, Outcome::New);
            }
            Some(_) => {
                plan.changed_needs.push(fresh);
                plan.count(number, Outcome::Changed);
            }
        }
    }
    Ok(plan)
}

/// Where the words of a row name the buyer. A firm that is new is called as the row calls it.
async fn names_buyer(
    db: &impl Read,
    row: &NeedRow,
    organisation: Option<OrganisationId>,
) -> AppResult<Option<&'static str>> {
    let known = match organisation {
        Some(id) => organisations::find(db, id).await?,
        None => None,
    };
    let name = known.map_or_else(|| row.company.clone(), |known| known.name);
    let texts = [
        ("title", &row.draft.title.text),
        ("description", &row.draft.description.text),
    ];
    let named = texts.into_iter().find(|(_, text)| names(text, &name));
    Ok(named.map(|(column, _)| column))
}

/// The need of a key; in a file that we wrote the key is the need's own id.
fn need_id(key: &str) -> NeedId {
    let own = key.parse::<NeedId>();
    own.unwrap_or_else(|_| NeedId::from_name(&format!("need/{key}")))
}

/// The criteria of a row, those that are stored already as they are: the same in another order is the same.
fn kept(stored: &[Criterion], fresh: Vec<Criterion>) -> Vec<Criterion> {
    let is_same = |one: &Criterion, other: &Criterion| {
        Criterion {
            id: one.id,
            ..other.clone()
        } == *one
    };
    let mut left: Vec<&Criterion> = stored.iter().collect();
    let kept: Vec<Criterion> = fresh
        .into_iter()
        .map(
            |one| match left.iter().position(|known| is_same(known, &one)) {
                Some(at) => left.remove(at).clone(),
                None => one,
            },
        )
        .collect();
    match left.is_empty() && kept.len() == stored.len() {
        true => stored.to_vec(),
        false => kept,
    }
}

/// The lead firm named by key or by name.
async fn find_lead_firm(db: &impl Read, named: &str) -> AppResult<Option<OrganisationId>> {
    let by_key = super::institutions::organisation_id(named);
    let keyed = organisations::find(db, by_key).await?;
    if keyed.is_some_and(|known| known.kind == OrganisationKind::LeadFirm) {
        return Ok(Some(by_key));
    }
    let by_name = organisations::find_by_name(db, OrganisationKind::LeadFirm, named).await?;
    Ok(by_name.map(|known| known.id))
}

/// A name that is unknown becomes a lead firm.
fn new_lead_firm(plan: &mut Plan, row: &NeedRow, now: Timestamp) -> OrganisationId {
    // A name is no key: an institution may have this very word for its key.
    let id = OrganisationId::from_name(&format!("lead firm/{}", row.company));
    plan.organisations.push(Organisation {
        id,
        kind: OrganisationKind::LeadFirm,
        name: row.company.clone(),
        fictional: row.fictional,
        created_at: now,
    });
    id
}

/// Ids of criteria follow from the key and their place, so that the same row gives the same need.
fn need(row: NeedRow, organisation: OrganisationId, centre: CentreId, version: i32) -> Need {
    let criterion = |(at, draft): (usize, CriterionDraft)| Criterion {
        id: CriterionId::from_name(&format!("need/{}/{at}", row.key)),
        attribute: draft.attribute,
        item: draft.item,
        requirement: draft.requirement,
        strength: draft.strength,
        weight: draft.weight,
    };
    Need {
        id: need_id(&row.key),
        organisation,
        centre,
        version,
        title: row.draft.title,
        description: row.draft.description,
        criteria: row
            .draft
            .criteria
            .into_iter()
            .enumerate()
            .map(criterion)
            .collect(),
        terms: row.draft.terms,
        status: row.status,
        starts_on: row.draft.starts_on,
        closes_on: row.draft.closes_on,
        buyer_shown: true,
        fictional: row.fictional,
    }
}
