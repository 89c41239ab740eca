//! Sourcing needs.

use super::candidates::{Candidacy, CandidacyStage};
use super::classes::{Concept, Language, concepts};
use super::consents::NeedDrawings;
use super::need_life::{InputWarning, StatusNote};
use super::paging::{PageInfo, bad_argument, first as page_size};
use super::suppliers::{State, state};
use super::terms::{NeedTerms, NeedTermsInput, UnitPrice, UnitPriceInput};
use crate::graphql::errors::{UserError, top_level};
use crate::graphql::ids;
use async_graphql::{ComplexObject, Context, Enum, ID, InputObject, Result, SimpleObject};
use eslabon_app::App;
use eslabon_app::candidates::{JointList, list_candidates};
use eslabon_app::drawings::list_drawings;
use eslabon_app::needs::{CriterionDraft, NeedDraft, status_note, target_price};
use eslabon_app::shortlists::list_shortlists;
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::{SITE_POSITION, SITE_STATE};
use eslabon_domain::ids::OrganisationId;
use eslabon_domain::needs::{
    Criterion as DomainCriterion, Need as DomainNeed, NeedStatus as DomainStatus, Requirement,
    Strength as DomainStrength,
};
use eslabon_domain::places::{Position, StateCode};
use eslabon_domain::text::{Lang, LocalText};

/// Where a need stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainStatus")]
pub enum NeedStatus {
    /// Being written.
    Draft,
    /// Open to matching.
    Open,
    /// An order came of it.
    Awarded,
    /// Taken back.
    Withdrawn,
}

/// Whether a criterion separates or orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainStrength")]
pub enum Strength {
    /// Decides the band.
    Must,
    /// Orders inside a band.
    Wish,
}

/// What a criterion compares with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum Comparison {
    /// The site has any of the concepts, or something narrower.
    AnyOf,
    /// The amount is at least `amount`.
    AtLeast,
    /// The amount is at most `amount`.
    AtMost,
    /// The site lies in one of the states.
    InStates,
    /// The site lies within `radiusKm` of a point.
    Within,
}

/// One criterion: attribute + comparison + value, must or wish, weight.
#[derive(Debug, Clone, SimpleObject)]
pub struct Criterion {
    /// An id of the spine such as `process.offered`.
    pub attribute: String,
    /// Of which item, where the requirement does not name it itself.
    pub item: Option<Concept>,
    /// How it compares.
    pub comparison: Comparison,
    /// For `ANY_OF`.
    pub concepts: Vec<Concept>,
    /// For `AT_LEAST` and `AT_MOST`, in the attribute's canonical unit; text, because it may exceed 32 bits.
    pub amount: Option<String>,
    /// For `IN_STATES`.
    pub states: Vec<State>,
    /// For `WITHIN`: how the reader knows the point.
    pub place: Option<String>,
    /// For `WITHIN`, in kilometres.
    pub radius_km: Option<f64>,
    /// Must or wish.
    pub strength: Strength,
    /// Weight among the wishes, 1 to 100.
    pub weight: i32,
}

/// A criterion as the API shows it.
#[must_use]
pub fn criterion(app: &App, criterion: &DomainCriterion) -> Criterion {
    let words = app.words();
    let mut shown = Criterion {
        attribute: criterion.attribute.clone(),
        item: concepts(&words, criterion.item.iter()).pop(),
        comparison: Comparison::AnyOf,
        concepts: Vec::new(),
        amount: None,
        states: Vec::new(),
        place: None,
        radius_km: None,
        strength: criterion.strength.into(),
        weight: i32::from(criterion.weight),
    };
    match &criterion.requirement {
        Requirement::AnyOf { concepts: asked } => shown.concepts = concepts(&words, asked),
        Requirement::AtLeast { amount } => {
            shown.comparison = Comparison::AtLeast;
            shown.amount = Some(amount.to_string());
        }
        Requirement::AtMost { amount } => {
            shown.comparison = Comparison::AtMost;
            shown.amount = Some(amount.to_string());
        }
        Requirement::InStates { states } => {
            shown.comparison = Comparison::InStates;
            shown.states = states.iter().copied().map(state).collect();
        }
        Requirement::Within {
            label, radius_m, ..
        } => {
            shown.comparison = Comparison::Within;
            shown.place = Some(label.clone());
            #[expect(clippy::cast_precision_loss, reason = "at most 3,000 km")]
            let radius_km = *radius_m as f64 / 1_000.0;
            shown.radius_km = Some(radius_km);
        }
    }
    shown
}

