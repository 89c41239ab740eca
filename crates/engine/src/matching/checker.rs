//! An independent re-verification of an answer, written in another way and as plainly as possible: no
//! table, no prepared sets, one question a supplier. It says what is wrong, or nothing.

mod months;

use super::{Answer, Band, GapAction, Group, Question, RULES, SiteProfile, Verdict};
use eslabon_domain::attributes::{self as spine, Attribute, Direction, ValueType};
use eslabon_domain::facts::{Fact, FactValue};
use eslabon_domain::ids::SiteId;
use eslabon_domain::needs::{Criterion, Requirement, Strength};
use eslabon_domain::services::Service;
use jiff::ToSpan;
use jiff::civil::Date;
use std::cmp::Reverse;

mod widened;

/// Three values, without degrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Truth {
    Met,
    Failed,
    Unknown,
}

/// What is wrong with an answer about these sites.
#[must_use]
pub fn check(sites: &[SiteProfile], question: &Question<'_>, answer: &Answer) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut expected: Vec<(SiteId, Band, Band, u32)> = Vec::new();
    let mut by_open_facts = Vec::new();
    for site in sites {
        let (possible, proven) = bands(site, question, true);
        let open = bands(site, question, false);
        by_open_facts.push(Group::of(open.0, open.1));
        let listed = answer
            .candidates
            .iter()
            .find(|candidate| candidate.site == site.site);
        // The degree of a miss is the engine's own; the rest of the score is counted here.
        let score = listed.map_or(0, |candidate| candidate.score_milli);
        expected.push((site.site, possible, proven, score));
        let Some(candidate) = listed else { continue };
        if (candidate.possible, candidate.proven) != (possible, proven) {
            wrong.push(format!(
                "{}: bands {:?}, expected {:?}",
                site.site,
                (candidate.possible, candidate.proven),
                (possible, proven)
            ));
        }
        for (criterion, result) in question.need.criteria.iter().zip(&candidate.criteria) {
            if let Some(told) = told_of_closed(site, criterion, question, result) {
                wrong.extend(told);
                continue;
            }
            let said = match result.verdict {
                Verdict::Meets => Truth::Met,
                Verdict::Gap { .. } => Truth::Failed,
                Verdict::Unknown { .. } | Verdict::Closed => Truth::Unknown,
            };
            if said != truth(site, criterion, question) {
                wrong.push(format!(
                    "{}: {} says {said:?}",
                    site.site, criterion.attribute
                ));
            }
            let renew = matches!(
                result.verdict,
                Verdict::Gap {
                    action: GapAction::Renew,
                    ..
                }
            );
            if renew && criterion.attribute != spine::STANDARD_HELD {
                wrong.push(format!("{}: renews {}", site.site, criterion.attribute));
            }
        }
        if candidate.score_milli != score_of(question, candidate) {
            wrong.push(format!("{}: score {}", site.site, candidate.score_milli));
        }
        if candidate.estimate.is_some() && candidate.group != Group::WithProgramme {
            wrong.push(format!(
                "{}: an estimate in {:?}",
                site.site, candidate.group
            ));
        }
        let compares = |c: &&Criterion| allows(site, c, question);
        if candidate.estimate.is_some() && question.need.criteria.iter().any(|c| compares(&c)) {
            wrong.push(format!("{}: an estimate over closed figures", site.site));
        }
    }
    let count = |group| by_open_facts.iter().filter(|g| **g == group).count();
    for group in Group::ALL {
        if answer.groups.of(group) != count(group) {
            wrong.push(format!(
                "{group:?}: {} counted, expected {}",
                answer.groups.of(group),
                count(group)
            ));
        }
    }
    if answer.scored != sites.len() {
        wrong.push(format!("{} scored of {}", answer.scored, sites.len()));
    }
    if answer.candidates.len() == sites.len() {
        expected.sort_by_key(|(site, possible, proven, score)| {
            (Reverse(*possible), Reverse(*proven), Reverse(*score), *site)
        });
        let order: Vec<SiteId> = expected.iter().map(|(site, ..)| *site).collect();
        let shown: Vec<SiteId> = answer
            .candidates
            .iter()
            .map(|candidate| candidate.site)
            .collect();
        if order != shown {
            wrong.push("the order is not possible, proven, score, id".to_owned());
        }
    }
    wrong.extend(widened::check(sites, question, answer));
    wrong
}

