//! Whoever is erased is named nowhere: not in any text of any table. The acts stay, without a name.

#![expect(clippy::unwrap_used, reason = "a helper of a test may fail the test")]

use crate::{Outcome, Place};
use eslabon_app::accounts::establish::{Newcomer, establish};
use eslabon_app::accounts::invitations::{self, Acceptance, Invitation};
use eslabon_app::accounts::secret::Clear;
use eslabon_app::accounts::sign_in::{Client, Step, with_password};
use eslabon_app::accounts::{api_tokens, own, passwords, reset, sessions};
use eslabon_app::assessments::{self, Start};
use eslabon_app::candidates::{self, Note};
use eslabon_app::context::Silent;
use eslabon_app::imports::{ImportSource, run};
use eslabon_app::needs::{CriterionDraft, NeedDraft, create_need};
use eslabon_app::privacy::requests::{self, Filing};
use eslabon_app::privacy::{self, erase};
use eslabon_app::shortlists::make_shortlist;
use eslabon_app::{App, AppError, config};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::assessments::AssessmentKind;
use eslabon_domain::attributes::SITE_STATE;
use eslabon_domain::candidacies::{GapStatus, Interest, Stage, Step as Happened};
use eslabon_domain::findings::{Finding, FindingSide};
use eslabon_domain::ids::{
    AgreementId, CentreId, ClaimId, ConfirmationId, DiagnosisId, OrganisationId, PersonId,
    ProgrammeId, ProgrammeSignatureId, ProgrammeStepId, ProposedGapId, SecretId, ServiceId,
    SiteFileId, SiteId,
};
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::needs::{Need, Requirement, Strength};
use eslabon_domain::pictures::Media;
use eslabon_domain::places::StateCode;
use eslabon_domain::privacy::{ERASED_NAME, RequestKind, RequestStatus};
use eslabon_domain::programmes::{
    FirmTime, ProgrammeEvent, ProgrammeSide, ProgrammeStatus, StepState, thirds,
};
use eslabon_domain::services::{PricePer, Service, ServiceForm, ServiceStatus};
use eslabon_domain::site_files::{FileKind, FileSide};
use eslabon_domain::terms::NeedTerms;
use eslabon_domain::text::{Lang, LocalText};
use eslabon_storage::organisations::{self, Organisation, OrganisationKind};
use eslabon_storage::proposed_gaps::{self, ProposedGap, Said};
use eslabon_storage::{
    audit, centres, claims, confirmations, diagnoses, identities, personal, programmes, services,
    site_files,
};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

const OLD_NAME: &str = "Quetzalina Zitlalpo";
const NAME: &str = "Quetzalina \"Zitlalpoca\" Ruiztepec";
const EMAIL: &str = "quetzalina_m@zitlalpo.example";
/// What stands in her names and her address, and nowhere else.
const MARKS: [&str; 3] = ["quetzalina", "zitlalpo", "ruiztepec"];
const PASSWORD: &str = "cuatro tornos rojos bajo la lluvia";

async fn open(place: &Place) -> Result<App, AppError> {
    let place = config::Place {
        data: place.folder.join("data"),
        database_url: Some(place.url.clone()),
    };
    App::open(place, &Silent).await
}

/// Every text column of every table.
async fn text_columns(raw: &DatabaseConnection) -> Vec<(String, String)> {
    let backend = raw.get_database_backend();
    let sql = match backend {
        sea_orm::DbBackend::Sqlite => {
            "SELECT m.name AS t, c.name AS c FROM sqlite_master m, pragma_table_info(m.name) c
             WHERE m.type = 'table' AND lower(c.type) = 'text'"
        }
        _ => {
            "SELECT table_name AS t, column_name AS c FROM information_schema.columns
             WHERE table_schema = 'public' AND data_type IN ('text', 'character varying')"
        }
    };
    let rows = raw
        .query_all_raw(Statement::from_string(backend, sql))
        .await
        .unwrap();
    rows.iter()
        .map(|row| (row.try_get("", "t").unwrap(), row.try_get("", "c").unwrap()))
        .collect()
}

