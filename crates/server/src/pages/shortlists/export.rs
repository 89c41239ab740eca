//! A saved shortlist as a workbook: the candidates, every criterion of each, what would widen the list, and
//! what was asked. It is made of the same answer as the page, and says no more than that.

use super::candidate::{criteria, rank};
use super::name;
use crate::pages::explain;
use crate::pages::parts::{doer, town_and_state};
use crate::pages::visit::{Named, Visit};
use crate::pages::workbook::{Cell, Sheet, count, points, words, write};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use eslabon_app::AppResult;
use eslabon_app::audit::{Export, record_export};
use eslabon_app::shortlists::{ShortlistView, load_shortlist};
use eslabon_domain::needs::{Criterion, Strength};
use eslabon_engine::matching::{Candidate, CriterionResult, Evidence, Group, Verdict};
use jiff::ToSpan;

const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const FILE: &str = "attachment; filename=\"preseleccion.xlsx\"";

/// `GET /preselecciones/{id}/xlsx`.
pub async fn xlsx(visit: Visit, id: Named) -> Response {
    let outcome = workbook(&visit, &id).await.map(|bytes| {
        let headers = [
            (header::CONTENT_TYPE, KIND),
            (header::CONTENT_DISPOSITION, FILE),
        ];
        (headers, bytes).into_response()
    });
    visit.respond(outcome)
}

async fn workbook(visit: &Visit, id: &Named) -> AppResult<Vec<u8>> {
    let view = load_shortlist(&visit.app, &visit.actor, id.id()?).await?;
    let what = Export::Shortlist(view.id, view.need.organisation);
    let rows = view.answer.candidates.len();
    record_export(&visit.app, &visit.actor, what, rows).await?;
    let sheets = [
        candidates(visit, &view),
        every_criterion(visit, &view),
        widening(visit, &view),
        query(visit, &view),
    ];
    write(&sheets)
}

fn candidates(visit: &Visit, view: &ShortlistView) -> Sheet {
    let head = [
        "sheet-rank",
        "sheet-group",
        "sheet-supplier",
        "sheet-fictional",
        "sheet-municipality",
        "sheet-state",
        "sheet-score",
        "sheet-missing",
        "sheet-gaps",
        "sheet-from-cost",
        "sheet-currency",
        "sheet-from-days",
        "sheet-from-date",
        "sheet-reasons",
    ];
    let mut sheet = Sheet::new(visit, "sheet-candidates", &head);
    let all = view.answer.candidates.iter();
    sheet.rows = all.map(|one| candidate(visit, view, one)).collect();
    sheet
}

fn candidate(visit: &Visit, view: &ShortlistView, one: &Candidate) -> Vec<Cell> {
    let say = visit.say;
    let (name, invented) = name(visit, view, one);
    let card = view.cards.get(&one.site);
    let (town, state) = card.map_or((Cell::Empty, Cell::Empty), |card| {
        let (town, state) = town_and_state(card.municipality.as_deref(), card.state);
        (
            town.map_or(Cell::Empty, words),
            state.map_or(Cell::Empty, words),
        )
    });
    let musts = |wanted: fn(&Verdict) -> bool| {
        let all =
            criteria(view, one).filter(|(c, r)| c.strength == Strength::Must && wanted(&r.verdict));
        let named: Vec<String> = all.map(|(c, _)| explain::in_brief(visit, c)).collect();
        words(named.join("; "))
    };
    let estimate = one.estimate.as_ref();
    let cost = estimate.and_then(|estimate| estimate.from_cost);
    let days = estimate.map(|estimate| estimate.from_days);
    let ready = days.and_then(|days| view.answer.evaluated_on.checked_add(days.days()).ok());
    vec![
        count(one.rank),
        words(explain::group(say, one.group).1),
        words(name),
        words(say.t(if invented { "yes" } else { "no" })),
        town,
        state,
        points(one.score_milli),
        musts(|verdict| matches!(verdict, Verdict::Unknown { .. })),
        musts(|verdict| matches!(verdict, Verdict::Gap { .. })),
        cost.map_or(Cell::Empty, |money| Cell::Number(whole_units(money.minor))),
        cost.map_or(Cell::Empty, |money| words(money.currency.code())),
        days.map_or(Cell::Empty, |days| Cell::Number(f64::from(days))),
        ready.map_or(Cell::Empty, |day| words(day.to_string())),
        words(reasons(visit, view, one)),
    ]
}

#[expect(
    clippy::cast_precision_loss,
    reason = "prices of services lie far below 2^53 centavos"
)]
fn whole_units(minor: i64) -> f64 {
    minor as f64 / 100.0
}

/// Why a candidate is where it is, in sentences.
fn reasons(visit: &Visit, view: &ShortlistView, one: &Candidate) -> String {
    let musts = criteria(view, one).filter(|(criterion, _)| criterion.strength == Strength::Must);
    let sentence = |(criterion, result): (&Criterion, &CriterionResult)| {
        let wanted = explain::in_brief(visit, criterion);
        let reason = explain::reason(visit, result);
        match explain::action(visit.say, result.verdict) {
            Some(action) => format!("{wanted}: {reason} {action}"),
            None => format!("{wanted}: {reason}"),
        }
    };
    let sentences: Vec<String> = musts.map(sentence).chain(rank(visit, view, one)).collect();
    sentences.join(" ")
}

