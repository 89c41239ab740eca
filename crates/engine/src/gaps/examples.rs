//! Worked cases: what a consultant would expect of an analysis, and the small needs that the laws are made of.

use super::*;
use crate::matching::{
    Band, Candidate, ClosingService, CriterionResult, Evidence, GapAction, Group, Reason,
    UnknownAction, Verdict,
};
use crate::programme::{Dimension, Direction};
use eslabon_domain::facts::{FactValue, Origin};
use eslabon_domain::ids::{CriterionId, FactId, NeedId, ServiceId, SiteId};
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::needs::{Criterion, Requirement, Strength};
use eslabon_domain::places::StateCode;
use eslabon_domain::text::LocalText;
use jiff::civil::date;
use uuid::Uuid;

pub(super) const SITE: SiteId = SiteId(Uuid::from_u128(7));

pub(super) fn need(number: u128) -> NeedId {
    NeedId(Uuid::from_u128(number + 1))
}

pub(super) fn any_of(concepts: &[&str]) -> Requirement {
    Requirement::AnyOf {
        concepts: concepts.iter().map(|id| (*id).to_owned()).collect(),
    }
}

/// A must; its id says of which need it is and which it is there.
pub(super) fn must(need: u128, at: usize, attribute: &str, requirement: Requirement) -> Criterion {
    Criterion {
        id: CriterionId(Uuid::from_u128(need << 16 | at as u128)),
        attribute: attribute.into(),
        item: None,
        requirement,
        strength: Strength::Must,
        weight: 10,
    }
}

pub(super) fn evidence(fact: u128, value: FactValue) -> Evidence {
    Evidence {
        fact: Some(FactId(Uuid::from_u128(fact))),
        item: None,
        value,
        origin: Origin::Declared,
        source: "the firm".into(),
        observed: date(2026, 9, 1),
        valid_until: None,
        age_days: 60,
    }
}

pub(super) fn result(criterion: usize, verdict: Verdict, reason: Reason) -> CriterionResult {
    CriterionResult {
        criterion,
        verdict,
        reason,
        evidence: Vec::new(),
        contribution_milli: 0,
        most_milli: 0,
        closing: Vec::new(),
    }
}

pub(super) const CLOSE: Verdict = Verdict::Gap {
    distance_milli: 100,
    action: GapAction::Close,
};

const ASK: Verdict = Verdict::Unknown {
    action: UnknownAction::Ask,
};

/// What is said of an amount that does not satisfy.
pub(super) fn fails(criterion: usize, fact: u128, amount: i64) -> CriterionResult {
    CriterionResult {
        evidence: vec![evidence(fact, FactValue::exactly(amount))],
        ..result(criterion, CLOSE, Reason::AmountFails)
    }
}

pub(super) fn candidate(criteria: Vec<CriterionResult>) -> Candidate {
    Candidate {
        rank: 1,
        site: SITE,
        possible: Band::Ready,
        proven: Band::OutOfReach,
        group: Group::ToConfirm,
        score_milli: 0,
        text_share_milli: 0,
        estimate: None,
        criteria,
    }
}

/// Criteria of a need, and how the site stands to them.
pub(super) type Case = (NeedId, Vec<Criterion>, Candidate);

pub(super) fn analysis(cases: &[Case]) -> Analysis {
    let matched = cases.iter().map(|(need, criteria, candidate)| Matched {
        need: *need,
        criteria,
        candidate,
    });
    let matched: Vec<Matched<'_>> = matched.collect();
    let analysis = analyse(SITE, &matched);
    assert_eq!(checker::verify(SITE, &matched, &analysis), []);
    analysis
}

pub(super) fn closing(number: u128) -> ClosingService {
    ClosingService {
        service: ServiceId(Uuid::from_u128(number)),
        name: LocalText::es("Curso"),
        price: Money {
            minor: 100_000,
            currency: Currency::Mxn,
        },
        duration_days: 5,
    }
}

pub(super) fn of(attribute: &str, item: Option<&str>) -> Dimension {
    Dimension {
        attribute: attribute.into(),
        item: item.map(str::to_owned),
    }
}

fn opened(need: NeedId) -> Opened {
    Opened {
        need,
        to_confirm: false,
    }
}

pub(super) const OTD: &str = "site.on_time_delivery";

/// Two needs that ask for the same, one of them for more, and for something else besides.
pub(super) fn two_needs() -> Vec<Case> {
    let first = vec![must(0, 0, OTD, Requirement::AtLeast { amount: 950_000 })];
    let second = vec![
        must(1, 0, OTD, Requirement::AtLeast { amount: 980_000 }),
        must(1, 1, "site.defect_ppm", Requirement::AtMost { amount: 50 }),
    ];
    vec![
        (need(0), first, candidate(vec![fails(0, 1, 900_000)])),
        (
            need(1),
            second,
            candidate(vec![fails(0, 1, 900_000), fails(1, 2, 120)]),
        ),
    ]
}

#[test]
fn what_two_needs_ask_for_is_one_gap_with_the_harder_level() {
    let analysis = analysis(&two_needs());
    assert_eq!(analysis.gaps.len(), 2);
    let gap = analysis.gaps.first().unwrap();
    assert_eq!(gap.dimension, of(OTD, None));
    assert_eq!((gap.required, gap.distance), (980_000, Some(80_000)));
    assert_eq!(gap.needs.len(), 2);
    assert_eq!(gap.opens, [opened(need(0))]);
    assert_eq!(gap.blocks, [need(1)]);
    assert_eq!(gap.severity, Severity::Blocking);
    let defects = analysis.gaps.last().unwrap();
    assert_eq!(
        (defects.direction, defects.distance),
        (Direction::Lower, Some(70))
    );
    assert_eq!(defects.blocks, [need(1)]);
    assert!(defects.opens.is_empty());
}

