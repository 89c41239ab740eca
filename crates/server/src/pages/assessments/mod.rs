//! Assessments: the list of a plant, the form of each kind while it is a draft (the ready diagnosis one question a
//! page), what will change in the profile before it is finished, the result with the rule that decided, the steps,
//! the evidence and the facts that it wrote.

mod files;
mod finish;
mod form;
mod list;
mod question;
mod result;
mod sets;
mod take;

pub use files::{FORM_MAX as FILE_FORM_MAX, add as add_file, download};
pub use finish::{finish, preview};
pub use list::{begin, list};
pub use sets::{FORM_MAX as SET_FORM_MAX, list as sets, load as load_set};
pub use take::{save, show, take_back};

use super::errors::message;
use super::explain;
use super::format::date;
use super::layout::{Page, Section};
use super::parts::{Fault, Mark};
use super::visit::Visit;
use super::words::Say;
use eslabon_app::FieldError;
use eslabon_app::assessments::{AssessmentView, SOURCE, ready_questions};
use eslabon_app::policy;
use eslabon_app::records::Assessment;
use eslabon_app::search::SupplierCard;
use eslabon_domain::assessments::{AssessmentKind, AssessmentSide, show_figure};
use eslabon_domain::causes::Area;
use eslabon_domain::ids::{AssessmentId, SiteId};
use eslabon_engine::assessment::sheet::{Field, Line, Outcome, Standing};
use maud::Markup;

/// The address of an assessment, without its id.
const PATH: &str = "/evaluaciones";

/// The address of an assessment.
fn path_of(id: AssessmentId) -> String {
    format!("{PATH}/{id}")
}

/// The address of the assessments of a plant.
fn list_path(site: SiteId) -> String {
    format!("/proveedores/{site}/evaluaciones")
}

/// A stored word as a part of a key: `run_rate` is `run-rate`.
fn dashed(word: &str) -> String {
    word.replace('_', "-")
}

/// The words of a key that is made of stored words; where there are none, the word itself.
fn worded(say: Say, key: &str, word: &str) -> String {
    say.find(&format!("{key}-{}", dashed(word)))
        .unwrap_or_else(|| word.to_owned())
}

/// A kind in words.
fn kind(say: Say, kind: AssessmentKind) -> String {
    worded(say, "assess-kind", kind.as_str())
}

/// What is assessed: the kind, and of which process.
fn title(visit: &Visit, assessment: &Assessment) -> String {
    let name = kind(visit.say, assessment.kind);
    match &assessment.item {
        Some(item) => format!("{name} · {}", visit.concept(item)),
        None => name,
    }
}

fn side(say: Say, side: AssessmentSide) -> String {
    match side {
        AssessmentSide::Firm => say.t("assess-side-firm"),
        AssessmentSide::Centre => say.t("assess-side-centre"),
    }
}

/// The source of a fact that an assessment wrote.
#[must_use]
pub fn source(say: Say, stored: &str) -> String {
    let parts = stored
        .strip_prefix(SOURCE)
        .and_then(|rest| rest.split_once(" · "));
    let Some((word, day)) = parts else {
        return stored.to_owned();
    };
    let day = day.parse().map_or(day.to_owned(), |day| date(say, day));
    let kind = worded(say, "assess-kind", word);
    say.with("assess-source", &[("kind", &kind), ("date", &day)])
}

/// A result at a glance; a figure without a threshold has no mark.
fn mark(standing: Standing) -> Option<Mark> {
    match standing {
        Standing::Good => Some(Mark::Meets),
        Standing::Conditional => Some(Mark::Gap),
        Standing::Poor => Some(Mark::Out),
        Standing::Unknown => Some(Mark::Unknown),
        Standing::Measured => None,
    }
}

fn verdict(say: Say, outcome: &Outcome) -> String {
    worded(say, "assess-verdict", &outcome.verdict)
}

/// The rule that decided, and on what.
fn rule(say: Say, outcome: &Outcome) -> String {
    let rule = worded(say, "assess-rule", &outcome.rule);
    match &outcome.rule_on {
        Some(on) => format!("{rule} ({on})"),
        None => rule,
    }
}

/// The figure of a line; its rule in words where it has no figure.
fn figure(say: Say, line: &Line) -> String {
    match (line.amount, &line.rule) {
        (Some(amount), _) => show_figure(amount, &line.unit),
        (None, Some(rule)) => worded(say, "assess-rule", rule),
        (None, None) => match line.unit.is_empty() {
            true => String::new(),
            false => say.t("verdict-unknown"),
        },
    }
}