/// Where a mark of hers stands.
async fn named_in(raw: &DatabaseConnection) -> Vec<String> {
    let mut found = Vec::new();
    for (table, column) in text_columns(raw).await {
        for mark in MARKS {
            let sql = format!(
                "SELECT COUNT(*) AS n FROM \"{table}\" WHERE lower(\"{column}\") LIKE '%{mark}%'"
            );
            let statement = Statement::from_string(raw.get_database_backend(), sql);
            let row = raw.query_one_raw(statement).await.unwrap().unwrap();
            let count: i64 = row.try_get("", "n").unwrap();
            if count > 0 {
                found.push(format!("{table}.{column}: {mark} {count} times"));
            }
        }
    }
    found
}

fn as_whom(id: PersonId, role: Role, firm: OrganisationId) -> Actor {
    Actor {
        person: Some(id),
        name: NAME.to_owned(),
        role,
        organisation: Some(firm),
        centre: Some(CentreId::from_name("default")),
        shared_centres: Vec::new(),
    }
}

fn invitation(email: &str, role: Role) -> Invitation {
    Invitation {
        email: email.to_owned(),
        name: String::new(),
        role,
        organisation: None,
        lang: Lang::Es,
    }
}

fn filing(words: &str, email: &str) -> Filing {
    Filing {
        kind: Some(RequestKind::Opposition),
        words: words.to_owned(),
        name: "Q. Zitlalpo".into(),
        email: email.to_owned(),
        lang: Lang::Es,
    }
}

/// She leaves traces wherever a name can stand.
async fn leave_traces(app: &App, place: &Place, her: &Actor) -> Outcome {
    let operator = Actor::command_line();
    own::save(app, her, 1, NAME, Lang::Es).await?;
    api_tokens::create(
        app,
        her,
        held(app, her).await?,
        "Quetzalina's own",
        api_tokens::Scope::Read,
        30,
    )
    .await?;
    reset::ask(app, EMAIL).await?;
    // Invitations by her, one accepted; one to her address that nobody used.
    invitations::invite(app, her, invitation("otra@taller.example", Role::Engineer)).await?;
    let link =
        invitations::invite(app, her, invitation("ana@taller.example", Role::Engineer)).await?;
    let clear = Clear::parse(link.rsplit('/').next().unwrap_or_default()).unwrap();
    let acceptance = Acceptance {
        name: "Ana Paz".into(),
        password: PASSWORD.into(),
        ..Acceptance::default()
    };
    invitations::accept(app, &Actor::visitor(), &clear, acceptance).await?;
    let mut to_her = invitation(EMAIL, Role::CentreStaff);
    to_her.organisation = her.organisation;
    to_her.role = Role::Engineer;
    invitations::invite(app, &operator, to_her).await?;
    // Requests, with an account and without, answered with her name in the words.
    for (who, words) in [
        (her.clone(), "Soy Quetzalina"),
        (Actor::visitor(), "Soy Q. Zitlalpo"),
    ] {
        let request = requests::file(app, &who, filing(words, EMAIL)).await?;
        let words = "Estimada Quetzalina Ruiztepec";
        let asked = Some(RequestStatus::InformationAsked);
        requests::answer(app, &operator, request.id, 1, asked, words).await?;
    }
    // She works at the centre, too: imports, agreements, an answer to someone else.
    let staff = Actor {
        role: Role::CentreStaff,
        ..her.clone()
    };
    let file = ImportSource::bytes(
        "denue.csv",
        b"id,nom_estab,codigo_act,cve_ent,cve_mun,latitud,longitud\n77,Sensores,332710,14,120,20.64,-103.42\n".to_vec(),
    );
    run(app, &staff, file, None, &Silent).await?;
    let someone = Filing {
        name: "Otro Solís".into(),
        ..filing("No soy ella", "otro@taller.example")
    };
    let request = requests::file(app, &Actor::visitor(), someone).await?;
    requests::answer(
        app,
        &staff,
        request.id,
        1,
        Some(RequestStatus::Refused),
        "No procede",
    )
    .await?;
    own_traces(app, place, her.person.unwrap()).await?;
    joint_traces(app, place, her, &staff).await?;
    let tx = place.database.begin().await?;
    let other = centres::Centre {
        id: CentreId::from_name("otro"),
        organisation: None,
        name: "Otro centro".into(),
        states: Vec::new(),
        created_at: app.now(),
    };
    centres::insert(&tx, &other).await?;
    let agreement = centres::Agreement {
        id: AgreementId::generate(),
        from: CentreId::from_name("default"),
        to: other.id,
        until: None,
        note: "Compartir".into(),
        agreed_by: NAME.into(),
        agreed_at: app.now(),
        ended_at: None,
    };
    centres::agree(&tx, &agreement).await?;
    tx.commit().await?;
    Ok(())
}

