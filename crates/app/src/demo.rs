//! The demonstration: a fictional centre in full working order beside real public registers.
//!
//! The files are those of `deploy/demo`, compiled in, so that the command needs nothing beside it. What
//! was loaded is not loaded again: dates in the files are days from the day of loading.

use crate::context::{App, Progress};
use crate::error::AppResult;
use crate::imports::{
    ImportKind, ImportSource, is_finished, organisation_id, run, supplier_firm_id,
};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::{OrganisationId, PersonId};

/// In an order in which each file finds what it names.
const FILES: [(&str, ImportKind, &[u8]); 6] = [
    (
        "institutions.csv",
        ImportKind::Institutions,
        include_bytes!("../../../deploy/demo/institutions.csv"),
    ),
    (
        "services.csv",
        ImportKind::Services,
        include_bytes!("../../../deploy/demo/services.csv"),
    ),
    (
        "suppliers.csv",
        ImportKind::Suppliers,
        include_bytes!("../../../deploy/demo/suppliers.csv"),
    ),
    (
        "needs.csv",
        ImportKind::Needs,
        include_bytes!("../../../deploy/demo/needs.csv"),
    ),
    (
        "retc_2022.csv",
        ImportKind::Retc,
        include_bytes!("../../../deploy/demo/retc.csv"),
    ),
    (
        "denue_2024-05.csv",
        ImportKind::Denue,
        include_bytes!("../../../deploy/demo/denue.csv"),
    ),
];

/// Loads what is not loaded yet, and brings index and table up to it.
///
/// # Errors
/// If the database or the index fails.
pub async fn load(app: &App, progress: &dyn Progress) -> AppResult<()> {
    let actor = Actor::command_line();
    for (name, kind, bytes) in FILES {
        let source = ImportSource::bytes(name, bytes);
        if !is_finished(app, &source, kind).await? {
            run(app, &actor, source, Some(kind), progress).await?;
        }
    }
    app.catch_up(progress).await
}

/// The people of the demonstration, each with the short key by which a browser remembers the choice.
/// The first acts until the reader chooses another.
#[must_use]
pub fn people(app: &App) -> Vec<(String, Actor)> {
    let person = |key: &str, name: &str, role: Role, organisation: Option<OrganisationId>| {
        let actor = Actor {
            person: Some(PersonId::from_name(key)),
            name: name.to_owned(),
            role,
            organisation,
            centre: Some(app.centre()),
        };
        (key.to_owned(), actor)
    };
    let at = |key: &str| Some(organisation_id(key));
    let owner = |key: &str| Some(supplier_firm_id("", key));
    vec![
        person(
            "centro",
            "Lucía Villaseñor Arce, Centro Eslabón",
            Role::CentreStaff,
            at("centro-eslabon"),
        ),
        person(
            "altaluz",
            "Ing. Mariana Olvera Ruiz, Altaluz Electrónica",
            Role::Engineer,
            at("tractora-altaluz"),
        ),
        person(
            "brisanor",
            "Ing. Héctor Prado Solís, Brisanor",
            Role::Engineer,
            at("tractora-brisanor"),
        ),
        person(
            "bravo-norte",
            "Ing. Daniela Quezada, Bravo Norte Arneses",
            Role::Engineer,
            at("tractora-bravo-norte"),
        ),
        person(
            "cerro-coronel",
            "Ing. Paul Weaver, Cerro Coronel",
            Role::Engineer,
            at("tractora-cerro-coronel"),
        ),
        person(
            "cerro-del-tesoro",
            "Don Ramiro Cárdenas, Maquinados Cerro del Tesoro",
            Role::Owner,
            owner("proveedor-cerro-del-tesoro"),
        ),
        person(
            "la-calerilla",
            "Elvia Montes, Moldeo Fino La Calerilla",
            Role::Owner,
            owner("proveedor-moldeo-calerilla"),
        ),
        person(
            "mezquitan",
            "Saúl Ibarra, Instituto Mezquitán",
            Role::Provider,
            at("institucion-mezquitan"),
        ),
        person(
            "administracion",
            "Administración de la demostración",
            Role::Administrator,
            None,
        ),
        ("visitante".to_owned(), Actor::visitor()),
    ]
}
