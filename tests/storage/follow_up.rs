//! Referrals, the log of work, verification visits and indicators: every field comes back, a stale save is refused.
#![expect(
    clippy::indexing_slicing,
    reason = "a row that is missing fails the case"
)]

use crate::programmes::{World, kept, world};
use crate::{Outcome, Place, samples};
use eslabon_domain::facts::{FactValue, Origin};
use eslabon_domain::follow_up::{Finding, IndicatorKind, Moment, ReferralStatus, Spread};
use eslabon_domain::ids::{
    IndicatorFigureId, IndicatorId, PersonId, ProgrammeGapId, ReferralId, VerificationId,
    WorkEntryId,
};
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::privacy::ERASED_NAME;
use eslabon_domain::text::Lang;
use eslabon_storage::indicators::{self, Figure, Indicator};
use eslabon_storage::people::{self, Person};
use eslabon_storage::programme_work::{self, WorkEntry};
use eslabon_storage::programmes::{self, Programme, ProgrammeGap, ProgrammeStep};
use eslabon_storage::referrals::{self, Contact, Of, Outcome as Came, Referral, Reply};
use eslabon_storage::verifications::{self, Verification};
use eslabon_storage::{Database, StorageError, personal};

/// A programme with a step and a gap, committed.
async fn followed(
    db: &Database,
) -> Result<(World, Programme, ProgrammeStep, ProgrammeGap), StorageError> {
    let world = world(db).await?;
    let programme = world.programme();
    kept(db, &programme).await?;
    let (step, gap) = (world.step(programme.id, 0), world.gap(programme.id));
    let tx = db.begin().await?;
    programmes::insert_steps(&tx, std::slice::from_ref(&step)).await?;
    programmes::insert_gaps(&tx, std::slice::from_ref(&gap)).await?;
    tx.commit().await?;
    Ok((world, programme, step, gap))
}

fn referral(step: &ProgrammeStep, programme: &Programme) -> Referral {
    Referral {
        id: ReferralId::generate(),
        centre: programme.centre,
        programme: programme.id,
        step: step.id,
        institution: step.provider,
        service: step.service,
        status: ReferralStatus::Sent,
        version: 1,
        firm_name: "Maquinados «ñ»".into(),
        service_name: "Curso de 5S".into(),
        words: "Con\nprisa".into(),
        contact: Some(Contact {
            name: "Elvia Prado".into(),
            telephone: "33 1234 5678".into(),
            email: "elvia@prueba.example".into(),
        }),
        starts_on: samples::day(12, 1),
        ends_on: samples::day(12, 15),
        sent_by: "Lucía".into(),
        sent_at: samples::now(),
        reply: None,
        outcome: None,
    }
}

async fn sent(db: &Database, one: &Referral) -> Result<(), StorageError> {
    let tx = db.begin().await?;
    referrals::insert(&tx, one).await?;
    tx.commit().await
}

pub async fn referrals_come_back_and_a_stale_one_is_refused(place: Place) -> Outcome {
    let db = &place.database;
    let (_, programme, step, _) = followed(db).await?;
    let bare = Referral {
        contact: None,
        ..referral(&step, &programme)
    };
    let full = referral(&step, &programme);
    sent(db, &bare).await?;
    sent(db, &full).await?;
    assert_eq!(referrals::find(db, full.id).await?, Some(full.clone()));
    assert_eq!(referrals::find(db, bare.id).await?, Some(bare.clone()));
    let mut done = full.clone();
    done.status = ReferralStatus::Done;
    done.contact = None;
    done.reply = Some(Reply {
        offered_on: Some(samples::day(12, 2)),
        words: "sí".into(),
        person: None,
        by: "Saúl".into(),
        role: "provider".into(),
        at: samples::now(),
    });
    done.outcome = Some(Came {
        done_on: samples::day(12, 20),
        attended: Some(0),
        certificate: "DC-3 77".into(),
        words: "Bien".into(),
        file: None,
    });
    let tx = db.begin().await?;
    referrals::update(&tx, &done).await?;
    tx.commit().await?;
    let expected = Referral {
        version: 2,
        ..done.clone()
    };
    assert_eq!(referrals::find(db, full.id).await?, Some(expected));
    let tx = db.begin().await?;
    let stale = referrals::update(&tx, &done).await;
    assert!(matches!(stale, Err(StorageError::Conflict)), "{stale:?}");
    drop(tx);
    let all = referrals::of_programmes(db, &[programme.id]).await?;
    assert_eq!(all.len(), 2);
    let theirs = referrals::list(db, &Of::Institution(step.provider), 1).await?;
    assert_eq!(theirs.len(), 1);
    let ours = referrals::list(db, &Of::Centre(programme.centre), 9).await?;
    assert_eq!(ours, all);
    Ok(())
}

pub async fn a_contact_who_is_erased_is_gone(place: Place) -> Outcome {
    let db = &place.database;
    let (_, programme, step, _) = followed(db).await?;
    let one = referral(&step, &programme);
    sent(db, &one).await?;
    let person = Person {
        id: PersonId::generate(),
        version: 1,
        email: Some("elvia@prueba.example".into()),
        name: "E. Prado".into(),
        lang: Lang::Es,
        password_hash: None,
        totp_secret: None,
        totp_confirmed_at: None,
        totp_last_step: None,
        notice_version: None,
        notice_accepted_at: None,
        created_at: samples::now(),
        disabled_at: None,
        erased_at: None,
    };
    let tx = db.begin().await?;
    people::insert(&tx, &person).await?;
    tx.commit().await?;
    let tx = db.begin().await?;
    personal::erase(&tx, &person, samples::now()).await?;
    tx.commit().await?;
    let contact = referrals::find(db, one.id)
        .await?
        .and_then(|one| one.contact);
    let nobody = Contact {
        name: ERASED_NAME.to_owned(),
        ..Contact::default()
    };
    assert_eq!(contact, Some(nobody));
    Ok(())
}