fn every_criterion(visit: &Visit, view: &ShortlistView) -> Sheet {
    let head = [
        "sheet-rank",
        "sheet-supplier",
        "sheet-attribute",
        "sheet-asked",
        "sheet-strength",
        "sheet-verdict",
        "sheet-value",
        "sheet-margin",
        "sheet-origin",
        "sheet-source",
        "sheet-observed",
        "sheet-age",
        "sheet-until",
        "sheet-reason",
        "sheet-action",
        "sheet-contribution",
        "sheet-most",
        "sheet-services",
    ];
    let mut sheet = Sheet::new(visit, "sheet-criteria", &head);
    for one in &view.answer.candidates {
        let (name, _) = name(visit, view, one);
        for (asked, result) in criteria(view, one) {
            let of_whom = [count(one.rank), words(name.as_str())];
            let row = of_whom.into_iter().chain(criterion(visit, asked, result));
            sheet.rows.push(row.collect());
        }
    }
    sheet
}

fn criterion(visit: &Visit, asked: &Criterion, result: &CriterionResult) -> [Cell; 16] {
    let say = visit.say;
    let of_each = |tell: &dyn Fn(&Evidence) -> Option<String>| {
        let told: Vec<String> = result.evidence.iter().filter_map(tell).collect();
        if told.is_empty() {
            return Cell::Empty;
        }
        words(told.join("; "))
    };
    let value = |one: &Evidence| {
        let value = explain::value(visit, &asked.attribute, &one.value);
        Some(match &one.item {
            Some(item) => format!("{}: {value}", visit.concept(item)),
            None => value,
        })
    };
    let source = |one: &Evidence| Some(explain::source(say, &one.source)).filter(|s| !s.is_empty());
    let services = result.closing.iter();
    let services: Vec<&str> = services.map(|service| service.name.text.as_str()).collect();
    let is_wish = asked.strength == Strength::Wish;
    let share = |milli| if is_wish { points(milli) } else { Cell::Empty };
    [
        words(explain::attribute(
            visit,
            &asked.attribute,
            asked.item.as_deref(),
        )),
        words(explain::requirement(
            visit,
            &asked.attribute,
            &asked.requirement,
        )),
        words(explain::strength(say, asked.strength)),
        words(explain::verdict(say, result.verdict).1),
        of_each(&value),
        explain::margin(visit, asked, result).map_or(Cell::Empty, Cell::Words),
        of_each(&|one| Some(explain::origin(say, one.origin))),
        of_each(&source),
        of_each(&|one| Some(one.observed.to_string())),
        of_each(&|one| Some(one.age_days.to_string())),
        of_each(&|one| one.valid_until.map(|day| day.to_string())),
        words(explain::reason(visit, result)),
        explain::action(say, result.verdict).map_or(Cell::Empty, Cell::Words),
        share(result.contribution_milli),
        share(result.most_milli),
        words(services.join("; ")),
    ]
}

fn widening(visit: &Visit, view: &ShortlistView) -> Sheet {
    let head = [
        "sheet-attribute",
        "sheet-asked",
        "sheet-change",
        "sheet-adds",
    ];
    let mut sheet = Sheet::new(visit, "sheet-widen", &head);
    for one in &view.answer.relaxations {
        let Some(asked) = view.answer.criteria.get(one.criterion) else {
            continue;
        };
        let asks = |requirement| explain::requirement(visit, &asked.attribute, requirement);
        let steps = one
            .steps
            .iter()
            .map(|step| (asks(&step.requirement), step.adds));
        let as_wish = (visit.say.t("sheet-as-wish"), one.as_wish);
        for (change, adds) in steps.chain([as_wish]) {
            sheet.rows.push(vec![
                words(explain::attribute(
                    visit,
                    &asked.attribute,
                    asked.item.as_deref(),
                )),
                words(asks(&asked.requirement)),
                words(change),
                count(adds),
            ]);
        }
    }
    sheet
}

/// What was asked, of whom, and by which rules.
fn query(visit: &Visit, view: &ShortlistView) -> Sheet {
    let (say, answer) = (visit.say, &view.answer);
    let head = [
        "sheet-item",
        "sheet-content",
        "sheet-strength",
        "sheet-weight",
    ];
    let mut sheet = Sheet::new(visit, "sheet-query", &head);
    let mut line = |item: String, content: Cell| sheet.rows.push(vec![words(item), content]);
    let version = f64::from(answer.need_version);
    line(say.t("sheet-need"), words(view.need.title.text.as_str()));
    line(say.t("shortlist-need-version"), Cell::Number(version));
    line(
        say.t("shortlist-evaluated"),
        words(answer.evaluated_on.to_string()),
    );
    line(say.t("shortlist-made"), words(view.created_at.to_string()));
    line(
        say.t("shortlist-made-by"),
        words(doer(say, &view.created_by)),
    );
    line(
        say.t("shortlist-rules"),
        words(answer.rules_version.as_str()),
    );
    line(say.t("shortlist-scored-label"), count(answer.scored));
    for group in Group::ALL {
        let (_, name, _) = explain::group(say, group);
        let item = say.with("sheet-group-count", &[("group", &name)]);
        line(item, count(answer.groups.of(group)));
    }
    for asked in &answer.criteria {
        let weight = match asked.strength {
            Strength::Must => Cell::Empty,
            Strength::Wish => Cell::Number(f64::from(asked.weight)),
        };
        sheet.rows.push(vec![
            words(explain::attribute(
                visit,
                &asked.attribute,
                asked.item.as_deref(),
            )),
            words(explain::requirement(
                visit,
                &asked.attribute,
                &asked.requirement,
            )),
            words(explain::strength(say, asked.strength)),
            weight,
        ]);
    }
    sheet
}
