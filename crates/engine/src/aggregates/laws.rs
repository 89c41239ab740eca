//! No table, and no two tables, tell of one firm.

use super::*;
use proptest::prelude::*;

fn firm(n: usize) -> Firm {
    Firm {
        id: OrganisationId::from_name(&n.to_string()),
        state: Some(StateCode(14)),
        size: Some(SizeClass::Small),
        sectors: BTreeSet::from(["sector.automotive".to_owned()]),
        defects_ppm: Some(400),
        oee: Some(720_000),
        on_time: Some(950_000),
        certified: Some(true),
    }
}

fn any_firm() -> impl Strategy<Value = Firm> {
    let sectors = prop::collection::btree_set(
        prop::sample::select(vec!["sector.a", "sector.b", "sector.c"]).prop_map(str::to_owned),
        0..3,
    );
    let size = prop::option::of(prop::sample::select(vec![1_i64, 30, 100, 900]));
    let figures = (
        prop::option::of(0_i64..3_000),
        prop::option::of(300_000_i64..1_000_000),
        prop::option::of(any::<bool>()),
    );
    (prop::option::of(1_u8..5), size, sectors, figures).prop_map(
        |(state, size, sectors, (ppm, share, certified))| Firm {
            state: state.map(StateCode),
            size: size.map(SizeClass::of_staff),
            sectors,
            defects_ppm: ppm,
            oee: share,
            on_time: share,
            certified,
            ..firm(0)
        },
    )
}

fn some_firms() -> impl Strategy<Value = Vec<Firm>> {
    prop::collection::vec(any_firm(), 0..60).prop_map(|firms| {
        firms
            .into_iter()
            .enumerate()
            .map(|(n, one)| Firm {
                id: firm(n).id,
                ..one
            })
            .collect()
    })
}

/// The true groups behind a table's lines, computed by another road: which firms could have been
/// put under these keys.
fn named<'a>(kind: TableKind, firms: &'a [Firm], keys: &[Key]) -> Vec<&'a Firm> {
    let telling: Vec<&Firm> = firms.iter().filter(|firm| tells(kind, firm)).collect();
    let sizes = sector_sizes(&telling);
    telling
        .into_iter()
        .filter(|firm| {
            keys.iter().all(|key| match key {
                Key::State(code) => firm.state == Some(*code),
                Key::Size(size) => firm.size == Some(*size),
                Key::Sector(_) => sector(firm, &sizes) == *key,
                Key::NotKnown | Key::Rest => true,
            })
        })
        .collect()
}

proptest! {
    #[test]
    fn every_line_covers_enough_firms(firms in some_firms()) {
        for kind in TableKind::ALL {
            let telling = firms.iter().filter(|firm| tells(kind, firm)).count();
            let Some(table) = compute(kind, &firms) else {
                prop_assert!(telling < LEAST);
                continue;
            };
            prop_assert!(telling >= LEAST);
            for line in &table.lines {
                prop_assert!(line.firms >= LEAST && line.firms.is_multiple_of(ROUNDING));
                prop_assert!(named(kind, &firms, &line.keys).len() >= LEAST);
                prop_assert_eq!(line.value.is_some(), kind.measure() != Measure::Nothing);
            }
        }
    }

    /// What is left when every shown line is taken from its total is nothing, or a rest that is
    /// itself shown: there is no hidden group to work out.
    #[test]
    fn no_group_can_be_worked_out_from_totals(firms in some_firms()) {
        let all: Vec<&Firm> = firms.iter().collect();
        let Some(groups) = pooled(&all, state) else { return Ok(()) };
        let mut covered: Vec<OrganisationId> = Vec::new();
        let mut shown: BTreeSet<Key> = BTreeSet::new();
        for group in &groups {
            prop_assert!(group.firms.len() >= LEAST);
            prop_assert!(shown.insert(group.key.clone()));
            covered.extend(group.firms.iter().map(|firm| firm.id));
        }
        covered.sort_unstable();
        covered.dedup();
        prop_assert_eq!(covered.len(), firms.len());
        // The rest is never one state under another name.
        if let Some(rest) = groups.iter().find(|group| group.key == Key::Rest) {
            let states: BTreeSet<Key> = rest.firms.iter().map(|firm| state(firm)).collect();
            prop_assert!(states.len() >= 2);
        }
        // Sizes add up to the same groups of states.
        let lines = by_state_and_size(&all).unwrap();
        let in_lines: BTreeSet<Key> = lines.iter().filter_map(|line| line.keys.first().cloned()).collect();
        prop_assert_eq!(in_lines, shown);
    }

    #[test]
    fn the_order_of_firms_changes_nothing(firms in some_firms()) {
        let mut turned = firms.clone();
        turned.reverse();
        turned.extend(firms.clone());
        for kind in TableKind::ALL {
            prop_assert_eq!(compute(kind, &firms), compute(kind, &turned));
        }
    }

    /// Two tables that differ by one firm (the quarter in which it came), laid side by side by
    /// someone who knows every other firm: counts differ by a multiple of five, and of the firm's
    /// figure is learned no more than on which side of the old and new step it lies.
    #[test]
    fn the_difference_of_two_tables_tells_of_no_firm(
        others in prop::collection::vec(0_i64..1_000_000, LEAST..20),
        figure in 0_i64..1_000_000,
    ) {
        let with = |figures: &[i64]| -> Vec<Firm> {
            figures
                .iter()
                .enumerate()
                .map(|(n, one)| Firm { defects_ppm: Some(*one), oee: Some(*one), on_time: Some(*one), ..firm(n) })
                .collect()
        };
        let joined = |one: i64| {
            let mut figures = others.clone();
            figures.push(one);
            with(&figures)
        };
        for kind in TableKind::ALL {
            let (before, after) = (compute(kind, &with(&others)).unwrap(), compute(kind, &joined(figure)).unwrap());
            prop_assert!(after.firms.abs_diff(before.firms).is_multiple_of(ROUNDING));
            if kind.measure() == Measure::Nothing || kind == TableKind::CertifiedByState {
                continue;
            }
            // Every figure on the same side of the middle gives the same table.
            let mut sorted = others.clone();
            sorted.sort_unstable();
            let (low, high) = (sorted[sorted.len() / 2 - 1], sorted[sorted.len() / 2]);
            for same_side in [0, low, high, 1_000_000] {
                let below = figure <= low && same_side <= low;
                let above = figure >= high && same_side >= high;
                if below || above {
                    prop_assert_eq!(&compute(kind, &joined(same_side)).unwrap(), &after);
                }
            }
        }
    }
}

