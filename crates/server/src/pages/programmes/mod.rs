//! Upgrading programmes: planned from wishes, with what-if; drafted; laid before the sides, signed, changed,
//! stopped; the list per role and the programme itself, also as the document that is signed.

mod adjust;
mod budget;
mod by_hand;
mod charts;
mod desk;
mod document;
mod forms;
mod list;
mod new;
mod paper;
mod parts;
mod plan;
mod questions;
mod reasons;
mod show;
mod state;
mod take;
mod wishes;

pub use adjust::{adjust, show as show_adjust};
pub use by_hand::{scan, sign_by_hand};
pub use document::document;
pub use list::{list, to_sign};
pub use new::{draft, path as new_path, show as show_new};
pub use paper::pdf;
pub(crate) use paper::set as set_paper;
pub use show::show;
pub use take::{ask_changes, close, propose, sign, start, stop};

use super::words::Say;
use eslabon_app::programmes::{Planning, ProgrammeView};
use eslabon_domain::ids::{ProgrammeId, ServiceId};
use eslabon_domain::programmes::{Payer, ProgrammeSide, ProgrammeStatus};
use std::collections::BTreeMap;

/// The address of the list of programmes.
pub const PATH: &str = "/programas";

/// The address of a programme.
#[must_use]
pub fn path_of(id: ProgrammeId) -> String {
    format!("{PATH}/{id}")
}

/// How a programme stands, in words.
#[must_use]
pub fn status(say: Say, status: ProgrammeStatus) -> String {
    match status {
        ProgrammeStatus::Draft => say.t("programme-status-draft"),
        ProgrammeStatus::Proposed => say.t("programme-status-proposed"),
        ProgrammeStatus::ChangesAsked => say.t("programme-status-changes-asked"),
        ProgrammeStatus::Agreed => say.t("programme-status-agreed"),
        ProgrammeStatus::Running => say.t("programme-status-running"),
        ProgrammeStatus::Verified => say.t("programme-status-verified"),
        ProgrammeStatus::Closed => say.t("programme-status-closed"),
        ProgrammeStatus::Stopped => say.t("programme-status-stopped"),
    }
}

/// Who signs, in words.
fn side(say: Say, side: ProgrammeSide) -> String {
    match side {
        ProgrammeSide::Firm => say.t("programme-side-firm"),
        ProgrammeSide::Centre => say.t("programme-side-centre"),
        ProgrammeSide::LeadFirm => say.t("programme-side-lead-firm"),
    }
}

/// Who pays, in words.
fn payer(say: Say, payer: Payer) -> String {
    match payer {
        Payer::Firm => say.t("programme-payer-firm"),
        Payer::LeadFirm => say.t("programme-payer-lead-firm"),
        Payer::Association => say.t("programme-payer-association"),
        Payer::State => say.t("programme-payer-state"),
        Payer::Programme => say.t("programme-payer-programme"),
        Payer::Other => say.t("programme-payer-other"),
    }
}

/// The names of services and of who gives them.
#[derive(Debug, Default)]
pub struct Names {
    by_service: BTreeMap<ServiceId, (String, String)>,
}

impl Names {
    /// Those of everything on offer.
    fn offered(planning: &Planning) -> Self {
        let offered = planning.offered.iter();
        let named = |name: &str, provider: &str| (name.to_owned(), provider.to_owned());
        Self {
            by_service: offered
                .map(|(id, one)| (*id, named(&one.name.text, &one.provider_name)))
                .collect(),
        }
    }

    /// Those of a programme's steps, as they were when it was planned.
    fn of_steps(view: &ProgrammeView) -> Self {
        let steps = view.steps.iter().map(|line| &line.step);
        Self {
            by_service: steps
                .map(|step| {
                    let names = (step.name.text.clone(), step.provider_name.clone());
                    (step.service, names)
                })
                .collect(),
        }
    }

    /// The name of a service.
    fn service(&self, say: Say, id: ServiceId) -> String {
        let known = self.by_service.get(&id);
        known.map_or_else(|| say.t("programme-service-gone"), |(name, _)| name.clone())
    }

    /// Who gives it.
    fn provider(&self, say: Say, id: ServiceId) -> String {
        let known = self.by_service.get(&id);
        known.map_or_else(|| say.t("programme-service-gone"), |(_, name)| name.clone())
    }

    /// Both: `Auditoría IATF 16949 (Instituto…)`.
    fn with_provider(&self, say: Say, id: ServiceId) -> String {
        let known = self.by_service.get(&id);
        known.map_or_else(
            || say.t("programme-service-gone"),
            |(name, provider)| format!("{name} ({provider})"),
        )
    }

    /// Every service with its name, by name.
    fn all(&self) -> Vec<(ServiceId, &str)> {
        let mut all: Vec<(ServiceId, &str)> = self
            .by_service
            .iter()
            .map(|(id, (name, _))| (*id, name.as_str()))
            .collect();
        all.sort_by_key(|(_, name)| *name);
        all
    }
}
