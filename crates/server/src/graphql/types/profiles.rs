//! How complete a profile is, and recording facts of it.

use super::classes::{Concept, concepts};
use super::suppliers::{Fact, Origin};
use crate::graphql::errors::UserError;
use crate::graphql::ids;
use async_graphql::{Enum, ID, InputObject, SimpleObject};
use eslabon_app::App;
use eslabon_app::profiles::{Completeness, Part, Question, SectionLine, Standing};

/// A part of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Part")]
pub enum ProfilePart {
    /// What the firm does.
    Activity,
    /// How well, by process.
    Precision,
    /// Machines.
    Machines,
    /// Shifts, hours, output.
    Capacity,
    /// Quality and delivery.
    Quality,
    /// Certificates and practices.
    Certificates,
    /// What a customer asks for before it registers a supplier.
    Papers,
    /// Everything else of the business.
    Business,
}

/// How a question of a profile stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ProfileStanding {
    /// What was known ran out.
    Expired,
    /// What is known runs out soon.
    Expiring,
    /// Nothing is known.
    Missing,
    /// It is known.
    Known,
}

/// Something that is asked of a firm.
#[derive(Debug, Clone, SimpleObject)]
pub struct ProfileQuestion {
    /// What: an id of the spine such as `process.tolerance`.
    pub attribute: String,
    /// Of which process, machine, certificate…
    pub item: Option<Concept>,
    /// Under which heading.
    pub part: ProfilePart,
    /// How it stands.
    pub standing: ProfileStanding,
    /// The day on which what is known runs out, where it did or soon will.
    pub until: Option<String>,
    /// Open needs that you may know of and that wait for the answer.
    pub opens: usize,
}

/// A heading of a profile.
#[derive(Debug, Clone, SimpleObject)]
pub struct ProfileSection {
    /// Which.
    pub part: ProfilePart,
    /// Questions that are answered.
    pub done: usize,
    /// All of them.
    pub total: usize,
}

/// How complete a profile is.
#[derive(Debug, Clone, SimpleObject)]
pub struct ProfileCompleteness {
    /// Global id of the supplier.
    pub supplier_id: ID,
    /// Questions that are answered.
    pub done: usize,
    /// All of them.
    pub total: usize,
    /// By heading.
    pub sections: Vec<ProfileSection>,
    /// What to ask, the next first. What was left for later is not among it.
    pub open: Vec<ProfileQuestion>,
    /// How many questions were left for later: they are not known.
    pub skipped: usize,
}

impl ProfileCompleteness {
    /// A profile with its concepts named.
    #[must_use]
    pub fn of(app: &App, all: Completeness) -> Self {
        let words = app.words();
        let section = |line: SectionLine| ProfileSection {
            part: line.part.into(),
            done: line.done,
            total: line.total,
        };
        let question = |one: Question| {
            let (standing, until) = match one.standing {
                Standing::Expired(day) => (ProfileStanding::Expired, Some(day)),
                Standing::Expiring(day) => (ProfileStanding::Expiring, Some(day)),
                Standing::Missing => (ProfileStanding::Missing, None),
                Standing::Known => (ProfileStanding::Known, None),
            };
            ProfileQuestion {
                item: concepts(&words, one.item.iter()).pop(),
                attribute: one.attribute,
                part: one.part.into(),
                standing,
                until: until.map(|day| day.to_string()),
                opens: one.opens,
            }
        };
        Self {
            supplier_id: ids::global(ids::SUPPLIER, all.card.site),
            done: all.done,
            total: all.total,
            sections: all.sections.into_iter().map(section).collect(),
            open: all.open.into_iter().map(question).collect(),
            skipped: all.skipped,
        }
    }
}

/// What `factRecord` takes.
#[derive(Debug, Clone, InputObject)]
pub struct FactRecordInput {
    /// The supplier.
    pub site: ID,
    /// What is said: an id of the spine such as `process.tolerance`.
    pub attribute: String,
    /// Of which process, machine, certificate…: a concept's id.
    pub item: Option<String>,
    /// The value as it is written: `0.02 mm`, `sí`, `2027-03-31`, words.
    pub text: String,
    /// Its unit, where it does not stand in the text. Of a bare number without one the unit that people
    /// mean is taken: hours, not seconds.
    pub unit: Option<String>,
    /// The day on which it was true, `YYYY-MM-DD`; today where absent.
    pub observed_on: Option<String>,
    /// The last day on which it holds, `YYYY-MM-DD`.
    pub valid_until: Option<String>,
    /// How it is known. A firm declares; staff say whether it is declared, in a document, or verified.
    pub origin: Option<Origin>,
}

/// What `factRecord` answers.
#[derive(Debug, SimpleObject)]
pub struct FactRecordPayload {
    /// The fact as it was understood.
    pub fact: Option<Fact>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `factSkip` takes.
#[derive(Debug, Clone, InputObject)]
pub struct FactSkipInput {
    /// The supplier.
    pub site: ID,
    /// What is asked: an id of the spine such as `site.quote_days`.
    pub attribute: String,
    /// Of which process, machine, certificate…: a concept's id.
    pub item: Option<String>,
}

/// What `factSkip` answers.
#[derive(Debug, SimpleObject)]
pub struct FactSkipPayload {
    /// The last day on which it is not asked again, `YYYY-MM-DD`, unless a need opens that waits for it.
    pub until: Option<String>,
    /// What to correct.
    pub errors: Vec<UserError>,
}
