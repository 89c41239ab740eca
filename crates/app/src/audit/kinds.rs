//! What kinds of act the log holds, and who may read which: the words of `AuditRecord::action`,
//! sorted. Must not read anything.

use eslabon_storage::audit::Actions;

/// A kind of act, as readers filter by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActKind {
    /// Someone looked at confidential figures or drawings.
    Reading,
    /// Who may see what was opened or closed.
    Consent,
    /// Someone signed in or out, or tried to.
    SignIn,
    /// Accounts, invitations, roles, requests about personal data.
    People,
    /// Something was recorded or changed.
    Change,
    /// Someone chose, with a reason.
    Decision,
    /// Data left as a file.
    Export,
    /// A file was brought in, or the installation was worked on.
    Import,
}

impl ActKind {
    /// Every kind, in the order of the page.
    pub const ALL: [ActKind; 8] = [
        ActKind::Reading,
        ActKind::Consent,
        ActKind::Change,
        ActKind::Decision,
        ActKind::Export,
        ActKind::SignIn,
        ActKind::People,
        ActKind::Import,
    ];

    /// The word that addresses use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ActKind::Reading => "reading",
            ActKind::Consent => "consent",
            ActKind::SignIn => "sign_in",
            ActKind::People => "people",
            ActKind::Change => "change",
            ActKind::Decision => "decision",
            ActKind::Export => "export",
            ActKind::Import => "import",
        }
    }

    /// The kind that [`ActKind::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<ActKind> {
        ActKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The actions of the kind: whole words, or a noun with its dot. No action is of two kinds.
    #[must_use]
    pub fn actions(self) -> &'static [&'static str] {
        match self {
            ActKind::Reading => &[
                "facts.read",
                "drawing.download",
                "file.read",
                "assessment.read",
                "programme.scan",
            ],
            ActKind::Consent => &["consent.", "terms.", "need.show_buyer"],
            ActKind::SignIn => &["session."],
            ActKind::People => &[
                "account.",
                "person.",
                "password.",
                "api_token.",
                "second_factor.",
                "setup.",
                "sign_on.",
                "centre.",
                "claim.",
                "notice.",
                "request.",
            ],
            ActKind::Change => &[
                "need.create",
                "need.change",
                "site.",
                "profile.",
                "facts.record",
                "machine.",
                "service.",
                "capacity.record",
                "drawing.add",
                "drawing.remove",
                "file.add",
                "file.remove",
                "file.confirm",
                "shortlist.create",
                "confirmation.",
                "candidate.add",
                "candidate.note",
                "candidate.plan",
                "need.answer",
                "gap.reply",
                "diagnosis.state",
                "assessment.start",
                "assessment.save",
                "assessment.file",
                "assessment.questions",
                "programme.draft",
                "programme.change",
                "programme.owner",
                "programme.propose",
                "programme.start",
                "referral.send",
                "referral.report",
                "work.log",
                "work.strike",
                "step.mark",
                "indicator.agree",
                "indicator.record",
            ],
            ActKind::Decision => &[
                "duplicate.decide",
                "need.status",
                "tables.publish",
                "candidate.move",
                "candidate.sign",
                "candidate.reject",
                "gap.decide",
                "assessment.finish",
                "assessment.void",
                "programme.ask_changes",
                "programme.sign",
                "programme.close",
                "programme.stop",
                "referral.answer",
                "referral.agree",
                "referral.withdraw",
                "gap.verify",
            ],
            ActKind::Export => &[
                "export.suppliers",
                "export.needs",
                "export.problems",
                "export.rejects",
                "export.shortlist",
                "export.programme",
                "export.person",
            ],
            ActKind::Import => &["import.start", "import.finish", "index.", "installation."],
        }
    }

    /// The kind of an action; none where it is of a later release.
    #[must_use]
    pub fn of(action: &str) -> Option<ActKind> {
        ActKind::ALL.into_iter().find(|kind| {
            kind.actions().iter().any(|word| match word.ends_with('.') {
                true => action.starts_with(word),
                false => action == *word,
            })
        })
    }
}

/// A part of the log that someone reads, by kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Readable {
    /// Everything in scope.
    Everything,
    /// What happens in a centre's pipeline: not who signed in when, nor people's accounts.
    Pipeline,
    /// What concerns the installation: sign-ins, people, imports.
    Installation,
}

impl Readable {
    /// What the database is asked.
    pub(super) fn actions(self) -> Actions<'static> {
        const NOT_IN_PIPELINE: &[&str] = &[
            "session.",
            "account.",
            "person.",
            "password.",
            "api_token.",
            "second_factor.",
            "setup.",
            "sign_on.",
            "request.",
        ];
        const INSTALLATION: &[&str] = &[
            "session.",
            "account.",
            "person.",
            "password.",
            "api_token.",
            "second_factor.",
            "setup.",
            "sign_on.",
            "centre.",
            "claim.",
            "notice.",
            "request.",
            "import.",
            "index.",
            "installation.",
        ];
        match self {
            Readable::Everything => Actions::Any,
            Readable::Pipeline => Actions::Except(NOT_IN_PIPELINE),
            Readable::Installation => Actions::Only(INSTALLATION),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_of_one_kind() {
        for one in ActKind::ALL {
            for other in ActKind::ALL {
                for a in one.actions() {
                    for b in other.actions() {
                        let overlap = a.starts_with(b) && b.ends_with('.');
                        assert!(one == other || !overlap, "{a} {b}");
                    }
                }
            }
            assert_eq!(ActKind::parse(one.as_str()), Some(one));
        }
    }

    #[test]
    fn actions_are_sorted() {
        for (action, kind) in [
            ("facts.read", Some(ActKind::Reading)),
            ("session.open", Some(ActKind::SignIn)),
            ("need.create", Some(ActKind::Change)),
            ("import.finish", Some(ActKind::Import)),
            ("import.", None),
            ("later.act", None),
            ("sessions", None),
        ] {
            assert_eq!(ActKind::of(action), kind, "{action}");
        }
    }
}