/// The closed attribute that a criterion asks of.
fn closed_attribute<'q>(criterion: &Criterion, question: &Question<'q>) -> Option<&'q Attribute> {
    question
        .attributes
        .find(&criterion.attribute)
        .filter(|attribute| !attribute.group.is_open())
}

/// Whether the owner lets this buyer compare what the criterion asks of, and it can be compared.
fn allows(site: &SiteProfile, criterion: &Criterion, question: &Question<'_>) -> bool {
    closed_attribute(criterion, question).is_some_and(|attribute| {
        question.allowed.contains(&(site.owner, attribute.group))
            && rounded(attribute, criterion).is_some()
    })
}

/// What is wrong with what is told of a criterion on a closed group; nothing for an open one.
fn told_of_closed(
    site: &SiteProfile,
    criterion: &Criterion,
    question: &Question<'_>,
    result: &super::CriterionResult,
) -> Option<Vec<String>> {
    closed_attribute(criterion, question)?;
    let compares = allows(site, criterion, question);
    let verdict_fits = match result.verdict {
        Verdict::Closed => compares,
        Verdict::Unknown { .. } => !compares,
        Verdict::Meets | Verdict::Gap { .. } => false,
    };
    let tells = !result.evidence.is_empty()
        || result.contribution_milli > 0
        || (compares && !result.closing.is_empty());
    let fault = (!verdict_fits || tells).then(|| {
        format!(
            "{}: {} tells {:?}",
            site.site, criterion.attribute, result.verdict
        )
    });
    Some(fault.into_iter().collect())
}

/// Every step of an attribute's ladder from 0 on, written out.
fn steps(attribute: &Attribute) -> Vec<i64> {
    let decades = |mantissas: &[i64]| {
        let scales = (0..18_u32).map(|places| 10_i64.pow(places));
        let mut all: Vec<i64> = scales
            .flat_map(|scale| mantissas.iter().filter_map(move |m| m.checked_mul(scale)))
            .collect();
        all.push(0);
        all.sort_unstable();
        all
    };
    match (attribute.unit.as_str(), attribute.direction) {
        ("nm", _) => decades(&[10, 16, 25, 40, 63]),
        ("milli", _) => (0..3_000_i64)
            .map(|third| third / 3 * 1_000 + [0, 330, 670].get(third as usize % 3).unwrap_or(&0))
            .collect(),
        ("s", _) => {
            let mut all = vec![0, 1, 2, 5, 10, 20, 60, 120, 300, 600, 1_200];
            all.extend(
                decades(&[1, 2, 5])
                    .iter()
                    .filter_map(|h| h.checked_mul(3_600)),
            );
            all.sort_unstable();
            all.dedup();
            all
        }
        ("ppm", Direction::Higher) => {
            let mut all: Vec<i64> = decades(&[1, 2, 5]).iter().map(|m| 1_000_000 - m).collect();
            all.sort_unstable();
            all
        }
        _ => decades(&[1, 2, 5]),
    }
}

/// The criterion with its requirement on the next step that is not easier.
fn rounded(attribute: &Attribute, criterion: &Criterion) -> Option<Criterion> {
    let steps = steps(attribute);
    let requirement = match (
        attribute.value_type,
        attribute.direction,
        &criterion.requirement,
    ) {
        (ValueType::Amount, Direction::Higher, Requirement::AtLeast { amount }) => {
            Requirement::AtLeast {
                amount: *steps.iter().find(|step| *step >= amount)?,
            }
        }
        (ValueType::Amount, Direction::Lower, Requirement::AtMost { amount }) => {
            Requirement::AtMost {
                amount: *steps.iter().rfind(|step| *step <= amount)?,
            }
        }
        _ => return None,
    };
    Some(Criterion {
        requirement,
        ..criterion.clone()
    })
}

