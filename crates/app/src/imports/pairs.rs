//! Pairs of sites that may be one plant: the same plant under several names or in several files. They
//! are proposed with a score and its reasons, never merged.
//!
//! Sites are compared only where they share a rare word of their names in one municipality; names are
//! compared by pairs of letters (Sørensen-Dice), without legal forms. Two entries of one register are
//! two establishments to that register: they are proposed only where they agree in class, place and
//! incorporated name (DENUE is full of neighbours whose shop has no name but its trade).

use super::messages::Code;
use crate::context::App;
use crate::error::AppResult;
use eslabon_domain::ids::{DuplicateId, SiteId};
use eslabon_domain::registry::Register;
use eslabon_domain::text::words;
use eslabon_storage::duplicates::{Duplicate, DuplicateStatus};
use eslabon_storage::sites::{self, PairingRow};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Pairs below this score, in thousandths, are not proposed.
const LEAST_SCORE: i32 = 700;
/// Names that are less alike are not names of one plant.
const LEAST_LIKENESS: f64 = 0.75;
/// Between entries of one register.
const LEAST_LIKENESS_IN_REGISTER: f64 = 0.92;
/// A word that more names of a municipality share tells nothing.
const MOST_SHARING: usize = 40;
/// With more sites than this the whole table is read instead of their municipalities.
const MANY: usize = 2_000;
/// Below this distance the place is the same.
const SAME_PLACE_M: f64 = 200.0;
/// Below this distance it is near.
const NEAR_M: f64 = 2_000.0;

/// Among whom pairs are looked for.
pub(super) enum Scope {
    /// Every site with every other.
    Everyone,
    /// These sites with every other.
    Touched(Vec<SiteId>),
}

/// Finds suspected pairs.
pub(super) async fn find(app: &App, scope: Scope) -> AppResult<Vec<Duplicate>> {
    let touched: Option<HashSet<SiteId>> = match scope {
        Scope::Everyone => None,
        Scope::Touched(sites) if sites.is_empty() => return Ok(Vec::new()),
        Scope::Touched(sites) => Some(sites.into_iter().collect()),
    };
    let rows = match &touched {
        Some(few) if few.len() <= MANY => {
            let ids: Vec<SiteId> = few.iter().copied().collect();
            let places = sites::load_many(app.database(), &ids).await?;
            let municipalities: BTreeSet<String> = places
                .into_iter()
                .filter_map(|site| site.municipality)
                .collect();
            let municipalities: Vec<String> = municipalities.into_iter().collect();
            sites::pairing_rows(app.database(), Some(&municipalities)).await?
        }
        _ => sites::pairing_rows(app.database(), None).await?,
    };
    let work = move || suspects(&rows, touched.as_ref());
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| crate::AppError::Internal(e.to_string()))
}

/// A site with its names prepared.
struct Named<'r> {
    row: &'r PairingRow,
    /// Names without legal forms, each once.
    names: Vec<String>,
    /// Those of them that are names of firms.
    legal_names: Vec<String>,
}

fn suspects(rows: &[PairingRow], touched: Option<&HashSet<SiteId>>) -> Vec<Duplicate> {
    let named: Vec<Named<'_>> = rows
        .iter()
        .map(|row| Named {
            row,
            names: prepared(&row.names),
            legal_names: prepared(&row.legal_names),
        })
        .collect();
    let mut blocks: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for (at, one) in named.iter().enumerate() {
        let Some(municipality) = one.row.municipality.as_deref() else {
            continue;
        };
        let telling: BTreeSet<&str> = one
            .names
            .iter()
            .flat_map(|name| name.split(' '))
            .filter(|word| word.len() > 3)
            .collect();
        for word in telling {
            blocks.entry((municipality, word)).or_default().push(at);
        }
    }
    let is_touched = |site: SiteId| touched.is_none_or(|touched| touched.contains(&site));
    let mut found: BTreeMap<(SiteId, SiteId), (i32, Vec<Code>)> = BTreeMap::new();
    for members in blocks
        .values()
        .filter(|members| members.len() <= MOST_SHARING)
    {
        for (place, a) in members.iter().enumerate() {
            for b in members.iter().skip(place + 1) {
                let (Some(a), Some(b)) = (named.get(*a), named.get(*b)) else {
                    continue;
                };
                let pair = (a.row.site.min(b.row.site), a.row.site.max(b.row.site));
                if !(is_touched(pair.0) || is_touched(pair.1)) || found.contains_key(&pair) {
                    continue;
                }
                if let Some(likeness) = likeness(a, b) {
                    found.insert(pair, likeness);
                }
            }
        }
    }
    found
        .into_iter()
        .map(|((a, b), (score, reasons))| proposal(a, b, score, &reasons))
        .collect()
}

fn proposal(site_a: SiteId, site_b: SiteId, score_milli: i32, reasons: &[Code]) -> Duplicate {
    Duplicate {
        id: DuplicateId::generate(),
        site_a,
        site_b,
        score_milli,
        reasons: reasons
            .iter()
            .map(|code| code.as_str().to_owned())
            .collect(),
        status: DuplicateStatus::Proposed,
        decided_by: None,
        decided_at: None,
        reason: None,
    }
}

