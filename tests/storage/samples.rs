//! Records for the trials, each with something in every field.

use crate::{Outcome, Place};
use eslabon_domain::attributes::{PROCESS_OFFERED, SITE_STAFF};
use eslabon_domain::calendar::Month;
use eslabon_domain::facts::{Fact, FactValue, Origin};
use eslabon_domain::ids::{
    CentreId, CriterionId, FactId, ImportRunId, LoadId, NeedId, OrganisationId, RegistryEntryId,
    SiteId,
};
use eslabon_domain::loads::{LoadAmount, StatedLoad};
use eslabon_domain::needs::{Criterion, Need, NeedStatus, Requirement, Strength};
use eslabon_domain::places::{Position, StateCode};
use eslabon_domain::registry::{KeyScheme, Register, SizeBand};
use eslabon_domain::terms::NeedTerms;
use eslabon_domain::text::LocalText;
use eslabon_storage::imports::{ImportRun, RunStatus};
use eslabon_storage::keys::ExternalKey;
use eslabon_storage::organisations::{Organisation, OrganisationKind};
use eslabon_storage::registry::RegistryEntry;
use eslabon_storage::sites::{PositionSource, Site};
use eslabon_storage::{Database, StorageError, organisations, sites};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use sea_orm::ConnectionTrait;

/// 24 November 2026, 15:04:05.678901 UTC.
pub fn now() -> Timestamp {
    Timestamp::from_microsecond(1_795_532_645_678_901).unwrap_or_default()
}

/// A day of 2026.
pub fn day(month: i8, day: i8) -> Date {
    date(2026, month, day)
}

pub fn organisation(name: &str) -> Organisation {
    Organisation {
        id: OrganisationId::from_name(name),
        kind: OrganisationKind::Registered,
        name: name.to_owned(),
        fictional: false,
        created_at: now(),
    }
}

pub fn lead_firm(name: &str) -> Organisation {
    Organisation {
        kind: OrganisationKind::LeadFirm,
        fictional: true,
        ..organisation(name)
    }
}

pub fn site(name: &str, owner: &Organisation) -> Site {
    Site {
        id: SiteId::from_name(name),
        organisation: owner.id,
        name: name.to_owned(),
        street: "Av. Ejército Nacional 7525".into(),
        postal_code: "32500".into(),
        locality: "Ciudad Juárez".into(),
        municipality: Some("08037".into()),
        state: Some(StateCode(8)),
        position: Some(Position {
            lat_e6: 31_690_400,
            lon_e6: -106_424_500,
        }),
        position_source: PositionSource::Own,
        version: 1,
    }
}

pub fn entry(key: &str, site: &Site) -> RegistryEntry {
    RegistryEntry {
        id: RegistryEntryId::from_name(key),
        site: site.id,
        register: Register::Denue,
        key: key.to_owned(),
        name: "MAQUINADOS DEL NORTE".into(),
        legal_name: "MAQUINADOS DEL NORTE SA DE CV".into(),
        activity_text: "Maquinado de piezas para maquinaria y equipo en general".into(),
        scian: Some("332710".into()),
        scian_suggested: true,
        size: Some(SizeBand::From31To50),
        industrial_park: "Parque Industrial Bermúdez".into(),
        website: "www.example.com".into(),
        edition: "2024-05".into(),
        warnings: vec!["unknown_scian".into()],
        content_hash: [7; 16],
    }
}

pub fn key(scheme: KeyScheme, value: &str, site: &Site) -> ExternalKey {
    ExternalKey {
        scheme,
        value: value.to_owned(),
        site: site.id,
    }
}

/// The site employs so many people, as seen on this day.
pub fn staff(name: &str, site: SiteId, people: i64, observed: Date) -> Fact {
    Fact {
        id: FactId::from_name(name),
        site,
        item: None,
        attribute: SITE_STAFF.into(),
        value: FactValue::exactly(people),
        entered: Some("unos 40".into()),
        origin: Origin::Declared,
        source: "owner".into(),
        observed,
        valid_until: Some(date(2027, 12, 31)),
        recorded: now(),
    }
}

