//! The cause tree and its versions. What is bundled holds until the operator publishes a tree of her own: a file
//! `causes-YYYY-MM-DD.csv` in the folder `causes` of the data directory, which holds from that day on. What was said
//! of a cause names the version.

use eslabon_domain::causes::{Causes, VERSION};
use eslabon_domain::symptoms::Symptoms;
use eslabon_domain::vocabulary::{Vocabulary, VocabularyError};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::Path;

/// The largest tree of an operator's own, in bytes.
const TREE_MAX: u64 = 2_000_000;

/// Every version of the tree, and by which symptom each attribute shows itself.
#[derive(Debug)]
pub struct CauseTrees {
    bundled: Causes,
    own: BTreeMap<Date, Causes>,
    symptoms: Symptoms,
}

/// The tree that holds on a day.
#[derive(Debug, Clone)]
pub(super) struct CauseTree<'a> {
    /// Its name.
    pub version: String,
    /// From symptom to cause.
    pub causes: &'a Causes,
    /// From attribute to symptom.
    pub symptoms: &'a Symptoms,
}

impl CauseTrees {
    /// The bundled version and those of the folder. What cannot be read there, or does not fit the vocabulary, is
    /// passed over, and the log says why: a tree with a mistake must not stop the start.
    ///
    /// # Errors
    /// If what is bundled is malformed; tests keep it well formed.
    pub fn load(folder: &Path, vocabulary: &Vocabulary) -> Result<Self, VocabularyError> {
        let mut own = BTreeMap::new();
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        for entry in entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Some(version) = name
                .strip_prefix("causes-")
                .and_then(|rest| rest.strip_suffix(".csv"))
            else {
                continue;
            };
            match read(&entry.path(), version, vocabulary) {
                Ok((day, causes)) => {
                    own.insert(day, causes);
                }
                Err(why) => tracing::warn!(causes.version = version, why, "causes.unreadable"),
            }
        }
        Ok(Self {
            bundled: Causes::bundled()?,
            own,
            symptoms: Symptoms::bundled()?,
        })
    }

    /// The tree that holds on a day: the operator's latest that is not of a later day, else the bundled one.
    pub(super) fn on(&self, day: Date) -> CauseTree<'_> {
        let own = self.own.range(..=day).next_back();
        let (version, causes) = match own {
            Some((since, causes)) => (since.to_string(), causes),
            None => (VERSION.to_owned(), &self.bundled),
        };
        CauseTree {
            version,
            causes,
            symptoms: &self.symptoms,
        }
    }
}

fn read(path: &Path, version: &str, vocabulary: &Vocabulary) -> Result<(Date, Causes), String> {
    let day: Date = version.parse().map_err(|_| "no date".to_owned())?;
    let size = std::fs::metadata(path).map_err(|e| e.to_string())?.len();
    if size > TREE_MAX {
        return Err("too long".into());
    }
    let text = std::fs::read_to_string(path).map_err(|e| e.to_string())?;
    let causes = Causes::parse(&text).map_err(|e| e.to_string())?;
    match causes.check(vocabulary).into_iter().next() {
        Some(finding) => Err(finding),
        None => Ok((day, causes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const HEAD: &str = "id,parent,kind,area,label_es,label_en,question_es,question_en,service\n";
    const SYMPTOM: &str = "cause.high_scrap,,symptom,quality,Scrap,Scrap,¿Cuánto?,How much?,\n";

    fn cause(service: &str) -> String {
        format!(
            "cause.own,cause.high_scrap,cause,quality,Propia,Own,¿Es así?,Is it so?,{service}\n"
        )
    }

    #[test]
    fn a_tree_of_ones_own_holds_from_its_day_on_and_mistakes_are_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: String| {
            std::fs::write(folder.path().join(name), text).unwrap();
        };
        let good = cause("service.standard_work_training");
        write("causes-2026-12-01.csv", format!("{HEAD}{SYMPTOM}{good}"));
        // No such service, a cause of nothing, no date, another name.
        let wrong = cause("service.none");
        write("causes-2026-12-02.csv", format!("{HEAD}{SYMPTOM}{wrong}"));
        write("causes-2026-12-03.csv", format!("{HEAD}{good}"));
        write("causes-mañana.csv", format!("{HEAD}{SYMPTOM}{good}"));
        write("otra.csv", String::new());
        let vocabulary = Vocabulary::bundled().unwrap();
        let trees = CauseTrees::load(folder.path(), &vocabulary).unwrap();
        let before = trees.on(date(2026, 11, 30));
        assert_eq!(before.version, VERSION);
        assert!(before.causes.find("cause.own").is_none());
        for day in [date(2026, 12, 1), date(2027, 1, 1)] {
            let own = trees.on(day);
            assert_eq!(own.version, "2026-12-01");
            assert!(own.causes.find("cause.own").is_some());
            assert!(own.causes.find("cause.worn_fixture").is_none());
        }
        let none = CauseTrees::load(&folder.path().join("none"), &vocabulary).unwrap();
        assert_eq!(none.on(date(2027, 1, 1)).version, VERSION);
    }
}
