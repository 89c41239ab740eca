//! What owners open, drawings of needs, acceptances of terms.

use crate::{Outcome, Place, samples};
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::consents::{Consent, Purpose, Revocation, Subject};
use eslabon_domain::drawings::DrawingKind;
use eslabon_domain::ids::{
    ConsentId, NdaAcceptanceId, NeedFileId, NeedId, OrganisationId, PersonId,
};
use eslabon_domain::needs::Need;
use eslabon_storage::drawings::{Drawing, NdaAcceptance};
use eslabon_storage::organisations::Organisation;
use eslabon_storage::{Database, StorageError, consents, drawings, needs, organisations};

struct World {
    owner: Organisation,
    buyer: Organisation,
    need: Need,
}

async fn world(db: &Database) -> Result<World, StorageError> {
    let buyer = samples::a_lead_firm(db).await?;
    let owner = samples::organisation("Tornos Quetzal");
    let need = Need {
        buyer_shown: false,
        ..samples::need("Levas", &buyer)
    };
    let tx = db.begin().await?;
    organisations::insert_many(&tx, std::slice::from_ref(&owner)).await?;
    needs::insert(&tx, &need).await?;
    tx.commit().await?;
    Ok(World { owner, buyer, need })
}

fn consent(owner: &Organisation, subject: Subject, audience: Option<OrganisationId>) -> Consent {
    Consent {
        id: ConsentId::generate(),
        owner: owner.id,
        subject,
        audience,
        purpose: Purpose::Show,
        opened_by: "Dueña".into(),
        opened_at: samples::now(),
        until: samples::day(12, 31),
        note: "Cotización de levas, ñandú".into(),
        revoked: None,
    }
}

async fn keep(db: &Database, consent: &Consent) -> Result<(), StorageError> {
    let tx = db.begin().await?;
    consents::insert(&tx, consent).await?;
    tx.commit().await
}

pub async fn everything_that_is_opened_comes_back_and_is_taken_back_once(place: Place) -> Outcome {
    let db = &place.database;
    let World { owner, buyer, need } = world(db).await?;
    let mut subjects: Vec<(Subject, &Organisation)> = ConfidentialityGroup::CLOSED
        .into_iter()
        .map(|group| (Subject::Facts(group), &owner))
        .collect();
    subjects.push((Subject::Drawings(need.id), &buyer));
    subjects.push((Subject::BuyerName(need.id), &buyer));
    for (subject, whose) in subjects {
        for audience in [None, Some(owner.id)] {
            for purpose in Purpose::ALL {
                let one = Consent {
                    purpose,
                    ..consent(whose, subject, audience)
                };
                keep(db, &one).await?;
                assert_eq!(consents::find(db, one.id).await?.as_ref(), Some(&one));
            }
        }
    }
    assert_eq!(consents::list_of_owner(db, owner.id).await?.len(), 20);
    assert_eq!(consents::list_of_owner(db, buyer.id).await?.len(), 8);

    let one = consents::list_of_owner(db, owner.id).await?.remove(0);
    let tx = db.begin().await?;
    consents::revoke(&tx, one.id, "Dueña", samples::now()).await?;
    let twice = consents::revoke(&tx, one.id, "Dueña", samples::now()).await;
    assert!(matches!(twice, Err(StorageError::Conflict)));
    let none = consents::revoke(&tx, ConsentId::generate(), "Dueña", samples::now()).await;
    assert!(matches!(none, Err(StorageError::NotFound)));
    tx.commit().await?;
    let revoked = consents::find(db, one.id).await?.and_then(|c| c.revoked);
    assert_eq!(
        revoked,
        Some(Revocation {
            by: "Dueña".into(),
            at: samples::now()
        })
    );
    Ok(())
}

pub async fn an_audience_gets_its_own_and_lead_firms_what_is_open_to_all(place: Place) -> Outcome {
    let db = &place.database;
    let World { owner, buyer, .. } = world(db).await?;
    let quality = Subject::Facts(ConfidentialityGroup::Quality);
    let to_all = consent(&owner, quality, None);
    let to_buyer = consent(&owner, quality, Some(buyer.id));
    let over = Consent {
        until: samples::day(11, 23),
        ..consent(&owner, quality, Some(buyer.id))
    };
    let last_day = Consent {
        until: samples::day(11, 24),
        ..consent(&owner, quality, Some(buyer.id))
    };
    for one in [&to_all, &to_buyer, &over, &last_day] {
        keep(db, one).await?;
    }
    let on = samples::day(11, 24);
    let (other, mill) = (
        samples::lead_firm("Otra tractora"),
        samples::organisation("Molino"),
    );
    let tx = db.begin().await?;
    organisations::insert_many(&tx, &[other.clone(), mill.clone()]).await?;
    tx.commit().await?;
    let open_to = async |organisation| {
        let mut ids: Vec<ConsentId> = consents::in_force(db, organisation, on)
            .await?
            .into_iter()
            .map(|c| c.id)
            .collect();
        ids.sort();
        Ok::<_, StorageError>(ids)
    };
    let sorted = |mut ids: Vec<ConsentId>| {
        ids.sort();
        ids
    };
    assert_eq!(
        open_to(buyer.id).await?,
        sorted(vec![to_all.id, to_buyer.id, last_day.id])
    );
    assert_eq!(open_to(other.id).await?, [to_all.id]);
    assert!(open_to(mill.id).await?.is_empty(), "buys nothing");
    assert!(open_to(OrganisationId::generate()).await?.is_empty());
    let tx = db.begin().await?;
    consents::revoke(&tx, to_all.id, "Dueña", samples::now()).await?;
    tx.commit().await?;
    assert!(open_to(other.id).await?.is_empty());
    Ok(())
}

