//! The laws of matching, on random small worlds, and the independent checker's agreement.

use super::checker::check;
use super::*;
use crate::assessment::calendar_capacity::Ramp;
use eslabon_domain::attributes::{Attributes, ConfidentialityGroup};
use eslabon_domain::facts::{Fact, FactValue, Origin};
use eslabon_domain::ids::{
    CentreId, CriterionId, FactId, NeedId, OrganisationId, ServiceId, SiteId,
};
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::needs::{Criterion, Need, NeedStatus, Requirement, Strength};
use eslabon_domain::places::{Position, StateCode};
use eslabon_domain::services::{Effect, PricePer, Service, ServiceForm, ServiceStatus};
use eslabon_domain::terms::NeedTerms;
use eslabon_domain::text::{Bilingual, LocalText};
use eslabon_domain::vocabulary::{Concept, ConceptKind, Vocabulary};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

pub(super) const ON: Date = date(2026, 11, 24);
pub(super) const PROCESSES: [&str; 5] = [
    "process.machining",
    "process.turning",
    "process.milling",
    "process.five_axis",
    "process.welding",
];
const STANDARDS: [&str; 2] = ["standard.iso_9001", "standard.iatf_16949"];

fn vocabulary() -> Vocabulary {
    let concept = |id: &str, parent: Option<&str>| Concept {
        id: id.into(),
        kind: ConceptKind::of_id(id).unwrap(),
        parent: parent.map(str::to_owned),
        label: Bilingual {
            es: id.into(),
            en: id.into(),
        },
        synonyms_es: vec![],
        synonyms_en: vec![],
        scian: vec![],
    };
    Vocabulary::from_concepts(vec![
        concept("process.root", None),
        concept("process.machining", Some("process.root")),
        concept("process.turning", Some("process.machining")),
        concept("process.milling", Some("process.machining")),
        concept("process.five_axis", Some("process.milling")),
        concept("process.welding", Some("process.root")),
        concept("standard.root", None),
        concept("standard.iso_9001", Some("standard.root")),
        concept("standard.iatf_16949", Some("standard.root")),
    ])
    .unwrap()
}

pub(super) fn attributes() -> Attributes {
    Attributes::parse(
        "id,subject,item_kind,value_type,unit,direction,group,validity_months,label_es,label_en,help_es,help_en\n\
         process.offered,site,process,flag,,set,capability,120,a,a,a,a\n\
         standard.held,site,standard,flag,,set,capability,36,a,a,a,a\n\
         process.tolerance,site,process,amount,nm,lower,capability,24,a,a,a,a\n\
         site.staff,site,,amount,persons,higher,public,36,a,a,a,a\n\
         site.processes_complete,site,,flag,,none,capability,0,a,a,a,a\n\
         site.standards_complete,site,,flag,,none,capability,0,a,a,a,a\n\
         process.cpk,site,process,amount,milli,higher,quality,12,a,a,a,a\n\
         site.defect_ppm,site,,amount,ppm,lower,quality,12,a,a,a,a\n\
         site.oee,site,,amount,ppm,higher,quality,12,a,a,a,a\n\
         site.hours,site,,amount,s,higher,capacity,12,a,a,a,a\n\
         process.flatness,site,process,amount,nm,lower,capacity,12,a,a,a,a\n\
         site.sales,site,,amount,minor_mxn,higher,finance,12,a,a,a,a\n\
         process.monthly_output,site,process,amount,parts_per_month,higher,capacity,12,a,a,a,a\n",
    )
    .unwrap()
}

pub(super) fn site_id(n: u8) -> SiteId {
    SiteId(Uuid::from_u128(u128::from(n) + 1))
}

pub(super) fn owner_id(n: u8) -> OrganisationId {
    OrganisationId(Uuid::from_u128(u128::from(n) + 1))
}

/// A closed fact as the table holds it.
pub(super) fn closed_fact(fact: &Fact) -> Option<ClosedFact> {
    let spine = attributes();
    ClosedFact::of(fact, spine.find(&fact.attribute).unwrap())
}

pub(super) fn fact(
    site: u8,
    n: usize,
    attribute: &str,
    item: Option<&str>,
    value: FactValue,
    age: i32,
    until: Option<i32>,
) -> Fact {
    use jiff::ToSpan;
    let day = |offset: i32| ON.checked_add(offset.days()).unwrap();
    Fact {
        id: FactId(Uuid::from_u128(u128::from(site) * 1_000 + n as u128 + 1)),
        site: site_id(site),
        item: item.map(str::to_owned),
        attribute: attribute.into(),
        value,
        entered: None,
        origin: Origin::ALL[1 + n % 4],
        source: "test".into(),
        observed: day(-age),
        valid_until: until.map(day),
        recorded: Timestamp::UNIX_EPOCH,
    }
}

