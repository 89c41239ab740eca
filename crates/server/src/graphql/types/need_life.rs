//! A need's life after posting: changed, put elsewhere; and amounts that are probably meant otherwise.

use super::needs::{CriterionInput, Need, NeedCreateInput, NeedStatus, TextInput, draft};
use super::terms::{NeedTermsInput, UnitPriceInput};
use crate::graphql::errors::UserError;
use async_graphql::{ID, InputObject, MaybeUndefined, Result, SimpleObject};
use eslabon_app::App;
use eslabon_app::needs::{NeedDraft, doubted_terms, doubts};
use eslabon_app::records::StatusNote as StoredNote;
use eslabon_domain::money::UnitPrice;
use eslabon_domain::needs::Requirement;
use eslabon_domain::plausible::Doubt;
use eslabon_domain::terms::{NeedTerms, TermDoubt};
use eslabon_domain::units::show_amount;

/// Something that was taken as it is, though it is probably meant otherwise.
#[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
pub struct InputWarning {
    /// The input field, dotted: `criteria.2`.
    pub field: String,
    /// What is usual, in plain words.
    pub message: String,
    /// What is probably meant, in the unit of the field; null where no slip of the unit explains it.
    pub likely_amount: Option<String>,
}

/// The amounts of a draft that are probably meant otherwise.
#[must_use]
pub fn warnings(app: &App, draft: &NeedDraft) -> Vec<InputWarning> {
    let words = app.words();
    let warning = |(at, doubt): (usize, Doubt)| {
        let unit = words
            .attributes
            .find(&doubt.attribute)
            .map_or_else(String::new, |attribute| attribute.unit.clone());
        let shown = |amount| show_amount(amount, &unit);
        let likely = doubt.likely.as_ref().and_then(|likely| match likely {
            Requirement::AtLeast { amount } | Requirement::AtMost { amount } => Some(*amount),
            _ => None,
        });
        let question = likely.map_or_else(String::new, |amount| {
            format!(" Did you mean {}?", shown(amount))
        });
        InputWarning {
            field: format!("criteria.{at}"),
            message: format!(
                "{}: {} is unusual; it lies between {} and {} as a rule.{question}",
                doubt.attribute,
                shown(doubt.amount),
                shown(doubt.low),
                shown(doubt.high),
            ),
            likely_amount: likely.map(|amount| amount.to_string()),
        }
    };
    let of_criteria = doubts(draft).into_iter().map(warning);
    let of_terms = doubted_terms(draft).into_iter().map(doubted);
    of_criteria.chain(of_terms).collect()
}

/// A term that is probably meant otherwise, in plain words.
fn doubted(doubt: TermDoubt) -> InputWarning {
    let (field, message) = match doubt {
        TermDoubt::LotAboveMonth { lot, peak } => (
            "terms.lot_size",
            format!(
                "{lot} pieces in a lot are more than in any month; at most {} in {}.",
                peak.pieces, peak.month
            ),
        ),
        TermDoubt::Cycle { cycle_ms, .. } => (
            "terms.cycle_ms",
            format!(
                "{cycle_ms} ms for a piece is unusual; it lies between 50 ms and an hour as a rule."
            ),
        ),
        TermDoubt::PaidLate { days } => (
            "terms.payment_days",
            format!("Few small firms can wait {days} days."),
        ),
        TermDoubt::OtherStart { first, starts_on } => (
            "terms.volumes",
            format!("The volume begins in {first}, parts are needed from {starts_on}."),
        ),
        TermDoubt::MoreMonths { listed, duration } => (
            "terms.duration_months",
            format!("{listed} months of volume are listed, the duration is {duration} months."),
        ),
    };
    let likely = match doubt {
        TermDoubt::Cycle { likely_ms, .. } => likely_ms,
        _ => None,
    };
    InputWarning {
        field: field.to_owned(),
        message,
        likely_amount: likely.map(|ms| ms.to_string()),
    }
}

/// Why a need stands as it does.
#[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
pub struct StatusNote {
    /// In a person's words; empty where she gave none.
    pub reason: String,
    /// The supplier that got the order, as she named it.
    pub supplier: Option<String>,
    /// Her name, that day.
    pub by: String,
    /// Since when, UTC.
    pub at: String,
}

impl From<StoredNote> for StatusNote {
    fn from(note: StoredNote) -> Self {
        Self {
            reason: note.reason,
            supplier: note.supplier,
            by: note.by,
            at: note.at.to_string(),
        }
    }
}

/// What `needChange` takes: the whole need as it is to be.
#[derive(Debug, Clone, InputObject)]
pub struct NeedChangeInput {
    /// Global id of the need.
    pub need_id: ID,
    /// The version that you read; another one is refused.
    pub version: i32,
    /// What is looked for, in a line.
    pub title: TextInput,
    /// In more words; none where absent.
    pub description: Option<TextInput>,
    /// What is asked; criteria that are not named are asked no more.
    pub criteria: Vec<CriterionInput>,
    /// The first day on which parts are needed, `YYYY-MM-DD`.
    pub starts_on: Option<String>,
    /// Candidates are taken until this day.
    pub closes_on: Option<String>,
    /// On which terms, all of them; as they stand where absent.
    pub terms: Option<NeedTermsInput>,
    /// The price that you have in mind for a piece; as it stands where absent, taken away by null.
    pub target_price: MaybeUndefined<UnitPriceInput>,
}

impl NeedChangeInput {
    /// The draft of the input, for a need that stands on these terms and has this target price.
    ///
    /// # Errors
    /// Names the argument that cannot be read.
    pub fn draft(self, terms: &NeedTerms, price: Option<UnitPrice>) -> Result<NeedDraft> {
        let said = self.terms.is_some();
        let target_price = match self.target_price {
            MaybeUndefined::Undefined => price,
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(price) => Some(price.price()?),
        };
        let mut draft = draft(NeedCreateInput {
            organisation_id: None,
            title: self.title,
            description: self.description,
            criteria: self.criteria,
            starts_on: self.starts_on,
            closes_on: self.closes_on,
            terms: self.terms,
            target_price: None,
            hide_buyer: None,
        })?;
        if !said {
            draft.terms = terms.clone();
        }
        draft.target_price = target_price;
        Ok(draft)
    }
}

/// What `needChange` answers.
#[derive(Debug, SimpleObject)]
pub struct NeedChangePayload {
    /// The need as it stands now, where it was saved.
    pub need: Option<Need>,
    /// Amounts that are probably meant otherwise; they are saved as they are.
    pub warnings: Vec<InputWarning>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `needSetStatus` takes.
#[derive(Debug, Clone, InputObject)]
pub struct NeedSetStatusInput {
    /// Global id of the need.
    pub need_id: ID,
    /// The version that you read; another one is refused.
    pub version: i32,
    /// Where it is to stand: `OPEN` from a draft or a withdrawn need, `WITHDRAWN` or `AWARDED` from an open
    /// one.
    pub status: NeedStatus,
    /// Why, in your words; only a draft is opened without.
    pub reason: Option<String>,
    /// For `AWARDED`: the supplier that got the order, as you name it.
    pub supplier: Option<String>,
}

/// What `needSetStatus` answers.
#[derive(Debug, SimpleObject)]
pub struct NeedSetStatusPayload {
    /// The need as it stands now, where it was saved.
    pub need: Option<Need>,
    /// What to correct.
    pub errors: Vec<UserError>,
}
