//! Following a programme: how its steps and gaps stand, the log, verification visits, figures before and after, and
//! what waits for the acting person.

mod indicators;
mod log;
mod show;
mod tasks;
mod verify;

pub use indicators::{agree, list as indicators, record};
pub use log::{add as log, strike};
pub use show::{mark, show};
pub use tasks::list as tasks;
pub use verify::{show as ask_verify, take as verify};

use super::fields::Fields;
use super::layout::{Page, Section};
use super::parts::{Fault, Field, Mark, fault_of};
use super::words::Say;
use eslabon_app::follow_up::WorkDraft;
use eslabon_domain::follow_up::{Finding, Spread};
use eslabon_domain::ids::ProgrammeId;
use eslabon_domain::programmes::{GapState, StepState};
use maud::{Markup, html};

/// The address of what the acting person has to do.
pub const TASKS: &str = "/mis-tareas";

/// The address at which a programme is followed.
#[must_use]
pub fn follow_path(id: ProgrammeId) -> String {
    format!("/programas/{id}/seguimiento")
}

/// The address of its figures before and after.
#[must_use]
fn indicators_path(id: ProgrammeId) -> String {
    format!("/programas/{id}/indicadores")
}

/// A page below a programme.
fn framed(title: String, programme: ProgrammeId, name: &str, main: Markup) -> Page {
    Page::new(Section::Programmes, title, main)
        .under(name.to_owned(), format!("/programas/{programme}"))
}

/// How a step stands.
fn step_state(say: Say, state: StepState) -> (Mark, String) {
    match state {
        StepState::Planned => (Mark::Unknown, say.t("follow-step-planned")),
        StepState::Running => (Mark::Unknown, say.t("follow-step-running")),
        StepState::Done => (Mark::Meets, say.t("follow-step-done")),
        StepState::Failed => (Mark::Gap, say.t("follow-step-failed")),
        StepState::Cancelled => (Mark::Out, say.t("follow-step-cancelled")),
    }
}

/// How a gap stands.
fn gap_state(say: Say, state: GapState) -> (Mark, String) {
    match state {
        GapState::Open => (Mark::Unknown, say.t("follow-gap-open")),
        GapState::Verified => (Mark::Meets, say.t("follow-gap-verified")),
        GapState::NotVerified => (Mark::Gap, say.t("follow-gap-not-verified")),
    }
}

/// What a visit found.
fn finding(say: Say, one: Finding) -> String {
    match one {
        Finding::Verified => say.t("follow-gap-verified"),
        Finding::NotVerified => say.t("follow-gap-not-verified"),
    }
}

/// Whether a change has gone beyond the pilot line.
fn spread(say: Say, one: Spread) -> String {
    match one {
        Spread::Yes => say.t("verify-spread-yes"),
        Spread::No => say.t("verify-spread-no"),
        Spread::NotSeen => say.t("verify-spread-not-seen"),
    }
}

/// Minutes as hours: `2.5 h`.
#[must_use]
pub fn hours(minutes: i64) -> String {
    let tenths = minutes.saturating_mul(10).saturating_add(30) / 60;
    match tenths % 10 {
        0 => format!("{} h", tenths / 10),
        part => format!("{}.{part} h", tenths / 10),
    }
}

/// The fields of an entry of the log.
#[must_use]
pub fn log_fields(say: Say, fields: &Fields, faults: &[Fault]) -> Markup {
    let field = |name: &'static str, label: &str, hint: &str| Field {
        name,
        label: say.find(label).unwrap_or_default(),
        hint: say.find(hint),
        value: fields.text(name),
        fault: fault_of(faults, name),
    };
    html! {
        (field("dia", "follow-day", "").line(say, "date", None))
        (field("horas", "follow-hours", "follow-hours-hint").figure(say))
        (field("costo", "follow-cost", "follow-cost-hint").figure(say))
        (field("trabajo", "follow-work", "").area(say, 2))
    }
}

/// An entry as it was typed.
#[must_use]
pub fn work_draft(form: &Fields) -> WorkDraft {
    let text = |name: &str| form.text(name).to_owned();
    WorkDraft {
        worked_on: text("dia"),
        hours: text("horas"),
        cost: text("costo"),
        words: text("trabajo"),
    }
}

/// The control of the log for a field of the use case.
#[must_use]
pub fn log_control(form: &Fields, field: &str) -> Option<&'static str> {
    match field {
        "worked_on" => Some("dia"),
        "hours" => Some("horas"),
        "cost" => Some("costo"),
        "words" if form.has("trabajo") => Some("trabajo"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_shown_as_hours() {
        for (minutes, shown) in [
            (150, "2.5 h"),
            (60, "1 h"),
            (61, "1 h"),
            (0, "0 h"),
            (20, "0.3 h"),
        ] {
            assert_eq!(hours(minutes), shown);
        }
    }
}