/// A claim that is open, a link that is not answered, and who she is at her firm's own sign-on.
async fn own_traces(app: &App, place: &Place, id: PersonId) -> Outcome {
    let sql = "SELECT id AS x FROM sites LIMIT 1";
    let raw = sea_orm::Database::connect(&place.url).await?;
    let statement = Statement::from_string(raw.get_database_backend(), sql);
    let row = raw.query_one_raw(statement).await?.unwrap();
    let site = SiteId(row.try_get("", "x")?);
    let (now, centre) = (app.now(), CentreId::from_name("default"));
    let claim = claims::Claim {
        id: ClaimId::generate(),
        site,
        centre,
        person: None,
        name: "Q. Zitlalpo".into(),
        email: EMAIL.into(),
        telephone: "55 Zitlalpo".into(),
        lang: Lang::Es,
        evidence: claims::Evidence::Other,
        words: "Soy Quetzalina".into(),
        file: Some(claims::EvidenceFile {
            hash: "0".repeat(64),
            name: "quetzalina.pdf".into(),
            media_type: "application/pdf".into(),
        }),
        status: claims::ClaimStatus::Open,
        created_at: now,
        decided_by: None,
        decided_at: None,
        reason: None,
    };
    let asked = confirmations::Confirmation {
        id: ConfirmationId::generate(),
        site,
        centre,
        secret: SecretId::generate(),
        name: NAME.into(),
        email: EMAIL.into(),
        lang: Lang::Es,
        asked: serde_json::json!({ "questions": [format!("¿Sigue ahí, {NAME}?")] }),
        answered: None,
        prepared_by: NAME.into(),
        prepared_at: now,
        expires_at: now,
        answered_at: None,
        withdrawn_at: None,
    };
    let tx = place.database.begin().await?;
    claims::insert(&tx, &claim).await?;
    confirmations::insert(&tx, &asked).await?;
    identities::insert(&tx, id, "https://sso.example", EMAIL, now).await?;
    tx.commit().await?;
    Ok(())
}