fn any_fact() -> impl Strategy<Value = (String, Option<String>, FactValue, i32, Option<i32>)> {
    let until = prop_oneof![3 => Just(None), 1 => (-400..800).prop_map(Some)];
    let value = prop_oneof![
        (0..PROCESSES.len(), any::<bool>()).prop_map(|(at, yes)| (
            "process.offered",
            Some(PROCESSES[at]),
            FactValue::Flag { yes }
        )),
        (0..STANDARDS.len(), any::<bool>()).prop_map(|(at, yes)| (
            "standard.held",
            Some(STANDARDS[at]),
            FactValue::Flag { yes }
        )),
        (0..PROCESSES.len(), 1_000..80_000_i64).prop_map(|(at, nm)| (
            "process.tolerance",
            Some(PROCESSES[at]),
            FactValue::exactly(nm)
        )),
        (0..60_i64, 0..40_i64).prop_map(|(low, more)| (
            "site.staff",
            None,
            FactValue::Amount {
                low,
                high: low + more
            }
        )),
        any::<bool>().prop_map(|yes| ("site.processes_complete", None, FactValue::Flag { yes })),
        any::<bool>().prop_map(|yes| ("site.standards_complete", None, FactValue::Flag { yes })),
    ];
    (value, 0..2_000_i32, until).prop_map(|((attribute, item, value), age, until)| {
        (
            attribute.to_owned(),
            item.map(str::to_owned),
            value,
            age,
            until,
        )
    })
}

fn any_site(n: u8) -> impl Strategy<Value = SiteProfile> {
    let position = proptest::option::of((20.0..31.0_f64, -108.0..-100.0_f64));
    let texts = proptest::collection::btree_set(0..PROCESSES.len(), 0..3);
    (
        proptest::collection::vec(any_fact(), 0..9),
        proptest::collection::vec(super::closed_laws::any_closed_fact(), 0..5),
        proptest::option::of(7..9_u8),
        position,
        any::<bool>(),
        texts,
    )
        .prop_map(
            move |(facts, closed, state, position, approximate, texts)| SiteProfile {
                site: site_id(n),
                owner: owner_id(n),
                closed: closed
                    .into_iter()
                    .enumerate()
                    .filter_map(|(at, (attribute, item, value, age, until))| {
                        let fact =
                            fact(n, 500 + at, &attribute, item.as_deref(), value, age, until);
                        closed_fact(&fact)
                    })
                    .collect(),
                state: state.map(StateCode),
                position: position.and_then(|(lat, lon)| Position::from_degrees(lat, lon)),
                position_is_approximate: approximate,
                facts: facts
                    .into_iter()
                    .enumerate()
                    .map(|(at, (attribute, item, value, age, until))| {
                        fact(n, at, &attribute, item.as_deref(), value, age, until)
                    })
                    .collect(),
                text_concepts: texts.iter().map(|at| PROCESSES[*at].to_owned()).collect(),
                text_terms: texts.iter().map(|at| format!("stem{at}")).collect(),
            },
        )
}

pub(super) fn any_sites() -> impl Strategy<Value = Vec<SiteProfile>> {
    (1..7_u8).prop_flat_map(|count| (0..count).map(any_site).collect::<Vec<_>>())
}

pub(super) fn any_criterion() -> impl Strategy<Value = Criterion> {
    let requirement = prop_oneof![
        proptest::collection::vec(0..PROCESSES.len(), 1..3).prop_map(|at| (
            "process.offered",
            None,
            Requirement::AnyOf {
                concepts: at.into_iter().map(|at| PROCESSES[at].to_owned()).collect()
            }
        )),
        (0..STANDARDS.len()).prop_map(|at| (
            "standard.held",
            None,
            Requirement::AnyOf {
                concepts: vec![STANDARDS[at].to_owned()]
            }
        )),
        (1_000..80_000_i64, proptest::option::of(0..PROCESSES.len())).prop_map(|(amount, item)| (
            "process.tolerance",
            item.map(|at| PROCESSES[at].to_owned()),
            Requirement::AtMost { amount }
        )),
        (0..80_i64).prop_map(|amount| ("site.staff", None, Requirement::AtLeast { amount })),
        Just((
            "site.state",
            None,
            Requirement::InStates {
                states: vec![StateCode(8)]
            }
        )),
        super::closed_laws::any_closed_requirement(),
        (10_000..900_000_i64).prop_map(|radius_m| (
            "site.position",
            None,
            Requirement::Within {
                centre: Position {
                    lat_e6: 28_600_000,
                    lon_e6: -106_000_000
                },
                label: "x".into(),
                radius_m
            }
        )),
    ];
    (requirement, any::<bool>(), 1..=100_u8).prop_map(
        |((attribute, item, requirement), must, weight)| Criterion {
            id: CriterionId(Uuid::nil()),
            attribute: attribute.into(),
            item,
            requirement,
            strength: if must { Strength::Must } else { Strength::Wish },
            weight,
        },
    )
}

