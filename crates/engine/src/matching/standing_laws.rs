//! The laws of standings: they are the bands of the shortlist, whichever way they are found, and whoever is
//! allowed to compare what.

use super::laws::{World, any_criterion, any_services, any_sites, need, of};
use super::*;
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::ids::SiteId;
use proptest::prelude::*;

fn table(world: &World, sites: &[SiteProfile]) -> CapabilityTable {
    let mut table = CapabilityTable::new(world.vocabulary());
    for site in sites {
        table.upsert(site.clone());
    }
    table
}

/// The closed groups of its owner that the world lets be compared.
fn allowed(world: &World, site: &SiteProfile) -> Vec<ConfidentialityGroup> {
    let of_owner = world
        .allowed
        .iter()
        .filter(|(owner, _)| *owner == site.owner);
    of_owner.map(|(_, group)| *group).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_site_stands_to_a_need_as_in_its_shortlist(
        sites in any_sites(), criteria in proptest::collection::vec(any_criterion(), 0..6), services in any_services(),
    ) {
        let (world, need) = (World::new(), need(criteria));
        let answer = world.answer(&sites, &need, &services);
        let question = world.question(&need, &services);
        let spine = Spine { vocabulary: question.vocabulary, attributes: question.attributes };
        let asked = AskedNeed::new(&need, question.ramp.clone(), spine, &services, question.on);
        let table = table(&world, &sites);
        for site in &sites {
            let row = table.site(site.site).unwrap();
            let candidate = of(&answer, site.site);
            prop_assert_eq!(
                asked.standing(&row, spine, question.on, &allowed(&world, site)),
                (candidate.possible, candidate.proven)
            );
            prop_assert_eq!(row.owner(), site.owner);
        }
    }

    #[test]
    fn sites_of_the_table_stand_as_in_the_shortlist(
        sites in any_sites(), criteria in proptest::collection::vec(any_criterion(), 0..6), services in any_services(),
        every in 1..3_usize,
    ) {
        let (world, need) = (World::new(), need(criteria));
        let answer = world.answer(&sites, &need, &services);
        let table = table(&world, &sites);
        // Some of them in any order, one twice, and one that is not there.
        let mut wanted: Vec<SiteId> = sites.iter().step_by(every).map(|site| site.site).rev().collect();
        let mut expected: Vec<_> = wanted.iter().map(|site| {
            let candidate = of(&answer, *site);
            (*site, candidate.possible, candidate.proven)
        }).collect();
        expected.sort_unstable_by_key(|(site, ..)| *site);
        wanted.push(wanted[0]);
        wanted.push(SiteId::from_name("elsewhere"));
        prop_assert_eq!(standings(&table, &world.question(&need, &services), &wanted), expected);
    }
}

#[test]
fn nobody_stands_where_nobody_is_asked() {
    let (world, need) = (World::new(), need(Vec::new()));
    let table = table(&world, &[]);
    assert!(table.site(SiteId::from_name("elsewhere")).is_none());
    assert!(standings(&table, &world.question(&need, &[]), &[]).is_empty());
}
