//! How complete a profile is, what to ask next, and what the answer would open. What ran out comes first, then
//! what the most open needs wait for, then the order of the table. Whether a need waits for something is the
//! engine's word, not ours.

use super::sections::{self, Part};
use super::{is_yes, load_site, newest, skip};
use crate::context::{App, Words};
use crate::error::{AppError, AppResult};
use crate::needs::list_needs;
use crate::search::SupplierCard;
use crate::shortlists::OneSite;
use crate::suppliers::{SupplierView, load_supplier};
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::Attribute;
use eslabon_domain::facts::{Fact, SOON_DAYS};
use eslabon_domain::ids::{NeedId, SiteId};
use eslabon_domain::needs::{Need, NeedStatus, Requirement, Strength};
use eslabon_domain::vocabulary::{ConceptId, ConceptKind};
use eslabon_engine::matching::{Band, Verdict};
use eslabon_storage::profile_skips::Skip;
use jiff::ToSpan;
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Open needs that are looked through, the latest.
const NEEDS_MAX: usize = 2_000;
/// A page of needs.
const PAGE: u64 = 100;

/// How a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// What was known ran out on this day.
    Expired(Date),
    /// What is known runs out on this day, soon.
    Expiring(Date),
    /// Nothing is known.
    Missing,
    /// It is known.
    Known,
}

impl Standing {
    /// Whether it counts as answered.
    #[must_use]
    pub fn is_done(self) -> bool {
        matches!(self, Standing::Expiring(_) | Standing::Known)
    }

    fn order(self) -> u8 {
        match self {
            Standing::Expired(_) => 0,
            Standing::Expiring(_) => 1,
            Standing::Missing => 2,
            Standing::Known => 3,
        }
    }
}

/// Something that is asked of a firm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What.
    pub attribute: String,
    /// Of which process, machine, certificate…
    pub item: Option<ConceptId>,
    /// Under which heading.
    pub part: Part,
    /// How it stands.
    pub standing: Standing,
    /// Open needs that wait for the answer: it is a must of theirs, it is not known, and what is known does
    /// not keep the firm out of reach.
    pub opens: usize,
    /// The firm said not long ago that it does not know: it is not asked now, and it is not known.
    pub is_skipped: bool,
    /// It counts. What stands on a list is asked again where it runs out, and counted with its list.
    pub(super) counts: bool,
}

impl Question {
    /// Whether it is this question.
    #[must_use]
    pub fn asks(&self, attribute: &str, item: Option<&str>) -> bool {
        self.attribute == attribute && self.item.as_deref() == item
    }
}

/// A heading with its questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionLine {
    /// Which.
    pub part: Part,
    /// Questions that are answered.
    pub done: usize,
    /// All of them.
    pub total: usize,
    /// Every question, in the order of the table.
    pub questions: Vec<Question>,
    /// What can be said besides of each item, by attribute.
    pub others: Vec<String>,
}

/// How complete a profile is.
#[derive(Debug, Clone)]
pub struct Completeness {
    /// Whose.
    pub card: SupplierCard,
    /// Questions that are answered.
    pub done: usize,
    /// All of them.
    pub total: usize,
    /// By heading.
    pub sections: Vec<SectionLine>,
    /// What to ask, the next first. What the firm does not know is left out for a while.
    pub open: Vec<Question>,
    /// How many questions are left out so.
    pub skipped: usize,
}

/// How complete the profile of a site is, and what to ask next.
///
/// # Errors
/// [`AppError::NotFound`] for a site whose profile is not the actor's to keep; [`AppError::Forbidden`].
pub async fn complete(app: &App, actor: &Actor, site: SiteId) -> AppResult<Completeness> {
    let site = load_site(app, actor, site).await?;
    Ok(survey(app, actor, site.id).await?.completeness)
}

/// A profile with what open needs wait for.
pub(super) struct Survey {
    pub completeness: Completeness,
    /// What the actor may see of the site.
    pub view: SupplierView,
    pub asks: Vec<Ask>,
}