/// She decides on a supplier, for both sides: the same person may have been of the firm and of the centre.
async fn joint_traces(app: &App, place: &Place, her: &Actor, staff: &Actor) -> Outcome {
    // Of the firm's own people one signs for the firm, whatever else she is.
    let staff = Actor {
        organisation: None,
        ..staff.clone()
    };
    let draft = NeedDraft {
        organisation: None,
        organisation_name: None,
        title: LocalText::es("Levas"),
        description: LocalText::es("Torneado de levas."),
        criteria: vec![CriterionDraft {
            attribute: SITE_STATE.into(),
            item: None,
            requirement: Requirement::InStates {
                states: vec![StateCode(14)],
            },
            strength: Strength::Must,
            weight: 10,
        }],
        terms: NeedTerms::default(),
        target_price: None,
        starts_on: None,
        closes_on: None,
        hide_buyer: false,
    };
    let need = create_need(app, her, draft).await?;
    let shortlist = make_shortlist(app, her, need.id, app.today()).await?;
    let site = shortlist.answer.candidates.first().ok_or("a site")?.site;
    let listed = candidates::add(app, her, shortlist.id, &[site]).await?;
    let id = *listed.first().ok_or("a candidate")?;
    candidates::answer(app, &staff, need.id, site, Interest::Interested, "Sí").await?;
    candidates::move_to(app, her, id, 1, Stage::ShortList, "").await?;
    let call = Note {
        step: Happened::Call,
        words: "Contestaron.".into(),
    };
    candidates::note(app, her, id, &call).await?;
    // What is done next, and by whom, stands in the history as well.
    let next = Some(("Visitar la planta", NAME, app.today()));
    candidates::plan(app, her, id, 2, next).await?;
    candidates::sign(app, her, id, 3).await?;
    let stage = candidates::sign(app, &staff, id, 4).await?;
    assert_eq!(stage, Stage::Selected);
    let said = |words: &str| Said {
        words: words.into(),
        by: NAME.into(),
        at: app.now(),
    };
    let gap = ProposedGap {
        id: ProposedGapId::generate(),
        candidacy: id,
        site,
        centre: need.centre,
        reason: "capacidad".into(),
        status: GapStatus::Confirmed,
        version: 1,
        proposed_at: app.now(),
        finding: Some(said("Es así.")),
        reply: Some(said("Ya no.")),
    };
    let file = site_files::SiteFile {
        id: SiteFileId::generate(),
        site,
        organisation: her.organisation.ok_or("a firm")?,
        kind: FileKind::Photo,
        attribute: None,
        item: None,
        fact: None,
        sha256: "0".repeat(64),
        media: Media::Jpeg,
        bytes: 1,
        size: None,
        caption: "El taller".into(),
        taken_on: None,
        person: her.person,
        added_by: NAME.into(),
        side: FileSide::Centre,
        added_at: app.now(),
        removed: false,
    };
    let diagnosis = diagnoses::Diagnosis {
        id: DiagnosisId::generate(),
        site,
        symptom: "cause.high_scrap".into(),
        cause: "cause.worn_fixture".into(),
        side: FindingSide::Consultant,
        finding: Finding::Yes,
        note: format!("Se mueve, dice {NAME}"),
        person: her.person,
        by: NAME.into(),
        at: app.now(),
        tree: "causes-1".into(),
    };
    let tx = place.database.begin().await?;
    diagnoses::insert(&tx, &diagnosis).await?;
    proposed_gaps::insert(&tx, &gap).await?;
    site_files::insert(&tx, &file).await?;
    site_files::remove(&tx, file.id, NAME, app.now()).await?;
    tx.commit().await?;
    programme(app, place, her, &need, site).await?;
    assessed(app, &staff, site).await
}

/// She makes a programme, sees to one of its steps, signs it, and stops it, saying who she is.
async fn programme(app: &App, place: &Place, her: &Actor, need: &Need, site: SiteId) -> Outcome {
    let (id, now, firm) = (ProgrammeId::generate(), app.now(), need.organisation);
    let cost = Money {
        minor: 1,
        currency: Currency::Mxn,
    };
    let made = programmes::Programme {
        id,
        site,
        centre: need.centre,
        lead_firm: firm,
        needs: vec![need.id],
        title: "Levas".into(),
        status: ProgrammeStatus::Stopped,
        is_shown: true,
        version: 1,
        plan_version: 1,
        budget: None,
        currency: cost.currency,
        time: FirmTime::assumed(),
        starts_on: app.today(),
        pinned: Vec::new(),
        forbidden: Vec::new(),
        payers: thirds(),
        rules: "programme-1".into(),
        problem: serde_json::json!({}),
        plan: serde_json::json!({}),
        cost,
        finishes_on: app.today(),
        made_by: NAME.into(),
        made_at: now,
        stop_reason: format!("Así lo quiso {NAME}."),
    };
    let service = Service {
        id: ServiceId::from_name("CEP"),
        version: 1,
        status: ServiceStatus::Offered,
        institution: firm,
        kind: "service.spc_training".into(),
        name: LocalText::es("CEP"),
        description: LocalText::default(),
        effects: Vec::new(),
        prerequisites: Vec::new(),
        form: ServiceForm::Arranged,
        duration_days: 1,
        lead_days: 0,
        effort: None,
        price: cost,
        price_per: PricePer::Firm,
        price_as_of: app.today(),
        source: String::new(),
        region: Vec::new(),
        languages: Vec::new(),
        funding: Vec::new(),
        evidence: LocalText::default(),
        fictional: true,
    };
    let step = programmes::ProgrammeStep {
        id: ProgrammeStepId::generate(),
        programme: id,
        position: 0,
        service: service.id,
        name: service.name.clone(),
        provider: firm,
        provider_name: "Tractora".into(),
        cohort: None,
        starts_on: app.today(),
        ends_on: app.today(),
        cost,
        closes: Vec::new(),
        evidence: LocalText::default(),
        visit_on: None,
        state: StepState::Planned,
        owner: NAME.into(),
    };
    let signature = programmes::Signature {
        id: ProgrammeSignatureId::generate(),
        programme: id,
        side: ProgrammeSide::LeadFirm,
        plan_version: 1,
        document_hash: "0".repeat(64),
        person: her.person,
        signed_by: NAME.into(),
        role: her.role.as_str().into(),
        signed_at: now,
        comment: format!("De acuerdo, {NAME}"),
        scan: None,
    };
    let stopped = programmes::Happened {
        programme: id,
        at: now,
        person: her.person,
        by: NAME.into(),
        role: her.role.as_str().into(),
        event: ProgrammeEvent::Stop,
        status: ProgrammeStatus::Stopped,
        plan_version: 1,
        words: format!("{NAME} se va"),
    };
    let tx = place.database.begin().await?;
    services::upsert_many(&tx, &[service]).await?;
    programmes::insert(&tx, &made).await?;
    programmes::insert_steps(&tx, &[step]).await?;
    programmes::insert_signature(&tx, &signature).await?;
    programmes::add_event(&tx, &stopped).await?;
    tx.commit().await?;
    Ok(())
}

