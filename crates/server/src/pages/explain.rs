//! Sentences from what the engine found: criteria, verdicts, reasons, values. The engine names
//! facts and numbers; only here do they become words.

use super::assessments;
use super::format::{date, distance, share};
use super::parts::{Mark, state_name};
use super::visit::Visit;
use super::words::Say;
use eslabon_app::assessments::SOURCE as ASSESSED;
use eslabon_app::confirmations::SOURCE as LINK_SOURCE;
use eslabon_app::context::Words;
use eslabon_app::imports::TEMPLATE_SOURCE;
use eslabon_app::profiles::{SOURCE_CENTRE, SOURCE_FIRM};
use eslabon_app::site_files::file_of_source;
use eslabon_app::verifications::SOURCE_VERIFICATION;
use eslabon_domain::attributes::{SITE_POSITION, SITE_STATE};
use eslabon_domain::facts::{Aging, FactValue, Freshness, Origin};
use eslabon_domain::needs::{Criterion, Requirement, Strength};
use eslabon_domain::units::show_amount;
use eslabon_engine::matching::{
    CriterionResult, GapAction, Group, Reason, RelaxationStep, UnknownAction, Verdict,
};
use maud::{Markup, html};
use std::sync::Arc;

/// To whom something is explained: in which language, and with which vocabulary. Pages explain to a
/// visitor, the command line to whoever sits at the terminal.
pub trait Audience {
    /// In her language.
    fn say(&self) -> Say;
    /// The vocabulary in force.
    fn words(&self) -> &Words;
    /// The name of a concept.
    fn concept(&self, id: &str) -> String {
        self.words()
            .vocabulary
            .label(id, self.say().lang)
            .to_owned()
    }
}

impl Audience for Visit {
    fn say(&self) -> Say {
        self.say
    }

    fn words(&self) -> &Words {
        &self.words
    }
}

/// Who reads outside of a visit: at the terminal, or on paper.
pub struct Reader {
    /// In which language.
    pub say: Say,
    /// The vocabulary in force.
    pub words: Arc<Words>,
}

impl Audience for Reader {
    fn say(&self) -> Say {
        self.say
    }

    fn words(&self) -> &Words {
        &self.words
    }
}

/// Names of concepts joined by "or": at most `most`, the rest counted.
fn any_of(to: &impl Audience, names: Vec<String>, most: usize) -> String {
    let more = names.len().saturating_sub(most);
    let shown: Vec<String> = names.into_iter().take(most).collect();
    let joined = shown.join(&format!(" {} ", to.say().t("or")));
    if more == 0 {
        joined
    } else {
        to.say()
            .count_with("and-more", more as u64, &[("shown_names", &joined)])
    }
}

/// What is asked, without the attribute's name: `Torneado CNC o Fresado CNC`, `al menos 50`.
#[must_use]
pub fn requirement(to: &impl Audience, attribute: &str, requirement: &Requirement) -> String {
    let say = to.say();
    let unit = unit_of(to, attribute);
    match requirement {
        Requirement::AnyOf { concepts } => {
            any_of(to, concepts.iter().map(|id| to.concept(id)).collect(), 6)
        }
        Requirement::AtLeast { amount } => {
            say.with("at-least", &[("amount", &measure(say, *amount, &unit))])
        }
        Requirement::AtMost { amount } => {
            say.with("at-most", &[("amount", &measure(say, *amount, &unit))])
        }
        Requirement::InStates { states } => {
            any_of(to, states.iter().map(|code| state_name(*code)).collect(), 8)
        }
        Requirement::Within {
            label, radius_m, ..
        } => say.with(
            "within",
            &[("distance", &distance(*radius_m)), ("place", label)],
        ),
    }
}

/// The name of what is asked of: `Proceso que ofrece`, `Tolerancia más cerrada (±) · Torneado CNC`.
#[must_use]
pub fn attribute(to: &impl Audience, id: &str, item: Option<&str>) -> String {
    let name = match id {
        SITE_STATE => to.say().t("criterion-state"),
        SITE_POSITION => to.say().t("criterion-radius"),
        _ => to
            .words()
            .attributes
            .find(id)
            .map_or_else(|| id.to_owned(), |a| a.label.get(to.say().lang).to_owned()),
    };
    match item {
        Some(item) => format!("{name} · {}", to.concept(item)),
        None => name,
    }
}

/// A criterion in a line: `Proceso que ofrece: Torneado CNC`.
#[must_use]
pub fn criterion(to: &impl Audience, criterion: &Criterion) -> String {
    format!(
        "{}: {}",
        attribute(to, &criterion.attribute, criterion.item.as_deref()),
        requirement(to, &criterion.attribute, &criterion.requirement)
    )
}

/// A criterion in as few words as tell it: `Torneado CNC`, but `Tiempo de entrega: a lo más 15 días`,
/// because an amount alone does not say of what.
#[must_use]
pub fn in_brief(to: &impl Audience, one: &Criterion) -> String {
    match one.requirement {
        Requirement::AtLeast { .. } | Requirement::AtMost { .. } => criterion(to, one),
        _ => requirement(to, &one.attribute, &one.requirement),
    }
}

