//! Deciding together: a need's list of candidates, one candidate with everything that happened; and for the
//! firms the other direction: the open needs near them, and the gaps that came of rejections.

mod candidate;
mod forms;
mod gaps;
mod list;
mod opportunities;
mod opportunity;
mod steps;

pub use candidate::show;
pub use gaps::{decide as decide_gap, list as gaps, reply as reply_to_gap, to_decide, to_reply};
pub use list::{add, list, path as list_path};
pub use opportunities::{about, firms, list as opportunities, waiting};
pub use opportunity::{answer as answer_need, show as opportunity};
pub use steps::{move_on, note, plan, reject, sign, take_down};

use super::format::{instant_day, time};
use super::layout::role;
use super::parts::{Fault, Mark, doer, fault_of};
use super::visit::Visit;
use super::words::Say;
use eslabon_app::candidates::{CandidateLine, Closed};
use eslabon_app::records::ProposedGap;
use eslabon_domain::actors::Role;
use eslabon_domain::candidacies::{GapStatus, Interest, Stage};
use eslabon_domain::decisions::DecisionReason;
use eslabon_domain::needs::NeedStatus;
use maud::{Markup, html};

/// The address of a candidate, without its id.
pub const PATH: &str = "/candidatos";
/// The address of the open needs for a firm.
pub const OPPORTUNITIES: &str = "/oportunidades";
/// The address of the gaps that came of rejections.
pub const GAPS: &str = "/brechas";

/// A stage in words.
#[must_use]
pub fn stage(say: Say, stage: Stage) -> String {
    match stage {
        Stage::LongList => say.t("stage-long-list"),
        Stage::ShortList => say.t("stage-short-list"),
        Stage::Visit => say.t("stage-visit"),
        Stage::Assessed => say.t("stage-assessed"),
        Stage::Selected => say.t("stage-selected"),
        Stage::Rejected => say.t("stage-rejected"),
    }
}

/// What a firm says, in its own words.
fn own_interest(say: Say, interest: Interest) -> String {
    match interest {
        Interest::Interested => say.t("interest-yes"),
        Interest::NotNow => say.t("interest-not-now"),
        Interest::NoCapacity => say.t("interest-no-capacity"),
    }
}

/// What a firm said, told by others.
fn told_interest(say: Say, interest: Interest) -> String {
    match interest {
        Interest::Interested => say.t("interest-told-yes"),
        Interest::NotNow => say.t("interest-told-not-now"),
        Interest::NoCapacity => say.t("interest-told-no-capacity"),
    }
}

/// The name of a reason; of one that left the list, its id.
fn reason_in_words(visit: &Visit, id: &str) -> String {
    let known = visit.words.reasons.find(id);
    known.map_or_else(|| id.to_owned(), |reason| reason_label(visit, reason))
}

/// The name of a reason of the list.
fn reason_label(visit: &Visit, reason: &DecisionReason) -> String {
    reason.label.get(visit.lang()).to_owned()
}

/// A gap that came of a rejection, in a line: its reason and how it stands.
#[must_use]
pub fn gap_in_words(visit: &Visit, gap: &ProposedGap) -> Markup {
    let say = visit.say;
    let (mark, status) = gap_status(say, gap.status);
    html! { (reason_in_words(visit, &gap.reason)) " · " (mark) " " (status) }
}

/// How a gap stands.
fn gap_status(say: Say, status: GapStatus) -> (Mark, String) {
    match status {
        GapStatus::Proposed => (Mark::Unknown, say.t("gap-status-proposed")),
        GapStatus::Confirmed => (Mark::Gap, say.t("gap-status-confirmed")),
        GapStatus::Dropped => (Mark::Out, say.t("gap-status-dropped")),
    }
}

/// What a reason means, for whoever decides.
fn reason_help(visit: &Visit, reason: &DecisionReason) -> String {
    reason.help.get(visit.lang()).to_owned()
}

/// A candidate's name and whether it is invented.
fn name(say: Say, line: &CandidateLine) -> (String, bool) {
    line.card.as_ref().map_or_else(
        || (say.t("supplier-gone"), false),
        |card| (card.name.clone(), card.fictional),
    )
}

/// What the firm answered, when, and who took it down where it was not the firm itself.
fn answered(say: Say, line: &CandidateLine) -> Markup {
    let Some(answer) = &line.answer else {
        return html! { (Mark::Unknown) " " (say.t("interest-none")) };
    };
    let mark = match answer.interest {
        Interest::Interested => Mark::Meets,
        Interest::NotNow | Interest::NoCapacity => Mark::Out,
    };
    let by_staff = matches!(
        Role::parse(&answer.role),
        Some(Role::CentreStaff | Role::CentreManager)
    );
    html! {
        (mark) " " (told_interest(say, answer.interest))
        br;
        span.quiet {
            (instant_day(say, answer.at))
            @if by_staff {
                ", " (say.with("interest-taken-down", &[("name", &doer(say, &answer.by)), ("role", &role(say, &answer.role))]))
            }
        }
    }
}

/// What is done next, by whom, until when; marked where it is late.
fn next_action(visit: &Visit, line: &CandidateLine) -> Markup {
    let say = visit.say;
    let Some(next) = &line.candidacy.next else {
        return html! { span.quiet { (say.t("candidates-next-none")) } };
    };
    let is_late = next.on < visit.app.today() && !line.candidacy.stage.is_final();
    html! {
        (next.what)
        br;
        span.quiet { (next.owner) ", " (time(say, next.on)) }
        @if is_late { br; (Mark::Gap) " " strong { (say.t("candidates-late")) } }
    }
}

