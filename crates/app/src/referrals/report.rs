//! What came of a referral: when it was done, how many took part, the certificate, a paper that shows it. The step is
//! done with it. Whether the gap is closed is another question, which a visit answers.

use super::{lead, led, load_for};
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::follow_up::{has_run, invalid, past_day_of, record, site_of, text_of};
use crate::policy::Operation;
use crate::profiles::record::kept;
use crate::site_files::{self, FileDraft};
use eslabon_domain::actors::Actor;
use eslabon_domain::follow_up::{ATTENDED_MAX, NAME_MAX, ReferralEvent, WORDS_MAX};
use eslabon_domain::ids::ReferralId;
use eslabon_domain::programmes::StepState;
pub use eslabon_domain::site_files::FILE_MAX;
use eslabon_domain::site_files::{FileKind, FileSide};
use eslabon_domain::units::parse_whole;
use eslabon_storage::referrals::{self, Outcome, Referral};
use eslabon_storage::site_files::SiteFile;
use eslabon_storage::sites::Site;
use eslabon_storage::{machines, programmes};

/// What came of a referral, as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The day on which it was done.
    pub done_on: String,
    /// How many people of the firm took part; empty where nobody counted.
    pub attended: String,
    /// The folio of the certificate (DC-3 for training); may be empty.
    pub certificate: String,
    /// In words; may be empty.
    pub words: String,
    /// A paper that shows it: its name and its bytes.
    pub file: Option<(String, Vec<u8>)>,
}

/// Refuses early, before a file is taken in, whoever may not report.
///
/// # Errors
/// [`AppError::NotFound`] for another institution's, [`AppError::Forbidden`].
pub async fn require_may_report(app: &App, actor: &Actor, id: ReferralId) -> AppResult<()> {
    load_for(app, actor, Operation::AnswerReferral, id).await?;
    Ok(())
}

/// Says what came of a referral of this version; its step is done. A visit may have found the gap closed before.
///
/// # Errors
/// [`AppError::Invalid`] on `done_on`, `attended`, `certificate`, `words` or `file`, where it was not accepted or the
/// programme was given up; [`AppError::Conflict`] where someone was quicker; [`AppError::NotFound`] for another
/// institution's; [`AppError::Forbidden`].
pub async fn report(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    version: i32,
    said: Report,
) -> AppResult<Referral> {
    let (mut referral, programme) = load_for(app, actor, Operation::AnswerReferral, id).await?;
    let status = led(&referral, version, ReferralEvent::Report)?;
    if !has_run(&programme) {
        let status = programme.status.as_str();
        return Err(invalid("programme", "not_running", status));
    }
    let mut faults = Vec::new();
    let done_on = kept(past_day_of(app, "done_on", &said.done_on), &mut faults);
    let attended = kept(attended_of(&said.attended), &mut faults);
    let certificate = text_of("certificate", &said.certificate, NAME_MAX);
    let certificate = kept(certificate, &mut faults);
    let words = kept(text_of("words", &said.words, WORDS_MAX), &mut faults);
    let (Some(done_on), Some(attended), Some(certificate), Some(words)) =
        (done_on, attended, certificate, words)
    else {
        return Err(AppError::Invalid(faults));
    };
    let site = site_of(app.database(), &programme).await?;
    let file = match said.file {
        Some(file) => Some(prepared(app, actor, &site, &certificate, file).await?),
        None => None,
    };
    let tx = app.database().begin().await?;
    // Staff may say how the step stands, or plan anew, at the same moment.
    machines::take_turn(&tx, site.id).await?;
    let file = match file {
        Some(file) => Some(site_files::put(app, actor, &tx, file).await?.id),
        None => None,
    };
    referral.outcome = Some(Outcome {
        done_on,
        attended,
        certificate,
        words,
        file,
    });
    lead(&mut referral, status);
    referrals::update(&tx, &referral).await?;
    let step = programmes::find_step(&tx, referral.step)
        .await?
        .ok_or(AppError::NotFound)?;
    if matches!(step.state, StepState::Planned | StepState::Running) {
        programmes::set_step_state(&tx, step.id, StepState::Done).await?;
    }
    let detail = serde_json::json!({ "programme": programme.id, "step": step.id });
    let object = id.to_string();
    let owner = site.organisation;
    record(
        &tx,
        actor,
        owner,
        "referral.report",
        object,
        detail,
        app.now(),
    )
    .await?;
    tx.commit().await?;
    referral.version += 1;
    Ok(referral)
}

async fn prepared(
    app: &App,
    actor: &Actor,
    site: &Site,
    certificate: &str,
    (name, bytes): (String, Vec<u8>),
) -> AppResult<SiteFile> {
    let kind = match certificate.is_empty() {
        true => FileKind::Document,
        false => FileKind::Certificate,
    };
    let draft = FileDraft {
        kind: Some(kind),
        name,
        bytes,
        ..FileDraft::default()
    };
    site_files::prepare(app, actor, site, FileSide::Institution, draft).await
}

fn attended_of(typed: &str) -> Result<Option<i64>, FieldError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let short: String = typed.chars().take(40).collect();
    let people =
        parse_whole(typed).map_err(|_| FieldError::new("attended", "bad_number", short))?;
    match (0..=ATTENDED_MAX).contains(&people) {
        true => Ok(Some(people)),
        false => {
            let range = format!("0–{ATTENDED_MAX}");
            Err(FieldError::new("attended", "out_of_range", range))
        }
    }
}
