//! Word families: which categories of public vocabularies of products a word keeps company with.
//!
//! A word that no official text holds ("banjos") is known by its company: invoices, customs and
//! procurement list it under categories that other, known words share. The table ships as
//! `schema/scian/word_families.tsv`, gathered by `eslabon evaluate gather-words`. It must not hold any
//! class of SCIAN: what a category means for the classes is learnt, like everything else.

use super::features::is_telling;
use eslabon_domain::text::{Lang, light_stem, words};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::OnceLock;

static SHIPPED: &str = include_str!("../../../../schema/scian/word_families.tsv");
/// Segments of the SAT catalogue that are goods, and the one of manufacturing services.
const SAT_GOODS: std::ops::RangeInclusive<u32> = 10..=60;
const SAT_MANUFACTURING: u32 = 73;
/// The last division of the CPV that is goods.
const CPV_GOODS_LAST: u32 = 44;
/// What a word counts that only a product's other names hold.
const OTHER_NAMES_SHARE: f32 = 0.7;
/// The first telling word of a title says what the product is; each further word counts so much less,
const NEXT_WORD_SHARE: f32 = 0.7;
/// but never less than this.
const WORD_LEAST: f32 = 0.4;
/// Ten titles of one category do not tell ten times what one does.
const COMPANY_POWER: f32 = 0.6;
/// Weights of a stem's categories are parts of this.
const WHOLE: f32 = 9.0;

/// A category with its weight, above 0 and at most 1.
pub(super) type Member = (&'static str, f32);

/// The categories of a stem, nothing for a stem that no vocabulary holds.
pub(super) fn of_stem(stem: &str) -> &'static [Member] {
    static TABLE: OnceLock<HashMap<&str, Vec<Member>>> = OnceLock::new();
    TABLE
        .get_or_init(|| SHIPPED.lines().filter_map(entry).collect())
        .get(stem)
        .map(Vec::as_slice)
        .unwrap_or_default()
}

/// A category and those above it.
pub(super) fn with_wider(category: &str) -> impl Iterator<Item = &str> {
    // SAT and HS have two digits a level; the CPV has two, then one.
    let steps = if category.starts_with('c') { 1 } else { 2 };
    (3..category.len())
        .step_by(steps)
        .filter_map(|end| category.get(..end))
        .chain([category])
}

fn entry(line: &'static str) -> Option<(&'static str, Vec<Member>)> {
    let (stem, members) = line.split_once('\t')?;
    let member = |written: &'static str| {
        let (category, weight) = written.split_once(':')?;
        Some((category, weight.parse::<f32>().ok()? / WHOLE))
    };
    Some((stem, members.split(' ').filter_map(member).collect()))
}

#[derive(Deserialize)]
struct SatRow {
    clave: String,
    descripcion: String,
    palabras_similares: String,
}

#[derive(Deserialize)]
struct HsRow {
    code: String,
    level: String,
    name_es: String,
    name_en: String,
}

#[derive(Deserialize)]
struct CpvRow {
    cpv: String,
    title_es: String,
    title_en: String,
}

/// Gathers the table from a folder that holds the public vocabularies `sat_products_services_es.csv`,
/// `hs4_es_en.csv` and `cpv_2008_es_en.csv`: a line for each stem, ascending, with its strongest categories.
///
/// # Errors
/// If one of the files is missing, or lacks a column.
pub fn gather_families(folder: &Path) -> Result<String, csv::Error> {
    let mut lines: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (company, most) in [
        (sat_company(folder)?, 6),
        (hs_company(folder)?, 3),
        (cpv_company(folder)?, 4),
    ] {
        for (stem, categories) in company.by_stem {
            let members = strongest(categories, most);
            if !members.is_empty() {
                lines.entry(stem).or_default().extend(members);
            }
        }
    }
    Ok(lines
        .into_iter()
        .map(|(stem, members)| format!("{stem}\t{}\n", members.join(" ")))
        .collect())
}

fn sat_company(folder: &Path) -> Result<Company, csv::Error> {
    let mut company = Company::default();
    for row in rows::<SatRow>(folder, "sat_products_services_es.csv")? {
        let segment = leading(&row.clave);
        if !SAT_GOODS.contains(&segment) && segment != SAT_MANUFACTURING {
            continue;
        }
        let cell = row.clave.get(..6).unwrap_or(&row.clave);
        let category = format!("s{}", cell.strip_suffix("00").unwrap_or(cell));
        company.add(&category, &row.descripcion, 1.0);
        for other in row.palabras_similares.split(',') {
            company.add(&category, other, OTHER_NAMES_SHARE);
        }
    }
    Ok(company)
}

fn hs_company(folder: &Path) -> Result<Company, csv::Error> {
    let mut company = Company::default();
    for row in rows::<HsRow>(folder, "hs4_es_en.csv")? {
        if row.level != "4digit" {
            continue;
        }
        let category = format!("h{:0>4}", row.code);
        for name in [&row.name_es, &row.name_en] {
            for part in name.split([',', ';', '.', '(', ')']) {
                company.add(&category, part, 1.0);
            }
        }
    }
    Ok(company)
}