/// Looks through a profile that the actor may keep.
pub(super) async fn survey(app: &App, actor: &Actor, site: SiteId) -> AppResult<Survey> {
    let view = load_supplier(app, actor, site).await?;
    let asks = asks_of_needs(app, actor, site).await?;
    let words = app.words();
    let skips = skip::standing(app, site).await?;
    let questions = questions(&words, &view, &asks, &skips, app.today());
    let sections: Vec<SectionLine> = Part::ALL
        .into_iter()
        .map(|part| section(&words, part, &questions))
        .collect();
    let (skipped, mut open): (Vec<Question>, Vec<Question>) = questions
        .into_iter()
        .filter(|question| question.standing != Standing::Known)
        .partition(|question| question.is_skipped);
    open.sort_by_cached_key(|question| {
        let standing = (question.standing.order(), Reverse(question.opens));
        (standing, place(question))
    });
    let completeness = Completeness {
        card: view.card.clone(),
        done: sections.iter().map(|section| section.done).sum(),
        total: sections.iter().map(|section| section.total).sum(),
        sections,
        open,
        skipped: skipped.len(),
    };
    Ok(Survey {
        completeness,
        view,
        asks,
    })
}

/// The place of a question in the table.
fn place(question: &Question) -> (Part, usize, String, Option<ConceptId>) {
    let id = question.attribute.as_str();
    (
        question.part,
        sections::rank(id),
        id.to_owned(),
        question.item.clone(),
    )
}

fn section(words: &Words, part: Part, questions: &[Question]) -> SectionLine {
    let mut own: Vec<Question> = questions
        .iter()
        .filter(|question| question.part == part)
        .cloned()
        .collect();
    own.sort_by_cached_key(place);
    let counted = || own.iter().filter(|question| question.counts);
    let (total, done) = (
        counted().count(),
        counted().filter(|one| one.standing.is_done()).count(),
    );
    let others = words.attributes.iter().filter(|attribute| {
        attribute.item_kind.is_some()
            && sections::part_of(attribute) == Some(part)
            && !sections::is_list(&attribute.id)
    });
    SectionLine {
        part,
        done,
        total,
        others: others.map(|attribute| attribute.id.clone()).collect(),
        questions: own,
    }
}

/// Everything that is asked of the site, in no order.
fn questions(
    words: &Words,
    view: &SupplierView,
    asks: &[Ask],
    skips: &[Skip],
    today: Date,
) -> Vec<Question> {
    let facts = &view.facts;
    let mut all = Vec::new();
    for attribute in words.attributes.iter() {
        let Some(part) = sections::part_of(attribute) else {
            continue;
        };
        if view.closed_groups.contains(&attribute.group) {
            continue;
        }
        let mut add = |item: Option<&ConceptId>, standing: Standing, counts: bool| {
            let waiting = match standing {
                Standing::Known => BTreeSet::new(),
                _ => waiting(words, &attribute.id, item, asks),
            };
            let left_out = skip::is_left_out(skips, &attribute.id, item, &waiting, today);
            all.push(Question {
                is_skipped: left_out && !standing.is_done(),
                attribute: attribute.id.clone(),
                item: item.cloned(),
                part,
                standing,
                opens: waiting.len(),
                counts,
            });
        };
        let standing_of =
            |item: Option<&str>| standing(attribute, newest(facts, &attribute.id, item), today);
        match attribute.item_kind {
            None => add(None, standing_of(None), true),
            Some(_) if sections::is_list(&attribute.id) => {
                add(None, standing_of_list(words, attribute, facts, today), true);
                for fact in facts.iter().filter(|fact| fact.attribute == attribute.id) {
                    let standing = standing(attribute, Some(fact), today);
                    if is_yes(fact) && standing != Standing::Known {
                        add(fact.item.as_ref(), standing, false);
                    }
                }
            }
            Some(kind) => {
                let is_asked = asks.iter().any(|ask| ask.attribute == attribute.id);
                if sections::is_of_every_item(&attribute.id) || is_asked {
                    for item in held(kind, facts) {
                        add(Some(&item), standing_of(Some(item.as_str())), true);
                    }
                }
            }
        }
    }
    all
}

/// The items of a kind that the firm says it has, by id.
pub(super) fn held(kind: ConceptKind, facts: &[Fact]) -> BTreeSet<ConceptId> {
    let Some(list) = sections::list_of(kind) else {
        return BTreeSet::new();
    };
    facts
        .iter()
        .filter(|fact| fact.attribute == list && is_yes(fact))
        .filter_map(|fact| fact.item.clone())
        .collect()
}