/// What a line is of, in words.
fn line_name(visit: &Visit, view: &AssessmentView, line: &Line) -> String {
    let say = visit.say;
    let name = worded(say, "assess-line", &line.code);
    let Some(of) = &line.of else { return name };
    let of = match (line.code.as_str(), Area::parse(of)) {
        ("area", Some(area)) => worded(say, "assess-area", area.as_str()),
        ("look_at", _) => question_text(visit, view, of),
        _ => worded(say, "assess-of", of),
    };
    format!("{name} · {of}")
}

/// The headline of a result: its first figure.
fn headline(say: Say, outcome: &Outcome) -> Option<String> {
    let first = outcome.lines.first()?;
    first
        .amount
        .map(|amount| show_figure(amount, &first.unit))
        .map(|shown| format!("{} {shown}", worded(say, "assess-line", &first.code)))
}

/// The text of a question, or its number where a set has none.
fn question_text(visit: &Visit, view: &AssessmentView, id: &str) -> String {
    if view.assessment.kind == AssessmentKind::ReadyDiagnosis {
        let known = ready_questions().ok().and_then(|all| all.find(id));
        return known.map_or_else(
            || id.to_owned(),
            |question| question.text.get(visit.lang()).to_owned(),
        );
    }
    let known = view.questions.iter().find(|one| one.number == id);
    let text = known.map_or("", |one| one.text.get(visit.lang()));
    let other = known.map_or("", |one| one.text.es.as_str());
    match (text.is_empty(), other.is_empty()) {
        (false, _) => format!("{id} {text}"),
        (true, false) => format!("{id} {other}"),
        (true, true) => id.to_owned(),
    }
}

/// The name of a field.
fn field_label(visit: &Visit, view: &AssessmentView, field: &Field) -> String {
    match (&field.question, &field.of) {
        (Some(question), Some(of)) => format!("{} · {of}", question_text(visit, view, question)),
        (Some(question), None) => question_text(visit, view, question),
        (None, _) => own_label(visit.say, view.assessment.kind, &field.key),
    }
}

fn field_key(kind: AssessmentKind, key: &str) -> String {
    format!("assess-field-{}-{}", dashed(kind.as_str()), dashed(key))
}

/// The name of a field that is no question, or of what else can be missing.
fn own_label(say: Say, kind: AssessmentKind, key: &str) -> String {
    say.find(&field_key(kind, key))
        .unwrap_or_else(|| worded(say, "assess-missing", key))
}

/// The id of a field's control: keys hold what an id may not.
fn control_id(at: usize) -> String {
    format!("campo-{at}")
}

/// The faults in words, each at its control.
fn in_words(visit: &Visit, view: &AssessmentView, faults: &[FieldError]) -> Vec<Fault> {
    let control = |field: &str| {
        let at = view.fields.iter().position(|one| one.key == field);
        at.map_or_else(
            || match field {
                "reason" => "motivo".to_owned(),
                "on" | "note" | "caption" | "file" => field.to_owned(),
                _ => "contenido".to_owned(),
            },
            control_id,
        )
    };
    faults
        .iter()
        .map(|fault| (control(&fault.field), fault_words(visit.say, fault)))
        .collect()
}

fn fault_words(say: Say, fault: &FieldError) -> String {
    let key = format!("assess-fault-{}", dashed(fault.code));
    say.find_with(&key, &[("detail", &fault.detail)])
        .unwrap_or_else(|| message(say, fault))
}

/// Where a page of an assessment stands in the site.
fn framed(visit: &Visit, card: &SupplierCard, title: String, main: Markup) -> Page {
    let say = visit.say;
    let section = match policy::records_for_others(&visit.actor) {
        true => Section::Search,
        false => Section::Profile,
    };
    Page::new(section, title, main)
        .under(card.name.clone(), format!("/proveedores/{}", card.site))
        .under(say.t("assess-title-short"), list_path(card.site))
}