pub async fn what_was_logged_is_struck_once(place: Place) -> Outcome {
    let db = &place.database;
    let (_, programme, step, _) = followed(db).await?;
    let entry = WorkEntry {
        id: WorkEntryId::generate(),
        programme: programme.id,
        step: step.id,
        worked_on: samples::day(12, 3),
        minutes: 150,
        cost: Some(Money {
            minor: i64::MAX,
            currency: Currency::Usd,
        }),
        words: "Taller".into(),
        person: None,
        by: "Saúl".into(),
        role: "provider".into(),
        at: samples::now(),
        struck: false,
    };
    let free = WorkEntry {
        id: WorkEntryId::generate(),
        worked_on: samples::day(12, 1),
        cost: None,
        ..entry.clone()
    };
    let tx = db.begin().await?;
    programme_work::insert(&tx, &entry).await?;
    programme_work::insert(&tx, &free).await?;
    tx.commit().await?;
    let all = programme_work::of_programme(db, programme.id).await?;
    assert_eq!(all, [entry.clone(), free]);
    let tx = db.begin().await?;
    programme_work::strike(&tx, entry.id, "Lucía", samples::now()).await?;
    let again = programme_work::strike(&tx, entry.id, "Lucía", samples::now()).await;
    assert!(matches!(again, Err(StorageError::Conflict)), "{again:?}");
    tx.commit().await?;
    let found = programme_work::find(db, entry.id).await?;
    assert!(found.is_some_and(|one| one.struck));
    Ok(())
}

pub async fn findings_come_back_with_their_files(place: Place) -> Outcome {
    let db = &place.database;
    let (_, programme, _, gap) = followed(db).await?;
    let full = Verification {
        id: VerificationId::generate(),
        programme: programme.id,
        gap: gap.id,
        finding: Finding::Verified,
        measured: Some((FactValue::exactly(450), "450 ppm".into())),
        visited_on: samples::day(12, 22),
        spread: Spread::NotSeen,
        note: "Se vio".into(),
        reason: String::new(),
        fact: None,
        person: None,
        by: "Lucía".into(),
        at: samples::now(),
        files: Vec::new(),
    };
    let bare = Verification {
        id: VerificationId::generate(),
        finding: Finding::NotVerified,
        measured: None,
        visited_on: samples::day(12, 20),
        reason: "No hay registros".into(),
        ..full.clone()
    };
    let tx = db.begin().await?;
    verifications::insert(&tx, &bare).await?;
    verifications::insert(&tx, &full).await?;
    tx.commit().await?;
    let all = verifications::of_programme(db, programme.id).await?;
    assert_eq!(all, [full.clone(), bare]);
    let nowhere = Verification {
        id: VerificationId::generate(),
        gap: ProgrammeGapId::generate(),
        ..full
    };
    let tx = db.begin().await?;
    let refused = verifications::insert(&tx, &nowhere).await;
    assert!(
        matches!(refused, Err(StorageError::NotFound)),
        "{refused:?}"
    );
    Ok(())
}

pub async fn a_figure_is_put_right_once_at_a_time(place: Place) -> Outcome {
    let db = &place.database;
    let (_, programme, _, _) = followed(db).await?;
    let own = Indicator {
        id: IndicatorId::generate(),
        programme: programme.id,
        kind: IndicatorKind::Own,
        name: "Cambio de modelo".into(),
        unit: "min".into(),
        agreed_by: "Lucía".into(),
        agreed_at: samples::now(),
    };
    let first = Figure {
        id: IndicatorFigureId::generate(),
        indicator: own.id,
        moment: Moment::Start,
        version: 1,
        low: 45_000,
        high: 45_000,
        entered: "45".into(),
        origin: Origin::Declared,
        observed: samples::day(11, 20),
        by: "Doña Elvia".into(),
        role: "owner".into(),
        at: samples::now(),
    };
    let second = Figure {
        id: IndicatorFigureId::generate(),
        version: 2,
        low: 40_000,
        ..first.clone()
    };
    let tx = db.begin().await?;
    indicators::insert(&tx, &own).await?;
    indicators::insert_figure(&tx, &first).await?;
    indicators::insert_figure(&tx, &second).await?;
    tx.commit().await?;
    assert_eq!(indicators::find(db, own.id).await?, Some(own.clone()));
    let all = indicators::of_programmes(db, &[programme.id]).await?;
    assert_eq!(all, std::slice::from_ref(&own));
    let figures = indicators::figures_of(db, &[own.id]).await?;
    assert_eq!(figures, [second.clone(), first]);
    assert_eq!(figures[0].version, 2);
    let late = Figure {
        id: IndicatorFigureId::generate(),
        ..second
    };
    let tx = db.begin().await?;
    let refused = indicators::insert_figure(&tx, &late).await;
    assert!(
        matches!(refused, Err(StorageError::Conflict)),
        "{refused:?}"
    );
    drop(tx);
    let twice = Indicator {
        id: IndicatorId::generate(),
        ..own
    };
    let tx = db.begin().await?;
    let refused = indicators::insert(&tx, &twice).await;
    assert!(
        matches!(refused, Err(StorageError::Conflict)),
        "{refused:?}"
    );
    Ok(())
}
