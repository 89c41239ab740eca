//! Errors on the API: what the user can correct goes into the payload; the rest goes to the top
//! level with a stable code. An internal error shows nothing of itself.

use async_graphql::{Enum, Error, ErrorExtensions, SimpleObject};
use eslabon_app::imports::messages::Code;
use eslabon_app::{AppError, FieldError};
use eslabon_domain::text::Lang;

/// What kind of fault an input has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ErrorCode {
    /// A value is missing, too long, unknown, out of range…; `reason` says which.
    Invalid,
    /// It does not exist, or you may not know that it does.
    NotFound,
    /// Someone else saved in between.
    Conflict,
    /// A file cannot be read.
    Unreadable,
}

/// One thing that the user can correct.
#[derive(Debug, Clone, SimpleObject)]
pub struct UserError {
    /// The input field, dotted; absent where the whole input is meant.
    field: Option<String>,
    /// What kind of fault.
    code: ErrorCode,
    /// In plain words.
    message: String,
    /// A stable word such as `required` or `too_long`, with its limit or the value at fault.
    hint: Option<String>,
}

impl From<&FieldError> for UserError {
    fn from(fault: &FieldError) -> Self {
        let message = match fault.code {
            "required" => "A value is required.".to_owned(),
            "too_long" => format!("Longer than {} characters.", fault.detail),
            "too_many" => format!("More than {}.", fault.detail),
            "unknown_concept" => format!("“{}” is not in the vocabulary.", fault.detail),
            "unknown_cause" => "No cause of that symptom.".to_owned(),
            "unknown_attribute" => format!("“{}” cannot be asked for.", fault.detail),
            "unknown_state" => format!("“{}” is no Mexican state.", fault.detail),
            "out_of_range" => format!("Must lie within {}.", fault.detail),
            "negative" => "Must not be negative.".to_owned(),
            "outside_mexico" => "The point lies outside Mexico.".to_owned(),
            "after_start" => format!("Must not be after the start, {}.", fault.detail),
            "month_twice" => format!(
                "The month {} stands twice, or after a later one.",
                fault.detail
            ),
            "month_missing" => format!("The month {} is left out; say 0.", fault.detail),
            "month_pieces" => format!(
                "The pieces of {} must lie within 0–100,000,000.",
                fault.detail
            ),
            "sample_after_start" => format!("Must not be after the start, {}.", fault.detail),
            "currency_differs" => format!("The need is paid in {}.", fault.detail),
            "too_many_requests" => format!("{} requests wait for an answer already.", fault.detail),
            "bad_character" => "Contains a character that text cannot have.".to_owned(),
            "names_buyer" => format!("Names “{}”, who is not to be named.", fault.detail),
            "not_comparable" => format!(
                "“{}” is closed: it is asked for as an amount, the way in which it is better.",
                fault.detail
            ),
            "closed_wish" => format!("“{}” is closed: it can only be a must.", fault.detail),
            "asked_twice" => format!("“{}” is asked twice in the same way.", fault.detail),
            "contradicts" => format!("No value of “{}” meets both criteria.", fault.detail),
            "not_changeable" => "It is neither a draft nor open.".to_owned(),
            "no_such_step" => "No way leads there from where it stands.".to_owned(),
            "not_an_award" => "To whom is said of an award only.".to_owned(),
            "in_past" => format!("{} is over.", fault.detail),
            "until_too_far" => format!("Must not be after {}.", fault.detail),
            "own_organisation" => "That is your own organisation.".to_owned(),
            "unknown_organisation" => "No such organisation.".to_owned(),
            "not_comparable_group" => "Words and drawings cannot be compared.".to_owned(),
            "terms_changed" => format!("The terms in force are {}.", fault.detail),
            "has_owner" => "Someone looks after this firm already.".to_owned(),
            "claimed_already" => "You have an open claim of this firm.".to_owned(),
            "not_decided_same" => "Decide first that the two are one plant.".to_owned(),
            "merged_already" => "The two are one already.".to_owned(),
            "two_owners" => "Each of the two has an owner of its own.".to_owned(),
            "later_merge_first" => {
                "A later merge with one of the two must be undone first.".to_owned()
            }
            "need_closed" => format!(
                "The need is {}: its candidates stay as they are.",
                fault.detail
            ),
            "not_in_pesos" => format!(
                "“{}”: write the amount in Mexican pesos (MXN).",
                fault.detail
            ),
            "known_better" => format!("Known better already: {}.", fault.detail),
            "older_than_known" => format!("Something later is known, of {}.", fault.detail),
            "until_of_nothing" => {
                "The validity is the certificate's: name its attribute, too, or leave it out."
                    .to_owned()
            }
            "date_in_future" => format!("{} has not come yet.", fault.detail),
            "bad_number" => format!(
                "“{}”: the number or its unit is not understood.",
                fault.detail
            ),
            "bad_yes_no" => format!("“{}” is neither yes nor no.", fault.detail),
            "bad_date" => format!("“{}” is no date; write YYYY-MM-DD.", fault.detail),
            "negative_value" => "Must not be negative.".to_owned(),
            "load_number" => format!(
                "“{}” is no share and no hours; write 80 % or 120 h.",
                fault.detail
            ),
            "load_out_of_range" => format!(
                "“{}” is less than nothing, or more than the whole month.",
                fault.detail
            ),
            "month_out_of_range" => format!("From this month on, up to {}.", fault.detail),
            "bad_month" => format!("“{}” is no month; write YYYY-MM.", fault.detail),
            "origin" => "A firm declares; staff declare, document or verify.".to_owned(),
            "not_an_email" => "No e-mail address.".to_owned(),
            "unknown_role" => "No role that someone can be given.".to_owned(),
            "wrong_kind" => format!("“{}” is no organisation for this role.", fault.detail),
            "unknown_field" => format!("“{}” is no field of this kind.", fault.detail),
            "renamed_and_more" => format!(
                "“{}” has answers, and it is not clear which new name takes them: rename first, then remove or add.",
                fault.detail
            ),
            "need_not_open" => format!("The need “{}” is not open.", fault.detail),
            "several_lead_firms" => {
                "The needs are of several lead firms: one programme each.".to_owned()
            }
            "some_reserved" => {
                "Some of the needs keep their buyer back and others do not: one programme each."
                    .to_owned()
            }
            "names_reserved" => {
                format!(
                    "Names “{}”, who keeps her name back from the firm.",
                    fault.detail
                )
            }
            "no_gap" => "Nothing that a service closes keeps the firm from these needs.".to_owned(),
            "two_directions" => format!("Of “{}” some ask more and others less.", fault.detail),
            "deadline_past" => format!("{} has passed, or lies before the start.", fault.detail),
            "start_too_far" => "Must lie within the next two years.".to_owned(),
            "before_the_start" => format!("Must not begin before {}.", fault.detail),
            "no_time" => "The firm has no time for a programme: give minutes a week.".to_owned(),
            "bad_period" => "A period ends before it begins, or its minutes cannot be.".to_owned(),
            "payer_twice" => format!("The payer {} stands twice.", fault.detail),
            "payer_parts" => format!("Parts go from 1 to {}.", fault.detail),
            "payer_without_budget" => format!("The payer {} has no budget.", fault.detail),
            "uncovered" => format!("The ceilings leave {} unpaid.", fault.detail),
            "spent_already" => "What is done has cost more than the budget.".to_owned(),
            "other_currency" => {
                format!("It is reckoned in another currency than {}.", fault.detail)
            }
            "not_offered" => format!("“{}” is not offered to this firm.", fault.detail),
            "pinned_and_forbidden" => format!("“{}” is pinned and forbidden.", fault.detail),
            "service_faulty" => format!("What is said of “{}” contradicts itself.", fault.detail),
            "plan_too_large" => "Too many gaps or services for one programme.".to_owned(),
            "not_proposed_any_more" => {
                "That plan is not proposed any more. Choose again.".to_owned()
            }
            "not_as_it_stands" => "That cannot be done as the programme stands.".to_owned(),
            "already_signed" => "That side has signed already.".to_owned(),
            "nothing_follows" => "Nothing follows yet: fill in what is missing.".to_owned(),
            // An institution may not know how the programme stands.
            "not_running" => "The programme does not run.".to_owned(),
            "not_from_here" => "No way leads there from where it stands.".to_owned(),
            "step_over" => format!("The step is {}.", fault.detail),
            "referred_already" => format!("A referral to {} is under way.", fault.detail),
            "same_day" => "That is the day that was asked.".to_owned(),
            "not_its_currency" => format!("The programme is reckoned in {}.", fault.detail),
            "verified_already" => "The gap is verified already.".to_owned(),
            "not_reached" => format!("“{}” does not reach what is asked.", fault.detail),
            "measured_already" => "The programme measures that already.".to_owned(),
            "moment_to_come" => format!("That moment comes on {}.", fault.detail),
            other => match Code::parse(other) {
                Some(code) => code.message(Lang::En).to_owned(),
                None => format!("{other} {}", fault.detail),
            },
        };
        Self {
            field: Some(fault.field.clone()),
            code: ErrorCode::Invalid,
            message,
            hint: Some(fault.code.to_owned()),
        }
    }
}

