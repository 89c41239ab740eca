//! Saying what a visit found of a gap: the finding, its fact, how the gap and the programme stand, in one transaction.

use super::SOURCE_VERIFICATION;
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::follow_up::{day_of, invalid, past_day_of, record, required_text, text_of};
use crate::imports::said::Reader;
use crate::policy::Operation;
use crate::profiles::record::{SHORT_MAX, append, kept, short, standing_against};
use crate::profiles::{joint_sites, known_of, units};
use crate::programmes::{happen, load_for};
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::{Attribute, ValueType};
use eslabon_domain::facts::{Fact, FactValue, Origin};
use eslabon_domain::follow_up::{Finding, Spread, WORDS_MAX};
use eslabon_domain::ids::{
    FactId, ProgrammeGapId, ProgrammeId, SiteFileId, SiteId, VerificationId,
};
use eslabon_domain::programmes::{GapState, ProgrammeEvent, ProgrammeStatus};
use eslabon_domain::text::Lang;
use eslabon_storage::programmes::{self, Programme, ProgrammeGap};
use eslabon_storage::verifications::{self, Verification};
use eslabon_storage::{Read, machines, site_files};
use jiff::civil::Date;

/// What staff saw, as they type it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GapVisit {
    /// Whether the gap is closed.
    pub finding: Option<Finding>,
    /// What was measured; of what is had or not had, nothing.
    pub measured: String,
    /// Its unit as it was typed or chosen; empty: it stands in what was measured, or the first of the attribute's.
    pub unit: String,
    /// Of a certificate: the last day on which it holds; may be empty.
    pub valid_until: String,
    /// On which day they were there.
    pub visited_on: String,
    /// Whether the change has gone beyond the pilot line.
    pub spread: Option<Spread>,
    /// In words; may be empty.
    pub note: String,
    /// Why it is not closed.
    pub reason: String,
    /// The firm's files that show it.
    pub files: Vec<SiteFileId>,
    /// In which language it was typed.
    pub lang: Lang,
}

/// What was understood of it.
struct Understood {
    finding: Finding,
    measured: Option<(FactValue, String)>,
    valid_until: Option<Date>,
    visited_on: Date,
    spread: Spread,
    note: String,
    reason: String,
}

/// Says what a visit found of a gap. A programme whose last gap is closed is verified; one in which a gap is found
/// open again runs again, and the profile says so: else nothing could be planned for it.
///
/// # Errors
/// [`AppError::Invalid`] on `finding`, `measured`, `valid_until`, `visited_on`, `spread`, `note`, `reason` or `files`,
/// also where what was measured does not close the gap (`not_reached`), something later is known, or the programme
/// does not run; [`AppError::Conflict`] where the programme was changed in between; [`AppError::NotFound`],
/// [`AppError::Forbidden`].
pub async fn verify_gap(
    app: &App,
    actor: &Actor,
    programme: ProgrammeId,
    gap: ProgrammeGapId,
    visit: &GapVisit,
) -> AppResult<Verification> {
    let loaded = load_for(app, actor, Operation::VerifyGap, programme).await?;
    let (owner, site) = (loaded.owner(), loaded.site);
    let mut tx = app.database().begin().await?;
    // Of two who close the last two gaps at once the second sees the first's.
    machines::take_turn(&tx, site.id).await?;
    let mut programme = programmes::find(&tx, programme)
        .await?
        .ok_or(AppError::NotFound)?;
    let gaps = programmes::gaps_of(&tx, programme.id).await?;
    let gap = gaps
        .iter()
        .find(|one| one.id == gap)
        .ok_or(AppError::NotFound)?;
    let seen = understand(app, gap, visit).map_err(AppError::Invalid)?;
    require_open(&programme, gap, seen.finding)?;
    let files = files_of(&tx, site.id, &visit.files).await?;
    let now = app.now();
    let fact = fact_of(site.id, gap, &seen, now);
    if let Some(fact) = &fact {
        let known = known_of(&tx, site.id).await?;
        if let Some(fault) = standing_against(app, &app.words(), actor, &known, fact) {
            let fault = FieldError::new("visited_on", fault.code, fault.detail);
            return Err(AppError::Invalid(vec![fault]));
        }
        append(&mut tx, actor, &site, std::slice::from_ref(fact), now).await?;
    }
    let state = match seen.finding {
        Finding::Verified => GapState::Verified,
        Finding::NotVerified => GapState::NotVerified,
    };
    let found = Verification {
        id: VerificationId::generate(),
        programme: programme.id,
        gap: gap.id,
        finding: seen.finding,
        measured: seen.measured,
        visited_on: seen.visited_on,
        spread: seen.spread,
        note: seen.note,
        reason: seen.reason,
        fact: fact.map(|fact| fact.id),
        person: actor.person,
        by: actor.name.clone(),
        at: now,
        files,
    };
    verifications::insert(&tx, &found).await?;
    programmes::set_gap_state(&tx, gap.id, state).await?;
    if let Some(event) = event_of(&programme, &gaps, gap.id, found.finding) {
        happen(&tx, actor, &mut programme, event, "", now).await?;
    }
    let detail = serde_json::json!({
        "programme": programme.id,
        "attribute": gap.dimension.attribute,
        "item": gap.dimension.item,
        "finding": found.finding.as_str(),
    });
    let object = gap.id.to_string();
    record(&tx, actor, owner, "gap.verify", object, detail, now).await?;
    tx.commit().await?;
    Ok(found)
}