#[test]
fn four_firms_are_too_few() {
    let four: Vec<Firm> = (0..4).map(firm).collect();
    let five: Vec<Firm> = (0..5).map(firm).collect();
    for kind in TableKind::ALL {
        assert_eq!(compute(kind, &four), None);
        // Standing twice does not make a firm two.
        assert_eq!(compute(kind, &[four.clone(), four.clone()].concat()), None);
        assert_eq!(compute(kind, &five).unwrap().firms, 5);
    }
    // Of five firms only four have the figure.
    let mut unknown = five;
    unknown[0].oee = None;
    assert_eq!(compute(TableKind::OeeBySector, &unknown), None);
}

#[test]
fn a_small_group_takes_the_next_smallest_with_it() {
    let mut firms: Vec<Firm> = (0..20).map(firm).collect();
    for (n, one) in firms.iter_mut().enumerate() {
        one.state = Some(StateCode(match n {
            0 => 1,
            1..=5 => 8,
            _ => 14,
        }));
    }
    let table = compute(TableKind::CertifiedByState, &firms).unwrap();
    let keys: Vec<&Key> = table.lines.iter().flat_map(|line| &line.keys).collect();
    // Chihuahua's five are not shown by themselves: the one of Aguascalientes would be what is left.
    assert_eq!(keys, [&Key::State(StateCode(14)), &Key::Rest]);
}

#[test]
fn a_firm_counts_in_its_commonest_sector() {
    let sectors = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let firms: Vec<Firm> = (0..12)
        .map(|n| Firm {
            sectors: match n {
                0..=5 => sectors(&["sector.a", "sector.b"]),
                6..=10 => sectors(&["sector.b"]),
                _ => BTreeSet::new(),
            },
            ..firm(n)
        })
        .collect();
    let table = compute(TableKind::FirmsBySector, &firms).unwrap();
    // All in b; the one without a sector takes them with it.
    assert_eq!(table.lines.len(), 1);
    assert_eq!(table.lines[0].keys, [Key::Rest]);
    assert_eq!(table.firms, 10);
}

#[test]
fn figures_stand_on_coarse_steps() {
    assert_eq!(
        [0, 1, 10, 11, 420, 501, 1_000_001].map(to_ladder),
        [0, 10, 10, 20, 500, 1_000, 2_000_000]
    );
    assert_eq!(to_ladder(i64::MAX), i64::MAX);
    assert_eq!(
        [0, 24_999, 25_000, 719_000, 1_200_000].map(to_step),
        [0, 0, 50_000, 700_000, 1_000_000]
    );
    assert_eq!([5, 7, 8, 12, 13].map(rounded), [5, 5, 10, 10, 15]);
    let firms: Vec<Firm> = [310, 420, 90, 1_500, 700, 650]
        .into_iter()
        .enumerate()
        .map(|(n, ppm)| Firm {
            defects_ppm: Some(ppm),
            ..firm(n)
        })
        .collect();
    let table = compute(TableKind::DefectsBySector, &firms).unwrap();
    assert_eq!(table.lines[0].value, Some(500));
    assert_eq!(table.lines[0].firms, 5);
}
