//! The demonstration: a fictional centre in full working order beside real public registers.
//!
//! The files are those of `deploy/demo`, compiled in, so that the command needs nothing beside it. What
//! was loaded is not loaded again: dates in the files are days from the day of loading.

mod capacity;
mod programmes;

pub use capacity::record_capacity;
pub use programmes::make_programmes;

use crate::accounts::establish::{Newcomer, establish};
use crate::accounts::passwords;
use crate::context::{App, Progress};
use crate::error::AppResult;
use crate::imports::{
    ImportKind, ImportSource, is_finished, organisation_id, run, supplier_firm_id,
};
use crate::privacy;
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::{OrganisationId, PersonId};
use eslabon_domain::text::Lang;
use eslabon_storage::organisations::{self, Organisation, OrganisationKind};

/// In an order in which each file finds what it names.
const FILES: [(&str, ImportKind, &[u8]); 7] = [
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
        "machines.csv",
        ImportKind::Machines,
        include_bytes!("../../../deploy/demo/machines.csv"),
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
    record_capacity(app).await?;
    app.catch_up(progress).await
}

/// Someone of the demonstration. All of them are invented.
#[derive(Debug, Clone, Copy)]
pub struct DemoPerson {
    /// A short key, for tests.
    pub key: &'static str,
    /// Her name.
    pub name: &'static str,
    /// The address by which she signs in.
    pub email: &'static str,
    /// As what.
    pub role: Role,
    /// The key of her organisation in the files, or of one of [`OTHERS`].
    organisation: Option<Of>,
}