/// The criterion on what the month of most pieces asks for, where it is answered month by month.
fn at_peak(rounded: Criterion, criterion: &Criterion, question: &Question<'_>) -> Criterion {
    let asked = months::asked(criterion, question);
    let peak = asked.and_then(|asked| asked.into_iter().map(|(_, pieces)| pieces).max());
    match peak {
        Some(amount) => Criterion {
            requirement: Requirement::AtLeast { amount },
            ..rounded
        },
        None => rounded,
    }
}

/// The bands of a site; with `closed`, closed figures count where their owner allows it.
fn bands(site: &SiteProfile, question: &Question<'_>, closed: bool) -> (Band, Band) {
    let (mut possible, mut proven) = (Band::Ready, Band::Ready);
    for criterion in question
        .need
        .criteria
        .iter()
        .filter(|c| c.strength == Strength::Must)
    {
        let by_month = closed
            .then(|| months::truth_by_month(site, criterion, question))
            .flatten();
        // A closed figure is judged as though the site had told its coarse steps and nothing else.
        let (told, asked) = match closed_attribute(criterion, question) {
            None => (site.clone(), criterion.clone()),
            Some(attribute) => {
                let may_use = closed && allows(site, criterion, question);
                let coarse = site.closed.iter().filter(|_| may_use);
                let told = SiteProfile {
                    facts: coarse.map(|fact| fact.coarse().clone()).collect(),
                    ..site.clone()
                };
                let asked =
                    rounded(attribute, criterion).map(|asked| at_peak(asked, criterion, question));
                (told, asked.unwrap_or_else(|| criterion.clone()))
            }
        };
        let (site, criterion) = (&told, &asked);
        let says = by_month.map_or_else(|| truth(site, criterion, question), |(truth, _)| truth);
        match says {
            Truth::Met => {}
            Truth::Failed => {
                let level = match by_month {
                    Some((_, level)) => level,
                    None => level(site, criterion, question),
                };
                let band = if closable(site, criterion, question, level) {
                    Band::WithProgramme
                } else {
                    Band::OutOfReach
                };
                possible = possible.min(band);
                proven = proven.min(band);
            }
            Truth::Unknown => {
                let band = if closable(site, criterion, question, None) {
                    Band::WithProgramme
                } else {
                    Band::OutOfReach
                };
                proven = proven.min(band);
            }
        }
    }
    (possible, proven)
}

fn expires(fact: &Fact, question: &Question<'_>) -> Option<Date> {
    let months = question
        .attributes
        .find(&fact.attribute)
        .map_or(0, |attribute| attribute.validity_months);
    match fact.valid_until {
        Some(date) => Some(date),
        None if months > 0 => fact.observed.checked_add(i32::from(months).months()).ok(),
        None => None,
    }
}

fn holds(fact: &Fact, question: &Question<'_>) -> bool {
    expires(fact, question).is_none_or(|last| last >= question.on)
}

/// The fact that speaks for an item: no other on it is better.
fn speakers<'s>(site: &'s SiteProfile, attribute: &str, question: &Question<'_>) -> Vec<&'s Fact> {
    let on_it: Vec<&Fact> = site
        .facts
        .iter()
        .filter(|fact| fact.attribute == attribute)
        .collect();
    let rank = |fact: &Fact| {
        (
            holds(fact, question),
            fact.origin,
            fact.observed,
            Reverse(fact.id),
        )
    };
    on_it
        .iter()
        .filter(|fact| {
            !on_it
                .iter()
                .any(|other| other.item == fact.item && rank(other) > rank(fact))
        })
        .copied()
        .collect()
}