pub async fn unknown_organisations_and_needs_are_refused(place: Place) -> Outcome {
    let db = &place.database;
    let World { owner, .. } = world(db).await?;
    let quality = Subject::Facts(ConfidentialityGroup::Quality);
    let nowhere = Subject::Drawings(NeedId::generate());
    for one in [
        consent(&owner, quality, Some(OrganisationId::generate())),
        consent(&samples::organisation("Nadie"), quality, None),
        consent(&owner, nowhere, None),
    ] {
        let refused = keep(db, &one).await;
        assert!(
            matches!(refused, Err(StorageError::NotFound)),
            "{refused:?}"
        );
    }
    Ok(())
}

pub async fn a_name_is_shown_without_a_new_version(place: Place) -> Outcome {
    let db = &place.database;
    let World { need, .. } = world(db).await?;
    let stored = needs::find(db, need.id).await?;
    assert_eq!(stored.as_ref(), Some(&need), "hidden as it was posted");
    let tx = db.begin().await?;
    needs::show_buyer(&tx, need.id).await?;
    let none = needs::show_buyer(&tx, NeedId::generate()).await;
    assert!(matches!(none, Err(StorageError::NotFound)));
    tx.commit().await?;
    let shown = Need {
        buyer_shown: true,
        ..need
    };
    assert_eq!(needs::find(db, shown.id).await?, Some(shown));
    Ok(())
}

fn drawing(need: NeedId, name: &str) -> Drawing {
    Drawing {
        id: NeedFileId::generate(),
        need,
        name: name.into(),
        sha256: "ab".repeat(32),
        kind: DrawingKind::Step,
        bytes: 52_428_800,
        added_by: "Ingeniera".into(),
        added_at: samples::now(),
        removed: false,
    }
}

pub async fn drawings_share_their_bytes_and_leave_a_trace(place: Place) -> Outcome {
    let db = &place.database;
    let World { need, .. } = world(db).await?;
    let (one, two) = (
        drawing(need.id, "leva ñ.step"),
        drawing(need.id, "copia.step"),
    );
    let tx = db.begin().await?;
    drawings::insert(&tx, &one).await?;
    drawings::insert(&tx, &two).await?;
    tx.commit().await?;
    assert_eq!(
        drawings::list_of_need(db, need.id).await?,
        [one.clone(), two.clone()]
    );
    assert_eq!(drawings::digests_in_use(db).await?.len(), 1);
    let tx = db.begin().await?;
    drawings::remove(&tx, one.id, "Ingeniera", samples::now()).await?;
    let twice = drawings::remove(&tx, one.id, "Ingeniera", samples::now()).await;
    assert!(matches!(twice, Err(StorageError::NotFound)));
    tx.commit().await?;
    assert_eq!(
        drawings::list_of_need(db, need.id).await?,
        std::slice::from_ref(&two)
    );
    assert_eq!(
        drawings::digests_in_use(db).await?.len(),
        1,
        "the copy uses it"
    );
    let trace = drawings::find(db, one.id).await?;
    assert_eq!(
        trace,
        Some(Drawing {
            removed: true,
            ..one
        })
    );
    let tx = db.begin().await?;
    drawings::remove(&tx, two.id, "Ingeniera", samples::now()).await?;
    tx.commit().await?;
    assert!(drawings::digests_in_use(db).await?.is_empty());
    Ok(())
}

pub async fn terms_are_accepted_once_by_each_person(place: Place) -> Outcome {
    let db = &place.database;
    let World { owner, need, .. } = world(db).await?;
    let accept = |person: &str, version: &str| NdaAcceptance {
        id: NdaAcceptanceId::generate(),
        need: need.id,
        organisation: owner.id,
        person: PersonId::from_name(person),
        person_name: person.into(),
        version: version.into(),
        accepted_at: samples::now(),
    };
    let first = accept("Dueña", "confidentiality-1");
    let tx = db.begin().await?;
    drawings::accept(&tx, &first).await?;
    drawings::accept(&tx, &accept("Dueña", "confidentiality-1")).await?;
    tx.commit().await?;
    assert_eq!(drawings::acceptances(db, need.id).await?, [first]);
    let tx = db.begin().await?;
    drawings::accept(&tx, &accept("Dueña", "confidentiality-2")).await?;
    drawings::accept(&tx, &accept("Editora", "confidentiality-1")).await?;
    tx.commit().await?;
    assert_eq!(drawings::acceptances(db, need.id).await?.len(), 3);
    Ok(())
}
