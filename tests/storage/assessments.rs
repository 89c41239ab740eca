//! Assessments with everything in them, the files and question sets beside them, and facts that are withdrawn.

use crate::{Outcome, Place, samples};
use eslabon_domain::assessments::question_sets::SetQuestion;
use eslabon_domain::assessments::{AssessmentKind, AssessmentSide, AssessmentStatus};
use eslabon_domain::facts::{FactValue, Origin};
use eslabon_domain::ids::{
    AssessmentFileId, AssessmentId, CentreId, FactId, QuestionSetId, SiteId,
};
use eslabon_domain::text::Bilingual;
use eslabon_storage::assessment_files::{self, AssessmentFile};
use eslabon_storage::assessments::{self, Assessment, Done, Voided, Written};
use eslabon_storage::question_sets::{self, QuestionSet};
use eslabon_storage::{Database, StorageError, facts};

fn centre() -> CentreId {
    CentreId::from_name("default")
}

fn draft(site: SiteId) -> Assessment {
    Assessment {
        id: AssessmentId::generate(),
        centre: centre(),
        site,
        kind: AssessmentKind::Capability,
        side: AssessmentSide::Centre,
        item: Some("process.cnc_turning".into()),
        questions: None,
        status: AssessmentStatus::Draft,
        version: 1,
        entries: [("values".to_owned(), "20,5\n20.25 «ñ»".to_owned())].into(),
        done: None,
        on: samples::day(11, 20),
        person: None,
        by: "Lucía Villaseñor".into(),
        note: "Con dos turnos".into(),
        need: None,
        why: String::new(),
        created_at: samples::now(),
        voided: None,
    }
}

fn done() -> Done {
    Done {
        rule_set: "capability-1".into(),
        outcome: serde_json::json!({ "verdict": "accepted", "lines": [{ "amount": i64::MAX }] }),
        written: vec![Written {
            fact: FactId::from_name("cpk"),
            attribute: "process.cpk".into(),
            item: Some("process.cnc_turning".into()),
            value: FactValue::exactly(1_670),
            before: Some((FactValue::exactly(900), Origin::Declared)),
        }],
        at: samples::now(),
    }
}

fn set(name: &str) -> QuestionSet {
    QuestionSet {
        id: QuestionSetId::generate(),
        centre: centre(),
        kind: AssessmentKind::ProcessAudit,
        name: name.into(),
        edition: "2026".into(),
        questions: vec![SetQuestion {
            number: "6.2.1".into(),
            element: "p6".into(),
            sub_element: Some("EU2".into()),
            starred: true,
            text: Bilingual {
                es: "¿Nuestro texto?".into(),
                en: String::new(),
            },
        }],
        loaded_by: "Lucía Villaseñor".into(),
        loaded_at: samples::now(),
    }
}

async fn saved(db: &Database, assessment: &Assessment) -> Result<(), StorageError> {
    let tx = db.begin().await?;
    assessments::insert(&tx, assessment).await?;
    tx.commit().await
}

pub async fn everything_comes_back(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?.id;
    let (set, mut assessment) = (set("Propio"), draft(site));
    assessment.kind = AssessmentKind::ProcessAudit;
    assessment.questions = Some(set.id);
    let tx = db.begin().await?;
    question_sets::insert(&tx, &set).await?;
    assessments::insert(&tx, &assessment).await?;
    tx.commit().await?;
    assert_eq!(question_sets::find(db, set.id).await?, Some(set.clone()));
    assert_eq!(question_sets::of_centre(db, centre()).await?, [set]);
    let found = assessments::find(db, assessment.id).await?;
    assert_eq!(found, Some(assessment.clone()));

    assessment.status = AssessmentStatus::Void;
    assessment.done = Some(done());
    assessment.voided = Some(Voided {
        reason: "Otra máquina".into(),
        by: "Lucía Villaseñor".into(),
        at: samples::now(),
    });
    let tx = db.begin().await?;
    assessments::update(&tx, &assessment).await?;
    let file = AssessmentFile {
        id: AssessmentFileId::generate(),
        assessment: assessment.id,
        sha256: "a".repeat(64),
        name: "carta de control ñ.pdf".into(),
        media_type: "application/pdf".into(),
        bytes: 1_234,
        caption: "La carta".into(),
        added_by: "Lucía Villaseñor".into(),
        added_at: samples::now(),
    };
    assessment_files::insert(&tx, &file).await?;
    tx.commit().await?;
    assessment.version = 2;
    assert_eq!(assessments::of_sites(db, &[site]).await?, [assessment]);
    assert_eq!(
        assessment_files::find(db, file.id).await?,
        Some(file.clone())
    );
    let files = assessment_files::of_assessment(db, file.assessment).await?;
    assert_eq!(files, [file]);
    Ok(())
}