#[derive(Debug, Clone, Copy)]
enum Of {
    /// An organisation by its key.
    Organisation(&'static str),
    /// The firm of a supplier by the supplier's key.
    Supplier(&'static str),
}

const fn someone(
    key: &'static str,
    name: &'static str,
    email: &'static str,
    role: Role,
    organisation: Option<Of>,
) -> DemoPerson {
    DemoPerson {
        key,
        name,
        email,
        role,
        organisation,
    }
}

/// Organisations of the demonstration that no file of its own lists.
const OTHERS: [(&str, &str, OrganisationKind); 2] = [
    (
        "red-fresadores-del-valle",
        "Red Fresadores del Valle",
        OrganisationKind::Network,
    ),
    (
        "programa-enlaces",
        "Programa Enlaces Industriales",
        OrganisationKind::Programme,
    ),
];

/// The people of the demonstration: at least one of every role.
pub const PEOPLE: [DemoPerson; 15] = [
    someone(
        "centro",
        "Lucía Villaseñor Arce",
        "lucia@centro-eslabon.example",
        Role::CentreStaff,
        Some(Of::Organisation("centro-eslabon")),
    ),
    someone(
        "altaluz",
        "Ing. Mariana Olvera Ruiz",
        "mariana@altaluz.example",
        Role::Engineer,
        Some(Of::Organisation("tractora-altaluz")),
    ),
    someone(
        "brisanor",
        "Ing. Héctor Prado Solís",
        "hector@brisanor.example",
        Role::Engineer,
        Some(Of::Organisation("tractora-brisanor")),
    ),
    someone(
        "bravo-norte",
        "Ing. Daniela Quezada",
        "daniela@bravo-norte.example",
        Role::Engineer,
        Some(Of::Organisation("tractora-bravo-norte")),
    ),
    someone(
        "cerro-coronel",
        "Ing. Paul Weaver",
        "paul@cerro-coronel.example",
        Role::Engineer,
        Some(Of::Organisation("tractora-cerro-coronel")),
    ),
    someone(
        "compras",
        "Lic. Teresa Ibáñez",
        "teresa@altaluz.example",
        Role::PurchasingManager,
        Some(Of::Organisation("tractora-altaluz")),
    ),
    someone(
        "cerro-del-tesoro",
        "Don Ramiro Cárdenas",
        "ramiro@cerro-del-tesoro.example",
        Role::Owner,
        Some(Of::Supplier("proveedor-cerro-del-tesoro")),
    ),
    someone(
        "la-calerilla",
        "Elvia Montes",
        "elvia@la-calerilla.example",
        Role::Owner,
        Some(Of::Supplier("proveedor-moldeo-calerilla")),
    ),
    someone(
        "colaboradora",
        "Rosa Cárdenas",
        "rosa@cerro-del-tesoro.example",
        Role::Editor,
        Some(Of::Supplier("proveedor-cerro-del-tesoro")),
    ),
    someone(
        "mezquitan",
        "Saúl Ibarra",
        "saul@mezquitan.example",
        Role::Provider,
        Some(Of::Organisation("institucion-mezquitan")),
    ),
    someone(
        "direccion",
        "Arturo Beltrán Coss",
        "arturo@centro-eslabon.example",
        Role::CentreManager,
        Some(Of::Organisation("centro-eslabon")),
    ),
    someone(
        "articuladora",
        "Norma Estrada",
        "norma@fresadores.example",
        Role::Broker,
        Some(Of::Organisation("red-fresadores-del-valle")),
    ),
    someone(
        "coordinacion",
        "Javier Luna Paz",
        "javier@enlaces.example",
        Role::Coordinator,
        Some(Of::Organisation("programa-enlaces")),
    ),
    someone(
        "financiamiento",
        "Graciela Tovar",
        "graciela@enlaces.example",
        Role::Funder,
        Some(Of::Organisation("programa-enlaces")),
    ),
    someone(
        "administracion",
        "Administración de la demostración",
        "admin@eslabon.example",
        Role::Administrator,
        None,
    ),
];

impl DemoPerson {
    /// Her id, the same in every demonstration.
    #[must_use]
    pub fn id(&self) -> PersonId {
        PersonId::from_name(self.key)
    }

    /// Her organisation.
    #[must_use]
    pub fn organisation(&self) -> Option<OrganisationId> {
        self.organisation.map(|of| match of {
            Of::Organisation(key) => organisation_id(key),
            Of::Supplier(key) => supplier_firm_id("", key),
        })
    }

    /// As she acts, for her organisation and in its centre.
    #[must_use]
    pub fn actor(&self, app: &App) -> Actor {
        Actor {
            person: Some(self.id()),
            name: self.name.to_owned(),
            role: self.role,
            organisation: self.organisation(),
            centre: Some(app.centre()),
            shared_centres: Vec::new(),
        }
    }
}

/// Makes the accounts of the demonstration, all with one password. Those that are there stay as they are.
///
/// # Errors
/// If the database fails, or the password is refused.
pub async fn make_accounts(app: &App, password: &str) -> AppResult<()> {
    let operator = Actor::command_line();
    make_others(app).await?;
    passwords::check("password", password, &[])?;
    let hash = passwords::hash(app, password).await?;
    for person in PEOPLE {
        let centre = (person.role != Role::Administrator).then(|| app.centre());
        let newcomer = Newcomer {
            id: person.id(),
            name: person.name.to_owned(),
            email: person.email.to_owned(),
            lang: Lang::Es,
            role: person.role,
            organisation: person.organisation(),
            centre,
            password_hash: Some(hash.clone()),
        };
        let id = establish(app, &operator, newcomer).await?;
        // Invented people have read the notice: the demonstration begins with what it shows.
        let actor = Actor {
            person: Some(id),
            name: person.name.to_owned(),
            role: person.role,
            ..Actor::visitor()
        };
        privacy::accept(app, &actor, privacy::current_version(app)).await?;
    }
    Ok(())
}

async fn make_others(app: &App) -> AppResult<()> {
    let tx = app.database().begin().await?;
    for (key, name, kind) in OTHERS {
        let organisation = Organisation {
            id: organisation_id(key),
            kind,
            name: name.to_owned(),
            fictional: true,
            created_at: app.now(),
        };
        if organisations::find(&tx, organisation.id).await?.is_none() {
            organisations::insert_many(&tx, std::slice::from_ref(&organisation)).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}
