//! From facts through matching to gaps: what a real answer says of a site.

use super::*;
use crate::matching::{Answer, CapabilityTable, Question, SiteProfile, shortlist};
use crate::programme::{FirmCalendar, Form, Offer, Problem, propose};
use eslabon_domain::attributes::{Attributes, ConfidentialityGroup};
use eslabon_domain::facts::{Fact, FactValue, Origin};
use eslabon_domain::ids::{
    CentreId, CriterionId, FactId, NeedId, OrganisationId, ServiceId, SiteId,
};
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::needs::{Criterion, Need, NeedStatus, Requirement, Strength};
use eslabon_domain::services::{Effect, PricePer, Service, ServiceForm, ServiceStatus};
use eslabon_domain::terms::NeedTerms;
use eslabon_domain::text::LocalText;
use eslabon_domain::vocabulary::Vocabulary;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use std::collections::{BTreeMap, BTreeSet};

const ON: Date = date(2026, 11, 24);
const TURNING: &str = "process.turning";

fn fact(name: &str, item: Option<&str>, attribute: &str, value: FactValue) -> Fact {
    Fact {
        id: FactId::from_name(name),
        site: SiteId::from_name("site"),
        item: item.map(str::to_owned),
        attribute: attribute.into(),
        value,
        entered: None,
        origin: Origin::Declared,
        source: "the firm".into(),
        observed: date(2026, 10, 1),
        valid_until: None,
        recorded: Timestamp::UNIX_EPOCH,
    }
}

fn facts(tolerance: i64) -> Vec<Fact> {
    let yes = || FactValue::Flag { yes: true };
    let mut ran_out = fact("env", Some("standard.iso_14001"), "standard.held", yes());
    ran_out.valid_until = Some(date(2026, 6, 30));
    vec![
        fact("turns", Some(TURNING), "process.offered", yes()),
        fact(
            "holds",
            Some(TURNING),
            "process.tolerance",
            FactValue::exactly(tolerance),
        ),
        fact("all", None, "site.standards_complete", yes()),
        fact(
            "otd",
            None,
            "site.on_time_delivery",
            FactValue::exactly(900_000),
        ),
        ran_out,
    ]
}

fn criterion(
    name: &str,
    item: Option<&str>,
    attribute: &str,
    requirement: Requirement,
) -> Criterion {
    Criterion {
        id: CriterionId::from_name(name),
        attribute: attribute.into(),
        item: item.map(str::to_owned),
        requirement,
        strength: Strength::Must,
        weight: 50,
    }
}

fn need() -> Need {
    let any = |concept: &str| Requirement::AnyOf {
        concepts: vec![concept.to_owned()],
    };
    let at_most = |amount| Requirement::AtMost { amount };
    let on_time = Requirement::AtLeast { amount: 950_000 };
    Need {
        id: NeedId::from_name("need"),
        organisation: OrganisationId::from_name("buyer"),
        centre: CentreId::from_name("centre"),
        version: 1,
        title: LocalText::es("Ejes"),
        description: LocalText::es(""),
        criteria: vec![
            criterion("turns", None, "process.offered", any(TURNING)),
            criterion("holds", Some(TURNING), "process.tolerance", at_most(20_000)),
            criterion("iso", None, "standard.held", any("standard.iso_9001")),
            criterion("env", None, "standard.held", any("standard.iso_14001")),
            criterion("otd", None, "site.on_time_delivery", on_time),
            criterion("lead", None, "site.lead_time_days", at_most(20)),
        ],
        terms: NeedTerms::default(),
        status: NeedStatus::Open,
        starts_on: None,
        closes_on: None,
        buyer_shown: true,
        fictional: true,
    }
}

fn service() -> Service {
    Service {
        id: ServiceId::from_name("spc"),
        institution: OrganisationId::from_name("institute"),
        kind: "service.spc_training".into(),
        name: LocalText::es("Control estadístico"),
        description: LocalText::es(""),
        effects: vec![Effect {
            attribute: "process.tolerance".into(),
            item: Some(TURNING.into()),
            from: None,
            to: 10_000,
        }],
        duration_days: 30,
        version: 1,
        status: ServiceStatus::Offered,
        prerequisites: Vec::new(),
        form: ServiceForm::Arranged,
        lead_days: 0,
        effort: None,
        price_per: PricePer::Firm,
        languages: Vec::new(),
        funding: Vec::new(),
        evidence: LocalText::default(),
        price: Money {
            minor: 2_000_000,
            currency: Currency::Mxn,
        },
        price_as_of: date(2026, 1, 1),
        source: "demonstration".into(),
        region: Vec::new(),
        fictional: true,
    }
}

/// The spine with some closed groups as if they were open: for whoever may read them.
fn opened(groups: &[ConfidentialityGroup]) -> Attributes {
    let spine = Attributes::bundled().unwrap();
    let attributes = spine.iter().cloned().map(|mut attribute| {
        if groups.contains(&attribute.group) {
            attribute.group = ConfidentialityGroup::Capability;
        }
        attribute
    });
    Attributes::from_list(attributes.collect()).unwrap()
}