/// A gap is looked at while the programme runs; once all are closed, only to say that one is open again.
fn require_open(programme: &Programme, gap: &ProgrammeGap, finding: Finding) -> AppResult<()> {
    let is_open_again =
        programme.status == ProgrammeStatus::Verified && finding == Finding::NotVerified;
    if programme.status != ProgrammeStatus::Running && !is_open_again {
        let status = programme.status.as_str();
        return Err(invalid("programme", "not_running", status));
    }
    match gap.state == GapState::Verified && finding == Finding::Verified {
        true => Err(invalid("finding", "verified_already", "")),
        false => Ok(()),
    }
}

/// What follows for the programme.
fn event_of(
    programme: &Programme,
    gaps: &[ProgrammeGap],
    seen: ProgrammeGapId,
    finding: Finding,
) -> Option<ProgrammeEvent> {
    match (programme.status, finding) {
        (ProgrammeStatus::Running, Finding::Verified) => gaps
            .iter()
            .all(|gap| gap.id == seen || gap.state == GapState::Verified)
            .then_some(ProgrammeEvent::Verify),
        (ProgrammeStatus::Verified, Finding::NotVerified) => Some(ProgrammeEvent::Reopen),
        _ => None,
    }
}

fn understand(
    app: &App,
    gap: &ProgrammeGap,
    visit: &GapVisit,
) -> Result<Understood, Vec<FieldError>> {
    let mut faults = Vec::new();
    let missing = |field: &str| FieldError::new(field, "required", "");
    let finding = kept(visit.finding.ok_or_else(|| missing("finding")), &mut faults);
    let spread = kept(visit.spread.ok_or_else(|| missing("spread")), &mut faults);
    let visited_on = kept(
        past_day_of(app, "visited_on", &visit.visited_on),
        &mut faults,
    );
    let valid_until = kept(until_of(app, visit, finding), &mut faults);
    let note = kept(text_of("note", &visit.note, WORDS_MAX), &mut faults);
    let reason = match finding {
        Some(Finding::NotVerified) => required_text("reason", &visit.reason, WORDS_MAX),
        // What was typed before another answer was chosen says nothing.
        _ => Ok(String::new()),
    };
    let reason = kept(reason, &mut faults);
    let measured = finding.map(|finding| measured_of(app, gap, visit, finding));
    let measured = measured.and_then(|read| kept(read, &mut faults));
    let (
        Some(finding),
        Some(spread),
        Some(visited_on),
        Some(valid_until),
        Some(note),
        Some(reason),
        Some(measured),
    ) = (
        finding,
        spread,
        visited_on,
        valid_until,
        note,
        reason,
        measured,
    )
    else {
        return Err(faults);
    };
    Ok(Understood {
        finding,
        measured,
        valid_until,
        visited_on,
        spread,
        note,
        reason,
    })
}

