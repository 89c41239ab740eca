//! The two languages hold the same keys with the same arguments, and the pages name no other.

use super::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn files_under(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_under(&path, ending, found);
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
}

/// Each key with the arguments that its words use.
fn keys(lang: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut files = Vec::new();
    files_under(
        &Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("locales")
            .join(lang),
        ".ftl",
        &mut files,
    );
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files {
        let mut current = String::new();
        for line in std::fs::read_to_string(&file).unwrap().lines() {
            let starts_key = line.chars().next().is_some_and(|c| c.is_ascii_lowercase());
            if let Some((key, _)) = line.split_once(" =").filter(|_| starts_key) {
                assert!(
                    !keys.contains_key(key),
                    "{key} stands twice ({})",
                    file.display()
                );
                current = key.to_owned();
                keys.insert(current.clone(), BTreeSet::new());
            }
            if line.starts_with('#') {
                continue;
            }
            for (at, _) in line.match_indices('$') {
                let name = line[at + 1..]
                    .chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                    .collect::<String>();
                if !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit()) {
                    keys.get_mut(&current).unwrap().insert(name);
                }
            }
        }
    }
    keys
}

#[test]
fn both_languages_say_the_same_things() {
    let (es, en) = (keys("es-MX"), keys("en"));
    let only_es: Vec<_> = es.keys().filter(|key| !en.contains_key(*key)).collect();
    let only_en: Vec<_> = en.keys().filter(|key| !es.contains_key(*key)).collect();
    assert!(
        only_es.is_empty() && only_en.is_empty(),
        "only es: {only_es:?}; only en: {only_en:?}"
    );
    for (key, arguments) in &es {
        let plural = |set: &BTreeSet<String>| {
            set.iter()
                .filter(|name| *name != "n")
                .cloned()
                .collect::<BTreeSet<_>>()
        };
        assert_eq!(plural(arguments), plural(&en[key]), "arguments of {key}");
    }
}

#[test]
fn every_key_is_readable_in_both_languages() {
    let every: HashMap<&'static str, FluentValue> = ["n", "shown"]
        .into_iter()
        .map(|n| (n, FluentValue::from(2)))
        .collect();
    for (key, arguments) in keys("es-MX") {
        let mut given = every.clone();
        for name in arguments {
            given
                .entry(Box::leak(name.into_boxed_str()))
                .or_insert(FluentValue::from("x"));
        }
        for lang in [&ES, &EN] {
            let words = bundled::LOCALES.lookup_single_language(lang, &key, Some(&given));
            assert!(words.is_ok(), "{key} in {lang}: {words:?}");
        }
    }
}

/// String literals of the pages that stand where a key is expected.
#[test]
fn the_pages_name_only_keys_that_exist() {
    let known = keys("es-MX");
    let mut files = Vec::new();
    files_under(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pages"),
        ".rs",
        &mut files,
    );
    let mut used = 0;
    for file in files
        .iter()
        .filter(|file| !file.ends_with("words_tests.rs"))
    {
        let source = std::fs::read_to_string(file).unwrap();
        for call in [
            ".t(\"",
            ".with(\"",
            ".count(\"",
            ".count_with(\"",
            "key: \"",
            "key!(\"",
        ] {
            for (at, _) in source.match_indices(call) {
                let key: String = source[at + call.len()..]
                    .chars()
                    .take_while(|c| *c != '"')
                    .collect();
                assert!(known.contains_key(&key), "{}: {key}", file.display());
                used += 1;
            }
        }
    }
    assert!(used > 100, "the scan no longer finds the keys");
}

#[test]
fn numbers_choose_the_form() {
    let say = Say { lang: Lang::Es };
    assert_ne!(
        say.count("count-suppliers", 1),
        say.count("count-suppliers", 2)
    );
    assert!(say.count("count-suppliers", 12_345).contains("12,345"));
}