pub async fn a_stale_one_is_refused_and_nothing_is_written(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?.id;
    let assessment = draft(site);
    saved(db, &assessment).await?;
    let finished = Assessment {
        status: AssessmentStatus::Done,
        done: Some(done()),
        ..assessment.clone()
    };
    let tx = db.begin().await?;
    assessments::update(&tx, &finished).await?;
    tx.commit().await?;
    // Whoever read the draft, too, finds it changed; what she appends goes with it.
    let tx = db.begin().await?;
    facts::append_many(
        &tx,
        &[samples::staff("twice", site, 9, samples::day(11, 20))],
    )
    .await?;
    let again = assessments::update(&tx, &finished).await;
    assert_eq!(again, Err(StorageError::Conflict));
    drop(tx);
    assert!(facts::current_of_site(db, site).await?.is_empty());
    let stored = assessments::find(db, assessment.id).await?.ok_or("one")?;
    assert_eq!(stored.version, 2);
    Ok(())
}

pub async fn killed_half_way_nothing_is_there(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?.id;
    let assessment = draft(site);
    saved(db, &assessment).await?;
    let tx = db.begin().await?;
    let finished = Assessment {
        status: AssessmentStatus::Done,
        done: Some(done()),
        ..assessment.clone()
    };
    assessments::update(&tx, &finished).await?;
    facts::append_many(
        &tx,
        &[samples::staff("half", site, 9, samples::day(11, 20))],
    )
    .await?;
    drop(tx);
    assert_eq!(
        assessments::find(db, assessment.id).await?,
        Some(assessment)
    );
    assert!(facts::history_of_site(db, site).await?.is_empty());
    Ok(())
}

pub async fn unknown_references_are_refused(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?.id;
    let nowhere = draft(SiteId::from_name("nowhere"));
    assert_eq!(saved(db, &nowhere).await, Err(StorageError::NotFound));
    let without = Assessment {
        questions: Some(QuestionSetId::generate()),
        ..draft(site)
    };
    assert_eq!(saved(db, &without).await, Err(StorageError::NotFound));
    let tx = db.begin().await?;
    question_sets::insert(&tx, &set("Propio")).await?;
    let twice = question_sets::insert(&tx, &set("Propio")).await;
    assert_eq!(twice, Err(StorageError::Conflict));
    Ok(())
}

async fn current(db: &Database, site: SiteId) -> Result<Vec<FactId>, StorageError> {
    let facts = facts::current_of_site(db, site).await?;
    Ok(facts.iter().map(|fact| fact.id).collect())
}

pub async fn what_was_known_before_a_withdrawn_fact_is_known_again(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?.id;
    let months = [1, 3, 6, 9];
    let all: Vec<_> = months
        .iter()
        .map(|month| {
            let name = format!("of {month}");
            samples::staff(&name, site, i64::from(*month), samples::day(*month, 1))
        })
        .collect();
    for fact in &all {
        let tx = db.begin().await?;
        facts::append_many(&tx, std::slice::from_ref(fact)).await?;
        tx.commit().await?;
    }
    let [first, second, third, fourth] = all.as_slice() else {
        return Err("four facts".into());
    };
    let withdraw = async |id: FactId| {
        let tx = db.begin().await?;
        facts::withdraw(&tx, &[id]).await?;
        tx.commit().await
    };
    // Of two in a row, then of the one before: what is left is the first.
    withdraw(third.id).await?;
    assert_eq!(current(db, site).await?, [fourth.id]);
    withdraw(fourth.id).await?;
    assert_eq!(current(db, site).await?, [second.id]);
    withdraw(fourth.id).await?;
    withdraw(second.id).await?;
    assert_eq!(current(db, site).await?, [first.id]);
    withdraw(first.id).await?;
    assert_eq!(current(db, site).await?, Vec::<FactId>::new());
    // Nothing was removed, and what comes later is known.
    assert_eq!(facts::history_of_site(db, site).await?.len(), 4);
    let later = samples::staff("later", site, 5, samples::day(10, 1));
    let tx = db.begin().await?;
    facts::append_many(&tx, std::slice::from_ref(&later)).await?;
    tx.commit().await?;
    assert_eq!(current(db, site).await?, [later.id]);
    Ok(())
}
