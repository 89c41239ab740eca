//! Sourcing needs: proposing criteria from words, posting, listing, opening.

use crate::context::{App, Silent};
use crate::derive;
use crate::error::{AppError, AppResult, FieldError};
use crate::grants::{Grants, load_grants};
use crate::policy::{self, NeedsScope, Operation};
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::{
    Attribute, MATERIAL_WORKED, PROCESS_OFFERED, SITE_POSITION, SITE_STATE, STANDARD_HELD,
};
use eslabon_domain::ids::{CriterionId, NeedId, OrganisationId};
use eslabon_domain::ladders::coarse_requirement;
use eslabon_domain::needs::{Criterion, Need, NeedStatus, Requirement, Strength};
use eslabon_domain::text::{Lang, LocalText, words};
use eslabon_domain::vocabulary::{ConceptId, ConceptKind};
use eslabon_storage::AuditRecord;
use eslabon_storage::needs::{self, NeedFilter};
use eslabon_storage::organisations::{self, Organisation, OrganisationKind};
use eslabon_storage::{Change, Concerns};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The longest title.
pub const TITLE_MAX: usize = 160;
/// The longest description.
pub const DESCRIPTION_MAX: usize = 8_000;
/// The most criteria of one need.
pub const CRITERIA_MAX: usize = 40;
/// The most concepts of one criterion.
pub const CONCEPTS_MAX: usize = 20;

/// A criterion as a person states it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CriterionDraft {
    /// Of what is asked.
    pub attribute: String,
    /// Of which item.
    pub item: Option<ConceptId>,
    /// What is asked.
    pub requirement: Requirement,
    /// Must or wish.
    pub strength: Strength,
    /// 1 to 100.
    pub weight: u8,
}

/// A need as a person states it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NeedDraft {
    /// For which organisation; absent: the actor's own.
    pub organisation: Option<OrganisationId>,
    /// A lead firm by name, for staff who post for one; it is registered where it is new.
    #[serde(default)]
    pub organisation_name: Option<String>,
    /// In a line.
    pub title: LocalText,
    /// In more words.
    pub description: LocalText,
    /// What is asked.
    pub criteria: Vec<CriterionDraft>,
    /// The first day on which parts are needed.
    pub starts_on: Option<Date>,
    /// Candidates are taken until this day.
    pub closes_on: Option<Date>,
    /// Others see the need without the buyer's name until she opens it.
    #[serde(default)]
    pub hide_buyer: bool,
}

/// A criterion that words led to, for the person to accept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The criterion.
    pub criterion: CriterionDraft,
    /// The bytes of the text that led to it.
    pub spans: Vec<Range<usize>>,
}

/// What the words of a need ask for: one criterion per kind of concept found.
///
/// # Errors
/// If the actor may not post needs.
pub fn propose_criteria(app: &App, actor: &Actor, text: &LocalText) -> AppResult<Vec<Proposal>> {
    policy::require(actor, Operation::PostNeed)?;
    let words = app.words();
    let short: String = text.text.chars().take(DESCRIPTION_MAX).collect();
    let mentions = words.annotator.annotate(&short, text.lang);
    let mut proposals = Vec::new();
    for (kind, attribute) in [
        (ConceptKind::Process, PROCESS_OFFERED),
        (ConceptKind::Material, MATERIAL_WORKED),
        (ConceptKind::Standard, STANDARD_HELD),
    ] {
        let found: Vec<_> = mentions
            .iter()
            .filter(|m| ConceptKind::of_id(&m.concept) == Some(kind))
            .collect();
        let concepts: BTreeSet<ConceptId> = found.iter().map(|m| m.concept.clone()).collect();
        // Each named process and certificate is asked for by itself; materials are alternatives.
        let groups: Vec<Vec<ConceptId>> = match kind {
            ConceptKind::Material if !concepts.is_empty() => vec![concepts.into_iter().collect()],
            _ => concepts.into_iter().map(|concept| vec![concept]).collect(),
        };
        for concepts in groups {
            let spans = found
                .iter()
                .filter(|m| concepts.contains(&m.concept))
                .map(|m| m.span.clone())
                .collect();
            proposals.push(Proposal {
                criterion: CriterionDraft {
                    attribute: attribute.to_owned(),
                    item: None,
                    requirement: Requirement::AnyOf { concepts },
                    strength: if kind == ConceptKind::Process {
                        Strength::Must
                    } else {
                        Strength::Wish
                    },
                    weight: 10,
                },
                spans,
            });
        }
    }
    Ok(proposals)
}