/// A person's text with its language.
#[derive(Debug, Clone, SimpleObject)]
pub struct Text {
    /// The language in which it was written.
    pub language: Language,
    /// The words.
    pub text: String,
}

impl From<&LocalText> for Text {
    fn from(text: &LocalText) -> Self {
        Self {
            language: text.lang.into(),
            text: text.text.clone(),
        }
    }
}

/// An organisation in a few words.
#[derive(Debug, Clone, SimpleObject)]
pub struct Organisation {
    /// Global id.
    pub id: ID,
    /// Its name.
    pub name: String,
    /// Fictional, of the demonstration.
    pub fictional: bool,
}

/// A sourcing need of a lead firm.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct Need {
    /// Global id.
    pub id: ID,
    /// Version: a stale save is refused.
    pub version: i32,
    /// What is looked for, in a line.
    pub title: Text,
    /// In more words.
    pub description: Text,
    /// Where it stands.
    pub status: NeedStatus,
    /// The first day on which parts are needed.
    pub starts_on: Option<String>,
    /// Candidates are taken until this day.
    pub closes_on: Option<String>,
    /// On which terms.
    pub terms: NeedTerms,
    /// Fictional, of the demonstration.
    pub fictional: bool,
    #[graphql(skip)]
    pub(crate) need: DomainNeed,
}

impl From<DomainNeed> for Need {
    fn from(need: DomainNeed) -> Self {
        Self {
            id: ids::global(ids::NEED, need.id),
            version: need.version,
            title: Text::from(&need.title),
            description: Text::from(&need.description),
            status: need.status.into(),
            starts_on: need.starts_on.map(|date| date.to_string()),
            closes_on: need.closes_on.map(|date| date.to_string()),
            terms: NeedTerms::from(&need.terms),
            fictional: need.fictional,
            need,
        }
    }
}

/// A saved shortlist as a line.
#[derive(Debug, Clone, SimpleObject)]
pub struct ShortlistLine {
    /// Global id: ask `node` for the whole.
    pub id: ID,
    /// When it was made, UTC.
    pub created_at: String,
    /// By whom.
    pub created_by: String,
    /// As of which day.
    pub evaluated_on: String,
    /// Of which version of the need.
    pub need_version: i32,
}

#[ComplexObject]
impl Need {
    /// The criteria.
    async fn criteria(&self, context: &Context<'_>) -> Result<Vec<Criterion>> {
        let app = context.data::<App>()?;
        Ok(self
            .need
            .criteria
            .iter()
            .map(|c| criterion(app, c))
            .collect())
    }

    /// The lead firm whose need it is; null where the buyer keeps her name back from you.
    async fn organisation(&self, context: &Context<'_>) -> Result<Option<Organisation>> {
        if self.need.organisation == OrganisationId::RESERVED {
            return Ok(None);
        }
        let loader =
            context.data::<async_graphql::dataloader::DataLoader<super::super::query::Firms>>()?;
        loader
            .load_one(self.need.organisation.0)
            .await?
            .map(Some)
            .ok_or_else(|| top_level(eslabon_app::AppError::NotFound))
    }

    /// Why it stands so, for those who may change it; null for others, and where nobody has put it there
    /// since it was posted.
    async fn status_note(&self, context: &Context<'_>) -> Result<Option<StatusNote>> {
        let (app, actor) = (context.data::<App>()?, context.data::<Actor>()?);
        let note = status_note(app, actor, &self.need).await;
        Ok(note.map_err(top_level)?.map(Into::into))
    }

    /// The price that the buyer has in mind for a piece, for those who may change the need; null for others,
    /// and where none is said.
    async fn target_price(&self, context: &Context<'_>) -> Result<Option<UnitPrice>> {
        let (app, actor) = (context.data::<App>()?, context.data::<Actor>()?);
        let price = target_price(app, actor, &self.need).await;
        Ok(price.map_err(top_level)?.map(Into::into))
    }

    /// Drawings and other files, as far as you may see them.
    async fn drawings(&self, context: &Context<'_>) -> Result<NeedDrawings> {
        let (app, actor) = (context.data::<App>()?, context.data::<Actor>()?);
        let view = list_drawings(app, actor, self.need.id).await;
        Ok(view.map_err(top_level)?.into())
    }