/// That the need has come to its end, why, and what that means for its candidates.
fn ended(say: Say, closed: &Closed) -> Markup {
    let words = match closed.status {
        NeedStatus::Awarded => say.t("candidates-closed-awarded"),
        _ => say.t("candidates-closed-withdrawn"),
    };
    let reason = closed.note.as_ref().map(|note| note.reason.as_str());
    html! {
        div.note {
            p { (Mark::Out) " " (words) }
            @if let Some(reason) = reason.filter(|reason| !reason.is_empty()) {
                p { (say.t("status-why")) ": " (reason) }
            }
        }
    }
}

/// Who has signed and whose signature is missing; of a rejected one the reason; of one that was closed with its
/// need that it was.
fn signatures(visit: &Visit, line: &CandidateLine, closed: Option<&Closed>) -> Markup {
    let say = visit.say;
    let candidacy = &line.candidacy;
    if candidacy.stage == Stage::Rejected {
        let reason = candidacy.reason.as_deref().unwrap_or_default();
        return html! { (reason_in_words(visit, reason)) };
    }
    let is_closed = closed.is_some() && !candidacy.stage.is_final();
    if is_closed {
        return html! { (Mark::Out) " " (say.t("candidates-closed")) };
    }
    if candidacy.stage == Stage::LongList {
        return html! { span.quiet { (say.t("candidates-sign-later")) } };
    }
    html! {
        @match &candidacy.buyer {
            Some(signed) => { (Mark::Meets) " " (say.t("candidates-signed-buyer")) " " span.quiet { (doer(say, &signed.name)) ", " (instant_day(say, signed.at)) } }
            None => { (Mark::Unknown) " " (say.t("candidates-unsigned-buyer")) }
        }
        br;
        @match &candidacy.for_centre {
            Some(signed) => { (Mark::Meets) " " (say.t("candidates-signed-centre")) " " span.quiet { (doer(say, &signed.name)) ", " (instant_day(say, signed.at)) } }
            None => { (Mark::Unknown) " " (say.t("candidates-unsigned-centre")) }
        }
    }
}

/// A field whose name other forms of the page have, too, and which therefore has an id of its own.
struct Piece<'a> {
    id: &'a str,
    name: &'a str,
    label: String,
    hint: Option<String>,
    value: &'a str,
    faults: &'a [Fault],
}

impl Piece<'_> {
    /// Several lines of text.
    fn area(&self, say: Say, rows: u8) -> Markup {
        self.wrap(say, |described, wrong| {
            html! {
                textarea id=(self.id) name=(self.name) rows=(rows) aria-describedby=[described] aria-invalid=[wrong] { (self.value) }
            }
        })
    }

    /// A line of text, or a day.
    fn line(&self, say: Say, kind: &str) -> Markup {
        self.wrap(say, |described, wrong| {
            html! {
                input id=(self.id) name=(self.name) type=(kind) value=(self.value) aria-describedby=[described] aria-invalid=[wrong];
            }
        })
    }

    /// One of several.
    fn select(&self, say: Say, options: &[(&str, String)]) -> Markup {
        self.wrap(say, |described, wrong| {
            html! {
                select id=(self.id) name=(self.name) aria-describedby=[described] aria-invalid=[wrong] {
                    @for (value, label) in options { option value=(value) selected[*value == self.value] { (label) } }
                }
            }
        })
    }

    fn wrap(&self, say: Say, control: impl FnOnce(Option<&str>, Option<&str>) -> Markup) -> Markup {
        let fault = fault_of(self.faults, self.id);
        let hint_id = self.hint.as_ref().map(|_| format!("{}-ayuda", self.id));
        let fault_id = fault.map(|_| format!("{}-error", self.id));
        let ids: Vec<&str> = hint_id
            .iter()
            .chain(&fault_id)
            .map(String::as_str)
            .collect();
        let described = (!ids.is_empty()).then(|| ids.join(" "));
        let control = control(described.as_deref(), fault.map(|_| "true"));
        html! {
            div.field.wrong[fault.is_some()] {
                label for=(self.id) { (self.label) }
                @if let Some(hint) = &self.hint { p.hint id=[hint_id.as_deref()] { (hint) } }
                @if let Some(words) = fault { p.fault id=[fault_id.as_deref()] { span.hidden { (say.t("error-prefix")) " " } (words) } }
                (control)
            }
        }
    }
}

/// The three answers to a need, one of which is chosen.
fn interest_choice(
    say: Say,
    id: &str,
    legend: &str,
    chosen: &str,
    faults: &[Fault],
    in_words: fn(Say, Interest) -> String,
) -> Markup {
    let fault = fault_of(faults, id);
    let fault_id = fault.map(|_| format!("{id}-error"));
    html! {
        fieldset.wrong[fault.is_some()] id=(id) tabindex="-1" aria-describedby=[fault_id.as_deref()] {
            legend { (legend) }
            div {
                @if let Some(words) = fault { p.fault id=[fault_id.as_deref()] { span.hidden { (say.t("error-prefix")) " " } (words) } }
                @for choice in Interest::ALL {
                    label.check {
                        input type="radio" name="interes" value=(choice.as_str()) checked[choice.as_str() == chosen];
                        (in_words(say, *choice))
                    }
                }
            }
        }
    }
}