/// Whether a need can be posted as it stands; every fault at once.
///
/// # Errors
/// [`AppError::Invalid`] with one entry a fault.
pub fn check_draft(app: &App, draft: &NeedDraft) -> AppResult<()> {
    let mut faults = Vec::new();
    if draft.title.text.trim().is_empty() {
        faults.push(FieldError::new("title", "required", ""));
    }
    for (field, text, most) in [
        ("title", &draft.title.text, TITLE_MAX),
        ("description", &draft.description.text, DESCRIPTION_MAX),
    ] {
        if text.chars().count() > most {
            faults.push(FieldError::new(field, "too_long", most.to_string()));
        }
        if text.contains('\0') {
            faults.push(FieldError::new(field, "bad_character", ""));
        }
    }
    if draft.criteria.is_empty() {
        faults.push(FieldError::new("criteria", "required", ""));
    }
    if draft.criteria.len() > CRITERIA_MAX {
        faults.push(FieldError::new(
            "criteria",
            "too_many",
            CRITERIA_MAX.to_string(),
        ));
    }
    for (at, criterion) in draft.criteria.iter().enumerate().take(CRITERIA_MAX) {
        check_criterion(app, at, criterion, &mut faults);
    }
    if let (Some(starts), Some(closes)) = (draft.starts_on, draft.closes_on)
        && closes > starts
    {
        faults.push(FieldError::new(
            "closes_on",
            "after_start",
            starts.to_string(),
        ));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(AppError::Invalid(faults))
    }
}

fn check_criterion(app: &App, at: usize, criterion: &CriterionDraft, faults: &mut Vec<FieldError>) {
    let words = app.words();
    let field = format!("criteria.{at}");
    if !(1..=100).contains(&criterion.weight) {
        faults.push(FieldError::new(
            format!("{field}.weight"),
            "out_of_range",
            "1–100",
        ));
    }
    let is_place = [SITE_STATE, SITE_POSITION].contains(&criterion.attribute.as_str());
    let attribute = words.attributes.find(&criterion.attribute);
    if !is_place && attribute.is_none() {
        faults.push(FieldError::new(
            format!("{field}.attribute"),
            "unknown_attribute",
            criterion.attribute.clone(),
        ));
        return;
    }
    if let Some(attribute) = attribute.filter(|a| !policy::is_open_group(a.group)) {
        check_closed(attribute, criterion, &field, faults);
    }
    let kind = attribute.and_then(|a| a.item_kind);
    let is_known = |concept: &ConceptId| {
        words
            .vocabulary
            .find(concept)
            .is_some_and(|found| kind.is_none_or(|kind| kind == found.kind))
    };
    if let Some(item) = criterion.item.as_ref().filter(|item| !is_known(item)) {
        faults.push(FieldError::new(
            format!("{field}.item"),
            "unknown_concept",
            item.clone(),
        ));
    }
    match &criterion.requirement {
        Requirement::AnyOf { concepts } => {
            if concepts.is_empty() {
                faults.push(FieldError::new(&field, "required", ""));
            }
            if concepts.len() > CONCEPTS_MAX {
                faults.push(FieldError::new(
                    &field,
                    "too_many",
                    CONCEPTS_MAX.to_string(),
                ));
            }
            for concept in concepts.iter().filter(|concept| !is_known(concept)) {
                faults.push(FieldError::new(
                    &field,
                    "unknown_concept",
                    concept.chars().take(80).collect::<String>(),
                ));
            }
        }
        Requirement::AtLeast { amount } | Requirement::AtMost { amount } => {
            if *amount < 0 {
                faults.push(FieldError::new(&field, "negative", amount.to_string()));
            }
        }
        Requirement::InStates { states } => {
            if states.is_empty() {
                faults.push(FieldError::new(&field, "required", ""));
            }
            for state in states.iter().filter(|state| !(1..=32).contains(&state.0)) {
                faults.push(FieldError::new(&field, "unknown_state", state.to_string()));
            }
        }
        Requirement::Within {
            radius_m, centre, ..
        } => {
            if !(1_000..=3_000_000).contains(radius_m) {
                faults.push(FieldError::new(&field, "out_of_range", "1–3000 km"));
            }
            if !centre.is_in_mexico() {
                faults.push(FieldError::new(&field, "outside_mexico", ""));
            }
        }
    }
}