/// Splits a use case's error: the user's to correct, or the top level's.
///
/// # Errors
/// Whatever the user cannot correct.
pub fn user_errors(error: AppError) -> Result<Vec<UserError>, Error> {
    let one = |code, message: &str| {
        Ok(vec![UserError {
            field: None,
            code,
            message: message.to_owned(),
            hint: None,
        }])
    };
    match error {
        AppError::Invalid(faults) => Ok(faults.iter().map(UserError::from).collect()),
        AppError::NotFound => one(ErrorCode::NotFound, "Not found."),
        AppError::Conflict => one(
            ErrorCode::Conflict,
            "Someone else saved in between. Load it again.",
        ),
        AppError::Unreadable(why) => one(ErrorCode::Unreadable, &why),
        other => Err(top_level(other)),
    }
}

/// An error of the top level.
pub fn top_level(error: AppError) -> Error {
    let (code, message) = match &error {
        AppError::Forbidden => ("FORBIDDEN", "Your role may not do this.".to_owned()),
        AppError::Slowed(seconds) => ("RATE_LIMITED", format!("Try again in {seconds} s.")),
        AppError::Unavailable(_) => ("UNAVAILABLE", "Busy or away; try again.".to_owned()),
        AppError::NotFound => ("NOT_FOUND", "Not found.".to_owned()),
        AppError::Invalid(faults) => (
            "INVALID",
            faults
                .iter()
                .map(|f| format!("{}: {}", f.field, f.code))
                .collect::<Vec<_>>()
                .join("; "),
        ),
        AppError::Conflict => ("CONFLICT", "Someone else saved in between.".to_owned()),
        AppError::Unreadable(why) => ("UNREADABLE", why.clone()),
        AppError::Internal(_) => {
            tracing::error!(%error, "graphql.internal");
            (
                "INTERNAL",
                "Our fault. The request id of this answer finds it in our log.".to_owned(),
            )
        }
    };
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
}
