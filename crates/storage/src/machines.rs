//! Single machines of sites. What left the list stays, with the day on which it did. Must not say what
//! follows from them.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::machines as table;
use crate::{Read, StorageError, StorageResult, Transaction, sites};
use eslabon_domain::facts::Origin;
use eslabon_domain::ids::{MachineId, OrganisationId, SiteId};
use eslabon_domain::machines::{Machine, Measure, Plate, Recorder};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::BTreeSet;

/// Waits until whoever else writes the list of a site is done, so that what follows from it is counted of all
/// of it. SQLite has one writer anyway.
///
/// # Errors
/// As any statement.
pub async fn take_turn(tx: &Transaction, site: SiteId) -> StorageResult<()> {
    sites::take_turns(tx, &BTreeSet::from([site.0])).await
}

/// Writes a machine, with whose its site is now.
///
/// # Errors
/// [`StorageError::NotFound`] where its site does not exist.
pub async fn insert(
    tx: &Transaction,
    machine: &Machine,
    organisation: OrganisationId,
) -> StorageResult<()> {
    let row = table::Model {
        organisation_id: Some(organisation.0),
        ..to_row(machine)
    };
    batch::insert_all::<table::Entity, _>(tx.inner(), &[row], OnClash::Fail).await?;
    Ok(())
}

/// Overwrites a machine that still has the version that was read; its version goes up by one. It stays at
/// its site.
///
/// # Errors
/// [`StorageError::Conflict`] where it was changed in between, [`StorageError::NotFound`] where there is
/// none.
pub async fn update(tx: &Transaction, machine: &Machine) -> StorageResult<()> {
    use table::Column as C;
    let set = [
        C::KindId,
        C::MakeModel,
        C::Year,
        C::Count,
        C::Axes,
        C::TravelXNm,
        C::TravelXEntered,
        C::TravelYNm,
        C::TravelYEntered,
        C::TravelZNm,
        C::TravelZEntered,
        C::MaxDiameterNm,
        C::MaxDiameterEntered,
        C::Tonnage,
        C::MaxLoadG,
        C::MaxLoadEntered,
        C::Note,
        C::Origin,
        C::Recorder,
        C::Observed,
        C::RecordedAt,
        C::RemovedAt,
    ];
    let row = [to_row(machine)];
    let written = batch::update_all::<table::Entity, _>(tx.inner(), &row, &set, true).await?;
    if written == 1 {
        return Ok(());
    }
    match find(tx, machine.id).await? {
        Some(_) => Err(StorageError::Conflict),
        None => Err(StorageError::NotFound),
    }
}

/// The machine of this id, also where it left the list.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: MachineId) -> StorageResult<Option<Machine>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    row.map(from_row).transpose()
}

/// The machines of these sites that are on the list: by type, then in the order in which they were added.
///
/// # Errors
/// As any statement.
pub async fn of_sites(db: &impl Read, sites: &[SiteId]) -> StorageResult<Vec<Machine>> {
    listed(db, sites, true).await
}

/// The machines of these sites that left the list, in the same order.
///
/// # Errors
/// As any statement.
pub async fn removed_of_sites(db: &impl Read, sites: &[SiteId]) -> StorageResult<Vec<Machine>> {
    listed(db, sites, false).await
}

async fn listed(db: &impl Read, sites: &[SiteId], is_there: bool) -> StorageResult<Vec<Machine>> {
    use table::Column as C;
    let standing = match is_there {
        true => C::RemovedAt.is_null(),
        false => C::RemovedAt.is_not_null(),
    };
    let mut found = Vec::new();
    for chunk in sites.chunks(batch::MAX_IN) {
        let rows = table::Entity::find()
            .filter(C::SiteId.is_in(chunk.iter().map(|site| site.0)))
            .filter(standing.clone())
            .all(db.connection())
            .await?;
        for row in rows {
            found.push(from_row(row)?);
        }
    }
    found.sort_by(|a, b| (&a.plate.kind, a.id).cmp(&(&b.plate.kind, b.id)));
    Ok(found)
}

fn amount(measure: Option<&Measure>) -> Option<i64> {
    measure.map(|one| one.amount)
}

fn entered(measure: Option<&Measure>) -> Option<String> {
    measure.map(|one| one.entered.clone())
}

fn measure(amount: Option<i64>, entered: Option<String>) -> Option<Measure> {
    Some(Measure {
        amount: amount?,
        entered: entered.unwrap_or_default(),
    })
}

fn to_row(machine: &Machine) -> table::Model {
    let plate = &machine.plate;
    let (x, y, z) = (
        plate.travel_x.as_ref(),
        plate.travel_y.as_ref(),
        plate.travel_z.as_ref(),
    );
    let (diameter, load) = (plate.max_diameter.as_ref(), plate.max_load.as_ref());
    table::Model {
        id: machine.id.0,
        site_id: machine.site.0,
        version: machine.version,
        kind_id: plate.kind.clone(),
        make_model: plate.make_model.clone(),
        year: plate.year,
        count: plate.count,
        axes: plate.axes,
        travel_x_nm: amount(x),
        travel_x_entered: entered(x),
        travel_y_nm: amount(y),
        travel_y_entered: entered(y),
        travel_z_nm: amount(z),
        travel_z_entered: entered(z),
        max_diameter_nm: amount(diameter),
        max_diameter_entered: entered(diameter),
        tonnage: plate.tonnage,
        max_load_g: amount(load),
        max_load_entered: entered(load),
        note: plate.note.clone(),
        origin: machine.origin.as_str().to_owned(),
        recorder: machine.by.as_str().to_owned(),
        observed: encode::day(machine.observed),
        recorded_at: encode::micros(machine.recorded),
        removed_at: machine.removed.map(encode::micros),
        // Only said when it is listed: a change leaves it alone.
        organisation_id: None,
    }
}

fn from_row(row: table::Model) -> StorageResult<Machine> {
    Ok(Machine {
        id: MachineId(row.id),
        site: SiteId(row.site_id),
        version: row.version,
        plate: Plate {
            kind: row.kind_id,
            make_model: row.make_model,
            year: row.year,
            count: row.count,
            axes: row.axes,
            travel_x: measure(row.travel_x_nm, row.travel_x_entered),
            travel_y: measure(row.travel_y_nm, row.travel_y_entered),
            travel_z: measure(row.travel_z_nm, row.travel_z_entered),
            max_diameter: measure(row.max_diameter_nm, row.max_diameter_entered),
            tonnage: row.tonnage,
            max_load: measure(row.max_load_g, row.max_load_entered),
            note: row.note,
        },
        origin: Origin::parse(&row.origin).ok_or_else(|| encode::corrupt("machines.origin"))?,
        by: Recorder::parse(&row.recorder).ok_or_else(|| encode::corrupt("machines.recorder"))?,
        observed: encode::date(&row.observed)?,
        recorded: encode::timestamp(row.recorded_at)?,
        removed: row.removed_at.map(encode::timestamp).transpose()?,
    })
}