    /// Suppliers on the need's list: by stage, within one in the order in which they were put there.
    async fn candidates(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those at this stage.")] stage: Option<CandidacyStage>,
        #[graphql(desc = "How many, up to 100.")] first: Option<i32>,
    ) -> Result<Vec<Candidacy>> {
        let (app, actor) = (context.data::<App>()?, context.data::<Actor>()?);
        let limit = page_size(first)?;
        let JointList { need, lines, .. } = list_candidates(app, actor, self.need.id)
            .await
            .map_err(top_level)?;
        let lines = lines.into_iter().filter(|line| {
            stage.is_none_or(|stage| CandidacyStage::from(line.candidacy.stage) == stage)
        });
        Ok(lines
            .take(limit)
            .map(|line| Candidacy::of(&need, line))
            .collect())
    }

    /// Saved shortlists, newest first.
    async fn shortlists(&self, context: &Context<'_>) -> Result<Vec<ShortlistLine>> {
        let (app, actor) = (context.data::<App>()?, context.data::<Actor>()?);
        let lines = list_shortlists(app, actor, self.need.id)
            .await
            .map_err(top_level)?;
        Ok(lines
            .into_iter()
            .map(|line| ShortlistLine {
                id: ids::global(ids::SHORTLIST, line.id),
                created_at: line.created_at.to_string(),
                created_by: line.created_by,
                evaluated_on: line.evaluated_on.to_string(),
                need_version: line.need_version,
            })
            .collect())
    }
}

impl From<eslabon_app::records::Organisation> for Organisation {
    fn from(found: eslabon_app::records::Organisation) -> Self {
        Self {
            id: ids::global(ids::ORGANISATION, found.id),
            name: found.name,
            fictional: found.fictional,
        }
    }
}

/// A page of needs.
#[derive(Debug, Clone, SimpleObject)]
pub struct NeedConnection {
    /// Those of this page.
    pub edges: Vec<NeedEdge>,
    /// Whether there is more.
    pub page_info: PageInfo,
}

/// A need in a list.
#[derive(Debug, Clone, SimpleObject)]
pub struct NeedEdge {
    /// Its place in the list.
    pub cursor: String,
    /// The need.
    pub node: Need,
}

/// A person's text.
#[derive(Debug, Clone, InputObject)]
pub struct TextInput {
    /// The language in which it is written; Spanish where absent.
    pub language: Option<Language>,
    /// The words.
    pub text: String,
}

impl From<TextInput> for LocalText {
    fn from(input: TextInput) -> Self {
        Self {
            lang: input.language.map_or(Lang::Es, Lang::from),
            text: input.text,
        }
    }
}

/// A criterion to be asked.
#[derive(Debug, Clone, InputObject)]
pub struct CriterionInput {
    /// An id of the spine: `process.offered`, `material.worked`, `standard.held`, `site.staff`…
    /// Left out for `IN_STATES` and `WITHIN`.
    pub attribute: Option<String>,
    /// Of which item.
    pub item: Option<String>,
    /// How it compares.
    pub comparison: Comparison,
    /// For `ANY_OF`: ids of concepts.
    pub concepts: Option<Vec<String>>,
    /// For `AT_LEAST`, `AT_MOST`: a whole number in the attribute's canonical unit.
    pub amount: Option<String>,
    /// For `IN_STATES`: INEGI's two digits.
    pub states: Option<Vec<String>>,
    /// For `WITHIN`.
    pub latitude: Option<f64>,
    /// For `WITHIN`.
    pub longitude: Option<f64>,
    /// For `WITHIN`: how the reader knows the point.
    pub place: Option<String>,
    /// For `WITHIN`, in kilometres.
    pub radius_km: Option<f64>,
    /// Must or wish.
    pub strength: Strength,
    /// 1 to 100; 10 where absent.
    pub weight: Option<i32>,
}