/// A closed figure is compared on coarse steps, as a must, the way in which it is better. Asking for it
/// shows it to nobody: a firm is compared where its owner allows it, and is to be asked otherwise.
fn check_closed(
    attribute: &Attribute,
    criterion: &CriterionDraft,
    field: &str,
    faults: &mut Vec<FieldError>,
) {
    if coarse_requirement(attribute, &criterion.requirement).is_none() {
        faults.push(FieldError::new(
            format!("{field}.attribute"),
            "not_comparable",
            criterion.attribute.clone(),
        ));
    }
    if criterion.strength != Strength::Must {
        faults.push(FieldError::new(
            format!("{field}.strength"),
            "closed_wish",
            criterion.attribute.clone(),
        ));
    }
}

/// A need whose buyer is not named must not name her in its words.
fn check_reserved(buyer: &str, draft: &NeedDraft) -> AppResult<()> {
    if !draft.hide_buyer {
        return Ok(());
    }
    let words_of = |text: &str| {
        let words: Vec<String> = words(text).into_iter().map(|word| word.folded).collect();
        format!(" {} ", words.join(" "))
    };
    let name = words_of(buyer);
    let named = [
        ("title", &draft.title.text),
        ("description", &draft.description.text),
    ]
    .into_iter()
    .filter(|(_, text)| name.trim() != "" && words_of(text).contains(&name))
    .map(|(field, _)| FieldError::new(field, "names_buyer", buyer))
    .collect::<Vec<_>>();
    if named.is_empty() {
        Ok(())
    } else {
        Err(AppError::Invalid(named))
    }
}

/// Posts a need: open to matching at once.
///
/// # Errors
/// [`AppError::Invalid`], [`AppError::Forbidden`], or [`AppError::NotFound`] for another's organisation.
pub async fn create_need(app: &App, actor: &Actor, draft: NeedDraft) -> AppResult<Need> {
    policy::require(actor, Operation::PostNeed)?;
    check_draft(app, &draft)?;
    let owner = owner_of(app, actor, &draft).await?;
    check_reserved(&owner.organisation.name, &draft)?;
    let need = Need {
        id: NeedId::generate(),
        organisation: owner.organisation.id,
        centre: actor.centre.unwrap_or_else(|| app.centre()),
        version: 1,
        title: draft.title,
        description: draft.description,
        criteria: draft.criteria.into_iter().map(criterion_of).collect(),
        status: NeedStatus::Open,
        starts_on: draft.starts_on,
        closes_on: draft.closes_on,
        buyer_shown: !draft.hide_buyer,
        fictional: owner.organisation.fictional,
    };
    let mut tx = app.database().begin().await?;
    if owner.is_new {
        organisations::insert_many(&tx, std::slice::from_ref(&owner.organisation)).await?;
    }
    needs::insert(&tx, &need).await?;
    let record = AuditRecord {
        actor,
        action: "need.create",
        object: need.id.to_string(),
        detail: serde_json::json!({
            "criteria": need.criteria.len(),
            "buyer_shown": need.buyer_shown,
        }),
        at: app.now(),
    };
    tx.audit_concerning(record, Concerns::organisation(need.organisation))
        .await?;
    tx.record_change(Change::Needs(vec![need.id]));
    tx.commit().await?;
    app.catch_up(&Silent).await?;
    Ok(need)
}