/// Who said so: what people wrote as it is, our own words in the reader's language.
#[must_use]
pub fn source(say: Say, stored: &str) -> String {
    match stored {
        TEMPLATE_SOURCE => say.t("source-template"),
        SOURCE_FIRM => say.t("profile-source-firm"),
        SOURCE_CENTRE => say.t("profile-source-centre"),
        SOURCE_VERIFICATION => say.t("verify-source"),
        other if file_of_source(other).is_some() => say.t("files-source"),
        other if other.starts_with(ASSESSED) => assessments::source(say, other),
        other => match other
            .strip_prefix(LINK_SOURCE)
            .and_then(|rest| rest.rsplit_once(" · "))
        {
            Some((name, day)) => say.with(
                "source-link",
                &[
                    ("name", name),
                    (
                        "date",
                        &day.parse().map_or(day.to_owned(), |day| date(say, day)),
                    ),
                ],
            ),
            None => other.to_owned(),
        },
    }
}

/// Must or wish in words.
#[must_use]
pub fn strength(say: Say, strength: Strength) -> String {
    match strength {
        Strength::Must => say.t("strength-must"),
        Strength::Wish => say.t("strength-wish"),
    }
}

/// The canonical unit of an attribute's amounts; empty where it has none.
fn unit_of(to: &impl Audience, attribute: &str) -> String {
    let attribute = to.words().attributes.find(attribute);
    attribute.map(|a| a.unit.clone()).unwrap_or_default()
}

/// An amount with a unit in the reader's words.
#[must_use]
pub fn measure(say: Say, amount: i64, unit: &str) -> String {
    let shown = show_amount(amount, unit);
    match unit {
        "persons" => say.with("unit-persons", &[("amount", &shown)]),
        "days" => say.with("unit-days", &[("amount", &shown)]),
        "parts_per_month" => say.with("unit-parts-month", &[("amount", &shown)]),
        _ => shown,
    }
}

/// What a fact says.
#[must_use]
pub fn value(to: &impl Audience, attribute: &str, value: &FactValue) -> String {
    let say = to.say();
    let unit = unit_of(to, attribute);
    match value {
        FactValue::Flag { yes: true } => say.t("yes"),
        FactValue::Flag { yes: false } => say.t("no"),
        FactValue::Amount { low, high } if low == high => measure(say, *low, &unit),
        FactValue::Amount { low, high } if *high == i64::MAX => {
            say.with("at-least", &[("amount", &measure(say, *low, &unit))])
        }
        FactValue::Amount { low, high } => {
            let (low, high) = (show_amount(*low, &unit), measure(say, *high, &unit));
            say.with("range", &[("low", &low), ("high", &high)])
        }
        FactValue::Concept { concept } => to.concept(concept),
        FactValue::Text { text } => text.text.clone(),
        FactValue::Day { date: day } => date(say, *day),
    }
}

/// How a fact is known, in words.
#[must_use]
pub fn origin(say: Say, origin: Origin) -> String {
    match origin {
        Origin::Registry => say.t("origin-registry"),
        Origin::Declared => say.t("origin-declared"),
        Origin::Document => say.t("origin-document"),
        Origin::Verified => say.t("origin-verified"),
        Origin::Measured => say.t("origin-measured"),
    }
}

/// How a fact has aged: one of four words, and how much of its time is used.
#[must_use]
pub fn aging(say: Say, aging: Aging) -> Markup {
    let word = match aging.freshness {
        Freshness::Current => say.t("aging-current"),
        Freshness::Expiring => say.t("aging-expiring"),
        Freshness::Expired => say.t("aging-expired"),
        Freshness::Undated => say.t("aging-undated"),
    };
    let used = aging.used_milli.map(share);
    html! {
        @if aging.freshness == Freshness::Expired { (Mark::Gap) " " }
        (word)
        @if let Some(used) = used { " " span.quiet { "(" (say.with("aging-used", &[("share", &used)])) ")" } }
    }
}

/// A verdict's mark and word.
#[must_use]
pub fn verdict(say: Say, verdict: Verdict) -> (Mark, String) {
    match verdict {
        Verdict::Meets => (Mark::Meets, say.t("verdict-meets")),
        Verdict::Gap { .. } => (Mark::Gap, say.t("verdict-gap")),
        Verdict::Unknown { .. } => (Mark::Unknown, say.t("verdict-unknown")),
        Verdict::Closed => (Mark::Unknown, say.t("verdict-closed")),
    }
}