/// What `needCreate` takes.
#[derive(Debug, Clone, InputObject)]
pub struct NeedCreateInput {
    /// Global id of the lead firm; your own where absent.
    pub organisation_id: Option<ID>,
    /// What is looked for, in a line.
    pub title: TextInput,
    /// In more words.
    pub description: Option<TextInput>,
    /// What is asked.
    pub criteria: Vec<CriterionInput>,
    /// The first day on which parts are needed, `YYYY-MM-DD`.
    pub starts_on: Option<String>,
    /// Candidates are taken until this day.
    pub closes_on: Option<String>,
    /// On which terms; none are said where absent.
    pub terms: Option<NeedTermsInput>,
    /// The price that you have in mind for a piece: seen by those who may change the need only.
    pub target_price: Option<UnitPriceInput>,
    /// Others see the need without the buyer's name until she opens it; false where absent.
    pub hide_buyer: Option<bool>,
}

/// What `needCreate` answers.
#[derive(Debug, SimpleObject)]
pub struct NeedCreatePayload {
    /// The need, where it was posted.
    pub need: Option<Need>,
    /// Amounts that are probably meant otherwise; they are posted as they are.
    pub warnings: Vec<InputWarning>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// The draft of an input.
///
/// # Errors
/// Names the argument that cannot be read.
pub fn draft(input: NeedCreateInput) -> Result<NeedDraft> {
    let date = |text: Option<String>| {
        text.map(|t| {
            t.parse()
                .map_err(|_| bad_argument(&format!("“{t}” is no date; write YYYY-MM-DD.")))
        })
        .transpose()
    };
    let organisation = input
        .organisation_id
        .map(|id| {
            ids::key(ids::ORGANISATION, &id)
                .ok_or_else(|| bad_argument("organisationId is no organisation."))
        })
        .transpose()?;
    Ok(NeedDraft {
        organisation,
        organisation_name: None,
        title: input.title.into(),
        description: input.description.map(LocalText::from).unwrap_or_default(),
        criteria: input
            .criteria
            .into_iter()
            .map(criterion_draft)
            .collect::<Result<_>>()?,
        terms: input
            .terms
            .map(NeedTermsInput::terms)
            .transpose()?
            .unwrap_or_default(),
        target_price: input.target_price.map(UnitPriceInput::price).transpose()?,
        starts_on: date(input.starts_on)?,
        closes_on: date(input.closes_on)?,
        hide_buyer: input.hide_buyer.unwrap_or(false),
    })
}

fn criterion_draft(input: CriterionInput) -> Result<CriterionDraft> {
    let amount = || {
        let text = input.amount.clone().unwrap_or_default();
        text.parse::<i64>()
            .map_err(|_| bad_argument(&format!("amount “{text}” is no whole number.")))
    };
    let (place_attribute, requirement) = match input.comparison {
        Comparison::AnyOf => (
            None,
            Requirement::AnyOf {
                concepts: input.concepts.clone().unwrap_or_default(),
            },
        ),
        Comparison::AtLeast => (None, Requirement::AtLeast { amount: amount()? }),
        Comparison::AtMost => (None, Requirement::AtMost { amount: amount()? }),
        Comparison::InStates => {
            let states = input.states.clone().unwrap_or_default();
            let parsed = states.iter().map(|s| {
                StateCode::parse(s)
                    .ok_or_else(|| bad_argument(&format!("state “{s}” does not exist.")))
            });
            (
                Some(SITE_STATE),
                Requirement::InStates {
                    states: parsed.collect::<Result<_>>()?,
                },
            )
        }
        Comparison::Within => {
            let centre = Position::from_degrees(
                input.latitude.unwrap_or(f64::NAN),
                input.longitude.unwrap_or(f64::NAN),
            )
            .ok_or_else(|| bad_argument("latitude and longitude are needed for WITHIN."))?;
            let radius_km = input
                .radius_km
                .filter(|r| (0.0..=3_000.0).contains(r))
                .ok_or_else(|| bad_argument("radiusKm must lie between 0 and 3000."))?;
            #[expect(
                clippy::cast_possible_truncation,
                reason = "bounded by 3,000 km just above"
            )]
            let radius_m = (radius_km * 1_000.0).round() as i64;
            let label = input
                .place
                .clone()
                .unwrap_or_default()
                .chars()
                .take(120)
                .collect();
            (
                Some(SITE_POSITION),
                Requirement::Within {
                    centre,
                    label,
                    radius_m,
                },
            )
        }
    };
    Ok(CriterionDraft {
        attribute: place_attribute
            .map(str::to_owned)
            .or(input.attribute)
            .unwrap_or_default(),
        item: input.item,
        requirement,
        strength: input.strength.into(),
        weight: u8::try_from(input.weight.unwrap_or(10)).unwrap_or(0),
    })
}