/// Until when a certificate holds, where it does: one that has run out closes no gap.
fn until_of(
    app: &App,
    visit: &GapVisit,
    finding: Option<Finding>,
) -> Result<Option<Date>, FieldError> {
    let until = day_of(app, "valid_until", &visit.valid_until)?;
    let is_over = until.is_some_and(|day| day < app.today());
    match is_over && finding == Some(Finding::Verified) {
        true => Err(FieldError::new("valid_until", "in_the_past", "")),
        false => Ok(until),
    }
}

/// What was measured; it must be where a gap is closed, or one that was is open again. A gap is not closed by a figure
/// that does not reach what is asked.
fn measured_of(
    app: &App,
    gap: &ProgrammeGap,
    visit: &GapVisit,
    finding: Finding,
) -> Result<Option<(FactValue, String)>, FieldError> {
    let words = app.words();
    let fault = |code, detail: String| FieldError::new("measured", code, detail);
    let attribute = words
        .attributes
        .find(&gap.dimension.attribute)
        .ok_or_else(|| fault("unknown_attribute", gap.dimension.attribute.clone()))?;
    let is_closed = finding == Finding::Verified;
    let is_known = is_closed || gap.state == GapState::Verified;
    if attribute.value_type == ValueType::Flag {
        let value = FactValue::Flag { yes: is_closed };
        return Ok(is_known.then_some((value, String::new())));
    }
    let text = visit.measured.trim();
    if text.is_empty() {
        return match is_known {
            true => Err(fault("required", String::new())),
            false => Ok(None),
        };
    }
    if text.contains('\0') || visit.unit.contains('\0') {
        return Err(fault("bad_character", String::new()));
    }
    if text.chars().count() > SHORT_MAX || visit.unit.chars().count() > SHORT_MAX {
        return Err(fault("too_long", SHORT_MAX.to_string()));
    }
    let entered = entered_of(attribute, text, visit);
    let value = Reader::new(&words, app.today())
        .value(attribute, &entered)
        .map_err(|code| fault(code.as_str(), short(&entered)))?;
    if is_closed && !reaches(gap, &value) {
        return Err(fault("not_reached", short(&entered)));
    }
    Ok(Some((value, entered)))
}

fn entered_of(attribute: &Attribute, text: &str, visit: &GapVisit) -> String {
    match attribute.value_type {
        ValueType::Amount => units::composed(attribute, text, &visit.unit, visit.lang),
        _ => text.to_owned(),
    }
}

/// Whether a value is as good as the gap asks, at its worst.
fn reaches(gap: &ProgrammeGap, value: &FactValue) -> bool {
    match value {
        FactValue::Flag { yes } => *yes,
        FactValue::Amount { high, .. } if gap.is_lower_better => *high <= gap.required,
        FactValue::Amount { low, .. } => *low >= gap.required,
        FactValue::Concept { .. } | FactValue::Text { .. } | FactValue::Day { .. } => false,
    }
}

/// The fact that follows of a gap that is closed, or was and is open again.
fn fact_of(
    site: SiteId,
    gap: &ProgrammeGap,
    seen: &Understood,
    now: jiff::Timestamp,
) -> Option<Fact> {
    let is_closed = seen.finding == Finding::Verified;
    if !is_closed && gap.state != GapState::Verified {
        return None;
    }
    let (value, entered) = seen.measured.clone()?;
    Some(Fact {
        id: FactId::generate(),
        site,
        item: gap.dimension.item.clone(),
        attribute: gap.dimension.attribute.clone(),
        value,
        entered: Some(entered).filter(|entered| !entered.is_empty()),
        origin: Origin::Verified,
        source: SOURCE_VERIFICATION.to_owned(),
        observed: seen.visited_on,
        valid_until: seen.valid_until.filter(|_| is_closed),
        recorded: now,
    })
}

/// The files that were ticked: those of the firm only.
async fn files_of(
    db: &impl Read,
    site: SiteId,
    ticked: &[SiteFileId],
) -> AppResult<Vec<SiteFileId>> {
    if ticked.is_empty() {
        return Ok(Vec::new());
    }
    let all = joint_sites(db, site).await?;
    let there = site_files::of_sites(db, &all).await?;
    let mut files = ticked.to_vec();
    files.sort_unstable();
    files.dedup();
    match files
        .iter()
        .all(|id| there.iter().any(|file| file.id == *id))
    {
        true => Ok(files),
        false => Err(invalid("files", "file_missing", "")),
    }
}