/// The score of a pair with what speaks for it; absent where they are not one plant.
fn likeness(a: &Named<'_>, b: &Named<'_>) -> Option<(i32, Vec<Code>)> {
    // Sites of one firm are known to be several; an invented firm is no real one.
    if a.row.organisation == b.row.organisation || a.row.fictional != b.row.fictional {
        return None;
    }
    let same_register = a.row.register.is_some() && a.row.register == b.row.register;
    let least = if same_register {
        LEAST_LIKENESS_IN_REGISTER
    } else {
        LEAST_LIKENESS
    };
    let by_law = same_register && a.row.register == Some(Register::Denue);
    let alike = match by_law {
        true => closest(&a.legal_names, &b.legal_names),
        false => closest(&a.names, &b.names),
    };
    if alike < least {
        return None;
    }
    let same_class = a.row.scian.is_some() && a.row.scian == b.row.scian;
    let distance = a
        .row
        .own_position
        .zip(b.row.own_position)
        .map(|(a, b)| a.distance_m(b));
    let same_place = distance.is_some_and(|metres| metres < SAME_PLACE_M);
    if same_register && !(same_class && same_place) {
        return None;
    }
    let mut reasons = Vec::new();
    let mut score = if alike >= 1.0 {
        reasons.push(Code::SameName);
        500
    } else {
        reasons.push(Code::SimilarName);
        #[expect(clippy::cast_possible_truncation, reason = "between 0 and 480")]
        let points = (alike * 480.0) as i32;
        points
    };
    let (place, points) = match distance {
        Some(metres) if metres < SAME_PLACE_M => (Code::SamePlace, 350),
        Some(metres) if metres < NEAR_M => (Code::Near, 200),
        _ => (Code::SameMunicipality, 100),
    };
    reasons.push(place);
    score += points;
    if same_class {
        reasons.push(Code::SameActivity);
        score += 100;
    }
    if !a.row.website.is_empty() && a.row.website.eq_ignore_ascii_case(&b.row.website) {
        reasons.push(Code::SameWebsite);
        score += 150;
    }
    (score >= LEAST_SCORE).then_some((score.min(999), reasons))
}

/// How alike the likest two of these names are, from 0 to 1.
fn closest(ours: &[String], theirs: &[String]) -> f64 {
    ours.iter()
        .flat_map(|one| {
            theirs
                .iter()
                .map(move |other| strsim::sorensen_dice(one, other))
        })
        .fold(0.0, f64::max)
}

/// Names folded, without legal forms and small words, each once.
fn prepared(names: &[String]) -> Vec<String> {
    const LEFT_OUT: [&str; 26] = [
        "sa", "de", "cv", "s", "a", "c", "v", "r", "l", "rl", "srl", "sapi", "sab", "sc", "spr",
        "sociedad", "anonima", "capital", "variable", "y", "la", "el", "los", "las", "del",
        "mexico",
    ];
    let mut names: Vec<String> = names
        .iter()
        .map(|name| {
            let kept: Vec<String> = words(name)
                .into_iter()
                .map(|word| word.folded)
                .filter(|w| !LEFT_OUT.contains(&w.as_str()))
                .collect();
            kept.join(" ")
        })
        .filter(|name| name.len() > 3)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use eslabon_domain::ids::OrganisationId;
    use eslabon_domain::places::Position;

    fn row(name: &str, register: Register, lat: f64) -> PairingRow {
        PairingRow {
            site: SiteId::generate(),
            organisation: OrganisationId::generate(),
            fictional: false,
            names: vec![name.to_owned()],
            legal_names: Vec::new(),
            municipality: Some("01001".into()),
            own_position: Position::from_degrees(lat, -102.3),
            scian: Some("336360".into()),
            website: String::new(),
            register: Some(register),
        }
    }

    #[test]
    fn one_plant_in_two_registers_is_proposed_with_its_reasons() {
        let rows = [
            row(
                "SENSATA TECHNOLOGIES DE MEXICO S DE RL DE CV",
                Register::Denue,
                21.9,
            ),
            row(
                "Sensata Technologies de México, S. de R.L. de C.V.",
                Register::Retc,
                21.9005,
            ),
        ];
        let found = suspects(&rows, None);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].reasons,
            ["same_name", "same_place", "same_activity"]
        );
        assert_eq!(found[0].score_milli, 950);
    }

    #[test]
    fn two_shops_of_one_name_are_two_shops_to_their_register() {
        let far = [
            row("TORTILLERIA GUADALUPE", Register::Denue, 21.9),
            row("TORTILLERIA GUADALUPE", Register::Denue, 21.95),
        ];
        assert!(suspects(&far, None).is_empty());
        let other = [
            row("PLASTICOS HERMES", Register::Denue, 21.9),
            row("TORNILLOS AQUILES", Register::Retc, 21.9),
        ];
        assert!(suspects(&other, None).is_empty());
    }

    #[test]
    fn one_firm_twice_in_a_register_is_proposed_and_nameless_neighbours_are_not() {
        let mut rows = [
            row("ARTESANIAS DE CHAQUIRA", Register::Denue, 21.9),
            row("ARTESANIAS DE CHAQUIRA", Register::Denue, 21.9),
        ];
        assert!(suspects(&rows, None).is_empty());
        for row in &mut rows {
            row.legal_names = vec!["CHAQUIRA DEL NAYAR SA DE CV".into()];
        }
        assert_eq!(suspects(&rows, None).len(), 1);
    }

    #[test]
    fn an_invented_firm_is_never_a_real_one() {
        let mut rows = [
            row("ARNESES DEL BRAVO", Register::Denue, 21.9),
            row("ARNESES DEL BRAVO", Register::Retc, 21.9),
        ];
        rows[1].fictional = true;
        assert!(suspects(&rows, None).is_empty());
    }

    #[test]
    fn only_pairs_with_a_touched_site_are_looked_for() {
        let rows = [
            row("ARNESES DEL BRAVO", Register::Denue, 21.9),
            row("ARNESES DEL BRAVO", Register::Retc, 21.9),
        ];
        assert!(suspects(&rows, Some(&HashSet::new())).is_empty());
        assert_eq!(
            suspects(&rows, Some(&HashSet::from([rows[0].site]))).len(),
            1
        );
    }
}
