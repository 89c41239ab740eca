//! A chain of steps: each must make what the next one needs and scraps. required(n) = required(n + 1) ÷ (1 −
//! scrap(n + 1)), rounded up to whole pieces: only the *next* step's scrap raises a demand, the own one is a loss
//! inside OEE. The bottleneck is the step with the highest loading.

use super::common::{AssessmentError, MissingInput, RuleSetId, Verdict};
use super::exact::{Fraction, MILLION, Rounding, amount, share};
use super::run_rate::{Demand, RULES, RunRate, RunRateInput, WeekResult, run_rate};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A step of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which.
    pub id: String,
    /// Its hours, equipment and OEE.
    pub input: RunRateInput,
    /// The share of its pieces that it scraps, in millionths; absent is not known.
    pub scrap_ppm: Option<i64>,
}

/// A step, computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepResult {
    /// Which.
    pub id: String,
    /// Its result.
    pub result: RunRate,
    /// The highest loading of its weeks in millionths; absent is unknown or not possible.
    pub loading_ppm: Option<i64>,
}

/// The step that limits the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bottleneck {
    /// Which; the first of equals.
    pub step: String,
    /// Whether no other can be worse: the loading of every step is known, or this one makes nothing.
    pub certain: bool,
}

/// A chain, computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainResult {
    /// The rules.
    pub rules: RuleSetId,
    /// The steps, first to last.
    pub steps: Vec<StepResult>,
    /// What limits the chain, where any loading is known.
    pub bottleneck: Option<Bottleneck>,
    /// The verdict over all steps.
    pub verdict: Verdict,
    /// The steps that decided: those that fall short, or else those that are not known.
    pub decided_by: Vec<String>,
    /// Scraps that are missing, by step.
    pub missing_scrap: Vec<String>,
    /// What to ask for, over all steps.
    pub missing: Vec<MissingInput>,
}

/// Pieces that a step must give to the next one, so that the next one gives `pieces`; rounded up.
///
/// # Errors
/// If everything is scrapped, or a figure cannot be.
pub fn before_scrap(pieces: i64, next_scrap_ppm: i64) -> Result<i64, AssessmentError> {
    let scrap = share("scrap_ppm", next_scrap_ppm)?;
    let kept = u128::from(MILLION.unsigned_abs()) - scrap;
    if kept == 0 {
        return Err(AssessmentError::OutOfRange("scrap_ppm"));
    }
    let needed = Fraction::new(amount("pieces", pieces)?, kept)?;
    needed.scaled(MILLION.unsigned_abs().into(), Rounding::Up)
}

/// Checks every step, last to first. The first step's scrap is asked of nobody.
///
/// # Errors
/// If there is no step, an id stands twice, or an input cannot be.
pub fn chain(steps: &[Step], demand: Demand) -> Result<ChainResult, AssessmentError> {
    check(steps)?;
    let mut results = Vec::with_capacity(steps.len());
    let (mut demand, mut missing_scrap) = (demand, Vec::new());
    for (at, step) in steps.iter().enumerate().rev() {
        let result = run_rate(&step.input, demand)?;
        results.push(StepResult {
            id: step.id.clone(),
            loading_ppm: loading(&result),
            result,
        });
        if at == 0 {
            break;
        }
        if step.scrap_ppm.is_none() {
            missing_scrap.push(step.id.clone());
        }
        let earlier = |pieces: Option<i64>| match (pieces, step.scrap_ppm) {
            (Some(pieces), Some(scrap)) => before_scrap(pieces, scrap).map(Some),
            _ => Ok(None),
        };
        demand = Demand {
            average: earlier(demand.average)?,
            peak: earlier(demand.peak)?,
        };
    }
    results.reverse();
    missing_scrap.reverse();
    let (verdict, decided_by) = decided(&results);
    Ok(ChainResult {
        rules: Cow::Borrowed(RULES),
        bottleneck: bottleneck(&results),
        verdict,
        decided_by,
        missing: missing(&results, &missing_scrap),
        missing_scrap,
        steps: results,
    })
}

fn check(steps: &[Step]) -> Result<(), AssessmentError> {
    if steps.is_empty() {
        return Err(AssessmentError::TooFew {
            input: "steps",
            needed: 1,
            given: 0,
        });
    }
    let mut ids: Vec<&str> = steps.iter().map(|step| step.id.as_str()).collect();
    ids.sort_unstable();
    let twice = ids.iter().zip(ids.iter().skip(1)).find(|(a, b)| a == b);
    if let Some((id, _)) = twice {
        return Err(AssessmentError::Twice((*id).to_owned()));
    }
    for step in steps {
        step.scrap_ppm
            .map(|ppm| share("scrap_ppm", ppm))
            .transpose()?;
    }
    Ok(())
}

/// The worse week; nothing unless both are known.
fn loading(result: &RunRate) -> Option<i64> {
    let peak = result.peak?.loading_ppm?;
    result.average.loading_ppm.map(|average| average.max(peak))
}

/// How much a step limits the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Limits {
    /// By its loading.
    Loaded(i64),
    /// It makes nothing of what is required.
    MakesNothing,
}

fn limits(step: &StepResult) -> Option<Limits> {
    let nothing = |week: &WeekResult| {
        week.good_pieces == Some(0) && week.required_pieces.is_some_and(|pieces| pieces > 0)
    };
    let weeks = [Some(&step.result.average), step.result.peak.as_ref()];
    if weeks.into_iter().flatten().any(nothing) {
        return Some(Limits::MakesNothing);
    }
    step.loading_ppm.map(Limits::Loaded)
}

fn bottleneck(steps: &[StepResult]) -> Option<Bottleneck> {
    // The last of equals is what `max_by_key` takes: read backwards it is the first.
    let known = steps
        .iter()
        .rev()
        .filter_map(|step| Some((limits(step)?, step)));
    let (worst, step) = known.max_by_key(|(limits, _)| *limits)?;
    Some(Bottleneck {
        step: step.id.clone(),
        certain: worst == Limits::MakesNothing || steps.iter().all(|step| limits(step).is_some()),
    })
}

fn decided(steps: &[StepResult]) -> (Verdict, Vec<String>) {
    for verdict in [Verdict::FallsShort, Verdict::Unknown] {
        let with = steps.iter().filter(|step| step.result.verdict == verdict);
        let ids: Vec<String> = with.map(|step| step.id.clone()).collect();
        if !ids.is_empty() {
            return (verdict, ids);
        }
    }
    (
        Verdict::Meets,
        steps.iter().map(|step| step.id.clone()).collect(),
    )
}

/// What is missing over all steps. Where a scrap is missing, the demand before it is not asked for: it follows.
fn missing(steps: &[StepResult], missing_scrap: &[String]) -> Vec<MissingInput> {
    let last = steps.last().map(|step| step.id.as_str());
    let follows = |step: &StepResult, input: &MissingInput| {
        Some(step.id.as_str()) != last
            && matches!(
                input,
                MissingInput::AveragePieces | MissingInput::PeakPieces
            )
    };
    let mut missing: Vec<MissingInput> = steps
        .iter()
        .flat_map(|step| step.result.missing.iter().map(move |input| (step, *input)))
        .filter(|(step, input)| !follows(step, input))
        .map(|(_, input)| input)
        .collect();
    if !missing_scrap.is_empty() {
        missing.push(MissingInput::Scrap);
    }
    missing.sort_unstable();
    missing.dedup();
    missing
}
