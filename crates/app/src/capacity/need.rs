//! A site's months against what a need asks for, in exact figures: for the firm itself, and for staff of its
//! region. What a buyer may know is the band; she reads no figure here, whatever was opened to her.

use super::view::{load_row, put_on_record};
use crate::claims;
use crate::context::App;
use crate::error::AppResult;
use crate::needs::{load_need, ramp_of};
use crate::policy::{self, Decision, Operation, Relation};
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::MONTHLY_OUTPUT;
use eslabon_domain::facts::{Fact, FactValue};
use eslabon_domain::ids::{NeedId, SiteId};
use eslabon_domain::needs::{Criterion, Need, Requirement};
use eslabon_domain::vocabulary::ConceptId;
use eslabon_engine::assessment::calendar_capacity::Ramp;
use eslabon_engine::capacity::{
    Input, Known, RampAnswer, RampVerdict, Range, against, asked_of, of_months,
};
use eslabon_storage::supplier_rows::SupplierRow;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A process of the site against the months of a criterion.
#[derive(Debug, Clone)]
pub struct ProcessAnswer {
    /// Which.
    pub process: ConceptId,
    /// Month by month.
    pub answer: RampAnswer,
    /// What is missing, whichever month is asked for.
    pub missing: Vec<Input>,
    /// No month was computed: what the firm declares a month is compared.
    pub is_declared: bool,
    /// The firm declares a figure as well, and the computed months decide.
    pub has_both: bool,
}

/// A criterion of a need on the pieces of a month.
#[derive(Debug, Clone)]
pub struct NeedCapacity {
    /// Which of the need's criteria, by place.
    pub criterion: usize,
    /// Pieces in a lot, where the need says so.
    pub lot_size: Option<i64>,
    /// The site's processes that count, by id; none where nothing is known of any.
    pub processes: Vec<ProcessAnswer>,
}

/// What a need asks for month by month, and in which lots. A need that names its lots and no months is asked of
/// the months ahead.
#[must_use]
pub fn ramp_for(need: &Need) -> Option<Ramp> {
    let lots_alone = || {
        let lot_size = need.terms.lot_size?;
        Some(Ramp {
            months: Vec::new(),
            lot_size: Some(lot_size),
        })
    };
    ramp_of(need).or_else(lots_alone)
}

/// The site's months against each criterion of a need on the pieces of a month; nothing where the actor may not
/// read the site's figures as its own or its centre's.
///
/// # Errors
/// [`crate::AppError::NotFound`] for a need that the actor may not know of.
pub async fn against_need(
    app: &App,
    actor: &Actor,
    need: NeedId,
    site: SiteId,
) -> AppResult<Vec<NeedCapacity>> {
    let need = load_need(app, actor, need).await?;
    let asks = need
        .criteria
        .iter()
        .enumerate()
        .filter(|(_, one)| is_asked(one));
    let asks: Vec<(usize, &Criterion)> = asks.collect();
    if asks.is_empty() {
        return Ok(Vec::new());
    }
    let Some(row) = load_row(app, site).await? else {
        return Ok(Vec::new());
    };
    let centre = claims::centre_of(app.database(), row.site.state, app.centre()).await?;
    let relation = Relation::to_organisation(actor, Some(row.organisation.id), Some(centre));
    if policy::decide(Operation::RecordFacts, actor.role, relation) != Decision::Allow {
        return Ok(Vec::new());
    }
    put_on_record(app, actor, &row).await?;
    let ramp = ramp_for(&need);
    let of = |(at, criterion): (usize, &Criterion)| NeedCapacity {
        criterion: at,
        lot_size: need.terms.lot_size,
        processes: processes(app, &row, criterion, ramp.as_ref(), app.today()),
    };
    Ok(asks.into_iter().map(of).collect())
}

/// What a site's months come to against a criterion of a need, for the process that comes nearest, with how far it
/// is at its worst in thousandths; nothing where nothing is known of any. For those who may read the figures.
pub(crate) fn best_of_months(
    app: &App,
    row: &SupplierRow,
    need: &Need,
    criterion: &Criterion,
    on: Date,
) -> Option<(RampVerdict, u16)> {
    let ramp = ramp_for(need);
    let answers = processes(app, row, criterion, ramp.as_ref(), on).into_iter();
    let told = answers.map(|one| {
        let worst = one.answer.worst.as_ref();
        let short = worst.map_or(1, |worst| {
            let short = i128::from(worst.short) * 1_000 / i128::from(worst.required.max(1));
            u16::try_from(short.clamp(1, 1_000)).unwrap_or(1_000)
        });
        let order = match one.answer.verdict {
            RampVerdict::Meets => 0,
            RampVerdict::Unknown => 1,
            RampVerdict::Gap => 2,
        };
        (order, short, one.answer.verdict)
    });
    let nearest = told.min_by_key(|(order, short, _)| (*order, *short));
    nearest.map(|(_, short, verdict)| (verdict, short))
}

fn is_asked(criterion: &Criterion) -> bool {
    criterion.attribute == MONTHLY_OUTPUT
        && matches!(criterion.requirement, Requirement::AtLeast { .. })
}

fn processes(
    app: &App,
    row: &SupplierRow,
    criterion: &Criterion,
    ramp: Option<&Ramp>,
    on: Date,
) -> Vec<ProcessAnswer> {
    let words = app.words();
    let Requirement::AtLeast { amount: each } = criterion.requirement else {
        return Vec::new();
    };
    let asked = asked_of(ramp, each, on);
    let months: Vec<_> = asked.iter().map(|need| need.month).collect();
    let lot_size = ramp.and_then(|ramp| ramp.lot_size);
    let known = super::processes_of(&words, &row.facts, &row.loads);
    let is_wanted = |process: &ConceptId| {
        let wide = criterion.item.as_ref();
        wide.is_none_or(|wide| words.vocabulary.is_within(process, wide))
    };
    let wanted: BTreeSet<ConceptId> = known.into_iter().filter(is_wanted).collect();
    let of = |process: ConceptId| {
        let known = Known {
            process: &process,
            facts: &row.facts,
            loads: &row.loads,
            attributes: &words.attributes,
        };
        let capacity = of_months(&known, &months);
        let declared = declared(app, row, &process, on);
        let answer = against(&capacity, &asked, lot_size, declared, on);
        let is_computed = capacity
            .months
            .iter()
            .any(|month| month.pieces_on(on).is_some());
        ProcessAnswer {
            missing: capacity
                .inputs
                .into_iter()
                .filter(|input| input.fact.is_none() || input.has_run_out(on))
                .collect(),
            is_declared: declared.is_some() && !is_computed,
            has_both: declared.is_some() && is_computed,
            process,
            answer,
        }
    };
    wanted.into_iter().map(of).collect()
}

/// What the firm says that it makes a month, where that still holds.
fn declared(app: &App, row: &SupplierRow, process: &str, on: Date) -> Option<Range> {
    let words = app.words();
    let months = words.attributes.find(MONTHLY_OUTPUT)?.validity_months;
    let holds = |fact: &&Fact| fact.holds_until(months).is_none_or(|last| last >= on);
    let of_process = row
        .facts
        .iter()
        .filter(|fact| fact.attribute == MONTHLY_OUTPUT && fact.item.as_deref() == Some(process));
    let best = of_process
        .filter(holds)
        .max_by_key(|fact| (fact.origin, fact.observed, std::cmp::Reverse(fact.id)))?;
    match best.value {
        FactValue::Amount { low, high } => Some(Range { low, high }),
        _ => None,
    }
}