fn any_service(n: u128) -> impl Strategy<Value = Service> {
    let effect = prop_oneof![
        (0..STANDARDS.len()).prop_map(|at| ("standard.held", Some(STANDARDS[at]), None, 1)),
        (0..PROCESSES.len()).prop_map(|at| ("process.offered", Some(PROCESSES[at]), None, 1)),
        (1_000..60_000_i64, proptest::option::of(20_000..90_000_i64)).prop_map(|(to, from)| (
            "process.tolerance",
            None,
            from,
            to
        )),
        (10..90_i64, proptest::option::of(0..30_i64)).prop_map(|(to, from)| (
            "site.staff",
            None,
            from,
            to
        )),
        (1..4_000_i64, proptest::option::of(1..20_000_i64)).prop_map(|(to, from)| (
            "site.defect_ppm",
            None,
            from,
            to
        )),
    ];
    (
        effect,
        proptest::collection::vec(7..9_u8, 0..2),
        1..90_i32,
        1..1_000_i64,
    )
        .prop_map(
            move |((attribute, item, from, to), region, duration_days, price)| Service {
                id: ServiceId(Uuid::from_u128(n + 1)),
                institution: OrganisationId(Uuid::nil()),
                kind: "service.x".into(),
                name: LocalText::es("x"),
                description: LocalText::es(""),
                effects: vec![Effect {
                    attribute: attribute.into(),
                    item: item.map(str::to_owned),
                    from,
                    to,
                }],
                duration_days,
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
                    minor: price * 100,
                    currency: Currency::Mxn,
                },
                price_as_of: ON,
                source: "test".into(),
                region: region.into_iter().map(StateCode).collect(),
                fictional: true,
            },
        )
}

pub(super) fn any_services() -> impl Strategy<Value = Vec<Service>> {
    (0..5_u128).prop_flat_map(|count| (0..count).map(any_service).collect::<Vec<_>>())
}

pub(super) fn need(criteria: Vec<Criterion>) -> Need {
    Need {
        id: NeedId(Uuid::nil()),
        organisation: OrganisationId(Uuid::nil()),
        centre: CentreId::from_name("default"),
        version: 1,
        title: LocalText::es("x"),
        description: LocalText::es(""),
        criteria,
        terms: NeedTerms::default(),
        status: NeedStatus::Open,
        starts_on: None,
        closes_on: None,
        buyer_shown: true,
        fictional: true,
    }
}

pub(super) struct World {
    vocabulary: Vocabulary,
    attributes: Attributes,
    /// What owners let this buyer compare.
    pub allowed: BTreeSet<(OrganisationId, ConfidentialityGroup)>,
    /// What the need asks for month by month.
    pub ramp: Option<Ramp>,
}

impl World {
    pub(super) fn new() -> Self {
        Self {
            vocabulary: vocabulary(),
            attributes: attributes(),
            // Every other firm lets its quality figures be compared.
            allowed: (0..8)
                .step_by(2)
                .map(|n| (owner_id(n), ConfidentialityGroup::Quality))
                .collect(),
            ramp: None,
        }
    }

    pub(super) fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    pub(super) fn question<'a>(&'a self, need: &'a Need, services: &'a [Service]) -> Question<'a> {
        Question {
            need,
            on: ON,
            ramp: self.ramp.clone(),
            text_concepts: BTreeSet::from(["process.milling".to_owned()]),
            text_terms: BTreeSet::from(["stem1".to_owned(), "stem2".to_owned()]),
            vocabulary: &self.vocabulary,
            attributes: &self.attributes,
            services,
            allowed: self.allowed.clone(),
        }
    }

    pub(super) fn answer(
        &self,
        sites: &[SiteProfile],
        need: &Need,
        services: &[Service],
    ) -> Answer {
        let mut table = CapabilityTable::new(&self.vocabulary);
        for site in sites {
            table.upsert(site.clone());
        }
        shortlist(&table, &self.question(need, services), 1_000)
    }
}

