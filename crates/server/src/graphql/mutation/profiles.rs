//! What is recorded of suppliers: facts, machines, documents, loads.

use super::halves;
use crate::graphql::errors::top_level;
use crate::graphql::ids;
use crate::graphql::query::{actor, app};
use crate::graphql::types::capacity::{
    CommittedLoadRecordInput, CommittedLoadRecordPayload, MonthLoadInput, processes,
};
use crate::graphql::types::machines::{
    Machine, MachineAddInput, MachineAddPayload, MachineChangeInput, MachineChangePayload,
    MachineRemoveInput, MachineRemovePayload, machine_key,
};
use crate::graphql::types::paging::bad_argument;
use crate::graphql::types::profiles::{
    FactRecordInput, FactRecordPayload, FactSkipInput, FactSkipPayload,
};
use crate::graphql::types::site_files::{
    SupplierFileConfirmInput, SupplierFileConfirmPayload, SupplierFileRemoveInput,
    SupplierFileRemovePayload, file_key,
};
use crate::graphql::types::suppliers::{Supplier, fact as named_fact};
use async_graphql::{Context, Object, Result};
use eslabon_app::capacity::{self, LoadDraft, Recording, load_capacity};
use eslabon_app::profiles::{Draft, record, skip};
use eslabon_app::site_files::{self, Shown};
use eslabon_app::suppliers::load_card;
use eslabon_app::{App, AppError, AppResult, FieldError, machines};
use eslabon_domain::actors::Actor;
use eslabon_domain::calendar::Month;
use eslabon_domain::ids::SiteFileId;
use eslabon_domain::loads::LoadUnit;
use eslabon_domain::text::Lang;

/// The supplier after a document of it was looked at. What is shown is named by attributes, whose newest facts
/// are meant.
async fn confirm_file(
    app: &App,
    actor: &Actor,
    id: SiteFileId,
    input: SupplierFileConfirmInput,
) -> AppResult<Supplier> {
    let known = site_files::load_confirming(app, actor, id).await?.known;
    let mut facts = Vec::with_capacity(input.attributes.len());
    for attribute in &input.attributes {
        let fact = known.iter().find(|fact| fact.attribute == *attribute);
        let unknown = || FieldError::new("facts", "unknown_attribute", attribute);
        facts.push(fact.ok_or_else(|| AppError::Invalid(vec![unknown()]))?.id);
    }
    let shown = Shown {
        facts,
        observed: input.observed_on.unwrap_or_default(),
        valid_until: input.valid_until.unwrap_or_default(),
    };
    let site = site_files::confirm(app, actor, id, &shown).await?;
    Ok(load_card(app, actor, site).await?.into())
}

/// What can be done with profiles.
#[derive(Default)]
pub struct ProfilesMutations;

/// What can be done with profiles.
#[Object]
impl ProfilesMutations {
    /// Records a fact of a supplier whose profile is yours to keep. What was known before stays in its history.
    async fn fact_record(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is said, of what, and how it is known.")] input: FactRecordInput,
    ) -> Result<FactRecordPayload> {
        let site = ids::key(ids::SUPPLIER, &input.site)
            .ok_or_else(|| bad_argument("site is no supplier."))?;
        let draft = Draft {
            attribute: input.attribute,
            item: input.item,
            text: input.text,
            unit: input.unit.unwrap_or_default(),
            observed: input.observed_on.unwrap_or_default(),
            valid_until: input.valid_until.unwrap_or_default(),
            origin: input.origin.map(Into::into),
            lang: *context.data::<Lang>()?,
        };
        let app = app(context)?;
        let (fact, errors) = halves(record(app, actor(context)?, site, &draft).await)?;
        Ok(FactRecordPayload {
            fact: fact.map(|fact| named_fact(app, fact)),
            errors,
        })
    }

    /// Leaves a question of a profile for later, because nobody knows the answer now. It stays unknown, and is
    /// asked again after a while, or when a need opens that waits for it.
    async fn fact_skip(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which question, of what.")] input: FactSkipInput,
    ) -> Result<FactSkipPayload> {
        let site = ids::key(ids::SUPPLIER, &input.site)
            .ok_or_else(|| bad_argument("site is no supplier."))?;
        let (app, actor, item) = (app(context)?, actor(context)?, input.item.as_ref());
        let (until, errors) = halves(skip(app, actor, site, &input.attribute, item).await)?;
        Ok(FactSkipPayload {
            until: until.map(|day| day.to_string()),
            errors,
        })
    }

