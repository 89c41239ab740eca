//! The privacy notice: its versions, the one in force, and who accepted it. The text is the operator's:
//! what is bundled is a template, versions of her own lie in the data directory.

use super::account_of;
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::policy::{self, Operation};
use eslabon_domain::actors::Actor;
use eslabon_domain::text::Lang;
use eslabon_storage::notices::{self, Acceptance};
use eslabon_storage::{AuditRecord, people};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::Path;

/// The template, as the version that holds until the operator publishes her own.
const BUNDLED: (&str, &str, &str) = (
    "2026-11-01",
    include_str!("../../../../schema/notices/privacy-2026-11-01.es.md"),
    include_str!("../../../../schema/notices/privacy-2026-11-01.en.md"),
);
/// What marks a part that the operator has to complete.
const TO_COMPLETE: [&str; 2] = ["[COMPLETAR", "[TO COMPLETE"];
/// The longest text of an operator's own, in bytes.
const TEXT_MAX: u64 = 200_000;

/// A version of the notice in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The date from which it holds.
    pub version: String,
    /// Its heading.
    pub title: String,
    /// What changed since the version before.
    pub changes: String,
    /// Its text.
    pub blocks: Vec<Block>,
    /// Parts are still to be completed by the operator.
    pub is_template: bool,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading below the title: of the first rank (`##`) or of the second (`###`).
    Heading(u8, String),
    /// A paragraph.
    Paragraph(String),
    /// A list.
    List(Vec<String>),
}

impl Notice {
    fn parse(version: &str, text: &str) -> Self {
        let mut notice = Self {
            version: version.to_owned(),
            title: String::new(),
            changes: String::new(),
            blocks: Vec::new(),
            is_template: TO_COMPLETE.iter().any(|mark| text.contains(mark)),
        };
        // A line that begins nothing goes on with the paragraph before, if no empty line lies between.
        let mut goes_on = false;
        for line in text.lines().map(str::trim) {
            if line.is_empty() {
                goes_on = false;
            } else if let Some(words) = line.strip_prefix("# ") {
                notice.title = words.to_owned();
            } else if let Some(words) = line.strip_prefix("> ") {
                join(&mut notice.changes, words);
            } else if let Some(words) = line.strip_prefix("## ") {
                notice.blocks.push(Block::Heading(2, words.to_owned()));
            } else if let Some(words) = line.strip_prefix("### ") {
                notice.blocks.push(Block::Heading(3, words.to_owned()));
            } else if let Some(words) = line.strip_prefix("- ") {
                match notice.blocks.last_mut() {
                    Some(Block::List(items)) => items.push(words.to_owned()),
                    _ => notice.blocks.push(Block::List(vec![words.to_owned()])),
                }
            } else {
                match notice.blocks.last_mut().filter(|_| goes_on) {
                    Some(Block::Paragraph(text)) => join(text, line),
                    _ => notice.blocks.push(Block::Paragraph(line.to_owned())),
                }
                goes_on = true;
            }
        }
        notice
    }

    /// The text as plain text.
    #[must_use]
    pub fn plain(&self) -> String {
        let lines = self.blocks.iter().map(|block| match block {
            Block::Heading(_, words) | Block::Paragraph(words) => words.clone(),
            Block::List(items) => items
                .iter()
                .map(|item| format!("- {item}"))
                .collect::<Vec<_>>()
                .join("\n"),
        });
        lines.collect::<Vec<_>>().join("\n\n")
    }
}

fn join(text: &mut String, more: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(more);
}

/// Every version, in both languages.
#[derive(Debug)]
pub struct Notices {
    by_version: BTreeMap<Date, [Notice; 2]>,
}

impl Notices {
    /// The bundled version and those of the folder, which take precedence. What cannot be read there is
    /// passed over, and the log says so: a notice that nobody can read must not stop the start.
    #[must_use]
    pub fn load(folder: &Path) -> Self {
        let mut by_version = BTreeMap::new();
        let (version, es, en) = BUNDLED;
        add(&mut by_version, version, es, en);
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        for entry in entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Some(version) = name
                .strip_prefix("privacy-")
                .and_then(|rest| rest.strip_suffix(".es.md"))
            else {
                continue;
            };
            let english = folder.join(format!("privacy-{version}.en.md"));
            match (read(&entry.path()), read(&english)) {
                (Ok(es), Ok(en)) => add(&mut by_version, version, &es, &en),
                (es, en) => {
                    let why = es.err().or(en.err()).unwrap_or_default();
                    tracing::warn!(notice.version = version, why, "notice.unreadable");
                }
            }
        }
        Self { by_version }
    }

    /// The one in force on a day: the latest that is not of a later day.
    fn on(&self, day: Date) -> Option<&[Notice; 2]> {
        let known = self.by_version.range(..=day).next_back();
        // A clock that is wrong must not leave people without a notice.
        known
            .or_else(|| self.by_version.first_key_value())
            .map(|(_, texts)| texts)
    }
}