pub(super) fn of(answer: &Answer, site: SiteId) -> &Candidate {
    answer
        .candidates
        .iter()
        .find(|candidate| candidate.site == site)
        .unwrap()
}

fn standing(candidate: &Candidate) -> (Band, Band, u32) {
    (candidate.possible, candidate.proven, candidate.score_milli)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_checker_agrees(
        sites in any_sites(), criteria in proptest::collection::vec(any_criterion(), 0..6), services in any_services(),
    ) {
        let (world, need) = (World::new(), need(criteria));
        let answer = world.answer(&sites, &need, &services);
        let wrong = check(&sites, &world.question(&need, &services), &answer);
        prop_assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn the_order_of_inputs_changes_nothing(
        sites in any_sites(), criteria in proptest::collection::vec(any_criterion(), 0..5), services in any_services(),
    ) {
        let (world, need) = (World::new(), need(criteria));
        let answer = world.answer(&sites, &need, &services);
        let mut shuffled: Vec<SiteProfile> = sites.into_iter().rev().collect();
        for site in &mut shuffled {
            site.facts.reverse();
        }
        let reversed: Vec<Service> = services.into_iter().rev().collect();
        let again = world.answer(&shuffled, &need, &reversed);
        prop_assert_eq!(serde_json::to_string(&answer).unwrap(), serde_json::to_string(&again).unwrap());
    }

    #[test]
    fn an_answer_survives_saving(
        sites in any_sites(), criteria in proptest::collection::vec(any_criterion(), 0..5), services in any_services(),
    ) {
        let (world, need) = (World::new(), need(criteria));
        let answer = world.answer(&sites, &need, &services);
        let saved = serde_json::to_string(&answer).unwrap();
        prop_assert_eq!(serde_json::from_str::<Answer>(&saved).unwrap(), answer);
    }

    #[test]
    fn adding_a_must_raises_no_band(
        sites in any_sites(), criteria in proptest::collection::vec(any_criterion(), 0..4), must in any_criterion(),
        services in any_services(),
    ) {
        let world = World::new();
        let before = world.answer(&sites, &need(criteria.clone()), &services);
        let mut more = criteria;
        more.push(Criterion { strength: Strength::Must, ..must });
        let after = world.answer(&sites, &need(more), &services);
        prop_assert!(after.groups.ready <= before.groups.ready);
        for site in &sites {
            let (old, new) = (of(&before, site.site), of(&after, site.site));
            prop_assert!(new.possible <= old.possible && new.proven <= old.proven);
        }
    }

    #[test]
    fn not_knowing_lies_between_failing_and_meeting(
        mut sites in any_sites(), criteria in proptest::collection::vec(any_criterion(), 0..4), services in any_services(),
        failing in 30_001..90_000_i64, meeting in 1..30_000_i64, must in any::<bool>(),
    ) {
        let world = World::new();
        let mut criteria = criteria;
        criteria.retain(|c| c.attribute != "process.tolerance");
        criteria.push(Criterion {
            id: CriterionId(Uuid::nil()),
            attribute: "process.tolerance".into(),
            item: None,
            requirement: Requirement::AtMost { amount: 30_000 },
            strength: if must { Strength::Must } else { Strength::Wish },
            weight: 50,
        });
        let need = need(criteria);
        let site = sites[0].site;
        sites[0].facts.retain(|f| f.attribute != "process.tolerance");
        let unknown = world.answer(&sites, &need, &services);
        let with = |nm: i64| {
            let mut sites = sites.clone();
            sites[0].facts.push(fact(0, 900, "process.tolerance", Some("process.turning"), FactValue::exactly(nm), 10, None));
            world.answer(&sites, &need, &services)
        };
        let (failed, met) = (with(failing), with(meeting));
        prop_assert!(standing(of(&failed, site)) <= standing(of(&unknown, site)));
        prop_assert!(standing(of(&unknown, site)) <= standing(of(&met, site)));
        prop_assert!(of(&met, site).rank <= of(&unknown, site).rank);
        prop_assert!(of(&unknown, site).rank <= of(&failed, site).rank);
    }

    #[test]
    fn improving_a_figure_never_lowers_a_rank(
        mut sites in any_sites(), criteria in proptest::collection::vec(any_criterion(), 0..6), services in any_services(),
        worse in 1..90_000_i64, gain in 0..60_000_i64,
    ) {
        let (world, need) = (World::new(), need(criteria));
        sites[0].facts.retain(|f| f.attribute != "process.tolerance");
        let with = |nm: i64| {
            let mut sites = sites.clone();
            sites[0].facts.push(fact(0, 900, "process.tolerance", Some("process.milling"), FactValue::exactly(nm), 10, None));
            world.answer(&sites, &need, &services)
        };
        let (before, after) = (with(worse), with((worse - gain).max(1)));
        let site = sites[0].site;
        prop_assert!(of(&after, site).rank <= of(&before, site).rank);
        prop_assert!(standing(of(&after, site)) >= standing(of(&before, site)));
    }

    #[test]
    fn a_new_process_never_lowers_a_rank(
        mut sites in any_sites(), criteria in proptest::collection::vec(any_criterion(), 0..6), services in any_services(),
        which in 0..PROCESSES.len(),
    ) {
        let (world, need) = (World::new(), need(criteria));
        // A process that the site said nothing of yet.
        sites[0].facts.retain(|f| f.item.as_deref() != Some(PROCESSES[which]));
        let before = world.answer(&sites, &need, &services);
        sites[0].facts.push(fact(0, 901, "process.offered", Some(PROCESSES[which]), FactValue::Flag { yes: true }, 1, None));
        let after = world.answer(&sites, &need, &services);
        let site = sites[0].site;
        prop_assert!(of(&after, site).rank <= of(&before, site).rank);
    }
}

#[test]
fn a_certificate_that_ran_out_is_a_gap_to_renew_and_another_old_fact_is_to_verify() {
    let world = World::new();
    let criterion = |attribute: &str, concept: &str| Criterion {
        id: CriterionId(Uuid::nil()),
        attribute: attribute.into(),
        item: None,
        requirement: Requirement::AnyOf {
            concepts: vec![concept.to_owned()],
        },
        strength: Strength::Must,
        weight: 1,
    };
    let need = need(vec![
        criterion("standard.held", "standard.iso_9001"),
        criterion("process.offered", "process.machining"),
    ]);
    let site = SiteProfile {
        site: site_id(0),
        owner: owner_id(0),
        closed: vec![],
        state: Some(StateCode(8)),
        position: None,
        position_is_approximate: false,
        facts: vec![
            fact(
                0,
                1,
                "standard.held",
                Some("standard.iso_9001"),
                FactValue::Flag { yes: true },
                900,
                Some(-1),
            ),
            fact(
                0,
                2,
                "process.offered",
                Some("process.turning"),
                FactValue::Flag { yes: true },
                4_000,
                None,
            ),
        ],
        text_concepts: BTreeSet::new(),
        text_terms: BTreeSet::new(),
    };
    let answer = world.answer(&[site], &need, &[]);
    let results = &answer.candidates[0].criteria;
    assert!(matches!(
        results[0].verdict,
        Verdict::Gap {
            action: GapAction::Renew,
            ..
        }
    ));
    assert!(matches!(
        results[1].verdict,
        Verdict::Unknown {
            action: UnknownAction::Verify
        }
    ));
    assert_eq!(results[0].evidence[0].age_days, 900);
}

#[test]
fn a_registry_row_is_to_be_confirmed_and_never_has_an_estimate() {
    let world = World::new();
    let need = need(vec![Criterion {
        id: CriterionId(Uuid::nil()),
        attribute: "process.offered".into(),
        item: None,
        requirement: Requirement::AnyOf {
            concepts: vec!["process.turning".to_owned()],
        },
        strength: Strength::Must,
        weight: 1,
    }]);
    let site = SiteProfile {
        site: site_id(0),
        owner: owner_id(0),
        closed: vec![],
        state: Some(StateCode(8)),
        position: None,
        position_is_approximate: false,
        facts: vec![],
        text_concepts: BTreeSet::from(["process.turning".to_owned()]),
        text_terms: BTreeSet::new(),
    };
    let answer = world.answer(&[site], &need, &[]);
    let candidate = &answer.candidates[0];
    assert_eq!(
        (candidate.group, candidate.possible, candidate.proven),
        (Group::ToConfirm, Band::Ready, Band::OutOfReach)
    );
    assert_eq!(candidate.estimate, None);
    assert_eq!(answer.market[0].unknown, 1);
}