    /// Adds a machine to the list of a supplier whose profile is yours to keep. What the list says becomes facts.
    async fn machine_add(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "At which supplier, and what stands on its plate.")]
        input: MachineAddInput,
    ) -> Result<MachineAddPayload> {
        let site = ids::key(ids::SUPPLIER, &input.site)
            .ok_or_else(|| bad_argument("site is no supplier."))?;
        let draft = input.plate.draft(*context.data::<Lang>()?);
        let app = app(context)?;
        let (machine, errors) = halves(machines::add(app, actor(context)?, site, &draft).await)?;
        Ok(MachineAddPayload {
            machine: machine.map(|machine| Machine::of(&app.words(), machine)),
            errors,
        })
    }

    /// Changes a machine: everything that is said of it is said anew.
    async fn machine_change(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which machine, in which version, and what stands on its plate.")]
        input: MachineChangeInput,
    ) -> Result<MachineChangePayload> {
        let (id, version) = (machine_key(&input.id)?, input.version);
        let draft = input.plate.draft(*context.data::<Lang>()?);
        let app = app(context)?;
        let outcome = machines::change(app, actor(context)?, id, version, &draft).await;
        let (machine, errors) = halves(outcome)?;
        Ok(MachineChangePayload {
            machine: machine.map(|machine| Machine::of(&app.words(), machine)),
            errors,
        })
    }

    /// Takes a machine off the list. After the last of its type the supplier is known to have none of it.
    async fn machine_remove(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which machine, in which version.")] input: MachineRemoveInput,
    ) -> Result<MachineRemovePayload> {
        let (id, version) = (machine_key(&input.id)?, input.version);
        let origin = input.origin.map(Into::into);
        let outcome = machines::remove(app(context)?, actor(context)?, id, version, origin).await;
        let (removed, errors) = halves(outcome)?;
        Ok(MachineRemovePayload {
            removed: removed.is_some(),
            errors,
        })
    }

    /// Takes a photograph or document of a supplier away. What was recorded from it stays.
    async fn supplier_file_remove(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which file.")] input: SupplierFileRemoveInput,
    ) -> Result<SupplierFileRemovePayload> {
        let id = file_key(&input.file_id)?;
        let outcome = site_files::remove(app(context)?, actor(context)?, id).await;
        let (removed, errors) = halves(outcome)?;
        Ok(SupplierFileRemovePayload {
            removed: removed.is_some(),
            errors,
        })
    }

    /// Records, as staff who looked at a document, that it shows what is known.
    async fn supplier_file_confirm(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which document, and what it shows.")] input: SupplierFileConfirmInput,
    ) -> Result<SupplierFileConfirmPayload> {
        let (app, actor) = (app(context)?, actor(context)?);
        let id = file_key(&input.file_id)?;
        let (supplier, errors) = halves(confirm_file(app, actor, id, input).await)?;
        Ok(SupplierFileConfirmPayload { supplier, errors })
    }

    /// Records what is promised of a process's machine time, month by month, of a supplier whose profile is yours
    /// to keep. What was stated before stays in its history.
    async fn committed_load_record(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of which process, how much in which months, and how it is known.")]
        input: CommittedLoadRecordInput,
    ) -> Result<CommittedLoadRecordPayload> {
        let site = ids::key(ids::SUPPLIER, &input.site)
            .ok_or_else(|| bad_argument("site is no supplier."))?;
        let draft = |month: MonthLoadInput| {
            let which = Month::parse(&month.month)
                .ok_or_else(|| bad_argument("months: a month is written YYYY-MM."))?;
            Ok(LoadDraft {
                month: which,
                text: month.text,
            })
        };
        let months = input.months.into_iter().map(draft);
        let recording = Recording {
            process: input.process,
            unit: input.unit.map_or(LoadUnit::Share, LoadUnit::from),
            months: months.collect::<Result<Vec<_>>>()?,
            origin: input.origin.map(Into::into),
        };
        let (app, actor) = (app(context)?, actor(context)?);
        let (recorded, errors) = halves(capacity::record(app, actor, site, &recording).await)?;
        let view = match recorded {
            Some(_) => Some(load_capacity(app, actor, site).await.map_err(top_level)?),
            None => None,
        };
        let process = Some(recording.process.as_str());
        Ok(CommittedLoadRecordPayload {
            capacity: view.and_then(|view| processes(app, &view, process).pop()),
            errors,
        })
    }
}