fn truth(site: &SiteProfile, criterion: &Criterion, question: &Question<'_>) -> Truth {
    let within = |narrow: &str, wide: &str| question.vocabulary.is_within(narrow, wide);
    match &criterion.requirement {
        Requirement::AnyOf { concepts } => {
            let facts = speakers(site, &criterion.attribute, question);
            let wanted = |fact: &&&Fact| {
                fact.item
                    .as_deref()
                    .is_some_and(|item| concepts.iter().any(|concept| within(item, concept)))
            };
            let yes: Vec<&&Fact> = facts
                .iter()
                .filter(wanted)
                .filter(|fact| says_yes(fact))
                .collect();
            if yes.iter().any(|fact| holds(fact, question)) {
                return Truth::Met;
            }
            if !yes.is_empty() {
                return if criterion.attribute == spine::STANDARD_HELD {
                    Truth::Failed
                } else {
                    Truth::Unknown
                };
            }
            let refused = |concept: &String| {
                facts.iter().any(|fact| {
                    says_no(fact)
                        && holds(fact, question)
                        && fact
                            .item
                            .as_deref()
                            .is_some_and(|item| within(concept, item))
                })
            };
            let complete = match criterion.attribute.as_str() {
                spine::PROCESS_OFFERED => spine::PROCESSES_COMPLETE,
                spine::MATERIAL_WORKED => spine::MATERIALS_COMPLETE,
                spine::STANDARD_HELD => spine::STANDARDS_COMPLETE,
                _ => "",
            };
            let listed = site.facts.iter().any(|fact| {
                fact.attribute == complete
                    && says_yes(fact)
                    && fact.valid_until.is_none_or(|last| last >= question.on)
            });
            if listed || (!concepts.is_empty() && concepts.iter().all(refused)) {
                Truth::Failed
            } else {
                Truth::Unknown
            }
        }
        Requirement::AtLeast { .. } | Requirement::AtMost { .. } => {
            let mut worst = Truth::Unknown;
            for (low, high) in amounts(site, criterion, question) {
                let (meets, fails) = match criterion.requirement {
                    Requirement::AtLeast { amount } => (low >= amount, high < amount),
                    Requirement::AtMost { amount } => (high <= amount, low > amount),
                    _ => (false, false),
                };
                match (meets, fails) {
                    (true, _) => return Truth::Met,
                    (_, true) => worst = Truth::Failed,
                    // One range that straddles keeps the question open, whatever the others say.
                    _ => {
                        let all = amounts(site, criterion, question);
                        let met = all.iter().any(|(low, high)| match criterion.requirement {
                            Requirement::AtLeast { amount } => *low >= amount,
                            Requirement::AtMost { amount } => *high <= amount,
                            _ => false,
                        });
                        return if met { Truth::Met } else { Truth::Unknown };
                    }
                }
            }
            worst
        }
        Requirement::InStates { states } => match site.state {
            None => Truth::Unknown,
            Some(state) => {
                if states.contains(&state) {
                    Truth::Met
                } else {
                    Truth::Failed
                }
            }
        },
        Requirement::Within {
            centre, radius_m, ..
        } => {
            let Some(position) = site.position else {
                return Truth::Unknown;
            };
            #[expect(
                clippy::cast_possible_truncation,
                reason = "at most half the Earth's girth"
            )]
            let distance = position.distance_m(*centre).round() as i64;
            let slack = if site.position_is_approximate {
                25_000
            } else {
                0
            };
            if distance + slack <= *radius_m {
                Truth::Met
            } else if distance - slack > *radius_m {
                Truth::Failed
            } else {
                Truth::Unknown
            }
        }
    }
}

fn amounts(site: &SiteProfile, criterion: &Criterion, question: &Question<'_>) -> Vec<(i64, i64)> {
    let on_item = |fact: &&Fact| match (&criterion.item, &fact.item) {
        (None, _) => true,
        (Some(wide), Some(narrow)) => question.vocabulary.is_within(narrow, wide),
        (Some(_), None) => false,
    };
    speakers(site, &criterion.attribute, question)
        .into_iter()
        .filter(|fact| holds(fact, question))
        .filter(on_item)
        .filter_map(|fact| match fact.value {
            FactValue::Amount { low, high } => Some((low, high)),
            _ => None,
        })
        .collect()
}