/// A value of a fact in words.
fn value(visit: &Visit, attribute: &str, value: &eslabon_domain::facts::FactValue) -> String {
    explain::value(visit, attribute, value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use eslabon_domain::assessments::Entries;
    use eslabon_domain::text::Lang;
    use eslabon_engine::assessment::sheet::{Control, Questions, Sheet, fields};

    /// Every word that the engine can answer with, by the key under which it is worded.
    const WORDS: [(&str, &[&str]); 7] = [
        (
            "assess-verdict",
            &[
                "accepted",
                "conditional",
                "not_capable",
                "unknown",
                "measured",
                "not_measured",
                "good",
                "not_acceptable",
                "meets",
                "falls_short",
                "grade_a",
                "grade_b",
                "grade_c",
                "not_rated",
                "potential_green",
                "potential_yellow",
                "potential_red",
                "not",
                "partially",
                "largely",
                "fully",
            ],
        ),
        (
            "assess-rule",
            &[
                "above_acceptance",
                "between_thresholds",
                "at_least_least",
                "below_least",
                "not_stable",
                "stability_not_known",
                "no_limits",
                "no_variation",
                "missing",
                "counted",
                "nothing_delivered",
                "product",
                "factor_is_zero",
                "not_measured",
                "below_good",
                "above_most",
                "too_few_categories",
                "part_variation_not_known",
                "no_gauge_variation",
                "over_allocated",
                "average_week_short",
                "peak_week_short",
                "both_weeks_hold",
                "unanswered",
                "too_few_evaluated",
                "overall_level",
                "element_below_c",
                "step_below_c",
                "starred_scores_zero",
                "element_below_b",
                "step_below_b",
                "sub_element_below_b",
                "starred_scores_low",
                "any_scores_zero",
                "any_red",
                "too_many_yellow",
                "more_yellow_than_green_allows",
                "few_yellow",
                "too_many_not_evaluated",
                "all_answered",
                "answered_only",
                "lower",
                "upper",
                "stated",
                "overall_sample",
                "pooled_within",
                "tolerance",
                "total",
                "not_shared",
                "within_limit",
                "detailed_check",
                "unknown",
                "not",
                "partially",
                "largely",
                "fully",
            ],
        ),
        (
            "assess-line",
            &[
                "cpk",
                "cp",
                "ppk",
                "pp",
                "mean",
                "sigma",
                "measurements",
                "nearer",
                "estimator",
                "defects",
                "on_time",
                "oee",
                "availability",
                "performance",
                "quality",
                "grr",
                "ndc",
                "equipment_variation",
                "appraiser_variation",
                "grr_deviation",
                "part_variation",
                "total_variation",
                "factors",
                "required_oee",
                "net_time",
                "ideal_pieces",
                "good_pieces",
                "required_pieces",
                "loading",
                "demonstrated_oee",
                "allocated",
                "overall",
                "element",
                "sub_element",
                "step",
                "fired",
                "green",
                "yellow",
                "red",
                "not_evaluated",
                "unanswered",
                "red_question",
                "area",
                "look_at",
            ],
        ),
        ("assess-of", &["average", "peak"]),
        ("assess-missing", &["answers", "questions"]),
        (
            "assess-reading",
            &[
                "overall_is_not_rounded",
                "point_rules_read_single_evaluations",
                "one_evaluation_suffices",
                "belongs_below",
            ],
        ),
        (
            "assess-fault",
            &[
                "bad_number",
                "bad_unit",
                "ambiguous_comma",
                "too_fine",
                "too_large",
                "not_whole",
                "not_known",
                "limits_crossed",
                "negative_value",
                "zero",
                "not_possible",
                "part_above_whole",
                "too_few",
                "uneven",
                "uneven_row",
                "twice",
                "no_sub_element",
                "points",
                "no_reason",
                "light",
                "nothing_follows",
                "renamed_and_more",
                "unknown_field",
                "evidence_kind",
                "unknown_set",
                "date_in_future",
                "bad_date",
                "set_number",
                "set_starred",
                "set_element",
                "set_sub_element",
                "set_twice",
                "set_too_long",
                "set_no_column",
                "set_unknown_column",
                "set_empty",
                "set_too_many",
                "set_unreadable",
                "set_not_utf8",
                "set_known",
            ],
        ),
    ];

    #[test]
    fn everything_that_the_engine_says_has_words() {
        for lang in Lang::ALL {
            let say = Say { lang };
            for (key, words) in WORDS {
                for word in words {
                    let full = format!("{key}-{}", dashed(word));
                    let found = say.find_with(&full, &[("detail", "x")]);
                    assert!(found.is_some(), "{full} {lang:?}");
                }
            }
            for area in Area::ALL {
                let key = format!("assess-area-{}", area.as_str());
                assert!(say.find(&key).is_some(), "{key}");
            }
            for kind in AssessmentKind::ALL {
                for key in ["assess-kind", "assess-about", "assess-formula"] {
                    let full = format!("{key}-{}", dashed(kind.as_str()));
                    assert!(say.find(&full).is_some(), "{full}");
                }
            }
        }
    }

    #[test]
    fn every_field_and_choice_has_words() {
        let entries = Entries::new();
        for kind in AssessmentKind::ALL {
            let sheet = Sheet {
                kind: *kind,
                item: None,
                questions: Questions::None,
                entries: &entries,
            };
            for field in fields(&sheet) {
                for lang in Lang::ALL {
                    let say = Say { lang };
                    let key = field_key(*kind, &field.key);
                    assert!(say.find(&key).is_some(), "{key}");
                    let Control::Choice(choices) = field.control else {
                        continue;
                    };
                    for choice in choices {
                        let key = format!("assess-choice-{}", dashed(choice));
                        assert!(say.find(&key).is_some(), "{key}");
                    }
                }
            }
        }
    }
}
