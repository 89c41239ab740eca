//! Keeping what was typed. A draft takes everything that fits its fields, right or wrong: nothing typed is lost,
//! and what is wrong is said when it is read.

use super::read::{fault, sheet_of};
use super::{WORDS_MAX, load_to_change, record, require_draft, words};
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::imports::said::Reader;
use eslabon_domain::actors::Actor;
use eslabon_domain::assessments::{ENTRIES_MAX, ENTRY_MAX, Entries};
use eslabon_domain::ids::AssessmentId;
use eslabon_engine::assessment::sheet::{Control, Sheet, carried, fields};
use eslabon_storage::assessments::{self, Assessment};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The longest field that is not pasted, in characters.
const SHORT_MAX: usize = 500;

/// The fields that name the places of an audit, one a line: there is a field for each place and question.
const PLACES: [&str; 2] = ["aspects", "steps"];
/// The most lines of such a field.
const PLACES_MAX: usize = 40;

/// What is saved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Saving {
    /// Every field, as typed. Empty ones are left out.
    pub entries: Entries,
    /// The day on which it was so, as typed; empty: as it is.
    pub on: String,
    /// A remark.
    pub note: String,
    /// Fields that the kind does not have are left out rather than refused: a page may have been shown before the
    /// steps of an audit changed.
    pub leaves_out: bool,
}

/// Saves a draft.
///
/// # Errors
/// [`AppError::Conflict`] where it was saved, finished or taken back in between; [`AppError::Invalid`] on `on`,
/// `note` or a field that the kind does not have or that is too long; [`AppError::NotFound`],
/// [`AppError::Forbidden`].
pub async fn save(
    app: &App,
    actor: &Actor,
    id: AssessmentId,
    version: i32,
    saving: &Saving,
) -> AppResult<Assessment> {
    let (mut assessment, plant) = load_to_change(app, actor, id).await?;
    require_draft(&assessment, version)?;
    assessment.on = day(app, &saving.on, assessment.on)?;
    assessment.note = words("note", &saving.note, WORDS_MAX)?;
    assessment.entries = kept(app, &assessment, saving).await?;
    let now = app.now();
    let tx = app.database().begin().await?;
    assessments::update(&tx, &assessment).await?;
    record(&tx, actor, &plant, "assessment.save", &assessment, now).await?;
    tx.commit().await?;
    assessment.version += 1;
    Ok(assessment)
}

fn day(app: &App, typed: &str, as_it_is: Date) -> AppResult<Date> {
    if typed.trim().is_empty() {
        return Ok(as_it_is);
    }
    let words = app.words();
    let fault = |code| {
        let typed: String = typed.chars().take(80).collect();
        AppError::Invalid(vec![FieldError::new("on", code, typed)])
    };
    let on = Reader::new(&words, app.today())
        .day(typed)
        .map_err(|_| fault("bad_date"))?;
    match on > app.today() {
        true => Err(fault("date_in_future")),
        false => Ok(on),
    }
}

/// The fields that are filled in; or what does not fit.
async fn kept(app: &App, assessment: &Assessment, saving: &Saving) -> AppResult<Entries> {
    let typed = &saving.entries;
    if typed.len() > ENTRIES_MAX {
        let fault = FieldError::new("entries", "too_many", ENTRIES_MAX.to_string());
        return Err(AppError::Invalid(vec![fault]));
    }
    let lines = |key: &&str| typed.get(*key).map_or(0, |text| text.lines().count());
    if let Some(key) = PLACES.into_iter().find(|key| lines(key) > PLACES_MAX) {
        let fault = FieldError::new(key, "too_many", PLACES_MAX.to_string());
        return Err(AppError::Invalid(vec![fault]));
    }
    let source = sheet_of(app, assessment).await?;
    let stored = source.sheet(assessment);
    let typed = carried(&stored, typed)
        .map_err(|faults| AppError::Invalid(faults.into_iter().map(fault).collect()))?;
    let sheet = Sheet {
        entries: &typed,
        ..stored
    };
    let known: BTreeMap<String, Control> = fields(&sheet)
        .into_iter()
        .map(|field| (field.key, field.control))
        .collect();
    let (mut entries, mut faults) = (Entries::new(), Vec::new());
    for (key, text) in &typed {
        let most = match known.get(key) {
            None if saving.leaves_out => continue,
            None => {
                let shown: String = key.chars().take(80).collect();
                faults.push(FieldError::new("entries", "unknown_field", shown));
                continue;
            }
            Some(Control::Lines) => ENTRY_MAX,
            Some(_) => SHORT_MAX,
        };
        if text.chars().count() > most {
            faults.push(FieldError::new(key, "too_long", most.to_string()));
        } else if text.contains('\0') {
            faults.push(FieldError::new(key, "bad_character", ""));
        } else if !text.trim().is_empty() {
            entries.insert(key.clone(), text.clone());
        }
    }
    match faults.is_empty() {
        true => Ok(entries),
        false => Err(AppError::Invalid(faults)),
    }
}