fn answer(facts: Vec<Fact>, attributes: &Attributes) -> Answer {
    let vocabulary = Vocabulary::bundled().unwrap();
    let mut table = CapabilityTable::new(&vocabulary);
    let is_open = |fact: &Fact| attributes.find(&fact.attribute).unwrap().group.is_open();
    table.upsert(SiteProfile {
        site: SiteId::from_name("site"),
        owner: OrganisationId::from_name("firm"),
        state: None,
        position: None,
        position_is_approximate: false,
        facts: facts.into_iter().filter(is_open).collect(),
        closed: Vec::new(),
        text_concepts: BTreeSet::new(),
        text_terms: BTreeSet::new(),
    });
    let (need, services) = (need(), [service()]);
    let question = Question {
        need: &need,
        on: ON,
        ramp: None,
        text_concepts: BTreeSet::new(),
        text_terms: BTreeSet::new(),
        vocabulary: &vocabulary,
        attributes,
        services: &services,
        allowed: BTreeSet::new(),
    };
    shortlist(&table, &question, 1)
}

fn analysis(facts: Vec<Fact>, attributes: &Attributes) -> Analysis {
    let answer = answer(facts, attributes);
    let candidate = answer.candidates.first().unwrap();
    let matched = [Matched::of(&answer, candidate)];
    let analysis = analyse(candidate.site, &matched);
    assert_eq!(checker::verify(candidate.site, &matched, &analysis), []);
    analysis
}

fn attributes_of(gaps: &[Gap]) -> BTreeSet<&str> {
    let gaps = gaps.iter();
    gaps.map(|gap| gap.dimension.attribute.as_str()).collect()
}

#[test]
fn an_answer_becomes_gaps_renewals_and_questions() {
    let spine = Attributes::bundled().unwrap();
    let analysis = analysis(facts(50_000), &spine);
    assert_eq!(
        attributes_of(&analysis.gaps),
        ["process.tolerance", "standard.held"].into()
    );
    let of = |attribute: &str| {
        let mut gaps = analysis.gaps.iter();
        gaps.find(|gap| gap.dimension.attribute == attribute)
            .unwrap()
    };
    let tolerance = of("process.tolerance");
    assert_eq!(tolerance.distance, Some(30_000));
    assert_eq!(
        tolerance.present.as_ref().unwrap().evidence.source,
        "the firm"
    );
    assert_eq!(tolerance.closing.first().unwrap().service, service().id);
    let iso = of("standard.held");
    assert_eq!((iso.required, iso.distance), (1, Some(1)));
    assert!(iso.closing.is_empty());
    let renewal = analysis.to_renew.first().unwrap();
    assert_eq!(
        renewal.dimension.item.as_deref(),
        Some("standard.iso_14001")
    );
    let asked: Vec<(&str, &Why)> = analysis
        .to_ask
        .iter()
        .map(|check| (check.dimension.attribute.as_str(), &check.why))
        .collect();
    assert!(asked.contains(&("site.on_time_delivery", &Why::Closed)));
    assert!(asked.contains(&("site.lead_time_days", &Why::NothingKnown)));
}

#[test]
fn a_better_fact_removes_its_gap_and_nothing_else() {
    let spine = Attributes::bundled().unwrap();
    let (before, after) = (
        analysis(facts(50_000), &spine),
        analysis(facts(20_000), &spine),
    );
    assert_eq!(attributes_of(&after.gaps), ["standard.held"].into());
    let strip = |analysis: &Analysis| (analysis.to_ask.clone(), analysis.to_renew.len());
    assert_eq!(strip(&before), strip(&after));
}

#[test]
fn who_may_read_a_closed_group_has_it_judged_as_an_open_one() {
    let attributes = opened(&[ConfidentialityGroup::Quality]);
    let analysis = analysis(facts(20_000), &attributes);
    let mut gaps = analysis.gaps.iter();
    let on_time = gaps.find(|gap| gap.dimension.attribute == "site.on_time_delivery");
    assert_eq!(on_time.unwrap().distance, Some(50_000));
}

#[test]
fn the_planner_closes_what_a_service_reaches_and_says_what_nothing_does() {
    let spine = Attributes::bundled().unwrap();
    let vocabulary = Vocabulary::bundled().unwrap();
    let analysis = analysis(facts(50_000), &spine);
    let parts_from = date(2027, 6, 1);
    let planned = planned(&analysis, &BTreeMap::from([(need().id, parts_from)]));
    let service = service();
    let offer = Offer {
        service: service.id,
        raises: effects_on(&analysis.gaps, &service.effects, &vocabulary, &spine),
        prerequisites: Vec::new(),
        form: Form::Span { calendar_days: 30 },
        lead_days: 0,
        firm_minutes_per_week: 60,
        price: service.price,
    };
    let problem = Problem {
        starts_on: date(2027, 1, 11),
        horizon_on: date(2027, 12, 31),
        gaps: planned.gaps,
        present: planned.present,
        offers: vec![offer],
        calendar: FirmCalendar {
            minutes_per_week: 600,
            peaks: Vec::new(),
            closed: Vec::new(),
        },
        budget: None,
        pinned: Vec::new(),
        forbidden: Vec::new(),
        running: Vec::new(),
        nodes_max: 10_000,
    };
    assert_eq!(problem.check(), []);
    let proposal = propose(&problem).unwrap();
    let step = proposal.cheapest().unwrap().steps.first().unwrap();
    assert_eq!(step.service, service.id);
    let nothing_closes = proposal.not_closable.first().unwrap();
    assert_eq!(
        nothing_closes.dimension.item.as_deref(),
        Some("standard.iso_9001")
    );
    assert_eq!(
        nothing_closes.needs.first().unwrap().deadline,
        Some(parts_from)
    );
}
