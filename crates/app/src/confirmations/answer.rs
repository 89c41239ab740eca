//! What an owner does behind her link: read, confirm or correct, answer, send once. Opening the link
//! changes nothing, because mail and chat programs open links.

use super::{Answered, Asked, AskedFact, FactAnswer, SOURCE, TEXT_MAX, asked_of};
use crate::accounts::secret::Clear;
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::imports::said::Reader;
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::candidacies::Interest;
use eslabon_domain::facts::{Fact, FactValue, Origin};
use eslabon_domain::ids::{FactId, SiteId};
use eslabon_domain::text::Lang;
use eslabon_storage::confirmations::{self, Confirmation};
use eslabon_storage::need_answers::{self, NeedAnswer};
use eslabon_storage::secrets::{self, Secret, SecretKind};
use eslabon_storage::{AuditRecord, Change, Read, Transaction, facts, merges, sites};
use jiff::Timestamp;

/// What the link shows.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Whom it is for.
    pub name: String,
    /// The firm's site.
    pub firm: String,
    /// Who prepared it.
    pub prepared_by: String,
    /// In which language it was sent.
    pub lang: Lang,
    /// What is asked.
    pub asked: Asked,
}

/// What she fills in, in the order of what was asked. Words are those of the form.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    /// `confirmed`, `corrected` or `unknown`, and how it is instead.
    pub facts: Vec<(String, String)>,
    /// Answers to questions.
    pub questions: Vec<String>,
    /// Words of [`Interest`].
    pub needs: Vec<String>,
}

async fn holding(app: &App, clear: &Clear) -> AppResult<(Secret, Confirmation)> {
    let secret = secrets::find(app.database(), SecretKind::Confirmation, &clear.hash())
        .await?
        .filter(|secret| secret.holds_at(app.now()))
        .ok_or(AppError::NotFound)?;
    let set = confirmations::find_by_secret(app.database(), secret.id)
        .await?
        .ok_or(AppError::NotFound)?;
    Ok((secret, set))
}

/// What a link asks. Changes nothing.
///
/// # Errors
/// [`AppError::NotFound`] for a link that is wrong, used, taken back or expired.
pub async fn open(app: &App, clear: &Clear) -> AppResult<Sheet> {
    let (_, set) = holding(app, clear).await?;
    let site = sites::find(app.database(), set.site)
        .await?
        .ok_or(AppError::NotFound)?;
    Ok(Sheet {
        asked: asked_of(&set)?,
        name: set.name,
        firm: site.name,
        prepared_by: set.prepared_by,
        lang: set.lang,
    })
}

/// Takes the answers, once. Confirmed and corrected figures become declared facts of the firm's.
///
/// # Errors
/// [`AppError::NotFound`] as [`open`], also for the second of two who send at once;
/// [`AppError::Invalid`] on `facts.2` where a figure has no answer or cannot be understood.
pub async fn answer(app: &App, clear: &Clear, reply: &Reply) -> AppResult<()> {
    let (secret, set) = holding(app, clear).await?;
    let asked = asked_of(&set)?;
    let answered = understood(app, &asked, reply)?;
    let now = app.now();
    let mut tx = app.database().begin().await?;
    // Of two who send at once, one wins.
    if !secrets::end(&tx, secret.id, now).await? {
        return Err(AppError::NotFound);
    }
    let kept = serde_json::to_value(&answered).map_err(|e| AppError::Internal(e.to_string()))?;
    confirmations::answer(&tx, set.id, &kept, now).await?;
    let site = merges::stand_in(&tx, set.site).await?;
    let said = facts_of(app, &tx, &set, site, &asked, &answered).await?;
    facts::append_many(&tx, &said).await?;
    if !said.is_empty() {
        tx.record_change(Change::Sites(vec![site]));
    }
    say_interest(&tx, &set, site, &asked, &answered, now).await?;
    let organisation = sites::find(&tx, site).await?.map(|site| site.organisation);
    tx.audit(AuditRecord {
        actor: &Actor {
            name: set.name.clone(),
            organisation,
            centre: Some(set.centre),
            ..Actor::visitor()
        },
        action: "confirmation.answer",
        object: set.id.to_string(),
        detail: serde_json::json!({
            "link": secret.id,
            "site": site,
            "facts": said.iter().map(|fact| fact.id).collect::<Vec<_>>(),
        }),
        at: now,
    })
    .await?;
    tx.commit().await?;
    Ok(())
}