fn add(known: &mut BTreeMap<Date, [Notice; 2]>, version: &str, es: &str, en: &str) {
    match version.parse::<Date>() {
        Ok(day) => {
            let texts = [es, en].map(|text| Notice::parse(&day.to_string(), text));
            known.insert(day, texts);
        }
        Err(_) => tracing::warn!(notice.version = version, "notice.no_date"),
    }
}

fn read(path: &Path) -> Result<String, String> {
    let size = std::fs::metadata(path).map_err(|e| e.to_string())?.len();
    if size > TEXT_MAX {
        return Err("too long".into());
    }
    std::fs::read_to_string(path).map_err(|e| e.to_string())
}

/// The notice in force.
///
/// # Errors
/// [`AppError::NotFound`] where there is none at all.
pub fn find_notice(app: &App, lang: Lang) -> AppResult<&Notice> {
    let [es, en] = app.notices().on(app.today()).ok_or(AppError::NotFound)?;
    Ok(match lang {
        Lang::Es => es,
        Lang::En => en,
    })
}

/// The version in force.
#[must_use]
pub fn current_version(app: &App) -> &str {
    find_notice(app, Lang::Es).map_or("", |notice| notice.version.as_str())
}

/// Whether someone who accepted this version is to be asked again.
#[must_use]
pub fn owes_acceptance(app: &App, accepted: Option<&str>) -> bool {
    accepted != Some(current_version(app))
}

/// Accepts the version that the actor was shown. Doing it twice changes nothing.
///
/// # Errors
/// [`AppError::Forbidden`] without an account, [`AppError::Conflict`] where another version is in force
/// by now.
pub async fn accept(app: &App, actor: &Actor, version: &str) -> AppResult<()> {
    policy::require(actor, Operation::KeepOwnAccount)?;
    let person = account_of(actor).ok_or(AppError::Forbidden)?;
    if version != current_version(app) {
        return Err(AppError::Conflict);
    }
    let now = app.now();
    let tx = app.database().begin().await?;
    people::find(&tx, person).await?.ok_or(AppError::NotFound)?;
    let acceptance = Acceptance {
        version: version.to_owned(),
        at: now,
    };
    if notices::accept(&tx, person, &acceptance).await? {
        tx.audit(AuditRecord {
            actor,
            action: "notice.accept",
            object: person.to_string(),
            detail: serde_json::json!({ "version": version }),
            at: now,
        })
        .await?;
        tx.commit().await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_notice_says_the_same_in_both_languages() {
        let notices = Notices::load(Path::new("/nowhere"));
        let [es, en] = notices.on(Date::MAX).unwrap();
        assert_eq!(es.version, BUNDLED.0);
        assert!(es.is_template && en.is_template);
        assert!(!es.changes.is_empty() && !en.changes.is_empty());
        let shape = |notice: &Notice| -> Vec<(u8, usize)> {
            notice
                .blocks
                .iter()
                .map(|block| match block {
                    Block::Heading(rank, _) => (*rank, 0),
                    Block::Paragraph(_) => (0, 0),
                    Block::List(items) => (1, items.len()),
                })
                .collect()
        };
        assert_eq!(shape(es), shape(en));
    }

    #[test]
    fn texts_are_read_as_texts() {
        let text = "# Aviso\r\n\r\n> Segunda\n> versión.\n\nUno\ndos\n\ntres <b>\n## Qué\n- a\n- b\n### Así\n";
        let notice = Notice::parse("2027-01-01", text);
        assert_eq!(notice.title, "Aviso");
        assert_eq!(notice.changes, "Segunda versión.");
        assert!(!notice.is_template);
        let paragraph = |text: &str| Block::Paragraph(text.into());
        assert_eq!(
            notice.blocks,
            [
                paragraph("Uno dos"),
                paragraph("tres <b>"),
                Block::Heading(2, "Qué".into()),
                Block::List(vec!["a".into(), "b".into()]),
                Block::Heading(3, "Así".into()),
            ]
        );
    }

    #[test]
    fn the_operators_own_versions_take_their_turn() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            std::fs::write(folder.path().join(name), text).unwrap();
        };
        for version in ["2026-11-01", "2027-02-01", "2027-03-01"] {
            write(&format!("privacy-{version}.es.md"), "# Propio");
        }
        // Without its other half a version does not count, nor does one that is no date.
        write("privacy-2026-11-01.en.md", "# Own");
        write("privacy-2027-02-01.en.md", "# Own");
        write("privacy-mañana.es.md", "# Propio");
        write("privacy-mañana.en.md", "# Own");
        let notices = Notices::load(folder.path());
        let on = |day: &str| &notices.on(day.parse().unwrap()).unwrap()[0];
        assert_eq!(on("2027-01-31").version, "2026-11-01");
        assert_eq!(on("2027-01-31").title, "Propio");
        assert_eq!(on("2027-02-01").version, "2027-02-01");
        assert_eq!(on("2030-01-01").version, "2027-02-01");
        assert_eq!(on("2020-01-01").version, "2026-11-01");
    }
}
