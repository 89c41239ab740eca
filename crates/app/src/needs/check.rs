//! Whether a need can be posted as it is stated; every fault at once. Must not store anything.

use super::pairs::check_pairs;
use super::terms::{check_terms, past_terms};
use super::{CONCEPTS_MAX, CRITERIA_MAX, CriterionDraft, DESCRIPTION_MAX, NeedDraft, TITLE_MAX};
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::policy;
use eslabon_domain::attributes::{Attribute, SITE_POSITION, SITE_STATE};
use eslabon_domain::ladders::coarse_requirement;
use eslabon_domain::needs::{Need, Requirement, Strength};
use eslabon_domain::plausible::{Doubt, doubt};
use eslabon_domain::text::words;
use eslabon_domain::vocabulary::ConceptId;

/// Whether a need can stand as it is stated, whenever that was; every fault at once.
///
/// # Errors
/// [`AppError::Invalid`] with one entry a fault.
pub fn check_draft(app: &App, draft: &NeedDraft) -> AppResult<()> {
    outcome(faults_of(app, draft))
}

/// Whether a need can be posted today or, where it is stored already, be changed so today.
///
/// # Errors
/// As [`check_draft`]; a day that is over is a fault, too.
pub(super) fn check_entry(app: &App, draft: &NeedDraft, stored: Option<&Need>) -> AppResult<()> {
    let mut faults = faults_of(app, draft);
    faults.extend(past_days(app, draft, stored));
    outcome(faults)
}

/// The days and months of a need that are over today. What was stored before may stay.
#[must_use]
pub fn past_days(app: &App, draft: &NeedDraft, stored: Option<&Need>) -> Vec<FieldError> {
    let today = app.today();
    let (started, closed) = stored.map_or((None, None), |need| (need.starts_on, need.closes_on));
    let mut past: Vec<FieldError> = [
        ("starts_on", draft.starts_on, started),
        ("closes_on", draft.closes_on, closed),
    ]
    .into_iter()
    .filter(|(_, given, before)| given != before)
    .filter_map(|(field, given, _)| {
        let day = given.filter(|day| *day < today)?;
        Some(FieldError::new(field, "in_past", day.to_string()))
    })
    .collect();
    let terms = stored.map(|need| &need.terms);
    past.extend(past_terms(today, &draft.terms, terms));
    past
}

/// Criteria that are probably meant otherwise, by their place in the draft. None of them is a fault.
#[must_use]
pub fn doubts(draft: &NeedDraft) -> Vec<(usize, Doubt)> {
    let doubted =
        draft.criteria.iter().enumerate().filter_map(|(at, one)| {
            doubt(&one.attribute, &one.requirement).map(|doubt| (at, doubt))
        });
    doubted.collect()
}

fn outcome(faults: Vec<FieldError>) -> AppResult<()> {
    if faults.is_empty() {
        Ok(())
    } else {
        Err(AppError::Invalid(faults))
    }
}

fn faults_of(app: &App, draft: &NeedDraft) -> Vec<FieldError> {
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
    check_pairs(&draft.criteria, &mut faults);
    check_terms(draft, &mut faults);
    if let (Some(starts), Some(closes)) = (draft.starts_on, draft.closes_on)
        && closes > starts
    {
        faults.push(FieldError::new(
            "closes_on",
            "after_start",
            starts.to_string(),
        ));
    }
    faults
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
pub(super) fn check_reserved(buyer: &str, draft: &NeedDraft) -> AppResult<()> {
    if !draft.hide_buyer {
        return Ok(());
    }
    let named = [
        ("title", &draft.title.text),
        ("description", &draft.description.text),
    ]
    .into_iter()
    .filter(|(_, text)| names(text, buyer))
    .map(|(field, _)| FieldError::new(field, "names_buyer", buyer))
    .collect::<Vec<_>>();
    if named.is_empty() {
        Ok(())
    } else {
        Err(AppError::Invalid(named))
    }
}

/// Whether a text contains a name, however it is written.
pub(crate) fn names(text: &str, name: &str) -> bool {
    let words_of = |text: &str| {
        let words: Vec<String> = words(text).into_iter().map(|word| word.folded).collect();
        format!(" {} ", words.join(" "))
    };
    let name = words_of(name);
    name.trim() != "" && words_of(text).contains(&name)
}