/// She assesses a supplier of her region, brings a file, loads questions, and takes the assessment back.
async fn assessed(app: &App, staff: &Actor, site: SiteId) -> Outcome {
    let begun = Start {
        kind: Some(AssessmentKind::Delivery),
        ..Start::default()
    };
    let id = assessments::start(app, staff, site, &begun).await?.id;
    let file = ("carta.pdf", b"%PDF-1.7".as_slice());
    assessments::add_file(app, staff, id, file, "").await?;
    assessments::void(app, staff, id, 1, "Era de otra planta").await?;
    let kind = Some(AssessmentKind::Potential);
    let csv = b"number\n1\n";
    assessments::load_question_set(app, staff, kind, ("Propio", "1"), csv).await?;
    Ok(())
}

async fn held(app: &App, her: &Actor) -> Result<eslabon_domain::ids::MembershipId, AppError> {
    let step = with_password(app, EMAIL, PASSWORD, &client()).await?;
    let Step::Done { session, .. } = step else {
        return Err(AppError::NotFound);
    };
    let session = sessions::find(app, &session)
        .await?
        .ok_or(AppError::NotFound)?;
    assert_eq!(Some(session.person), her.person);
    Ok(session.hat)
}

fn client() -> Client {
    Client {
        label: "El navegador de Quetzalina".into(),
        device: None,
    }
}