#[test]
fn weights_decide_between_major_and_minor() {
    for (weight, severity) in [(49, Severity::Minor), (50, Severity::Major)] {
        let mut wish = must(0, 0, OTD, Requirement::AtLeast { amount: 950_000 });
        (wish.strength, wish.weight) = (Strength::Wish, weight);
        let case = (need(0), vec![wish], candidate(vec![fails(0, 1, 1)]));
        let analysis = analysis(&[case]);
        let gap = analysis.gaps.first().unwrap();
        assert_eq!(gap.severity, severity);
        assert!(gap.opens.is_empty() && gap.blocks.is_empty());
    }
}

#[test]
fn what_ran_out_is_renewed_or_looked_at_and_nobody_is_trained_for_it() {
    let since = date(2026, 8, 31);
    let ran_out = |item: Option<&str>| Reason::Expired {
        item: item.map(str::to_owned),
        since,
    };
    let renew = Verdict::Gap {
        distance_milli: 100,
        action: GapAction::Renew,
    };
    let verify = Verdict::Unknown {
        action: UnknownAction::Verify,
    };
    let criteria = vec![
        must(0, 0, "standard.held", any_of(&["standard.iso_9001"])),
        must(0, 1, OTD, Requirement::AtLeast { amount: 950_000 }),
        must(0, 2, "site.staff", Requirement::AtLeast { amount: 20 }),
    ];
    let results = vec![
        result(0, renew, ran_out(Some("standard.iso_9001"))),
        result(1, verify, ran_out(None)),
        result(2, ASK, Reason::NothingKnown),
    ];
    let analysis = analysis(&[(need(0), criteria, candidate(results))]);
    assert!(analysis.gaps.is_empty());
    let renewal = analysis.to_renew.first().unwrap();
    assert_eq!(
        renewal.dimension,
        of("standard.held", Some("standard.iso_9001"))
    );
    assert_eq!(renewal.since, since);
    // The others are not known: they may still be in the way.
    let to_confirm = Opened {
        need: need(0),
        to_confirm: true,
    };
    assert_eq!(renewal.opens, [to_confirm]);
    assert_eq!(
        analysis.to_verify.first().unwrap().why,
        Why::Expired { since }
    );
    assert_eq!(analysis.to_ask.first().unwrap().why, Why::NothingKnown);
}

#[test]
fn a_place_cannot_be_changed_and_keeps_every_gap_from_opening() {
    let states = Requirement::InStates {
        states: vec![StateCode(8)],
    };
    let criteria = vec![
        must(0, 0, OTD, Requirement::AtLeast { amount: 950_000 }),
        must(0, 1, "site.state", states),
    ];
    let elsewhere = Verdict::Gap {
        distance_milli: 1_000,
        action: GapAction::Move,
    };
    let results = vec![fails(0, 1, 1), result(1, elsewhere, Reason::OtherState)];
    let analysis = analysis(&[(need(0), criteria, candidate(results))]);
    assert_eq!(analysis.cannot_change.len(), 1);
    let gap = analysis.gaps.first().unwrap();
    assert!(gap.opens.is_empty());
    assert_eq!(gap.blocks, [need(0)]);
}

#[test]
fn a_closed_result_is_a_question_and_nothing_of_it_is_told() {
    let criteria = vec![must(0, 0, OTD, Requirement::AtLeast { amount: 950_000 })];
    let mut told = Vec::new();
    let hidden = [
        result(0, Verdict::Closed, Reason::KeptClosed),
        result(0, ASK, Reason::KeptClosed),
        // A figure that should not be there is not passed on.
        CriterionResult {
            verdict: Verdict::Closed,
            closing: vec![closing(1)],
            ..fails(0, 1, 900_000)
        },
    ];
    for one in hidden {
        told.push(analysis(&[(
            need(0),
            criteria.clone(),
            candidate(vec![one]),
        )]));
    }
    let first = told.first().unwrap();
    assert!(told.iter().all(|other| other == first));
    assert_eq!(first.to_ask.first().unwrap().why, Why::Closed);
    assert!(first.gaps.is_empty());
}

#[test]
fn of_several_certificates_the_one_that_most_needs_take_is_the_gap() {
    let (iso, iatf) = ("standard.iso_9001", "standard.iatf_16949");
    let either = vec![must(0, 0, "standard.held", any_of(&[iso, iatf]))];
    let only = vec![must(1, 0, "standard.held", any_of(&[iatf]))];
    let no = || candidate(vec![result(0, CLOSE, Reason::NotListed { nearest: None })]);
    let alone = analysis(&[(need(0), either.clone(), no())]);
    let gap = alone.gaps.first().unwrap();
    assert_eq!(gap.dimension, of("standard.held", Some(iso)));
    assert_eq!(gap.instead, [iatf]);
    let both = analysis(&[(need(0), either, no()), (need(1), only, no())]);
    assert_eq!(both.gaps.len(), 1);
    let gap = both.gaps.first().unwrap();
    assert_eq!(gap.dimension, of("standard.held", Some(iatf)));
    assert!(gap.instead.is_empty());
    assert_eq!(gap.opens, [opened(need(0)), opened(need(1))]);
}