/// The level of the nearest failing amount, from which a service would have to start.
fn level(site: &SiteProfile, criterion: &Criterion, question: &Question<'_>) -> Option<i64> {
    let failing = amounts(site, criterion, question);
    match criterion.requirement {
        Requirement::AtLeast { .. } => {
            let nearest = failing.iter().map(|(_, high)| *high).max()?;
            failing
                .iter()
                .find(|(_, high)| *high == nearest)
                .map(|(low, _)| *low)
        }
        Requirement::AtMost { .. } => {
            let nearest = failing.iter().map(|(low, _)| *low).min()?;
            failing
                .iter()
                .find(|(low, _)| *low == nearest)
                .map(|(low, _)| *low)
        }
        _ => None,
    }
}

fn closable(
    site: &SiteProfile,
    criterion: &Criterion,
    question: &Question<'_>,
    level: Option<i64>,
) -> bool {
    let serves = |service: &&Service| {
        service.region.is_empty() || site.state.is_some_and(|s| service.region.contains(&s))
    };
    question.services.iter().filter(serves).any(|service| {
        // As the catalogue is read: the first effect of a service that reaches the level.
        let first = service.effects.iter().find(|effect| {
            let within = |narrow: &str, wide: &str| question.vocabulary.is_within(narrow, wide);
            effect.attribute == criterion.attribute
                && match &criterion.requirement {
                    Requirement::AnyOf { concepts } => {
                        effect.to >= 1
                            && effect
                                .item
                                .as_ref()
                                .is_some_and(|item| concepts.iter().any(|c| within(item, c)))
                    }
                    Requirement::AtLeast { amount } => {
                        effect.to >= *amount
                            && item_fits(effect.item.as_deref(), criterion, question)
                    }
                    Requirement::AtMost { amount } => {
                        effect.to <= *amount
                            && item_fits(effect.item.as_deref(), criterion, question)
                    }
                    _ => false,
                }
        });
        first.is_some_and(
            |effect| match (effect.from, level, &criterion.requirement) {
                (Some(from), Some(level), Requirement::AtMost { .. }) => level <= from,
                (Some(from), Some(level), _) => level >= from,
                _ => true,
            },
        )
    })
}

fn item_fits(item: Option<&str>, criterion: &Criterion, question: &Question<'_>) -> bool {
    match (&criterion.item, item) {
        (None, _) | (_, None) => true,
        (Some(wide), Some(narrow)) => question.vocabulary.is_within(narrow, wide),
    }
}

/// The score from a candidate's own verdicts and text share.
fn score_of(question: &Question<'_>, candidate: &super::Candidate) -> u32 {
    let has_words = !question.text_concepts.is_empty() || !question.text_terms.is_empty();
    let (mut points, mut total) = (0_u64, 0_u64);
    if has_words {
        points += u64::from(RULES.text_weight) * u64::from(candidate.text_share_milli);
        total += u64::from(RULES.text_weight);
    }
    for (criterion, result) in question.need.criteria.iter().zip(&candidate.criteria) {
        if criterion.strength == Strength::Must || closed_attribute(criterion, question).is_some() {
            continue;
        }
        let degree = match result.verdict {
            Verdict::Meets => 1_000,
            Verdict::Unknown { .. } | Verdict::Closed => 500,
            Verdict::Gap { distance_milli, .. } => {
                499 * (1_000 - u64::from(distance_milli)) / 1_000
            }
        };
        points += u64::from(criterion.weight) * degree;
        total += u64::from(criterion.weight);
    }
    points
        .checked_div(total)
        .and_then(|score| u32::try_from(score).ok())
        .unwrap_or(0)
}

fn says_yes(fact: &Fact) -> bool {
    match fact.value {
        FactValue::Flag { yes } => yes,
        FactValue::Amount { low, .. } => low >= 1,
        _ => false,
    }
}

fn says_no(fact: &Fact) -> bool {
    match fact.value {
        FactValue::Flag { yes } => !yes,
        FactValue::Amount { high, .. } => high < 1,
        _ => false,
    }
}