/// How one thing stands by what is known of it.
pub(super) fn standing(attribute: &Attribute, known: Option<&Fact>, today: Date) -> Standing {
    let Some(fact) = known else {
        return Standing::Missing;
    };
    let Some(last) = fact.holds_until(attribute.validity_months) else {
        return Standing::Known;
    };
    if last < today {
        return Standing::Expired(last);
    }
    let soon = today.checked_add(SOON_DAYS.days());
    match soon.is_ok_and(|soon| last <= soon) {
        true => Standing::Expiring(last),
        false => Standing::Known,
    }
}

/// A list is answered by an item that holds, or by saying that it is complete as it is.
fn standing_of_list(words: &Words, list: &Attribute, facts: &[Fact], today: Date) -> Standing {
    let answers = |fact: &&Fact| {
        let is_item = fact.attribute == list.id;
        let is_end = Some(fact.attribute.as_str()) == sections::complete_of(&list.id);
        let attribute = words.attributes.find(&fact.attribute);
        let holds = attribute.is_some_and(|a| standing(a, Some(fact), today).is_done());
        (is_item || is_end) && is_yes(fact) && holds
    };
    match facts.iter().any(|fact| answers(&fact)) {
        true => Standing::Known,
        false => Standing::Missing,
    }
}

/// Something that an open need asks for as a must and that is not known of the site.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    need: NeedId,
    pub attribute: String,
    /// Of which item.
    item: Option<ConceptId>,
    /// Any of which items.
    pub concepts: Vec<ConceptId>,
}

/// How many needs wait for an answer.
pub(super) fn opens(
    words: &Words,
    attribute: &str,
    item: Option<&ConceptId>,
    asks: &[Ask],
) -> usize {
    waiting(words, attribute, item, asks).len()
}

/// The needs that wait for an answer.
pub(super) fn waiting(
    words: &Words,
    attribute: &str,
    item: Option<&ConceptId>,
    asks: &[Ask],
) -> BTreeSet<NeedId> {
    let is_within = |item: &str, wide: &ConceptId| words.vocabulary.is_within(item, wide);
    let waits = |ask: &&Ask| {
        let Some(item) = item else { return true };
        let of_item = ask.item.as_ref().is_none_or(|wide| is_within(item, wide));
        let is_one =
            ask.concepts.is_empty() || ask.concepts.iter().any(|wide| is_within(item, wide));
        of_item && is_one
    };
    asks.iter()
        .filter(|ask| ask.attribute == attribute)
        .filter(waits)
        .map(|ask| ask.need)
        .collect()
}

/// What the open needs that the actor may know of wait for; the engine runs on its own thread.
async fn asks_of_needs(app: &App, actor: &Actor, site: SiteId) -> AppResult<Vec<Ask>> {
    let needs = open_needs(app, actor).await?;
    let Some(one) = OneSite::load(app, site).await? else {
        return Ok(Vec::new());
    };
    let app = app.clone();
    let work = move || {
        let on = app.today();
        let asks = needs
            .iter()
            .flat_map(|need| unknown_of(&app, &one, need, on));
        asks.collect::<Vec<Ask>>()
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| AppError::Internal(e.to_string()))
}

fn unknown_of(app: &App, site: &OneSite, need: &Need, on: Date) -> Vec<Ask> {
    let Some(candidate) = site.for_owner(app, need, on) else {
        return Vec::new();
    };
    // A need that stays out of reach whatever is answered is opened by no answer.
    if candidate.possible == Band::OutOfReach {
        return Vec::new();
    }
    let unknown = candidate
        .criteria
        .iter()
        .filter(|result| matches!(result.verdict, Verdict::Unknown { .. }))
        .filter_map(|result| need.criteria.get(result.criterion));
    unknown
        .filter(|criterion| criterion.strength == Strength::Must)
        .map(|criterion| Ask {
            need: need.id,
            attribute: criterion.attribute.clone(),
            item: criterion.item.clone(),
            concepts: match &criterion.requirement {
                Requirement::AnyOf { concepts } => concepts.clone(),
                _ => Vec::new(),
            },
        })
        .collect()
}

async fn open_needs(app: &App, actor: &Actor) -> AppResult<Vec<Need>> {
    let (mut all, mut after) = (Vec::new(), None);
    while all.len() < NEEDS_MAX {
        let page = list_needs(app, actor, Some(NeedStatus::Open), after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        all.extend(page);
    }
    Ok(all)
}