/// What the firm says to the needs that it was asked about counts as its answer to each.
async fn say_interest(
    tx: &Transaction,
    set: &Confirmation,
    site: SiteId,
    asked: &Asked,
    answered: &Answered,
    at: Timestamp,
) -> AppResult<()> {
    for (one, interest) in asked.needs.iter().zip(&answered.needs) {
        let Some(interest) = *interest else { continue };
        let answer = NeedAnswer {
            need: one.need,
            site,
            interest,
            words: String::new(),
            person: None,
            by: set.name.clone(),
            role: Role::Owner.as_str().to_owned(),
            at,
        };
        need_answers::insert(tx, &answer).await?;
    }
    Ok(())
}

/// The reply, understood; or everything that is wrong with it.
fn understood(app: &App, asked: &Asked, reply: &Reply) -> AppResult<Answered> {
    let words = app.words();
    let reader = Reader::new(&words, app.today());
    let mut faults = Vec::new();
    let mut facts = Vec::with_capacity(asked.facts.len());
    for (at, one) in asked.facts.iter().enumerate() {
        let field = format!("facts.{at}");
        let (choice, text) = reply
            .facts
            .get(at)
            .map(|(choice, text)| (choice.as_str(), text.trim()))
            .unwrap_or_default();
        match choice {
            "confirmed" => facts.push(FactAnswer::Confirmed),
            "unknown" => facts.push(FactAnswer::Unknown),
            "corrected" if text.is_empty() => {
                faults.push(FieldError::new(field, "correction", ""));
            }
            "corrected" => match corrected(&words, &reader, one, text) {
                Ok(value) => facts.push(FactAnswer::Corrected {
                    value,
                    entered: text.to_owned(),
                }),
                Err(code) => faults.push(FieldError::new(field, code, text)),
            },
            _ => faults.push(FieldError::new(field, "choice", "")),
        }
    }
    let mut questions = Vec::with_capacity(asked.questions.len());
    for at in 0..asked.questions.len() {
        let text = reply.questions.get(at).map(|text| text.trim());
        let text = text.unwrap_or_default();
        if text.chars().count() > TEXT_MAX {
            let most = TEXT_MAX.to_string();
            faults.push(FieldError::new(format!("questions.{at}"), "too_long", most));
        }
        questions.push(text.to_owned());
    }
    let interest = |at| {
        let word: Option<&String> = reply.needs.get(at);
        word.and_then(|word| Interest::parse(word))
    };
    match faults.is_empty() {
        true => Ok(Answered {
            facts,
            questions,
            needs: (0..asked.needs.len()).map(interest).collect(),
        }),
        false => Err(AppError::Invalid(faults)),
    }
}

fn corrected(
    words: &crate::context::Words,
    reader: &Reader<'_>,
    one: &AskedFact,
    text: &str,
) -> Result<FactValue, &'static str> {
    let attribute = words
        .attributes
        .find(&one.attribute)
        .ok_or("unknown_attribute")?;
    reader.value(attribute, text).map_err(|code| code.as_str())
}

/// What the answers say of the firm. What is known better already, from a document or a visit, is not
/// weakened by saying the same.
async fn facts_of(
    app: &App,
    db: &impl Read,
    set: &Confirmation,
    site: SiteId,
    asked: &Asked,
    answered: &Answered,
) -> AppResult<Vec<Fact>> {
    let known = facts::current_of_site(db, site).await?;
    let mut said = Vec::new();
    for (one, answer) in asked.facts.iter().zip(&answered.facts) {
        let (value, entered) = match answer {
            FactAnswer::Confirmed => (one.value.clone(), one.entered.clone()),
            FactAnswer::Corrected { value, entered } => (value.clone(), Some(entered.clone())),
            FactAnswer::Unknown => continue,
        };
        let is_known_better = known.iter().any(|fact| {
            fact.attribute == one.attribute
                && fact.item == one.item
                && fact.value == value
                && fact.origin > Origin::Declared
        });
        if is_known_better {
            continue;
        }
        said.push(Fact {
            id: FactId::generate(),
            site,
            item: one.item.clone(),
            attribute: one.attribute.clone(),
            value,
            entered,
            origin: Origin::Declared,
            source: format!("{SOURCE}{} · {}", set.name, app.today()),
            observed: app.today(),
            valid_until: None,
            recorded: app.now(),
        });
    }
    Ok(said)
}