/// Whose need it becomes.
struct Owner {
    organisation: Organisation,
    is_new: bool,
}

/// The lead firm named by id or, for staff, by name; else the actor's own.
async fn owner_of(app: &App, actor: &Actor, draft: &NeedDraft) -> AppResult<Owner> {
    let named = draft
        .organisation_name
        .as_deref()
        .map(str::trim)
        .filter(|name| !name.is_empty());
    if let (None, Some(name)) = (draft.organisation, named) {
        if !policy::works_for_others(actor) {
            return Err(AppError::NotFound);
        }
        if name.chars().count() > TITLE_MAX {
            return Err(AppError::Invalid(vec![FieldError::new(
                "organisation",
                "too_long",
                TITLE_MAX.to_string(),
            )]));
        }
        let known =
            organisations::find_by_name(app.database(), OrganisationKind::LeadFirm, name).await?;
        let is_new = known.is_none();
        let organisation = known.unwrap_or_else(|| Organisation {
            id: OrganisationId::generate(),
            kind: OrganisationKind::LeadFirm,
            name: name.to_owned(),
            fictional: false,
            created_at: app.now(),
        });
        return Ok(Owner {
            organisation,
            is_new,
        });
    }
    let Some(id) = draft.organisation.or(actor.organisation) else {
        return Err(AppError::Invalid(vec![FieldError::new(
            "organisation",
            "required",
            "",
        )]));
    };
    policy::require_posting_for(actor, id)?;
    let organisation = organisations::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    Ok(Owner {
        organisation,
        is_new: false,
    })
}

fn criterion_of(draft: CriterionDraft) -> Criterion {
    Criterion {
        id: CriterionId::generate(),
        attribute: draft.attribute,
        item: draft.item,
        requirement: draft.requirement,
        strength: draft.strength,
        weight: draft.weight,
    }
}

/// A page of needs that the actor may know of, newest first.
///
/// # Errors
/// [`AppError::Forbidden`] for visitors.
pub async fn list_needs(
    app: &App,
    actor: &Actor,
    status: Option<NeedStatus>,
    after: Option<NeedId>,
    limit: u64,
) -> AppResult<Vec<Need>> {
    policy::require(actor, Operation::SeeNeeds)?;
    let mut filter = NeedFilter {
        status,
        after,
        limit: limit.min(100),
        ..NeedFilter::default()
    };
    match policy::needs_scope(actor) {
        NeedsScope::All => {}
        NeedsScope::Centres(centres) => filter.centres = Some(centres),
        NeedsScope::Own(organisation) => filter.organisation = Some(organisation),
        NeedsScope::Open if status.is_some_and(|s| s != NeedStatus::Open) => return Ok(Vec::new()),
        NeedsScope::Open => filter.status = Some(NeedStatus::Open),
        NeedsScope::Nothing => return Ok(Vec::new()),
    }
    let mut found = needs::list(app.database(), &filter).await?;
    let grants = grants_for(app, actor, found.iter()).await?;
    for need in &mut found {
        reserve_buyer(actor, need, &grants);
    }
    Ok(found)
}

/// What was opened to the actor, asked for only where one of these needs keeps its buyer back from her.
async fn grants_for<'n>(
    app: &App,
    actor: &Actor,
    mut needs: impl Iterator<Item = &'n Need>,
) -> AppResult<Grants> {
    let none = Grants::default();
    match needs.all(|need| policy::may_see_buyer(actor, need, &none)) {
        true => Ok(none),
        false => load_grants(app, actor).await,
    }
}

