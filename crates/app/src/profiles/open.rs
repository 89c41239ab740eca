//! Opening one question of a profile: what it asks, what is known, what was known before, and what comes next.
//! A list opens as a list; what hangs on items opens with the choice of the item.

use super::complete::{Survey, held, opens, survey};
use super::items::{self, ItemList};
use super::{Completeness, Part, Question, joint_sites, load_site, newest, record, sections};
use crate::context::{App, Words};
use crate::error::{AppError, AppResult};
use crate::policy;
use crate::search::SupplierCard;
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::Attribute;
use eslabon_domain::facts::{Fact, Origin};
use eslabon_domain::ids::SiteId;
use eslabon_domain::text::Lang;
use eslabon_domain::vocabulary::ConceptId;
use eslabon_storage::facts;
use jiff::civil::Date;

/// What an address of the profile opens.
#[derive(Debug, Clone)]
pub enum Opened {
    /// One question.
    One(Box<QuestionView>),
    /// A list of what the firm has.
    List(ItemList),
    /// Of which item it is said is to be chosen.
    Which(Choices),
}

impl Opened {
    /// Whose profile it is.
    #[must_use]
    pub fn card(&self) -> &SupplierCard {
        match self {
            Opened::One(one) => &one.card,
            Opened::List(list) => &list.card,
            Opened::Which(choices) => &choices.card,
        }
    }
}

/// One question with what is known.
#[derive(Debug, Clone)]
pub struct QuestionView {
    /// Whose.
    pub card: SupplierCard,
    /// What is asked.
    pub attribute: Attribute,
    /// Of which process, machine, certificate…
    pub item: Option<ConceptId>,
    /// Under which heading.
    pub part: Part,
    /// What is known now.
    pub current: Option<Fact>,
    /// The last day on which that holds.
    pub holds_until: Option<Date>,
    /// What was known before, the latest first.
    pub former: Vec<Fact>,
    /// Open needs that wait for the answer.
    pub opens: usize,
    /// The actor says how she knows.
    pub by_staff: bool,
    /// What is known is known better than the firm can say: only staff change it.
    pub is_settled: bool,
    /// What is asked next.
    pub next: Option<Question>,
}

/// The items of which something can be said.
#[derive(Debug, Clone)]
pub struct Choices {
    /// Whose.
    pub card: SupplierCard,
    /// What is asked.
    pub attribute: Attribute,
    /// Under which heading.
    pub part: Part,
    /// Of which it can be said.
    pub items: Vec<ConceptId>,
    /// The list on which items stand.
    pub list: Option<&'static str>,
}

/// Opens a question. `typed` are words that name items of a list.
///
/// # Errors
/// [`AppError::NotFound`] for a site that is not the actor's to keep, and for what cannot be said of it;
/// [`AppError::Forbidden`].
pub async fn open(
    app: &App,
    actor: &Actor,
    site: SiteId,
    attribute: &str,
    item: Option<&str>,
    typed: &str,
    lang: Lang,
) -> AppResult<Opened> {
    let site = load_site(app, actor, site).await?;
    let words = app.words();
    let attribute = words.attributes.find(attribute).ok_or(AppError::NotFound)?;
    let part = sections::part_of(attribute).ok_or(AppError::NotFound)?;
    let item = match item {
        Some(item) => Some(item_of(&words, attribute, item)?),
        None => None,
    };
    let survey = survey(app, actor, site.id).await?;
    if survey.view.closed_groups.contains(&attribute.group) {
        return Err(AppError::NotFound);
    }
    if attribute.item_kind.is_some() && item.is_none() {
        let by_staff = policy::records_for_others(actor);
        return Ok(match sections::is_list(&attribute.id) {
            true => Opened::List(ItemList {
                by_staff,
                ..items::list(&words, &survey, attribute, part, typed, lang)
            }),
            false => Opened::Which(choices(&survey, attribute, part)),
        });
    }
    let former = history(app, site.id, &attribute.id, item.as_deref()).await?;
    let one = question(app, actor, &words, survey, attribute, part, item, former);
    Ok(Opened::One(Box::new(one)))
}

fn item_of(words: &Words, attribute: &Attribute, item: &str) -> AppResult<ConceptId> {
    let concept = words.vocabulary.find(item);
    let concept = concept.filter(|c| Some(c.kind) == attribute.item_kind && c.parent.is_some());
    concept
        .map(|concept| concept.id.clone())
        .ok_or(AppError::NotFound)
}

fn choices(survey: &Survey, attribute: &Attribute, part: Part) -> Choices {
    let kind = attribute.item_kind;
    let items = kind.map(|kind| held(kind, &survey.view.facts));
    Choices {
        card: survey.view.card.clone(),
        attribute: attribute.clone(),
        part,
        items: items.unwrap_or_default().into_iter().collect(),
        list: kind.and_then(sections::list_of),
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "what was loaded, put together once"
)]
fn question(
    app: &App,
    actor: &Actor,
    words: &Words,
    survey: Survey,
    attribute: &Attribute,
    part: Part,
    item: Option<ConceptId>,
    mut former: Vec<Fact>,
) -> QuestionView {
    let current = newest(&survey.view.facts, &attribute.id, item.as_deref()).cloned();
    former.retain(|fact| current.as_ref().is_none_or(|known| known.id != fact.id));
    let by_staff = policy::records_for_others(actor);
    let is_settled = current.as_ref().is_some_and(|known| {
        !by_staff && known.origin > Origin::Declared && record::holds(words, known, app.today())
    });
    QuestionView {
        attribute: attribute.clone(),
        part,
        holds_until: current
            .as_ref()
            .and_then(|known| known.holds_until(attribute.validity_months)),
        former,
        opens: opens(words, &attribute.id, item.as_ref(), &survey.asks),
        by_staff,
        is_settled,
        next: next_after(&survey.completeness, &attribute.id, item.as_deref()),
        card: survey.view.card,
        current,
        item,
    }
}

/// The question that follows this one in the order of asking; the first of all where this one is answered.
fn next_after(all: &Completeness, attribute: &str, item: Option<&str>) -> Option<Question> {
    let at = all.open.iter().position(|one| one.asks(attribute, item));
    let next = at.map_or(0, |at| at + 1);
    all.open.get(next).cloned()
}

/// Everything that was ever known of one thing, the latest first.
async fn history(
    app: &App,
    site: SiteId,
    attribute: &str,
    item: Option<&str>,
) -> AppResult<Vec<Fact>> {
    let mut all = Vec::new();
    for site in joint_sites(app.database(), site).await? {
        let records = facts::history_of_site(app.database(), site).await?;
        let of_this = records.into_iter().map(|record| record.fact);
        all.extend(
            of_this.filter(|fact| fact.attribute == attribute && fact.item.as_deref() == item),
        );
    }
    all.sort_by_key(|fact| std::cmp::Reverse((fact.observed, fact.recorded, fact.id)));
    Ok(all)
}