/// The site offers a process.
pub fn process(name: &str, site: SiteId, item: &str) -> Fact {
    Fact {
        item: Some(item.into()),
        attribute: PROCESS_OFFERED.into(),
        value: FactValue::Flag { yes: true },
        entered: None,
        valid_until: None,
        ..staff(name, site, 0, day(1, 1))
    }
}

pub fn need(name: &str, owner: &Organisation) -> Need {
    Need {
        id: NeedId::from_name(name),
        organisation: owner.id,
        centre: CentreId::from_name("default"),
        version: 1,
        title: LocalText::es(name),
        description: LocalText::en("Turned housings, 6061 aluminium, ±0.02 mm"),
        criteria: vec![criterion(
            &format!("{name}/1"),
            Requirement::AtLeast { amount: 20 },
        )],
        terms: NeedTerms::default(),
        status: NeedStatus::Open,
        starts_on: Some(day(12, 1)),
        closes_on: None,
        buyer_shown: true,
        fictional: true,
    }
}

pub fn criterion(name: &str, requirement: Requirement) -> Criterion {
    Criterion {
        id: CriterionId::from_name(name),
        attribute: SITE_STAFF.into(),
        item: Some("process.cnc_turning".into()),
        requirement,
        strength: Strength::Wish,
        weight: 100,
    }
}

pub fn run(name: &str) -> ImportRun {
    ImportRun {
        id: ImportRunId::from_name(name),
        kind: "denue".into(),
        file_name: "denue_31-33_25.csv".into(),
        file_hash: "a".repeat(64),
        status: RunStatus::Running,
        rows: 0,
        new: 0,
        changed: 0,
        unchanged: 0,
        rejected: 0,
        warned: 0,
        resume_row: 0,
        started_at: now(),
        finished_at: None,
        actor_name: "command line".into(),
    }
}

/// One organisation with one site, committed.
pub async fn a_site(database: &Database) -> Result<Site, StorageError> {
    let owner = organisation("Maquinados del Norte");
    let site = site("Planta Juárez", &owner);
    let tx = database.begin().await?;
    organisations::insert_many(&tx, &[owner]).await?;
    sites::insert_many(&tx, std::slice::from_ref(&site)).await?;
    tx.commit().await?;
    Ok(site)
}

/// One lead firm, committed.
pub async fn a_lead_firm(database: &Database) -> Result<Organisation, StorageError> {
    let firm = lead_firm("Ensambles Río Bravo");
    let tx = database.begin().await?;
    organisations::insert_many(&tx, std::slice::from_ref(&firm)).await?;
    tx.commit().await?;
    Ok(firm)
}

/// What a site has promised of a process in January of 2027, said so many minutes after [`now`].
pub fn load(
    name: &str,
    site: SiteId,
    process: &str,
    minutes: i64,
    amount: LoadAmount,
) -> StatedLoad {
    StatedLoad {
        id: LoadId::from_name(name),
        site,
        process: process.to_owned(),
        month: Month {
            year: 2027,
            month: 1,
        },
        amount,
        entered: "80 %".to_owned(),
        origin: Origin::Declared,
        source: "perfil de la empresa".to_owned(),
        recorded: now() + jiff::SignedDuration::from_mins(minutes),
    }
}

/// Waits until a task waits for what someone else holds. On SQLite it waits to begin, which nobody sees.
pub async fn until_it_waits<T>(place: &Place, task: &tokio::task::JoinHandle<T>) -> Outcome {
    if place.database.is_sqlite() {
        return Ok(());
    }
    let raw = sea_orm::Database::connect(&place.url).await?;
    loop {
        let waiting = sea_orm::Statement::from_string(
            sea_orm::DbBackend::Postgres,
            "SELECT count(*) AS n FROM pg_stat_activity \
             WHERE datname = current_database() AND wait_event_type = 'Lock'",
        );
        let row = raw.query_one_raw(waiting).await?.ok_or("a count")?;
        if row.try_get::<i64>("", "n")? == 1 {
            break;
        }
        assert!(!task.is_finished(), "it did not wait");
        tokio::task::yield_now().await;
    }
    raw.close().await?;
    Ok(())
}