/// Takes the buyer out of a need whose reader may not know her, so that no face can tell.
fn reserve_buyer(actor: &Actor, need: &mut Need, grants: &Grants) {
    if !policy::may_see_buyer(actor, need, grants) {
        need.organisation = OrganisationId::RESERVED;
    }
}

/// One need.
///
/// # Errors
/// [`AppError::NotFound`], also for a need that the actor may not know of.
pub async fn load_need(app: &App, actor: &Actor, id: NeedId) -> AppResult<Need> {
    policy::require(actor, Operation::SeeNeeds)?;
    let mut need = needs::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    policy::require_need_visible(actor, &need)?;
    let grants = grants_for(app, actor, std::iter::once(&need)).await?;
    reserve_buyer(actor, &mut need, &grants);
    Ok(need)
}

/// Searches the needs that the actor may know of, best first.
///
/// # Errors
/// As [`list_needs`].
pub async fn search_needs(
    app: &App,
    actor: &Actor,
    text: &str,
    lang: Lang,
    limit: usize,
) -> AppResult<Vec<(Need, f32)>> {
    policy::require(actor, Operation::SeeNeeds)?;
    let words = app.words();
    let mut query = eslabon_search::NeedQuery {
        text: text.to_owned(),
        lang,
        limit: limit.min(100),
        ..Default::default()
    };
    match policy::needs_scope(actor) {
        NeedsScope::All => {}
        NeedsScope::Centres(centres) => query.centres = Some(centres),
        NeedsScope::Own(organisation) => query.organisation = Some(organisation),
        NeedsScope::Open => query.open_only = true,
        NeedsScope::Nothing => return Ok(Vec::new()),
    }
    let hits = app
        .index()
        .search_needs(&app.search_context(&words), &query)?;
    let ids: Vec<NeedId> = hits.hits.iter().map(|hit| hit.need).collect();
    let mut loaded: BTreeMap<NeedId, Need> = needs::load_many(app.database(), &ids)
        .await?
        .into_iter()
        .map(|need| (need.id, need))
        .collect();
    let grants = grants_for(app, actor, loaded.values()).await?;
    // Asked again of what is stored: the index may be a moment behind.
    let found = hits.hits.into_iter().filter_map(|hit| {
        let mut need = loaded.remove(&hit.need)?;
        policy::require_need_visible(actor, &need).ok()?;
        reserve_buyer(actor, &mut need, &grants);
        Some((need, hit.score))
    });
    Ok(found.collect())
}

/// Lead firms, for the person who posts in the name of one.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn list_lead_firms(app: &App, actor: &Actor) -> AppResult<Vec<Organisation>> {
    policy::require(actor, Operation::PostNeed)?;
    let all = organisations::list_by_kind(app.database(), OrganisationKind::LeadFirm).await?;
    if policy::works_for_others(actor) {
        return Ok(all);
    }
    Ok(all
        .into_iter()
        .filter(|organisation| actor.organisation == Some(organisation.id))
        .collect())
}

/// The organisations of these ids, in one go, for headings and lists.
///
/// # Errors
/// [`AppError::Forbidden`] for visitors.
pub async fn load_firms(
    app: &App,
    actor: &Actor,
    ids: &[OrganisationId],
) -> AppResult<BTreeMap<OrganisationId, Organisation>> {
    policy::require(actor, Operation::SeeNeeds)?;
    let found = organisations::load_many(app.database(), ids).await?;
    Ok(found.into_iter().map(|firm| (firm.id, firm)).collect())
}

/// How many criteria of a draft name each concept kind; used by the check-answers page.
#[must_use]
pub fn concepts_of(app: &App, need: &Need) -> BTreeSet<ConceptId> {
    derive::concepts_of_need(&app.words(), need)
}