/// Why the verdict is what it is.
#[must_use]
pub fn reason(to: &impl Audience, result: &CriterionResult) -> String {
    let say = to.say();
    match &result.reason {
        Reason::Has { item } => say.with("reason-has", &[("item", &to.concept(item))]),
        Reason::Expired {
            item: Some(item),
            since,
        } => say.with(
            "reason-expired-item",
            &[("item", &to.concept(item)), ("date", &date(say, *since))],
        ),
        Reason::Expired { item: None, since } => {
            say.with("reason-expired", &[("date", &date(say, *since))])
        }
        Reason::SaidNo => say.t("reason-said-no"),
        Reason::NotListed {
            nearest: Some(nearest),
        } => say.with("reason-not-listed-near", &[("item", &to.concept(nearest))]),
        Reason::NotListed { nearest: None } => say.t("reason-not-listed"),
        Reason::OnlyWider { item } => say.with("reason-only-wider", &[("item", &to.concept(item))]),
        Reason::NothingKnown => say.t("reason-nothing-known"),
        Reason::KeptClosed if result.verdict == Verdict::Closed => say.t("reason-compared-closed"),
        Reason::KeptClosed => say.t("reason-kept-closed"),
        Reason::AmountMeets => say.t("reason-amount-meets"),
        Reason::AmountFails => say.t("reason-amount-fails"),
        Reason::RangeStraddles => say.t("reason-range-straddles"),
        Reason::InState => say.t("reason-in-state"),
        Reason::OtherState => say.t("reason-other-state"),
        Reason::PlaceUnknown => say.t("reason-place-unknown"),
        Reason::Near { distance_m } => {
            say.with("reason-near", &[("distance", &distance(*distance_m))])
        }
        Reason::Far { distance_m } => {
            say.with("reason-far", &[("distance", &distance(*distance_m))])
        }
        Reason::NearEdge { distance_m } => {
            say.with("reason-near-edge", &[("distance", &distance(*distance_m))])
        }
    }
}

/// What would help or tell.
#[must_use]
pub fn action(say: Say, verdict: Verdict) -> Option<String> {
    match verdict {
        Verdict::Meets | Verdict::Closed => None,
        Verdict::Gap {
            action: GapAction::Close,
            ..
        } => Some(say.t("action-close")),
        Verdict::Gap {
            action: GapAction::Renew,
            ..
        } => Some(say.t("action-renew")),
        Verdict::Gap {
            action: GapAction::Move,
            ..
        } => Some(say.t("action-move")),
        Verdict::Unknown {
            action: UnknownAction::Ask,
        } => Some(say.t("action-ask")),
        Verdict::Unknown {
            action: UnknownAction::Verify,
        } => Some(say.t("action-verify")),
    }
}

/// A group's mark, heading and explanation.
#[must_use]
pub fn group(say: Say, group: Group) -> (Mark, String, String) {
    match group {
        Group::Ready => (Mark::Meets, say.t("group-ready"), say.t("group-ready-text")),
        Group::WithProgramme => (
            Mark::Gap,
            say.t("group-with-programme"),
            say.t("group-with-programme-text"),
        ),
        Group::ToConfirm => (
            Mark::Unknown,
            say.t("group-to-confirm"),
            say.t("group-to-confirm-text"),
        ),
        Group::OutOfReach => (
            Mark::Out,
            say.t("group-out-of-reach"),
            say.t("group-out-of-reach-text"),
        ),
    }
}

/// The word that names a group in addresses.
#[must_use]
pub fn group_key(group: Group) -> &'static str {
    match group {
        Group::Ready => "listo",
        Group::WithProgramme => "programa",
        Group::ToConfirm => "confirmar",
        Group::OutOfReach => "no-cumple",
    }
}

/// By how much an amount or a distance is better than what is asked, or short of it; nothing where no
/// figure was compared.
#[must_use]
pub fn margin(to: &impl Audience, asked: &Criterion, result: &CriterionResult) -> Option<String> {
    let say = to.say();
    let is_met = match result.verdict {
        Verdict::Meets => true,
        Verdict::Gap { .. } => false,
        Verdict::Unknown { .. } | Verdict::Closed => return None,
    };
    let key = if is_met {
        "margin-over"
    } else {
        "margin-short"
    };
    let apart = |amount: i64, value: &FactValue| match *value {
        // The end of a range that decides, the worse where it is met and the better where it is not.
        FactValue::Amount { low, high } => {
            let at_least = matches!(asked.requirement, Requirement::AtLeast { .. });
            let decides = if is_met == at_least { low } else { high };
            let apart = i64::try_from(decides.abs_diff(amount)).ok();
            apart.filter(|apart| *apart > 0)
        }
        _ => None,
    };
    let shown = match (&asked.requirement, &result.reason) {
        (Requirement::AtLeast { amount } | Requirement::AtMost { amount }, _) => {
            let apart = apart(*amount, &result.evidence.first()?.value)?;
            measure(say, apart, &unit_of(to, &asked.attribute))
        }
        (
            Requirement::Within { radius_m, .. },
            Reason::Near { distance_m } | Reason::Far { distance_m },
        ) => distance(distance_m.saturating_sub(*radius_m).saturating_abs()),
        _ => return None,
    };
    Some(say.with(key, &[("amount", &shown)]))
}

/// A step that would widen an answer, in a sentence.
#[must_use]
pub fn step(to: &impl Audience, asked: &Criterion, step: &RelaxationStep) -> String {
    let wanted = requirement(to, &asked.attribute, &step.requirement);
    to.say()
        .count_with("widen-step", step.adds as u64, &[("wanted", &wanted)])
}