fn cpv_company(folder: &Path) -> Result<Company, csv::Error> {
    let mut company = Company::default();
    for row in rows::<CpvRow>(folder, "cpv_2008_es_en.csv")? {
        if leading(&row.cpv) > CPV_GOODS_LAST {
            continue;
        }
        let (division, rest) = row.cpv.split_at_checked(2).unwrap_or_default();
        let rest = rest.get(..3).unwrap_or(rest).trim_end_matches('0');
        let category = format!("c{division}{rest}");
        company.add(&category, &row.title_es, 1.0);
        company.add(&category, &row.title_en, 1.0);
    }
    Ok(company)
}

fn rows<R: DeserializeOwned>(folder: &Path, name: &str) -> Result<Vec<R>, csv::Error> {
    csv::Reader::from_path(folder.join(name))?
        .deserialize()
        .collect()
}

/// The first two digits of a code.
fn leading(code: &str) -> u32 {
    code.get(..2)
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

/// For each stem how much of it each category of one vocabulary holds.
#[derive(Default)]
struct Company {
    by_stem: BTreeMap<String, BTreeMap<String, f32>>,
}

impl Company {
    /// Adds the words of a title.
    fn add(&mut self, category: &str, title: &str, weight: f32) {
        let mut weight = weight;
        let mut seen = BTreeSet::new();
        for word in words(title) {
            let plain = word.folded.bytes().all(|byte| byte.is_ascii_lowercase());
            let stem = light_stem(&word.folded, Lang::Es);
            if !plain || !is_telling(&word.folded) || !seen.insert(stem.to_owned()) {
                continue;
            }
            let categories = self.by_stem.entry(stem.to_owned()).or_default();
            *categories.entry(category.to_owned()).or_default() += weight;
            weight = (weight * NEXT_WORD_SHARE).max(WORD_LEAST);
        }
    }
}

/// The categories that hold most of a stem, as written; those that hold next to nothing are left out.
fn strongest(categories: BTreeMap<String, f32>, most: usize) -> Vec<String> {
    let mut shares: Vec<(String, f32)> = categories
        .into_iter()
        .map(|(category, weight)| (category, weight.powf(COMPANY_POWER)))
        .collect();
    let total: f32 = shares.iter().map(|(_, share)| share).sum();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    shares
        .into_iter()
        .take(most)
        .map(|(category, share)| (category, (WHOLE * share / total).round()))
        .filter(|(_, weight)| *weight >= 1.0)
        .map(|(category, weight)| format!("{category}:{weight}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_table_is_whole_sorted_and_small() {
        assert!(SHIPPED.len() < 1_500_000);
        let stems: Vec<&str> = SHIPPED
            .lines()
            .map(|line| {
                let (stem, members) = entry(line).unwrap();
                let written = line.split_once('\t').unwrap().1.split(' ').count();
                assert!(!members.is_empty() && members.len() == written, "{line}");
                assert!(members.iter().all(|(_, w)| *w > 0.0 && *w <= 1.0), "{line}");
                stem
            })
            .collect();
        assert!(stems.len() > 10_000);
        assert!(stems.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn words_of_one_family_share_a_category() {
        let categories = |word| -> BTreeSet<&str> {
            of_stem(light_stem(word, Lang::Es))
                .iter()
                .flat_map(|(category, _)| with_wider(category))
                .collect()
        };
        assert!(!categories("banjos").is_disjoint(&categories("guitarras")));
        assert!(!categories("guitars").is_disjoint(&categories("guitarras")));
        assert!(categories("qwertyuiop").is_empty());
    }

    #[test]
    fn wider_categories_are_named() {
        let named = |category| with_wider(category).collect::<Vec<_>>();
        assert_eq!(named("s601313"), ["s60", "s6013", "s601313"]);
        assert_eq!(named("s60"), ["s60"]);
        assert_eq!(named("c3731"), ["c37", "c373", "c3731"]);
    }

    #[test]
    fn vocabularies_become_families() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        put(
            "sat_products_services_es.csv",
            "clave,descripcion,palabras_similares\n60131306,Banyos,Banjo\n80101500,Consultoría,\n",
        );
        assert!(gather_families(folder.path()).is_err());
        put(
            "hs4_es_en.csv",
            "code,level,name_es,name_en\n9202,4digit,Guitarras,Guitars\n",
        );
        put(
            "cpv_2008_es_en.csv",
            "cpv,title_es,title_en\n37310000,instrumentos,instruments\n",
        );
        assert_eq!(
            gather_families(folder.path()).unwrap(),
            "banj\ts601313:9\nbany\ts601313:9\nguitar\th9202:9\nguitarr\th9202:9\ninstrument\tc3731:9\n"
        );
    }
}
