//! Lists of what a firm has: processes, materials, certificates, machines, sectors. It names them in its own
//! words, the annotator proposes concepts, and it picks. Several are recorded at once or not at all.

use super::complete::{Survey, opens};
use super::record::{save, standing_against, understand};
use super::{Draft, Part, is_yes, known_of, load_site, newest, sections};
use crate::context::{App, Words};
use crate::error::{AppError, AppResult, FieldError};
use crate::imports::said::Reader;
use crate::search::SupplierCard;
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::{Attribute, ValueType};
use eslabon_domain::facts::{Fact, Origin};
use eslabon_domain::ids::SiteId;
use eslabon_domain::text::{Lang, normal_form};
use eslabon_domain::vocabulary::{ConceptId, ConceptKind};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// The most items that are recorded, or proposed, at once.
pub const ITEMS_MAX: usize = 20;
/// As many characters of what was typed are looked through.
const TYPED_MAX: usize = 500;

/// A list of what a firm has.
#[derive(Debug, Clone)]
pub struct ItemList {
    /// Whose.
    pub card: SupplierCard,
    /// The list.
    pub attribute: Attribute,
    /// Under which heading.
    pub part: Part,
    /// What is known: what the firm has, and what it says it has not.
    pub known: Vec<Fact>,
    /// What the words name; without words, what open needs ask for.
    pub proposals: Vec<Proposal>,
    /// The attribute by which the firm says that the list is complete.
    pub complete: Option<&'static str>,
    /// Its items are ticked. Otherwise each is asked by itself: how many of it there are.
    pub is_ticked: bool,
    /// The actor says how she knows.
    pub by_staff: bool,
}

/// An item that the firm may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Which.
    pub concept: ConceptId,
    /// Open needs that wait for it.
    pub opens: usize,
}

/// The list with what the words name.
pub(super) fn list(
    words: &Words,
    survey: &Survey,
    attribute: &Attribute,
    part: Part,
    typed: &str,
    lang: Lang,
) -> ItemList {
    let known: Vec<Fact> = survey
        .view
        .facts
        .iter()
        .filter(|fact| fact.attribute == attribute.id)
        .cloned()
        .collect();
    let is_held = |concept: &ConceptId| {
        let mut held = known.iter().filter(|fact| is_yes(fact));
        held.any(|fact| fact.item.as_ref() == Some(concept))
    };
    let named = match typed.trim().is_empty() {
        true => asked_for(survey, &attribute.id),
        false => named_in(words, attribute.item_kind, typed, lang),
    };
    let mut proposals: Vec<Proposal> = named
        .into_iter()
        .filter(|concept| !is_held(concept))
        .map(|concept| Proposal {
            opens: opens(words, &attribute.id, Some(&concept), &survey.asks),
            concept,
        })
        .collect();
    // What was named stays in the order in which it was named.
    if typed.trim().is_empty() {
        proposals.sort_by_key(|proposal| Reverse(proposal.opens));
    }
    proposals.truncate(ITEMS_MAX);
    ItemList {
        card: survey.view.card.clone(),
        attribute: attribute.clone(),
        part,
        known,
        proposals,
        complete: sections::complete_of(&attribute.id),
        is_ticked: attribute.value_type == ValueType::Flag,
        by_staff: false,
    }
}

/// What open needs ask for, by id.
fn asked_for(survey: &Survey, attribute: &str) -> Vec<ConceptId> {
    let asks = survey.asks.iter().filter(|ask| ask.attribute == attribute);
    let asked: BTreeSet<ConceptId> = asks.flat_map(|ask| ask.concepts.clone()).collect();
    asked.into_iter().collect()
}

/// The concepts that a text names, then those whose names hold it: whoever types `torn` is helped, too.
fn named_in(words: &Words, kind: Option<ConceptKind>, typed: &str, lang: Lang) -> Vec<ConceptId> {
    let typed: String = typed.chars().take(TYPED_MAX).collect();
    let mut named: Vec<ConceptId> = Vec::new();
    let mut add = |id: &ConceptId| {
        if !named.contains(id) {
            named.push(id.clone());
        }
    };
    for mention in words.annotator.annotate(&typed, lang) {
        if ConceptKind::of_id(&mention.concept) == kind {
            add(&mention.concept);
        }
    }
    let sought = normal_form(&typed);
    let concepts = words.vocabulary.concepts().iter();
    let of_kind = concepts.filter(|c| Some(c.kind) == kind && c.parent.is_some());
    for concept in of_kind.filter(|_| sought.chars().count() > 2) {
        let mut phrases = Lang::ALL.into_iter().flat_map(|lang| concept.phrases(lang));
        if phrases.any(|phrase| normal_form(phrase).contains(&sought)) {
            add(&concept.id);
        }
    }
    named
}

/// Records that a firm has these items of a list; what is known already is left as it is. Answers how many
/// are new.
///
/// # Errors
/// [`AppError::Invalid`] on `items`, `origin` or `attribute`; [`AppError::NotFound`] for a site that is not
/// the actor's to keep; [`AppError::Forbidden`].
pub async fn record_items(
    app: &App,
    actor: &Actor,
    site: SiteId,
    attribute: &str,
    items: &[ConceptId],
    origin: Option<Origin>,
) -> AppResult<usize> {
    let site = load_site(app, actor, site).await?;
    let words = app.words();
    let invalid =
        |code, detail: String| AppError::Invalid(vec![FieldError::new("items", code, detail)]);
    let known_list = words.attributes.find(attribute);
    if !known_list.is_some_and(|a| sections::is_list(&a.id) && a.value_type == ValueType::Flag) {
        let fault = FieldError::new("attribute", "unknown_attribute", "");
        return Err(AppError::Invalid(vec![fault]));
    }
    if items.is_empty() {
        return Err(invalid("required", String::new()));
    }
    if items.len() > ITEMS_MAX {
        return Err(invalid("too_many", ITEMS_MAX.to_string()));
    }
    let reader = Reader::new(&words, app.today());
    let mut said: Vec<Fact> = Vec::with_capacity(items.len());
    for item in items.iter().collect::<BTreeSet<_>>() {
        let draft = Draft {
            attribute: attribute.to_owned(),
            item: Some(item.clone()),
            text: "sí".to_owned(),
            origin,
            ..Draft::default()
        };
        said.push(understand(app, &words, &reader, actor, &site, &draft)?);
    }
    let tx = app.database().begin().await?;
    let known = known_of(&tx, site.id).await?;
    said.retain(|fact| {
        let same = newest(&known, &fact.attribute, fact.item.as_deref());
        !same.is_some_and(|known| known.value == fact.value && known.origin >= fact.origin)
    });
    let faults = said
        .iter()
        .filter_map(|fact| standing_against(app, &words, actor, &known, fact));
    let faults: Vec<FieldError> = faults
        .map(|fault| FieldError::new("items", fault.code, fault.detail))
        .collect();
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    if said.is_empty() {
        return Ok(0);
    }
    save(tx, actor, &site, &said, app.now()).await?;
    Ok(said.len())
}