pub async fn nothing_names_whoever_was_erased(place: Place) -> Outcome {
    let app = open(&place).await?;
    let operator = Actor::command_line();
    let firm = Organisation {
        id: OrganisationId::from_name("tractora"),
        kind: OrganisationKind::LeadFirm,
        name: "Tractora".into(),
        fictional: true,
        created_at: app.now(),
    };
    let tx = place.database.begin().await?;
    organisations::insert_many(&tx, std::slice::from_ref(&firm)).await?;
    tx.commit().await?;
    let id = PersonId::from_name("ella");
    let newcomer = Newcomer {
        id,
        name: OLD_NAME.into(),
        email: EMAIL.into(),
        lang: Lang::Es,
        role: Role::PurchasingManager,
        organisation: Some(firm.id),
        centre: Some(CentreId::from_name("default")),
        password_hash: Some(passwords::hash(&app, PASSWORD).await?),
    };
    establish(&app, &operator, newcomer).await?;
    let her = as_whom(id, Role::PurchasingManager, firm.id);
    let as_before = Actor {
        name: OLD_NAME.into(),
        ..her.clone()
    };
    privacy::accept(&app, &as_before, privacy::current_version(&app)).await?;
    leave_traces(&app, &place, &her).await?;
    let step = with_password(&app, EMAIL, PASSWORD, &client()).await?;
    let Step::Done { session, .. } = step else {
        return Err("a session was expected".into());
    };
    let raw = sea_orm::Database::connect(&place.url).await?;
    // Without traces the rest would prove nothing.
    let traces = named_in(&raw).await;
    for table in [
        "audit_log",
        "jobs",
        "people",
        "secrets",
        "memberships",
        "import_runs",
        "claims",
        "confirmations",
        "person_identities",
        "candidacies.buyer_signed_by",
        "candidacies.centre_signed_by",
        "candidacies.created_by",
        "candidacies.next_owner",
        "candidacy_steps.done_by",
        "candidacy_steps.words",
        "need_answers.answered_by",
        "diagnoses.stated_by",
        "proposed_gaps.decided_by",
        "proposed_gaps.replied_by",
        "site_files.added_by",
        "site_files.removed_by",
        "programmes.made_by",
        "programmes.stop_reason",
        "programme_steps.owner",
        "programme_signatures.signed_by",
        "programme_signatures.comment",
        "programme_events.done_by",
        "programme_events.words",
        "assessments.carried_out_by",
        "assessments.voided_by",
        "assessment_files.added_by",
        "question_sets.loaded_by",
    ] {
        assert!(
            traces.iter().any(|trace| trace.starts_with(table)),
            "{table}: {traces:?}"
        );
    }
    let acts = personal::acts_of(&place.database, id, 1_000).await?.len();

    let wrong = erase::erase_me(&app, &her, "otra cosa").await;
    assert!(matches!(wrong, Err(AppError::Invalid(_))), "{wrong:?}");
    assert!(sessions::find(&app, &session).await?.is_some());
    erase::erase_me(&app, &her, PASSWORD).await?;

    assert_eq!(named_in(&raw).await, Vec::<String>::new());
    assert!(sessions::find(&app, &session).await?.is_none());
    let hers = with_password(&app, EMAIL, PASSWORD, &client()).await;
    let nobodys = with_password(&app, "nadie@zitlalpo.example", PASSWORD, &client()).await;
    assert_eq!(format!("{hers:?}"), format!("{nobodys:?}"));
    assert!(matches!(hers, Err(AppError::Invalid(_))));
    let again = erase::erase_me(&app, &her, PASSWORD).await;
    assert!(matches!(again, Err(AppError::NotFound)), "{again:?}");
    // What was done is still known to be done, by the same nameless person.
    let left = personal::acts_of(&place.database, id, 1_000).await?;
    assert_eq!(left.len(), acts + 1);
    assert_eq!(
        left.first().map(|act| act.action.as_str()),
        Some("person.erase")
    );
    // The chain holds, and says that someone was erased.
    let proof = audit::verify(&place.database, None).await?;
    assert_eq!(proof.broken, None);
    assert!(proof.erased > 0 && proof.links > proof.erased, "{proof:?}");
    let latest = audit::list(&place.database, None, 100).await?;
    assert!(latest.iter().all(|entry| entry.actor.person != Some(id)
        || entry.actor.name.is_empty()
        || entry.actor.name == ERASED_NAME));
    Ok(())
}

/// Columns that are called as though they held the name of whoever did something.
pub async fn columns_with_names_are_known(place: Place) -> Outcome {
    place.database.migrate().await?;
    let raw = sea_orm::Database::connect(&place.url).await?;
    for (table, column) in text_columns(&raw).await {
        let is_name = column.ends_with("_by") || column == "actor_name";
        // The audit log has its own way of forgetting.
        let is_known =
            table == "audit_log" || personal::NAMES.contains(&(table.as_str(), column.as_str()));
        assert!(
            !is_name || is_known,
            "{table}.{column} keeps names of whoever is erased"
        );
    }
    for (table, column) in personal::NAMES {
        let known = text_columns(&raw).await;
        let exists = known.iter().any(|(t, c)| t == table && c == column);
        assert!(exists, "{table}.{column} does not exist");
    }
    Ok(())
}
