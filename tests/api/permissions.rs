//! Who may do and see what, through every door. The table below is the specification: an operation
//! without a row does not compile, and a field or page that no door covers fails the last test.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, Request, StatusCode, header};
use eslabon_app::AppError;
use eslabon_app::accounts::secret::Clear;
use eslabon_app::alerts::follow;
use eslabon_app::assessments;
use eslabon_app::candidates;
use eslabon_app::claims::{ClaimDraft, make_claim};
use eslabon_app::consents::{Opening, open};
use eslabon_app::context::Silent;
use eslabon_app::demo;
use eslabon_app::drawings::add_drawing;
use eslabon_app::imports::{ImportSource, is_active, list_runs, run};
use eslabon_app::machines::{self, PlateDraft};
use eslabon_app::maintain::rebuild_index;
use eslabon_app::needs::list_needs;
use eslabon_app::policy::{self, Decision, Operation, Relation};
use eslabon_app::privacy::requests::{self, Filing};
use eslabon_app::profiles::{self, Draft};
use eslabon_app::records::{ClaimStatus, Evidence};
use eslabon_app::shortlists::make_shortlist;
use eslabon_app::site_files::{self, FileDraft};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::assessments::AssessmentKind;
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::calendar::Month;
use eslabon_domain::consents::{Purpose, Subject};
use eslabon_domain::facts::Origin;
use eslabon_domain::ids::{
    CentreId, IndicatorId, NeedId, OrganisationId, ProgrammeGapId, ProgrammeId,
    ProgrammeSignatureId, ProgrammeStepId, ReferralId, ServiceId, ShortlistId, SiteId, WorkEntryId,
};
use eslabon_domain::needs::{Need, NeedStatus};
use eslabon_domain::privacy::{RequestKind, RequestStatus};
use eslabon_domain::site_files::FileKind;
use eslabon_domain::terms::NeedTerms;
use eslabon_domain::text::Lang;
use eslabon_server::graphql;
use eslabon_server::http::session::{FORM_HEADER, token_of};
use eslabon_tests::world::{Answer, World, proof, send};
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, QueryResult, Statement};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Mutex;

/// Whose person it is, seen from the firm whose need is at stake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// Of that firm.
    Own,
    /// Of the centre in whose pipeline the need lies.
    Centre,
    /// Of another firm, in another centre.
    Other,
    /// Of no organisation, in another centre.
    Nobody,
}

const SIDES: [Side; 4] = [Side::Own, Side::Centre, Side::Other, Side::Nobody];

/// Everyone who can come by a door; the operator comes by none.
fn roles() -> impl Iterator<Item = Role> {
    Role::ALL.into_iter().filter(|role| *role != Role::Operator)
}

/// What is at stake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    /// No need of anyone.
    Nothing,
    /// The firm's open need.
    OpenNeed,
    /// The firm's draft.
    Draft,
    /// The firm itself, in whose name something is posted.
    Firm,
    /// A site that a register names, of no firm that anyone here is of; a claim of it; what its owner is
    /// asked. It lies in the region of the default centre.
    Site,
    /// A programme for that site and the open need, as it lies before its sides.
    Programme,
    /// A referral for a step of a programme that runs, to the firm as though it were an institution.
    Referral,
    /// Something of someone else's, whoever comes.
    Elsewhere,
    /// What the firm says of itself, and to whom it opens that.
    Data,
    /// A request about personal data, of someone else, in the centre's scope.
    Request,
    /// An engineer of the firm.
    Colleague,
    /// The centre in whose pipeline the need lies.
    ItsCentre,
    /// A centre that is nobody's of those who come.
    ThirdCentre,
}

/// How a door answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    Allowed,
    Forbidden,
    /// As though it did not exist.
    NotFound,
}

/// How what is at stake stands to someone.
fn relation(role: Role, side: Side, target: Target) -> Relation {
    let works_in_a_centre = matches!(role, Role::CentreStaff | Role::CentreManager);
    match (side, target) {
        (_, Target::ThirdCentre) => Relation::Foreign,
        (Side::Own | Side::Centre, Target::ItsCentre) => Relation::Own,
        (_, Target::ItsCentre) => Relation::Foreign,
        (Side::Own | Side::Centre, Target::Request) if works_in_a_centre => Relation::Centre,
        (_, Target::Request) => Relation::Foreign,
        (Side::Own | Side::Centre, Target::Site) if works_in_a_centre => Relation::Centre,
        (_, Target::Site) => Relation::Foreign,
        (Side::Own, Target::Programme)
            if matches!(role, Role::Engineer | Role::PurchasingManager) =>
        {
            Relation::Own
        }
        (Side::Own | Side::Centre, Target::Programme) if works_in_a_centre => Relation::Centre,
        (_, Target::Programme) => Relation::Foreign,
        (Side::Own, Target::Referral) if role == Role::Provider => Relation::Own,
        (Side::Own | Side::Centre, Target::Referral) if works_in_a_centre => Relation::Centre,
        (_, Target::Referral) => Relation::Foreign,
        (Side::Own, Target::Firm | Target::Colleague) => Relation::Own,
        (Side::Own, Target::Data) => Relation::Own,
        (_, Target::Data | Target::Elsewhere) => Relation::Foreign,
        // A need is the own of those who post for the firm, not of everyone who might belong to it.
        (Side::Own, _) if policy::may(role, Operation::PostNeed) => Relation::Own,
        // Lead firms are known to every centre.
        (_, Target::Firm) if works_in_a_centre => Relation::Centre,
        (Side::Centre, _) if works_in_a_centre => Relation::Centre,
        (_, Target::OpenNeed) => Relation::Open,
        (_, Target::Draft | Target::Firm | Target::Nothing | Target::Colleague) => {
            Relation::Foreign
        }
    }
}

/// What the policy says.
fn expected(operation: Operation, role: Role, side: Side, target: Target) -> Seen {
    if target == Target::Nothing {
        return match policy::may(role, operation) {
            true => Seen::Allowed,
            false => Seen::Forbidden,
        };
    }
    if target == Target::Elsewhere {
        return match policy::may(role, operation) {
            true => Seen::NotFound,
            false => Seen::Forbidden,
        };
    }
    match policy::decide(operation, role, relation(role, side, target)) {
        // Nobody ends, or takes over, what she could not have given.
        Decision::Allow
            if target == Target::Colleague && !policy::may_grant(role, Role::Engineer) =>
        {
            Seen::Forbidden
        }
        Decision::Allow => Seen::Allowed,
        Decision::Forbid => Seen::Forbidden,
        Decision::Hide => Seen::NotFound,
    }
}

/// Where the proof of a form stands in a request before it is sent.
const PROOF: &str = "@PROOF@";
/// What a visitor's browser is known by.
const SEED: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
/// A word of the open need's title and one of the draft's; no request of ours names them.
const OPEN_SECRET: &str = "Kx7Qopen";
const DRAFT_SECRET: &str = "Kx7Qdraft";
/// A word that both titles share, to search by.
const SOUGHT: &str = "ornitorrinco";

/// The fictional world with everything that a door can lead to.
struct Scene {
    world: World,
    router: axum::Router,
    raw: DatabaseConnection,
    /// The sizes of its tables, and at which version of it they were counted.
    counted: Mutex<(i64, String)>,
    firm: OrganisationId,
    open: Need,
    draft: Need,
    open_shortlist: String,
    draft_shortlist: String,
    import_run: String,
    pair: String,
    site: String,
    claim: String,
    confirmation: String,
    upload: String,
    /// Something that the firm opened of its facts.
    consent: String,
    /// Drawings of the open need and of the draft: one each to read, one each to take away.
    drawings: [[String; 2]; 2],
    /// A supplier of the shortlists, on the lists of the open need and of the draft.
    candidate: String,
    /// By which id it is on the open need's list, and on the draft's.
    candidacies: [String; 2],
    /// A gap that came of a rejection, of a firm that nobody of those who come is of. The centre in whose
    /// pipeline the need lies confirms it.
    gap: String,
    /// A machine of the site.
    machine: String,
    /// A service that the firm offers.
    service: String,
    /// Scans of a certificate of the site: one to read and to confirm from, one to take away.
    files: [String; 2],
    /// What they show, as the firm declared it.
    declared: String,
    /// A draft of an assessment of the site, and a file of it.
    assessment: [String; 2],
    /// A programme for the site and the open need, laid before its sides.
    programme: String,
    /// A programme for the same that runs, with a step, a gap, a referral, an entry of the log and an indicator.
    followed: Followed,
    /// Someone's request for access that was granted.
    request: String,
    /// What an engineer of the firm is, who is nobody of those who come.
    colleague: String,
    third_centre: CentreId,
    /// The third centre shares its pipeline with the second.
    agreement: String,
    /// By [`person_key`].
    sessions: HashMap<String, String>,
}

/// A second centre, in whose pipeline nothing lies.
async fn found_another_centre(raw: &DatabaseConnection) {
    let sql =
        "INSERT INTO centres (id, name, states, created_at) VALUES (?, 'Otro centro', '[]', 1)";
    let id = CentreId::from_name("otro").0.into();
    let statement = Statement::from_sql_and_values(raw.get_database_backend(), sql, [id]);
    raw.execute_raw(statement).await.unwrap();
}

/// A service that an organisation offers.
async fn offered(raw: &DatabaseConnection, institution: OrganisationId) -> String {
    let id = ServiceId::from_name("ofrecido");
    let sql = "INSERT INTO services (id, institution_id, kind, name, name_lang, description, description_lang, \
        duration_days, price_minor, currency, price_as_of, source, fictional, version) \
        VALUES (?, ?, 'service.spc_training', 'Curso', 'es', '', 'es', 30, 100, 'MXN', '2026-01-01', '', 1, 1)";
    let values = [id.0.into(), institution.0.into()];
    let statement = Statement::from_sql_and_values(raw.get_database_backend(), sql, values);
    raw.execute_raw(statement).await.unwrap();
    id.to_string()
}

/// The firm opens its figures of quality to every lead firm.
async fn open_quality(world: &World, firm: OrganisationId) -> String {
    let owner = Actor {
        role: Role::Owner,
        organisation: Some(firm),
        ..Actor::command_line()
    };
    let opening = Opening {
        subject: Subject::Facts(ConfidentialityGroup::Quality),
        audience: None,
        purpose: Purpose::Match,
        until: world.app.today(),
        note: String::new(),
    };
    let consent = open(&world.app, &owner, opening).await.unwrap();
    consent.id.to_string()
}

/// Two drawings of a need.
async fn hang_drawings(world: &World, need: NeedId) -> [String; 2] {
    let path = world.directory.path().join("leva.pdf");
    let mut ids = Vec::new();
    for name in ["leva.pdf", "otra leva.pdf"] {
        std::fs::write(&path, format!("%PDF-1.7 {name} {need}")).unwrap();
        let added = add_drawing(&world.app, &Actor::command_line(), need, name, &path).await;
        ids.push(added.unwrap().id.to_string());
    }
    ids.try_into().unwrap()
}

/// Staff of the centre in whose pipeline the needs lie. Those at the machine's command line decide nothing.
fn of_the_centre(world: &World) -> Actor {
    Actor {
        person: None,
        name: "Personal del centro".into(),
        role: Role::CentreStaff,
        centre: Some(world.app.centre()),
        ..Actor::visitor()
    }
}

/// Puts a supplier on the list of a shortlist's need.
async fn listed(world: &World, shortlist: ShortlistId, site: SiteId) -> String {
    let staff = of_the_centre(world);
    let added = candidates::add(&world.app, &staff, shortlist, &[site]).await;
    added.unwrap()[0].to_string()
}

/// A supplier of a shortlist is rejected for something that concerns it: its gap.
async fn rejected(world: &World, shortlist: ShortlistId, site: SiteId) -> String {
    let staff = of_the_centre(world);
    let id = listed(world, shortlist, site).await.parse().unwrap();
    let words = world.app.words();
    let reason = words
        .reasons
        .iter()
        .find(|reason| reason.rejects() && reason.concerns_supplier)
        .unwrap();
    candidates::reject(&world.app, &staff, id, 1, &reason.id, "")
        .await
        .unwrap();
    let gaps = candidates::list_gaps(&world.app, &staff).await.unwrap();
    gaps[0].gap.id.to_string()
}

/// A machine that staff of the centre wrote down.
async fn a_machine(world: &World, site: SiteId) -> String {
    let draft = PlateDraft {
        kind: "equipment.cnc_lathe".into(),
        count: "1".into(),
        origin: Some(Origin::Declared),
        ..PlateDraft::default()
    };
    let staff = of_the_centre(world);
    let made = machines::add(&world.app, &staff, site, &draft).await;
    made.unwrap().id.to_string()
}

/// A site declares a certificate; answers the fact.
async fn declared(world: &World, site: SiteId) -> String {
    let draft = Draft {
        attribute: "standard.held".into(),
        item: Some("standard.iso_9001".into()),
        text: "sí".into(),
        origin: Some(Origin::Declared),
        ..Draft::default()
    };
    let recorded = profiles::record(&world.app, &of_the_centre(world), site, &draft).await;
    recorded.unwrap().id.to_string()
}

/// Two scans of that certificate.
async fn scanned(world: &World, site: SiteId) -> [String; 2] {
    let mut ids = Vec::new();
    for name in ["uno", "otro"] {
        let draft = FileDraft {
            kind: Some(FileKind::Certificate),
            attribute: "standard.held".into(),
            item: "standard.iso_9001".into(),
            name: format!("{name}.pdf"),
            bytes: format!("%PDF-1.7 {name} %%EOF").into_bytes(),
            ..FileDraft::default()
        };
        let added = site_files::add(&world.app, &of_the_centre(world), site, draft).await;
        ids.push(added.unwrap().id.to_string());
    }
    ids.try_into().unwrap()
}

/// The centre begins an assessment of a site and brings a file.
async fn assessed(world: &World, site: SiteId) -> [String; 2] {
    let staff = of_the_centre(world);
    let begun = assessments::Start {
        kind: Some(AssessmentKind::Delivery),
        ..assessments::Start::default()
    };
    let draft = assessments::start(&world.app, &staff, site, &begun).await;
    let id = draft.unwrap().id;
    let file = ("foto.pdf", b"%PDF-1.7".as_slice());
    let file = assessments::add_file(&world.app, &staff, id, file, "").await;
    [id.to_string(), file.unwrap().id.to_string()]
}

/// A programme that runs, and what hangs on it.
struct Followed {
    programme: String,
    step: String,
    gap: String,
    referral: String,
    entry: String,
    indicator: String,
    /// The lead firm's signature, by hand.
    signature: String,
}

/// A programme that runs, with something of everything that is followed in it. It is written as it would lie there.
async fn followed(world: &World, raw: &DatabaseConnection, need: &Need, site: SiteId) -> Followed {
    let programme = laid(world, raw, need, site).await;
    let id: ProgrammeId = programme.parse().unwrap();
    let (step, gap) = (ProgrammeStepId::generate(), ProgrammeGapId::generate());
    let (referral, entry) = (ReferralId::generate(), WorkEntryId::generate());
    let indicator = IndicatorId::generate();
    let (signature, scan) = (ProgrammeSignatureId::generate(), "ab".repeat(32));
    let today = world.app.today().to_string();
    let backend = raw.get_database_backend();
    let row = raw
        .query_one_raw(Statement::from_string(
            backend,
            "SELECT id FROM services LIMIT 1",
        ))
        .await
        .unwrap()
        .unwrap();
    let service: uuid::Uuid = row.try_get("", "id").unwrap();
    let (institution, centre) = (need.organisation.0, world.app.centre().0);
    let statements: [(&str, Vec<sea_orm::Value>); 7] = [
        (
            "UPDATE programmes SET status = 'running' WHERE id = ?",
            vec![id.0.into()],
        ),
        (
            "INSERT INTO programme_steps (id, programme_id, position, service_id, name, name_lang, provider_id, \
             provider, cohort_id, starts_on, ends_on, cost_minor, currency, closes, evidence, evidence_lang, visit_on, \
             state, owner) VALUES (?, ?, 0, ?, 'Curso', 'es', ?, 'Instituto', NULL, ?, ?, 100, 'MXN', '[]', '', 'es', \
             NULL, 'planned', '')",
            vec![
                step.0.into(),
                id.0.into(),
                service.into(),
                institution.into(),
                today.clone().into(),
                today.clone().into(),
            ],
        ),
        (
            "INSERT INTO programme_gaps (id, programme_id, attribute_id, item_id, is_lower_better, required, present, \
             present_origin, present_on, needs, state) VALUES (?, ?, 'site.staff', NULL, FALSE, 40, NULL, NULL, NULL, \
             '[]', 'open')",
            vec![gap.0.into(), id.0.into()],
        ),
        (
            "INSERT INTO referrals (id, centre_id, programme_id, step_id, institution_id, service_id, status, version, \
             firm_name, service_name, words, contact_name, contact_telephone, contact_email, starts_on, ends_on, \
             sent_by, sent_at) VALUES (?, ?, ?, ?, ?, ?, 'accepted', 1, 'Taller', 'Curso', '', '', '', '', ?, ?, \
             'Personal del centro', 1)",
            vec![
                referral.0.into(),
                centre.into(),
                id.0.into(),
                step.0.into(),
                institution.into(),
                service.into(),
                today.clone().into(),
                today.clone().into(),
            ],
        ),
        (
            "INSERT INTO programme_work (id, programme_id, step_id, worked_on, minutes, words, logged_by, role, \
             logged_at) VALUES (?, ?, ?, ?, 60, 'Clase', 'Alguien', 'provider', 1)",
            vec![entry.0.into(), id.0.into(), step.0.into(), today.into()],
        ),
        (
            "INSERT INTO programme_indicators (id, programme_id, kind, name, unit, agreed_by, agreed_at) \
             VALUES (?, ?, 'oee', '', '', 'Personal del centro', 1)",
            vec![indicator.0.into(), id.0.into()],
        ),
        (
            "INSERT INTO programme_signatures (id, programme_id, side, plan_version, document_hash, person_id, \
             signed_by, role, signed_at, comment, scan_sha256, scan_media_type, scan_bytes) VALUES (?, ?, 'lead_firm', \
             1, '00', NULL, 'Firmante', 'centre_staff', 1, '', ?, 'application/pdf', 8)",
            vec![signature.0.into(), id.0.into(), scan.clone().into()],
        ),
    ];
    std::fs::write(world.app.place().site_files().join(scan), b"%PDF-1.7").unwrap();
    for (sql, values) in statements {
        let statement = Statement::from_sql_and_values(backend, sql, values);
        raw.execute_raw(statement).await.unwrap();
    }
    Followed {
        programme,
        step: step.to_string(),
        gap: gap.to_string(),
        referral: referral.to_string(),
        entry: entry.to_string(),
        indicator: indicator.to_string(),
        signature: signature.to_string(),
    }
}

/// A programme of a site for a need, as its sides read it. Nothing that the site lacks is known: it is written as it
/// would lie there.
async fn laid(world: &World, raw: &DatabaseConnection, need: &Need, site: SiteId) -> String {
    let id = ProgrammeId::generate();
    let (today, centre) = (world.app.today().to_string(), world.app.centre());
    let plan = json!({
        "steps": [],
        "cost": { "minor": 100, "currency": "MXN" },
        "finishes_on": today,
        "needs": [],
        "is_proven": true,
        "cost_bound": { "minor": 100, "currency": "MXN" },
    });
    let problem = json!({
        "starts_on": today,
        "horizon_on": today,
        "gaps": [],
        "present": [],
        "offers": [],
        "calendar": { "minutes_per_week": 480, "peaks": [], "closed": [] },
        "budget": null,
        "pinned": [],
        "forbidden": [],
        "running": [],
        "nodes_max": 1,
    });
    let time = json!({ "minutes_per_week": 480, "peaks": [], "closed": [], "is_assumed": true });
    let payers = json!([{ "payer": "firm", "parts": 1, "ceiling_minor": null }]);
    let sql = "INSERT INTO programmes (id, site_id, centre_id, lead_firm_id, title, status, is_shown, version, \
        plan_version, budget_minor, currency, firm_time, starts_on, pinned, forbidden, payers, rules, problem, plan, \
        cost_minor, finishes_on, made_by, made_at, stop_reason) VALUES (?, ?, ?, ?, ?, 'proposed', TRUE, 1, 1, NULL, \
        'MXN', ?, ?, '[]', '[]', ?, 'programme-1', ?, ?, 100, ?, 'Personal del centro', 1, '')";
    let values = [
        id.0.into(),
        site.0.into(),
        centre.0.into(),
        need.organisation.0.into(),
        format!("Programa {OPEN_SECRET}").into(),
        time.to_string().into(),
        today.clone().into(),
        payers.to_string().into(),
        problem.to_string().into(),
        plan.to_string().into(),
        today.into(),
    ];
    let backend = raw.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, values);
    raw.execute_raw(statement).await.unwrap();
    let sql = "INSERT INTO programme_needs (programme_id, need_id) VALUES (?, ?)";
    let values = [id.0.into(), need.id.0.into()];
    let statement = Statement::from_sql_and_values(backend, sql, values);
    raw.execute_raw(statement).await.unwrap();
    id.to_string()
}

/// Someone of the demonstration asks for her data, and may have them.
async fn granted_request(world: &World) -> String {
    let asker = demo::PEOPLE
        .iter()
        .find(|person| person.key == "bravo-norte")
        .unwrap();
    let actor = Actor {
        person: Some(asker.id()),
        name: asker.name.to_owned(),
        role: asker.role,
        centre: Some(world.app.centre()),
        ..Actor::visitor()
    };
    let filing = Filing {
        kind: Some(RequestKind::Access),
        words: "Qué datos míos hay".into(),
        name: String::new(),
        email: String::new(),
        lang: Lang::Es,
    };
    let request = requests::file(&world.app, &actor, filing).await.unwrap();
    let granted = Some(RequestStatus::Granted);
    let staff = Actor::command_line();
    requests::answer(&world.app, &staff, request.id, 1, granted, "Procede")
        .await
        .unwrap();
    request.id.to_string()
}

/// Base64 for addresses, as the API writes its ids.
pub(crate) fn global(kind: &str, key: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in format!("{kind}:{key}").as_bytes().chunks(3) {
        let bits = chunk
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            text.push(char::from(
                LETTERS[(bits >> (18 - 6 * place) & 63) as usize],
            ));
        }
    }
    text
}

fn person_key(role: Role, side: Side) -> String {
    format!("{}-{side:?}", role.as_str())
}

/// Every role on every side.
fn people(own: OrganisationId, other: OrganisationId) -> Vec<(String, Actor)> {
    let mut people = Vec::new();
    for role in roles() {
        for side in SIDES {
            let organisation = match side {
                Side::Own => Some(own),
                Side::Other => Some(other),
                Side::Centre | Side::Nobody => None,
            };
            let centre = match side {
                Side::Own | Side::Centre => CentreId::from_name("default"),
                Side::Other | Side::Nobody => CentreId::from_name("otro"),
            };
            let key = person_key(role, side);
            let actor = Actor {
                name: key.clone(),
                role,
                organisation,
                centre: Some(centre),
                ..Actor::command_line()
            };
            people.push((key, actor));
        }
    }
    people
}

const DENUE: &str = "id,nom_estab,codigo_act,cve_ent,cve_mun,latitud,longitud\n77,Sensores Tajín,332710,14,120,20.64,-103.42\n";
const RETC: &str = "nra,nombre,scian,estado,municipio,lat,lon\nZZZ1,Sensores Tajín,332710,Jalisco,Zapopan,20.64,-103.42\n,Sin clave,,,,,\n";

fn needs_file() -> String {
    let row = |key: &str, secret: &str, status: &str| {
        format!(
            "{key},Tractora Secreta,{SOUGHT} {secret},Descripción de {secret},torneado CNC,{status}\n"
        )
    };
    format!(
        "clave,empresa,titulo,descripcion,procesos,estatus\n{}{}otra,Tractora Rival,Otra cosa,,torneado CNC,\n",
        row("abierta", OPEN_SECRET, "abierto"),
        row("borrador", DRAFT_SECRET, "borrador"),
    )
}

/// Someone claims a site, with a document.
async fn claimed(world: &World, site: SiteId) -> String {
    let draft = ClaimDraft {
        name: "Reclamante".into(),
        email: "reclamante@prueba.example".into(),
        telephone: String::new(),
        evidence: Some(Evidence::Other),
        words: "Es mía.".into(),
        file: Some(("a.pdf".into(), b"%PDF-1.7".to_vec())),
        lang: Lang::Es,
    };
    make_claim(&world.app, &Actor::visitor(), site, draft)
        .await
        .unwrap();
    let me = Actor::command_line();
    let open = eslabon_app::claims::list(&world.app, &me, ClaimStatus::Open, 10).await;
    open.unwrap()[0].claim.id.to_string()
}

/// Its owner is asked to confirm something.
async fn asked(world: &World, site: SiteId) -> String {
    let request = eslabon_app::confirmations::Request {
        name: "Titular".into(),
        email: String::new(),
        facts: "personal = 12".into(),
        questions: String::new(),
        needs: Vec::new(),
        lang: Lang::Es,
    };
    eslabon_app::confirmations::prepare(&world.app, &Actor::command_line(), site, request)
        .await
        .unwrap()
        .id
        .to_string()
}

impl Scene {
    async fn new() -> Scene {
        let (world, staff) = (World::fictional().await, Actor::command_line());
        let mut imported = None;
        for (name, text) in [
            ("needs.csv", needs_file()),
            ("denue.csv", DENUE.into()),
            ("retc.csv", RETC.into()),
        ] {
            let source = ImportSource::bytes(name, text.into_bytes());
            imported = Some(
                run(&world.app, &staff, source, None, &Silent)
                    .await
                    .unwrap()
                    .run
                    .id,
            );
        }
        world.app.catch_up(&Silent).await.unwrap();
        let needs = list_needs(&world.app, &staff, None, None, 100)
            .await
            .unwrap();
        let find = |word: &str| {
            needs
                .iter()
                .find(|need| need.title.text.contains(word))
                .unwrap()
                .clone()
        };
        let (open, draft, other) = (find(OPEN_SECRET), find(DRAFT_SECRET), find("Otra cosa"));
        let today = world.app.today();
        let (mut shortlists, mut candidacies) = (Vec::new(), Vec::new());
        let (mut suppliers, mut gap) = (Vec::<SiteId>::new(), String::new());
        for need in [&open, &draft] {
            let made = make_shortlist(&world.app, &staff, need.id, today)
                .await
                .unwrap();
            if suppliers.is_empty() {
                suppliers.extend(made.answer.candidates.iter().map(|one| one.site));
                gap = rejected(&world, made.id, suppliers[1]).await;
            }
            candidacies.push(listed(&world, made.id, suppliers[0]).await);
            shortlists.push(made.id.to_string());
        }
        let pairs = eslabon_app::duplicates::list(
            &world.app,
            &staff,
            eslabon_app::records::DuplicateStatus::Proposed,
            10,
        )
        .await
        .unwrap();
        let pair = pairs.first().unwrap();
        // One connection: what it is told of the others' writing is its own.
        let mut options = ConnectOptions::new(world.app.place().database());
        options.max_connections(1);
        let raw = sea_orm::Database::connect(options).await.unwrap();
        found_another_centre(&raw).await;
        let mut sessions = HashMap::new();
        for (key, actor) in people(open.organisation, other.organisation) {
            let session = world.sign_in(&key, &actor).await;
            sessions.insert(key, session);
        }
        let consent = open_quality(&world, open.organisation).await;
        let drawings = [
            hang_drawings(&world, open.id).await,
            hang_drawings(&world, draft.id).await,
        ];
        let colleague = Actor {
            role: Role::Engineer,
            organisation: Some(open.organisation),
            ..Actor::command_line()
        };
        world.sign_in("colega", &colleague).await;
        let known = eslabon_app::accounts::people::list(&world.app, &staff)
            .await
            .unwrap();
        let colleague = known
            .iter()
            .find(|one| one.email == "colega@prueba.example")
            .unwrap()
            .membership
            .to_string();
        let third_centre = eslabon_app::centres::found(&world.app, &staff, "Tercero", Vec::new())
            .await
            .unwrap();
        let sharing = eslabon_app::centres::Sharing {
            from: third_centre,
            to: CentreId::from_name("otro"),
            until: today,
            note: String::new(),
        };
        let agreement = eslabon_app::centres::share(&world.app, &staff, sharing)
            .await
            .unwrap()
            .to_string();
        let router = world.router();
        let mut scene = Scene {
            consent,
            drawings,
            agreement,
            colleague,
            third_centre,
            candidate: suppliers[0].to_string(),
            candidacies: candidacies.try_into().unwrap(),
            gap,
            firm: open.organisation,
            draft_shortlist: shortlists.pop().unwrap(),
            open_shortlist: shortlists.pop().unwrap(),
            import_run: imported.unwrap().to_string(),
            pair: pair.duplicate.id.to_string(),
            site: pair.a.site.to_string(),
            claim: claimed(&world, pair.a.site).await,
            confirmation: asked(&world, pair.a.site).await,
            upload: String::new(),
            machine: a_machine(&world, pair.a.site).await,
            service: offered(&raw, open.organisation).await,
            declared: declared(&world, pair.a.site).await,
            files: scanned(&world, pair.a.site).await,
            assessment: assessed(&world, pair.a.site).await,
            programme: laid(&world, &raw, &open, pair.a.site).await,
            followed: followed(&world, &raw, &open, pair.a.site).await,
            request: granted_request(&world).await,
            sessions,
            world,
            router,
            raw,
            counted: Mutex::default(),
            open,
            draft,
        };
        // Everyone is told of what there is: of the open need, too, whoever may know of it.
        follow(&scene.world.app).await.unwrap();
        let stored = scene
            .send(upload("/uploads"), Role::CentreStaff, Side::Nobody)
            .await;
        scene.upload = stored.json()["token"].as_str().unwrap().to_owned();
        scene
    }

    /// Sends a request as someone; what proves her forms is put in its place.
    async fn send(&self, request: Request<Body>, role: Role, side: Side) -> Answer {
        let session = &self.sessions[&person_key(role, side)];
        let proof = match session.is_empty() {
            true => token_of(&Clear::parse(SEED).unwrap()),
            false => proof(session),
        };
        let cookie = match session.is_empty() {
            true => format!("form={SEED}; lang=es"),
            false => format!("session={session}; lang=es"),
        };
        let (mut parts, body) = request.into_parts();
        let body = to_bytes(body, 1 << 20).await.unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        let body = body.replace(PROOF, &proof);
        parts
            .headers
            .insert(header::COOKIE, HeaderValue::from_str(&cookie).unwrap());
        parts
            .headers
            .insert(FORM_HEADER, HeaderValue::from_str(&proof).unwrap());
        send(&self.router, Request::from_parts(parts, Body::from(body))).await
    }

    fn need(&self, target: Target) -> &Need {
        match target {
            Target::Draft => &self.draft,
            _ => &self.open,
        }
    }

    fn shortlist(&self, target: Target) -> &str {
        match target {
            Target::Draft => &self.draft_shortlist,
            _ => &self.open_shortlist,
        }
    }

    fn candidacy(&self, target: Target) -> &str {
        match target {
            Target::Draft => &self.candidacies[1],
            _ => &self.candidacies[0],
        }
    }

    /// The page of a candidate, or of a task with it.
    fn candidate_page(&self, target: Target, task: &str) -> String {
        format!("/candidatos/{}{task}", self.candidacy(target))
    }

    /// The page of a task with the gap.
    fn gap_page(&self, task: &str) -> String {
        format!("/brechas/{}/{task}", self.gap)
    }

    /// The page of the programme, or of a task with it.
    fn programme_page(&self, task: &str) -> String {
        format!("/programas/{}{task}", self.programme)
    }

    /// A page below the programme that runs.
    fn followed_page(&self, task: &str) -> String {
        format!("/programas/{}{task}", self.followed.programme)
    }

    /// The page of the referral, or of a task with it.
    fn referral_page(&self, task: &str) -> String {
        format!("/canalizaciones/{}{task}", self.followed.referral)
    }

    /// A step with the referral, in a version that nobody saw.
    fn step_of_referral(&self, name: &str, fields: Value) -> Request<Body> {
        let mut input = fields;
        input["id"] = json!(global("Referral", &self.followed.referral));
        input["version"] = json!(0);
        change(name, "referral { firm status }", input)
    }

    /// A step with the programme.
    fn step_of_programme(&self, name: &str, fields: Value) -> Request<Body> {
        let mut input = fields;
        input["id"] = json!(global("Programme", &self.programme));
        change(name, "programme { title status version }", input)
    }

    /// The page on which a programme for the site and the open need is planned.
    fn planning_page(&self) -> String {
        format!(
            "/proveedores/{}/programas/nuevo?requerimiento={}",
            self.site, self.open.id
        )
    }

    /// The page of a task with a file.
    fn file(&self, which: usize, task: &str) -> String {
        format!("/archivos/{}{task}", self.files[which])
    }

    /// The page of the assessment, or of a task with it.
    fn assessment_page(&self, task: &str) -> String {
        format!("/evaluaciones/{}{task}", self.assessment[0])
    }

    /// A step with the assessment.
    fn assess(&self, name: &str, fields: Value) -> Request<Body> {
        let mut input = fields;
        input["id"] = json!(global("Assessment", &self.assessment[0]));
        change(
            name,
            "assessment { verdict lines { value } facts { value } }",
            input,
        )
    }

    /// The page of the open need for a firm.
    fn opportunity_page(&self, task: &str) -> String {
        format!("/oportunidades/{}{task}", self.open.id)
    }

    /// The page of a task with the colleague.
    fn colleague(&self, task: &str) -> String {
        format!("/personas/{}/{task}", self.colleague)
    }

    /// The page on which a centre shares its pipeline.
    fn sharing(&self, target: Target) -> String {
        let centre = match target {
            Target::ThirdCentre => self.third_centre,
            _ => self.world.app.centre(),
        };
        format!("/centros/{centre}/compartir")
    }

    /// The size of everything that a door may write; counted anew only where anything was written at all.
    async fn written(&self) -> (usize, String) {
        let uploads = std::fs::read_dir(self.world.app.place().uploads()).unwrap();
        let version = self.database_version().await;
        let counted = self.counted.lock().unwrap().clone();
        let sizes = match counted {
            (known, sizes) if known == version => sizes,
            _ => self.table_sizes().await,
        };
        *self.counted.lock().unwrap() = (version, sizes.clone());
        (uploads.count(), sizes)
    }

    async fn table_sizes(&self) -> String {
        let tables = [
            "needs",
            "criteria",
            "shortlists",
            "import_runs",
            "import_problems",
            "duplicates",
            "audit_log",
            "published_tables",
            "organisations",
            "sites",
            "facts",
            "change_feed",
            "duplicates WHERE status = 'proposed'",
            "consents",
            "consents WHERE revoked_at IS NULL",
            "need_files",
            "need_files WHERE removed_at IS NULL",
            "nda_acceptances",
            "needs WHERE buyer_shown",
            "needs WHERE status = 'open'",
            "needs WHERE version > 1",
            "claims",
            "claims WHERE status = 'open'",
            "site_merges",
            "confirmations",
            "confirmations WHERE withdrawn_at IS NULL",
            "jobs",
            "notice_acceptances",
            "privacy_requests",
            "privacy_statements",
            "people WHERE erased_at IS NULL",
            "people",
            "memberships WHERE ended_at IS NULL",
            "secrets WHERE ended_at IS NULL",
            "centres",
            "centre_agreements WHERE ended_at IS NULL",
            "candidacies",
            "candidacies WHERE version = 1",
            "candidacies WHERE stage = 'long_list'",
            "candidacies WHERE buyer_signed_at IS NULL",
            "candidacies WHERE centre_signed_at IS NULL",
            "candidacies WHERE next_what IS NULL",
            "candidacy_steps",
            "need_answers",
            "diagnoses",
            "site_files",
            "site_files WHERE removed_at IS NULL",
            "site_files WHERE fact_id IS NULL",
            "proposed_gaps",
            "proposed_gaps WHERE version = 1",
            "proposed_gaps WHERE status = 'proposed'",
            "proposed_gaps WHERE replied_at IS NULL",
            "assessments",
            "assessments WHERE version = 1",
            "assessments WHERE status = 'draft'",
            "assessment_files",
            "programmes",
            "programmes WHERE version = 1",
            "programmes WHERE status = 'proposed'",
            "programme_signatures",
            "programme_steps WHERE state = 'planned'",
            "programme_gaps WHERE state = 'open'",
            "referrals",
            "referrals WHERE version = 1",
            "programme_work",
            "programme_work WHERE struck_at IS NULL",
            "verifications",
            "programme_indicators",
            "indicator_figures",
            "programme_events",
            "question_sets",
            "alerts",
            "alerts WHERE read_at IS NULL",
            "alert_settings",
            "alert_settings WHERE by_mail",
        ];
        let counts: Vec<String> = tables
            .iter()
            .map(|table| format!("(SELECT COUNT(*) FROM {table})"))
            .collect();
        let sql = format!("SELECT {} AS sizes", counts.join(" || ' ' || "));
        self.one_row(&sql).await.try_get("", "sizes").unwrap()
    }

    /// Tells whether another connection wrote anything since it was last asked: SQLite counts that for each
    /// connection, and this one writes nothing.
    async fn database_version(&self) -> i64 {
        let row = self.one_row("PRAGMA data_version").await;
        row.try_get("", "data_version").unwrap()
    }

    async fn one_row(&self, sql: &str) -> QueryResult {
        let statement = Statement::from_string(self.raw.get_database_backend(), sql);
        self.raw.query_one_raw(statement).await.unwrap().unwrap()
    }

    fn drawing(&self, target: Target, which: usize) -> &str {
        match target {
            Target::Draft => &self.drawings[1][which],
            _ => &self.drawings[0][which],
        }
    }

    /// An import removes its upload: the next try finds it again.
    fn renew_upload(&self) {
        let path = self
            .world
            .app
            .place()
            .uploads()
            .join(format!("{}-denue.csv", self.upload));
        std::fs::write(path, DENUE).unwrap();
    }

    /// Waits until imports in the background have written all they write.
    async fn settled(&self) {
        let runs = list_runs(&self.world.app, &Actor::command_line(), 100)
            .await
            .unwrap();
        for import in runs {
            while is_active(&self.world.app, import.id) {
                tokio::task::yield_now().await;
            }
        }
    }
}

/// A way in: a page, an address for files, or a field of the API.
struct Door {
    /// The route or the field, for the test that none is missing.
    name: &'static str,
    operation: Operation,
    /// What must be seen first, where it is not the door itself that is asked.
    behind: Option<Operation>,
    targets: &'static [Target],
    request: fn(&Scene, Target) -> Request<Body>,
}

fn page(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

fn form(path: &str, fields: &str) -> Request<Body> {
    Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(format!("_token={PROOF}&{fields}")))
        .unwrap()
}

fn upload(path: &str) -> Request<Body> {
    let body = format!(
        "--X\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\n{PROOF}\r\n--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"denue.csv\"\r\n\r\n{DENUE}\r\n--X--\r\n"
    );
    Request::post(path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=X")
        .body(Body::from(body))
        .unwrap()
}

/// A document of a firm, brought by a form.
fn document(path: &str) -> Request<Body> {
    let field = |name: &str, value: &str| {
        format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let body = format!(
        "{}{}--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"alta.pdf\"\r\n\r\n%PDF-1.7 %%EOF\r\n--X--\r\n",
        field("_token", PROOF),
        field("tipo", "document"),
    );
    Request::post(path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=X")
        .body(Body::from(body))
        .unwrap()
}

/// A drawing brought by a form.
fn drawing(path: &str) -> Request<Body> {
    let body = format!(
        "--X\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\n{PROOF}\r\n--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"plano.pdf\"\r\n\r\n%PDF-1.7\r\n--X--\r\n"
    );
    Request::post(path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=X")
        .body(Body::from(body))
        .unwrap()
}

const CONSENT_OPEN: &str =
    "mutation($i: ConsentOpenInput!) { consentOpen(input: $i) { consent { id } errors { code } } }";

/// A mutation with one input, which answers what `object` selects.
fn change(name: &str, object: &str, input: Value) -> Request<Body> {
    let (first, rest) = name.split_at(1);
    let kind = format!("{}{rest}Input", first.to_uppercase());
    let query =
        format!("mutation($i: {kind}!) {{ {name}(input: $i) {{ {object} errors {{ code }} }} }}");
    ask(&query, json!({ "i": input }))
}

/// A step with the candidacy that is at stake.
fn step(scene: &Scene, target: Target, name: &str, fields: Value) -> Request<Body> {
    let mut input = fields;
    input["id"] = json!(global("Candidacy", scene.candidacy(target)));
    change(name, "candidacy { id stage version }", input)
}

fn ask(query: &str, variables: Value) -> Request<Body> {
    Request::post("/graphql")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(
            json!({ "query": query, "variables": variables }).to_string(),
        ))
        .unwrap()
}

fn node(kind: &str, key: &str, fields: &str) -> Request<Body> {
    let query =
        format!("query($id: ID!) {{ node(id: $id) {{ id ... on {kind} {{ {fields} }} }} }}");
    ask(&query, json!({ "id": global(kind, key) }))
}

const NOTHING: &[Target] = &[Target::Nothing];
const FIRM: &[Target] = &[Target::Firm];
const DATA: &[Target] = &[Target::Data];
/// A claim of someone else: those who may claim at all are told that it is not there.
const NOBODYS: &[Target] = &[Target::Elsewhere];
const SITE: &[Target] = &[Target::Site];
const PROGRAMME: &[Target] = &[Target::Programme];
const REFERRAL: &[Target] = &[Target::Referral];
const REQUEST: &[Target] = &[Target::Request];
const COLLEAGUE: &[Target] = &[Target::Colleague];
const CENTRES: &[Target] = &[Target::ItsCentre, Target::ThirdCentre];
const THIRD: &[Target] = &[Target::ThirdCentre];
const NEEDS: &[Target] = &[Target::OpenNeed, Target::Draft];

macro_rules! doors {
    ($($name:literal $operation:ident $(/ $behind:ident)? $targets:ident $request:expr;)*) => {
        vec![$(Door {
            name: $name,
            operation: Operation::$operation,
            behind: [$(Operation::$behind)?].first().copied(),
            targets: $targets,
            request: $request,
        }),*]
    };
}

/// An institution of the demonstration, of which nobody who comes is.
fn the_institution() -> OrganisationId {
    OrganisationId::from_name("organisation/institucion-minerva")
}

/// An address below it.
fn an_institution(rest: &str) -> String {
    format!("/instituciones/{}{rest}", the_institution())
}

fn pages() -> Vec<Door> {
    doors! {
        "/" SeeSuppliers NOTHING |_, _| page("/");
        "/buscar" SeeSuppliers NOTHING |_, _| page(&format!("/buscar?q={SOUGHT}"));
        "/buscar" SeeSuppliers NOTHING |_, _| page("/buscar");
        "/buscar.csv" SeeSuppliers NOTHING |_, _| page("/buscar.csv?q=torno");
        "/buscar.xlsx" SeeSuppliers NOTHING |_, _| page("/buscar.xlsx?q=torno");
        "/sugerencias" SeeSuppliers NOTHING |_, _| page("/sugerencias?q=ornito");
        "/proveedores/{site}" SeeSuppliers NOTHING |scene, _| page(&format!("/proveedores/{}", scene.site));
        "/requerimientos" SeeNeeds NOTHING |_, _| page("/requerimientos");
        "/requerimientos" SeeNeeds NOTHING |_, _| page(&format!("/requerimientos?q={SOUGHT}"));
        "/requerimientos" SeeNeeds NOTHING |_, _| page("/requerimientos?estatus=draft&copiar=si");
        "/requerimientos.csv" SeeNeeds NOTHING |_, _| page("/requerimientos.csv");
        "/requerimientos/{id}" SeeNeeds NEEDS |scene, target| page(&format!("/requerimientos/{}", scene.need(target).id));
        "/requerimientos/{id}/cambiar" PostNeed NEEDS |scene, target| page(&format!("/requerimientos/{}/cambiar", scene.need(target).id));
        "/requerimientos/{id}/cambiar" PostNeed NEEDS |scene, target| form(&format!("/requerimientos/{}/cambiar", scene.need(target).id), "version=1&paso=texto&titulo=Bujes&descripcion=torneado+CNC");
        "/requerimientos/{id}/cambiar" PostNeed NEEDS |scene, target| form(&format!("/requerimientos/{}/cambiar", scene.need(target).id), "version=0&paso=revisar&ir=publicar&titulo=Bujes&c0=%7B%22attribute%22%3A%22process.offered%22%2C%22item%22%3Anull%2C%22requirement%22%3A%7B%22type%22%3A%22any_of%22%2C%22concepts%22%3A%5B%22process.cnc_turning%22%5D%7D%2C%22strength%22%3A%22must%22%2C%22weight%22%3A10%7D&c0.fuerza=must");
        // Without a reason nothing is moved, and what follows finds it as it was.
        "/requerimientos/{id}/estado" PostNeed NEEDS |scene, target| form(&format!("/requerimientos/{}/estado", scene.need(target).id), "version=1&estado=awarded&motivo=");
        "/requerimientos/nuevo" PostNeed NOTHING |_, _| page("/requerimientos/nuevo");
        "/requerimientos/nuevo" PostNeed NEEDS |scene, target| page(&format!("/requerimientos/nuevo?copia={}", scene.need(target).id));
        "/requerimientos/nuevo" PostNeed NOTHING |_, _| form("/requerimientos/nuevo", "paso=texto&titulo=Bujes&descripcion=torneado+CNC");
        "/requerimientos/nuevo" PostNeed NOTHING |_, _| form("/requerimientos/nuevo", "paso=revisar&titulo=Bujes");
        "/requerimientos/{id}/preselecciones" MakeShortlist NEEDS |scene, target| form(&format!("/requerimientos/{}/preselecciones", scene.need(target).id), "");
        "/preselecciones/{id}" SeeShortlist NEEDS |scene, target| page(&format!("/preselecciones/{}", scene.shortlist(target)));
        "/preselecciones/{id}" SeeShortlist NEEDS |scene, target| page(&format!("/preselecciones/{}?imprimir=1", scene.shortlist(target)));
        "/preselecciones/{id}/xlsx" SeeShortlist NEEDS |scene, target| page(&format!("/preselecciones/{}/xlsx", scene.shortlist(target)));
        "/requerimientos/{id}/candidatos" SeeCandidates NEEDS |scene, target| page(&format!("/requerimientos/{}/candidatos", scene.need(target).id));
        "/preselecciones/{id}/lista" MoveCandidates NEEDS |scene, target| form(&format!("/preselecciones/{}/lista", scene.shortlist(target)), &format!("sitio={}", scene.candidate));
        "/candidatos/{id}" SeeCandidates NEEDS |scene, target| page(&scene.candidate_page(target, ""));
        "/candidatos/{id}/nota" MoveCandidates NEEDS |scene, target| form(&scene.candidate_page(target, "/nota"), "paso=call&palabras=Contestan+el+lunes");
        "/candidatos/{id}/siguiente" MoveCandidates NEEDS |scene, target| form(&scene.candidate_page(target, "/siguiente"), "version=1&que=Visitar&quien=Luc%C3%ADa&cuando=2100-01-01");
        "/candidatos/{id}/mover" MoveCandidates NEEDS |scene, target| form(&scene.candidate_page(target, "/mover"), "version=1&etapa=visit&palabras=");
        "/candidatos/{id}/firmar" SignCandidate NEEDS |scene, target| form(&scene.candidate_page(target, "/firmar"), "version=1");
        "/candidatos/{id}/respuesta" AnswerNeed / SeeCandidates NEEDS |scene, target| form(&scene.candidate_page(target, "/respuesta"), "interes=interested&palabras=");
        "/candidatos/{id}/rechazar" MoveCandidates NEEDS |scene, target| form(&scene.candidate_page(target, "/rechazar"), "version=1&razon=ninguna&palabras=");
        "/oportunidades" SeeOpportunities NOTHING |_, _| page("/oportunidades");
        "/oportunidades/{need}" SeeOpportunities NOBODYS |scene, _| page(&scene.opportunity_page(""));
        "/oportunidades/{need}/respuesta" AnswerNeed / SeeOpportunities SITE |scene, _| form(&scene.opportunity_page("/respuesta"), &format!("sitio={}&interes=interested&palabras=", scene.site));
        "/brechas" SeeProposedGaps NOTHING |_, _| page("/brechas");
        "/brechas/{id}/respuesta" ReplyToProposedGap SITE |scene, _| form(&scene.gap_page("respuesta"), "version=1&palabras=Ya+la+cerramos");
        "/brechas/{id}/decision" DecideProposedGap SITE |scene, _| form(&scene.gap_page("decision"), "version=1&confirma=si&palabras=Se+vio+en+la+visita");
        "/programas" SeeProgramme NOTHING |_, _| page("/programas");
        "/programas/{id}" SeeProgramme PROGRAMME |scene, _| page(&scene.programme_page(""));
        "/programas/{id}" SeeProgramme PROGRAMME |scene, _| page(&scene.programme_page("?imprimir=1"));
        "/programas/{id}/ajustar" PlanProgrammes PROGRAMME |scene, _| page(&scene.programme_page("/ajustar"));
        // Versions that nobody saw: nothing is done, and what follows finds it as it was.
        "/programas/{id}/ajustar" PlanProgrammes PROGRAMME |scene, _| form(&scene.programme_page("/ajustar"), "version=0&inicio=");
        "/programas/{id}/proponer" PlanProgrammes PROGRAMME |scene, _| form(&scene.programme_page("/proponer"), "version=0");
        "/programas/{id}/firmar" SignProgramme PROGRAMME |scene, _| form(&scene.programme_page("/firmar"), "plan=0&comentario=");
        "/programas/{id}/firma-a-mano" SignByHand PROGRAMME |scene, _| document(&scene.programme_page("/firma-a-mano"));
        "/programas/{id}/documento.pdf" SeeProgramme PROGRAMME |scene, _| page(&scene.programme_page("/documento.pdf"));
        "/firmas/{signature}" SeeProgramme PROGRAMME |scene, _| page(&format!("/firmas/{}", scene.followed.signature));
        "/programas/{id}/cambios" SignProgramme PROGRAMME |scene, _| form(&scene.programme_page("/cambios"), "version=0&que_cambiar=Nada");
        "/programas/{id}/iniciar" PlanProgrammes PROGRAMME |scene, _| form(&scene.programme_page("/iniciar"), "version=0");
        "/programas/{id}/cerrar" PlanProgrammes PROGRAMME |scene, _| form(&scene.programme_page("/cerrar"), "version=0");
        "/programas/{id}/detener" PlanProgrammes PROGRAMME |scene, _| form(&scene.programme_page("/detener"), "version=0&motivo=Nada");
        "/mis-tareas" SeeTasks NOTHING |_, _| page("/mis-tareas");
        "/programas/{id}/seguimiento" SeeProgramme PROGRAMME |scene, _| page(&scene.followed_page("/seguimiento"));
        "/programas/{id}/indicadores" SeeProgramme PROGRAMME |scene, _| page(&scene.followed_page("/indicadores"));
        // Nothing is filled in: whoever may is told so.
        "/programas/{id}/indicadores" RecordIndicator PROGRAMME |scene, _| form(&scene.followed_page("/indicadores"), "tipo=");
        "/programas/{id}/cifras" RecordIndicator PROGRAMME |scene, _| form(&scene.followed_page("/cifras"), "indicador=&momento=");
        "/programas/{id}/bitacora" FollowSteps PROGRAMME |scene, _| form(&scene.followed_page("/bitacora"), "accion=&dia=");
        "/bitacora/{entry}/quitar" LogWork REFERRAL |scene, _| form(&format!("/bitacora/{}/quitar", scene.followed.entry), "");
        "/programas/{id}/brechas/{gap}" VerifyGap PROGRAMME |scene, _| page(&scene.followed_page(&format!("/brechas/{}", scene.followed.gap)));
        "/programas/{id}/brechas/{gap}" VerifyGap PROGRAMME |scene, _| form(&scene.followed_page(&format!("/brechas/{}", scene.followed.gap)), "resultado=");
        "/acciones/{step}/estado" FollowSteps PROGRAMME |scene, _| form(&format!("/acciones/{}/estado", scene.followed.step), &format!("programa={}&de=planned&a=planned", scene.followed.programme));
        "/acciones/{step}/canalizar" ReferFirm PROGRAMME |scene, _| page(&format!("/acciones/{}/canalizar", scene.followed.step));
        // A referral for the step waits already.
        "/acciones/{step}/canalizar" ReferFirm PROGRAMME |scene, _| form(&format!("/acciones/{}/canalizar", scene.followed.step), "palabras=Hola");
        "/canalizaciones" SeeReferrals NOTHING |_, _| page("/canalizaciones");
        "/canalizaciones/{id}" SeeReferrals REFERRAL |scene, _| page(&scene.referral_page(""));
        "/canalizaciones/{id}/respuesta" AnswerReferral REFERRAL |scene, _| form(&scene.referral_page("/respuesta"), "version=0&respuesta=decline&palabras=No");
        "/canalizaciones/{id}/decision" ReferFirm REFERRAL |scene, _| form(&scene.referral_page("/decision"), "version=0&decision=withdraw");
        "/canalizaciones/{id}/bitacora" LogWork REFERRAL |scene, _| form(&scene.referral_page("/bitacora"), "dia=&horas=&trabajo=");
        "/canalizaciones/{id}/resultado" AnswerReferral REFERRAL |scene, _| page(&scene.referral_page("/resultado"));
        "/canalizaciones/{id}/resultado" AnswerReferral REFERRAL |scene, _| document(&scene.referral_page("/resultado"));
        "/proveedores/{site}/programas/nuevo" PlanProgrammes SITE |scene, _| page(&scene.planning_page());
        "/proveedores/{site}/programas/nuevo" PlanProgrammes SITE |scene, _| page(&format!("/proveedores/{}/programas/nuevo", scene.site));
        "/proveedores/{site}/programas/nuevo" PlanProgrammes SITE |scene, _| form(&format!("/proveedores/{}/programas/nuevo", scene.site), &format!("requerimiento={}&inicio=&plan=1_2100-01-01&titulo=Uno", scene.open.id));
        "/instituciones" SeeInstitutions NOTHING |_, _| page("/instituciones");
        "/instituciones/{id}/servicios/nuevo" KeepCatalogue THIRD |_, _| page(&an_institution("/servicios/nuevo"));
        "/instituciones/{id}/servicios/nuevo" KeepCatalogue THIRD |_, _| form(&an_institution("/servicios/nuevo"), "tipo=service.spc_training&nombre=Curso&dias=30&precio=100");
        "/servicios/{id}" SeeInstitutions NOTHING |scene, _| page(&format!("/servicios/{}", scene.service));
        "/servicios/{id}/editar" KeepCatalogue DATA |scene, _| page(&format!("/servicios/{}/editar", scene.service));
        "/servicios/{id}/editar" KeepCatalogue DATA |scene, _| form(&format!("/servicios/{}/editar", scene.service), "version=1&tipo=service.spc_training&nombre=Curso&dias=30&precio=100");
        "/servicios/{id}/fechas" KeepCatalogue DATA |scene, _| page(&format!("/servicios/{}/fechas", scene.service));
        "/servicios/{id}/fechas" KeepCatalogue DATA |scene, _| form(&format!("/servicios/{}/fechas", scene.service), "inicio=2030-01-07&fin=2030-02-05&lugares=12");
        "/importar" SeeImports NOTHING |_, _| page("/importar");
        "/importar" PreviewImport NOTHING |_, _| upload("/importar");
        "/importar/vista/{token}" PreviewImport NOTHING |scene, _| page(&format!("/importar/vista/{}", scene.upload));
        "/importar/vista/{token}" RunImport NOTHING |scene, _| form(&format!("/importar/vista/{}", scene.upload), "kind=denue");
        "/importar/plantillas/{kind}" PreviewImport NOTHING |_, _| page("/importar/plantillas/suppliers");
        "/importar/{run}" SeeImports NOTHING |scene, _| page(&format!("/importar/{}", scene.import_run));
        "/importar/{run}/problemas.csv" SeeImports NOTHING |scene, _| page(&format!("/importar/{}/problemas.csv", scene.import_run));
        "/importar/{run}/problemas.csv" SeeImports NOTHING |scene, _| page(&format!("/importar/{}/problemas.csv?filas=rechazadas", scene.import_run));
        "/duplicados" DecideDuplicates NOTHING |_, _| page("/duplicados");
        "/duplicados" DecideDuplicates NOTHING |scene, _| form("/duplicados", &format!("id={}&verdict=different&reason=Otra+nave", scene.pair));
        "/duplicados/fusionar" MergeSites NOTHING |scene, _| form("/duplicados/fusionar", &format!("id={}&stays={}&reason=Una", scene.pair, scene.site));
        "/duplicados/separar" MergeSites NOTHING |scene, _| form("/duplicados/separar", &format!("id={}&merge={}&reason=", scene.pair, scene.pair));
        "/proveedores/{site}/es-mi-empresa" ClaimSite NOTHING |scene, _| page(&format!("/proveedores/{}/es-mi-empresa", scene.site));
        "/proveedores/{site}/es-mi-empresa" ClaimSite NOTHING |scene, _| upload(&format!("/proveedores/{}/es-mi-empresa", scene.site));
        "/proveedores/{site}/es-mi-empresa/retirar" ClaimSite NOBODYS |scene, _| form(&format!("/proveedores/{}/es-mi-empresa/retirar", scene.site), &format!("id={}", scene.claim));
        "/proveedores/{site}/historia" SeeSiteHistory SITE |scene, _| page(&format!("/proveedores/{}/historia", scene.site));
        "/proveedores/{site}/confirmar" AskOwner SITE |scene, _| page(&format!("/proveedores/{}/confirmar", scene.site));
        "/proveedores/{site}/confirmar" AskOwner SITE |scene, _| form(&format!("/proveedores/{}/confirmar", scene.site), "name=Titular&facts=personal+%3D+12");
        "/proveedores/{site}/confirmar/retirar" AskOwner SITE |scene, _| form(&format!("/proveedores/{}/confirmar/retirar", scene.site), &format!("id={}", scene.confirmation));
        "/proveedores/{site}/brechas" SeeGapAnalysis NEEDS |scene, target| page(&format!("/proveedores/{}/brechas?requerimiento={}", scene.candidate, scene.need(target).id));
        "/proveedores/{site}/brechas" StateCause SITE |scene, _| form(&format!("/proveedores/{}/brechas", scene.site), "causa=cause.high_scrap+cause.worn_fixture&hallazgo=yes&nota=Se+mueve");
        "/mapa-de-brechas" SeeGapMap NOTHING |_, _| page("/mapa-de-brechas");
        "/mi-empresa" RecordFacts NOTHING |_, _| page("/mi-empresa");
        "/mi-empresa/capacidad" RecordFacts NOTHING |_, _| page("/mi-empresa/capacidad");
        "/proveedores/{site}/capacidad" RecordFacts SITE |scene, _| page(&format!("/proveedores/{}/capacidad", scene.site));
        "/proveedores/{site}/capacidad" RecordFacts SITE |scene, _| form(&format!("/proveedores/{}/capacidad", scene.site), &format!("proceso=process.cnc_turning&unidad=share&m-{}=50&origin=declared", next_month(scene)));
        "/proveedores/{site}/perfil" RecordFacts SITE |scene, _| page(&format!("/proveedores/{}/perfil", scene.site));
        "/proveedores/{site}/perfil" RecordFacts SITE |scene, _| page(&format!("/proveedores/{}/perfil?parte=papers", scene.site));
        "/proveedores/{site}/perfil/{attribute}" RecordFacts SITE |scene, _| page(&format!("/proveedores/{}/perfil/organisation.signs_nda", scene.site));
        "/proveedores/{site}/perfil/{attribute}" RecordFacts SITE |scene, _| form(&format!("/proveedores/{}/perfil/organisation.signs_nda", scene.site), "text=no&origin=declared");
        "/proveedores/{site}/perfil/{attribute}" RecordFacts SITE |scene, _| form(&format!("/proveedores/{}/perfil/process.offered", scene.site), "item=process.tapping&origin=declared");
        "/mi-empresa/maquinas" RecordFacts NOTHING |_, _| page("/mi-empresa/maquinas");
        "/proveedores/{site}/maquinas" SeeSuppliers NOTHING |scene, _| page(&format!("/proveedores/{}/maquinas", scene.site));
        "/proveedores/{site}/maquinas/nueva" RecordFacts SITE |scene, _| page(&format!("/proveedores/{}/maquinas/nueva?copiar={}", scene.site, scene.machine));
        "/proveedores/{site}/maquinas/nueva" RecordFacts SITE |scene, _| form(&format!("/proveedores/{}/maquinas/nueva", scene.site), "tipo=equipment.cnc_lathe&cantidad=1&origen=declared");
        "/maquinas/{machine}" RecordFacts SITE |scene, _| page(&format!("/maquinas/{}", scene.machine));
        "/maquinas/{machine}" RecordFacts SITE |scene, _| form(&format!("/maquinas/{}", scene.machine), "version=1&tipo=equipment.cnc_lathe&cantidad=2&origen=declared");
        // An old version: whoever may is told so, and the machine stays for the next who comes.
        "/maquinas/{machine}/quitar" RecordFacts SITE |scene, _| form(&format!("/maquinas/{}/quitar", scene.machine), "version=0&origen=declared");
        "/proveedores/{site}/perfil/{attribute}" RecordFacts SITE |scene, _| form(&format!("/proveedores/{}/perfil/site.quote_days", scene.site), "no-se=si");
        "/proveedores/{site}/archivos" SeeSiteFiles SITE |scene, _| page(&format!("/proveedores/{}/archivos", scene.site));
        "/proveedores/{site}/archivos" KeepSiteFiles SITE |scene, _| document(&format!("/proveedores/{}/archivos", scene.site));
        "/archivos/{file}" SeeSiteFiles SITE |scene, _| page(&scene.file(0, ""));
        "/archivos/{file}/confirmar" ConfirmFromFile SITE |scene, _| page(&scene.file(0, "/confirmar"));
        "/archivos/{file}/confirmar" ConfirmFromFile SITE |scene, _| form(&scene.file(0, "/confirmar"), &format!("dato={}", scene.declared));
        "/archivos/{file}/quitar" KeepSiteFiles SITE |scene, _| page(&scene.file(0, "/quitar"));
        "/archivos/{file}/quitar" KeepSiteFiles SITE |scene, _| form(&scene.file(1, "/quitar"), "");
        "/proveedores/{site}/visita" PrepareVisit SITE |scene, _| page(&format!("/proveedores/{}/visita", scene.site));
        "/candidatos/{id}/visita" SeeCandidates NEEDS |scene, target| page(&scene.candidate_page(target, "/visita"));
        "/proveedores/{site}/evaluaciones" SeeAssessments SITE |scene, _| page(&format!("/proveedores/{}/evaluaciones", scene.site));
        "/proveedores/{site}/evaluaciones" DiagnoseFirm SITE |scene, _| form(&format!("/proveedores/{}/evaluaciones", scene.site), "tipo=ready_diagnosis");
        "/proveedores/{site}/evaluaciones" CarryOutAssessments / SeeAssessments SITE |scene, _| form(&format!("/proveedores/{}/evaluaciones", scene.site), "tipo=gauge");
        "/evaluaciones/{id}" SeeAssessments SITE |scene, _| page(&scene.assessment_page(""));
        // An old version, no reason and nothing typed are refused: what follows finds the draft as it was.
        "/evaluaciones/{id}" CarryOutAssessments / SeeAssessments SITE |scene, _| form(&scene.assessment_page(""), "version=0&e.delivered=50");
        "/evaluaciones/{id}/terminar" CarryOutAssessments / SeeAssessments SITE |scene, _| page(&scene.assessment_page("/terminar"));
        "/evaluaciones/{id}/terminar" CarryOutAssessments / SeeAssessments SITE |scene, _| form(&scene.assessment_page("/terminar"), "version=1");
        "/evaluaciones/{id}/anular" CarryOutAssessments / SeeAssessments SITE |scene, _| form(&scene.assessment_page("/anular"), "version=1&motivo=");
        "/evaluaciones/{id}/archivos" CarryOutAssessments / SeeAssessments SITE |scene, _| drawing(&scene.assessment_page("/archivos"));
        "/evaluaciones/archivos/{file}" SeeAssessments SITE |scene, _| page(&format!("/evaluaciones/archivos/{}", scene.assessment[1]));
        "/preguntas" KeepQuestionSets NOTHING |_, _| page("/preguntas");
        "/preguntas" KeepQuestionSets NOTHING |_, _| upload("/preguntas");
        "/es-mi-empresa" DecideClaim NOTHING |_, _| page("/es-mi-empresa");
        "/es-mi-empresa/{claim}" DecideClaim SITE |scene, _| page(&format!("/es-mi-empresa/{}", scene.claim));
        "/es-mi-empresa/{claim}/evidencia" DecideClaim SITE |scene, _| page(&format!("/es-mi-empresa/{}/evidencia", scene.claim));
        "/es-mi-empresa/{claim}" DecideClaim SITE |scene, _| form(&format!("/es-mi-empresa/{}", scene.claim), "verdict=refuse&reason=No+coincide");
        "/uploads" PreviewImport NOTHING |_, _| upload("/uploads");
        "/requerimientos/{id}/planos" PostNeed NEEDS |scene, target| drawing(&format!("/requerimientos/{}/planos", scene.need(target).id));
        "/requerimientos/{id}/convenio" SeeDrawings NEEDS |scene, target| page(&format!("/requerimientos/{}/convenio", scene.need(target).id));
        "/requerimientos/{id}/convenio" SeeDrawings NEEDS |scene, target| form(&format!("/requerimientos/{}/convenio", scene.need(target).id), "version=confidentiality-1");
        "/requerimientos/{id}/abrir" OpenOwnNeed NEEDS |scene, target| form(&format!("/requerimientos/{}/abrir", scene.need(target).id), "que=planos&hasta=2030-01-01");
        "/requerimientos/{id}/nombre" OpenOwnNeed NEEDS |scene, target| form(&format!("/requerimientos/{}/nombre", scene.need(target).id), "");
        "/planos/{file}" SeeDrawings NEEDS |scene, target| page(&format!("/planos/{}", scene.drawing(target, 0)));
        "/planos/{file}/quitar" PostNeed NEEDS |scene, target| form(&format!("/planos/{}/quitar", scene.drawing(target, 1)), "");
        "/consentimientos" OpenOwnData NOTHING |_, _| page("/consentimientos");
        "/consentimientos" OpenOwnData NOTHING |_, _| form("/consentimientos", "hacer=abrir&grupo=finance&a_quien=todas&para=match&hasta_uno=2027-01-01");
        "/consentimientos/{id}/cerrar" OpenOwnData DATA |scene, _| form(&format!("/consentimientos/{}/cerrar", scene.consent), "");
        "/accesos" SeeOwnAudit NOTHING |_, _| page("/accesos");
        "/accesos" SeeOwnAudit NOTHING |_, _| page("/accesos?tipo=reading");
        "/accesos/centro" SeeCentreAudit NOTHING |_, _| page("/accesos/centro");
        "/cifras" SeeFigures NOTHING |_, _| page("/cifras");
        "/cifras" PublishFigures NOTHING |_, _| form("/cifras", "cuadro=x&periodo=2026-Q3");
        "/avisos" SeeAlerts NOTHING |_, _| page("/avisos");
        "/avisos" SeeAlerts NOTHING |_, _| page("/avisos?ver=sin-leer&antes=9");
        "/avisos/leidos" SeeAlerts NOTHING |_, _| form("/avisos/leidos", "hasta=");
        "/cuenta/avisos" SeeAlerts NOTHING |_, _| form("/cuenta/avisos", "correo=no");
        "/cuenta/funcion" KeepOwnAccount NOTHING |_, _| form("/cuenta/funcion", "funcion=x");
        "/cuenta" KeepOwnAccount NOTHING |_, _| page("/cuenta");
        "/cuenta" KeepOwnAccount NOTHING |_, _| form("/cuenta", "version=0&name=Nadie&lang=es");
        "/cuenta/clave" KeepOwnAccount NOTHING |_, _| page("/cuenta/clave");
        "/cuenta/clave" KeepOwnAccount NOTHING |_, _| form("/cuenta/clave", "current=&password=corta");
        "/cuenta/segundo-factor" KeepOwnAccount NOTHING |_, _| page("/cuenta/segundo-factor");
        "/cuenta/segundo-factor" KeepOwnAccount NOTHING |_, _| form("/cuenta/segundo-factor", "que=activar&code=000000");
        "/cuenta/sesiones" KeepOwnAccount NOTHING |_, _| page("/cuenta/sesiones");
        "/cuenta/sesiones" KeepOwnAccount NOTHING |_, _| form("/cuenta/sesiones", "que=otras");
        "/cuenta/tokens" KeepOwnAccount NOTHING |_, _| page("/cuenta/tokens");
        "/cuenta/tokens" KeepOwnAccount NOTHING |_, _| form("/cuenta/tokens", "name=Reporte&scope=read&days=30");
        "/personas" KeepPeople NOTHING |_, _| page("/personas");
        "/personas/invitar" KeepPeople NOTHING |_, _| page("/personas/invitar");
        "/personas/invitar" KeepPeople NOTHING |_, _| form("/personas/invitar", "role=");
        "/personas/{membership}/liga" KeepPeople COLLEAGUE |scene, _| page(&scene.colleague("liga"));
        "/personas/{membership}/liga" KeepPeople COLLEAGUE |scene, _| form(&scene.colleague("liga"), "");
        "/personas/{membership}/terminar" KeepPeople COLLEAGUE |scene, _| page(&scene.colleague("terminar"));
        "/personas/{membership}/terminar" KeepPeople COLLEAGUE |scene, _| form(&scene.colleague("terminar"), "");
        "/centros" KeepCentres NOTHING |_, _| page("/centros");
        "/centros/nuevo" KeepCentres THIRD |_, _| page("/centros/nuevo");
        "/centros/nuevo" KeepCentres THIRD |_, _| form("/centros/nuevo", "name=Cuarto&estado=08");
        "/centros/{id}/compartir" KeepCentres CENTRES |scene, target| page(&scene.sharing(target));
        "/centros/{id}/compartir" KeepCentres CENTRES |scene, target| form(&scene.sharing(target), &format!("to={}&until={}", CentreId::from_name("otro"), scene.world.app.today()));
        "/centros/acuerdos/{id}" KeepCentres THIRD |scene, _| form(&format!("/centros/acuerdos/{}", scene.agreement), "");
        "/vocabulario/{kind}" SeeSuppliers NOTHING |_, _| page("/vocabulario/process");
        "/acerca" SeeSuppliers NOTHING |_, _| page("/acerca");
        "/privacidad" SeeSuppliers NOTHING |_, _| page("/privacidad");
        "/privacidad/borrado" SeeSuppliers NOTHING |_, _| page("/privacidad/borrado");
        "/privacidad/aceptar" KeepOwnAccount NOTHING |_, _| page("/privacidad/aceptar");
        "/privacidad/aceptar" KeepOwnAccount NOTHING |_, _| form("/privacidad/aceptar", "version=2000-01-01");
        "/privacidad/solicitudes" FileRequest NOTHING |_, _| page("/privacidad/solicitudes");
        "/privacidad/solicitudes" FileRequest NOTHING |_, _| form("/privacidad/solicitudes", "tipo=access&texto=Mis+datos&nombre=Ana&email=ana%40taller.example");
        "/privacidad/solicitudes/{id}" FileRequest REQUEST |scene, _| page(&format!("/privacidad/solicitudes/{}", scene.request));
        "/privacidad/solicitudes/{id}" FileRequest REQUEST |scene, _| form(&format!("/privacidad/solicitudes/{}", scene.request), "texto=Otra+cosa");
        "/privacidad/atender" AnswerRequest NOTHING |_, _| page("/privacidad/atender");
        "/privacidad/atender/{id}" AnswerRequest REQUEST |scene, _| page(&format!("/privacidad/atender/{}", scene.request));
        "/privacidad/atender/{id}" AnswerRequest REQUEST |scene, _| form(&format!("/privacidad/atender/{}", scene.request), "version=1&resultado=refused&texto=No");
        "/privacidad/atender/{id}/datos.json" AnswerRequest REQUEST |scene, _| page(&format!("/privacidad/atender/{}/datos.json", scene.request));
        "/privacidad/atender/{id}/datos.html" AnswerRequest REQUEST |scene, _| page(&format!("/privacidad/atender/{}/datos.html", scene.request));
        "/privacidad/atender/{id}/borrar" ErasePerson REQUEST |scene, _| form(&format!("/privacidad/atender/{}/borrar", scene.request), "");
        "/cuenta/mis-datos" KeepOwnAccount NOTHING |_, _| page("/cuenta/mis-datos");
        "/cuenta/mis-datos.json" KeepOwnAccount NOTHING |_, _| page("/cuenta/mis-datos.json");
        "/cuenta/mis-datos.html" KeepOwnAccount NOTHING |_, _| page("/cuenta/mis-datos.html");
        "/cuenta/mis-datos/borrar" ErasePerson NOTHING |_, _| form("/cuenta/mis-datos/borrar", "clave=otra");
    }
}

fn fields() -> Vec<Door> {
    doors! {
        "viewer" SeeSuppliers NOTHING |_, _| ask("{ viewer { name role organisationId } }", json!({}));
        "classify" SeeSuppliers NOTHING |_, _| ask("{ classify(text: \"ornitorrinco\") { score } }", json!({}));
        "concepts" SeeSuppliers NOTHING |_, _| ask("{ concepts(kind: SECTOR) { conceptId } }", json!({}));
        "conceptsIn" SeeSuppliers NOTHING |_, _| ask("{ conceptsIn(text: \"ornitorrinco\") { words } }", json!({}));
        "suppliers" SeeSuppliers NOTHING |_, _| ask("query($t: String) { suppliers(text: $t, facets: true) { edges { snippet why node { name } } facets { processes { value label } } } }", json!({ "t": SOUGHT }));
        "institutions" SeeInstitutions NOTHING |_, _| ask("{ institutions { name services { name { text } } } }", json!({}));
        "service" SeeInstitutions NOTHING |scene, _| ask("query($s: ID!) { service(id: $s) { name { text } cohorts { seats } } }", json!({ "s": global("Service", &scene.service) }));
        "needs" SeeNeeds NOTHING |_, _| ask("{ needs(first: 100) { edges { node { title { text } organisation { name } } } } }", json!({}));
        "needs" SeeNeeds NOTHING |_, _| ask("{ needs(first: 100, status: DRAFT) { edges { node { title { text } } } } }", json!({}));
        "node" SeeSuppliers NOTHING |scene, _| node("Supplier", &scene.site, "name detail { street facts { value } }");
        "node" SeeNeeds NEEDS |scene, target| node("Need", &scene.need(target).id.to_string(), "title { text } description { text }");
        "node" SeeShortlist / SeeNeeds NEEDS |scene, target| node("Need", &scene.need(target).id.to_string(), "shortlists { id createdBy }");
        "node" SeeShortlist NEEDS |scene, target| node("Shortlist", scene.shortlist(target), "needId scored");
        "node" SeeCandidates / SeeNeeds NEEDS |scene, target| node("Need", &scene.need(target).id.to_string(), "candidates { id stage version supplier { name } answer { words } }");
        "node" SeeCandidates NEEDS |scene, target| node("Candidacy", scene.candidacy(target), "stage need { title { text } } history { by words } then { group } thenOn thenCriteria { attribute } today { group }");
        // Called as the field is by which one sees that nothing was found.
        "candidacy" SeeCandidates NEEDS |scene, target| ask("query($id: ID!) { node: candidacy(id: $id) { id stage need { title { text } } } }", json!({ "id": global("Candidacy", scene.candidacy(target)) }));
        "candidatesAdd" MoveCandidates NEEDS |scene, target| change("candidatesAdd", "candidacies { id stage }", json!({ "shortlist": global("Shortlist", scene.shortlist(target)), "sites": [global("Supplier", &scene.candidate)] }));
        "candidateNote" MoveCandidates NEEDS |scene, target| step(scene, target, "candidateNote", json!({ "step": "CALL", "words": "Contestan el lunes" }));
        "candidatePlan" MoveCandidates NEEDS |scene, target| step(scene, target, "candidatePlan", json!({ "version": 1, "what": "Visitar", "owner": "Lucía", "on": "2100-01-01" }));
        "candidateMove" MoveCandidates NEEDS |scene, target| step(scene, target, "candidateMove", json!({ "version": 1, "stage": "VISIT" }));
        "candidateSign" SignCandidate NEEDS |scene, target| step(scene, target, "candidateSign", json!({ "version": 1 }));
        "candidateReject" MoveCandidates NEEDS |scene, target| step(scene, target, "candidateReject", json!({ "version": 1, "reason": "ninguna" }));
        "decisionReasons" SeeSuppliers NOTHING |_, _| ask("{ decisionReasons { id label help rejects concernsSupplier } }", json!({}));
        "opportunities" SeeOpportunities NOTHING |_, _| ask("{ opportunities(first: 5) { need { title { text } organisation { name } } supplier { name } candidate { group } answer { interest } } }", json!({}));
        "needAnswer" AnswerNeed SITE |scene, _| change("needAnswer", "answer { interest by }", json!({ "need": global("Need", &scene.open.id.to_string()), "site": global("Supplier", &scene.site), "interest": "INTERESTED" }));
        // Called as the field is by which one sees that nothing was found.
        "gapAnalysis" SeeGapAnalysis NEEDS |scene, target| ask("query($s: ID!, $n: [ID!]) { node: gapAnalysis(site: $s, needs: $n) { compared { title { text } } gaps { required } } }", json!({ "s": global("Supplier", &scene.candidate), "n": [global("Need", &scene.need(target).id.to_string())] }));
        "gapMap" SeeGapMap NOTHING |_, _| ask("{ gapMap(first: 5) { firms rows { lacking } } }", json!({}));
        "stateCause" StateCause SITE |scene, _| change("stateCause", "statement { finding }", json!({ "site": global("Supplier", &scene.site), "symptomId": "cause.high_scrap", "causeId": "cause.worn_fixture", "finding": "YES" }));
        "proposedGaps" SeeProposedGaps NOTHING |_, _| ask("{ proposedGaps(first: 5) { reason status supplier { name } finding { words } reply { words } } }", json!({}));
        "node" SeeProposedGaps SITE |scene, _| node("ProposedGap", &scene.gap, "reason status supplier { name }");
        "gapReply" ReplyToProposedGap SITE |scene, _| change("gapReply", "gap { status }", json!({ "id": global("ProposedGap", &scene.gap), "version": 1, "words": "Ya la cerramos" }));
        "gapDecide" DecideProposedGap SITE |scene, _| change("gapDecide", "gap { status }", json!({ "id": global("ProposedGap", &scene.gap), "version": 1, "confirms": true, "words": "Se vio en la visita" }));
        "assessments" SeeAssessments SITE |scene, _| ask("query($s: ID!) { assessments(site: $s, first: 5) { edges { node { kind status lines { value } facts { value } } } } }", json!({ "s": global("Supplier", &scene.site) }));
        "node" SeeAssessments SITE |scene, _| node("Assessment", &scene.assessment[0], "verdict entries { key text } lines { value } files { name path }");
        "assessmentStart" DiagnoseFirm SITE |scene, _| change("assessmentStart", "assessment { version }", json!({ "site": global("Supplier", &scene.site), "kind": "READY_DIAGNOSIS" }));
        "assessmentStart" CarryOutAssessments / SeeAssessments SITE |scene, _| change("assessmentStart", "assessment { version }", json!({ "site": global("Supplier", &scene.site), "kind": "GAUGE" }));
        "assessmentSave" CarryOutAssessments / SeeAssessments SITE |scene, _| scene.assess("assessmentSave", json!({ "version": 0, "entries": [{ "key": "delivered", "text": "50" }] }));
        "assessmentFinish" CarryOutAssessments / SeeAssessments SITE |scene, _| scene.assess("assessmentFinish", json!({ "version": 1 }));
        "assessmentVoid" CarryOutAssessments / SeeAssessments SITE |scene, _| scene.assess("assessmentVoid", json!({ "version": 1, "reason": "" }));
        "node" SeeImports NOTHING |scene, _| node("ImportRun", &scene.import_run, "fileName problems(first: 5) { value }");
        "importRuns" SeeImports NOTHING |_, _| ask("{ importRuns { fileName problems(first: 5) { value } } }", json!({}));
        "importPreview" PreviewImport NOTHING |scene, _| ask("query($t: String!) { importPreview(uploadToken: $t) { rows problems { value } } }", json!({ "t": scene.upload }));
        "auditEntries" SeeOwnAudit NOTHING |_, _| ask("{ auditEntries(first: 100) { edges { node { who action object rows changes { field before after } } } } }", json!({}));
        "auditEntries" SeeOwnAudit NOTHING |_, _| ask("{ auditEntries(view: READINGS) { edges { node { who object groups } } } }", json!({}));
        "auditEntries" SeeCentreAudit NOTHING |_, _| ask("{ auditEntries(view: LOOKED_AFTER, first: 100) { edges { node { who action object rows changes { field before after } } } } }", json!({}));
        "publishedTables" SeeFigures NOTHING |_, _| ask("{ publishedTables { centre period kind firms lines { keys firms value } } }", json!({}));
        "privacyNotice" SeeSuppliers NOTHING |_, _| ask("{ privacyNotice { version text isTemplate } }", json!({}));
        "myRequests" FileRequest NOTHING |_, _| ask("{ myRequests { number kind status dueOn } }", json!({}));
        "requestFile" FileRequest NOTHING |_, _| ask("mutation($i: RequestFileInput!) { requestFile(input: $i) { request { number } errors { code } } }", json!({ "i": { "kind": "ACCESS", "words": "Mis datos", "name": "Ana", "email": "ana@taller.example" } }));
        "duplicates" DecideDuplicates NOTHING |_, _| ask("{ duplicates { id a { name } b { name } reason } }", json!({}));
        "needCreate" PostNeed FIRM |scene, _| ask("mutation($i: NeedCreateInput!) { needCreate(input: $i) { need { id } errors { code } } }", json!({ "i": {
            "organisationId": global("Organisation", &scene.firm.to_string()),
            "title": { "text": "Bujes" },
            "criteria": [{ "attribute": "process.offered", "comparison": "ANY_OF", "concepts": ["process.cnc_turning"], "strength": "MUST" }],
        } }));
        // A change without a title and a move without a reason are refused: what follows finds it as it was.
        "needChange" PostNeed NEEDS |scene, target| ask("mutation($i: NeedChangeInput!) { needChange(input: $i) { need { id } errors { code } } }", json!({ "i": { "needId": global("Need", &scene.need(target).id.to_string()), "version": 1, "title": { "text": "" }, "criteria": [] } }));
        "needSetStatus" PostNeed NEEDS |scene, target| ask("mutation($i: NeedSetStatusInput!) { needSetStatus(input: $i) { need { id } errors { code } } }", json!({ "i": { "needId": global("Need", &scene.need(target).id.to_string()), "version": 1, "status": "WITHDRAWN" } }));
        "node" SeeNeeds NEEDS |scene, target| node("Need", &scene.need(target).id.to_string(), "statusNote { reason supplier by at }");
        "node" SeeNeeds NEEDS |scene, target| node("Need", &scene.need(target).id.to_string(), "terms { volumes { month pieces } incoterm paymentDays sampleOn }");
        "node" SeeNeeds NEEDS |scene, target| node("Need", &scene.need(target).id.to_string(), "targetPrice { amount currency }");
        "node" SeeNeeds NEEDS |scene, target| node("Need", &scene.need(target).id.to_string(), "drawings { access accepted files { name path } }");
        "confidentialityTerms" SeeSuppliers NOTHING |_, _| ask("{ confidentialityTerms { version text } }", json!({}));
        "consents" OpenOwnData NOTHING |_, _| ask("{ consents { preset open { subject } past { subject } } }", json!({}));
        "consentOpen" OpenOwnData NOTHING |_, _| ask(CONSENT_OPEN, json!({ "i": { "subject": "QUALITY", "until": "2027-01-01" } }));
        "consentOpen" OpenOwnNeed NEEDS |scene, target| ask(CONSENT_OPEN, json!({ "i": { "subject": "NEED_DRAWINGS", "needId": global("Need", &scene.need(target).id.to_string()), "audienceId": global("Supplier", &scene.site), "until": "2027-01-01" } }));
        "consentRevoke" OpenOwnData DATA |scene, _| ask("mutation($i: ConsentRevokeInput!) { consentRevoke(input: $i) { revoked errors { code } } }", json!({ "i": { "consentId": global("Consent", &scene.consent) } }));
        "consentApplyPreset" OpenOwnData NOTHING |_, _| ask("mutation { consentApplyPreset(input: { preset: MATCHING_WITHOUT_SHOWING, until: \"2027-01-01\" }) { consents { preset } errors { code } } }", json!({}));
        "needShowBuyer" OpenOwnNeed NEEDS |scene, target| ask("mutation($i: NeedShowBuyerInput!) { needShowBuyer(input: $i) { shown errors { code } } }", json!({ "i": { "needId": global("Need", &scene.need(target).id.to_string()) } }));
        "needTermsAccept" SeeDrawings NEEDS |scene, target| ask("mutation($i: NeedTermsAcceptInput!) { needTermsAccept(input: $i) { accepted errors { code } } }", json!({ "i": { "needId": global("Need", &scene.need(target).id.to_string()), "version": "confidentiality-1" } }));
        "people" KeepPeople NOTHING |_, _| ask("{ people { totalCount edges { node { name email role } } } }", json!({}));
        "centres" KeepCentres NOTHING |_, _| ask("{ centres { name isKept } }", json!({}));
        "personInvite" KeepPeople NOTHING |_, _| ask("mutation($i: PersonInviteInput!) { personInvite(input: $i) { link errors { code } } }", json!({ "i": { "role": "visitor" } }));
        "personRemove" KeepPeople COLLEAGUE |scene, _| ask("mutation($i: PersonRemoveInput!) { personRemove(input: $i) { removed errors { code } } }", json!({ "i": { "membershipId": global("Membership", &scene.colleague) } }));
        "shortlistCreate" MakeShortlist NEEDS |scene, target| ask("mutation($i: ShortlistCreateInput!) { shortlistCreate(input: $i) { shortlist { id } errors { code } } }", json!({ "i": { "needId": global("Need", &scene.need(target).id.to_string()) } }));
        "importStart" RunImport NOTHING |scene, _| ask("mutation($i: ImportStartInput!) { importStart(input: $i) { run { rows } errors { code } } }", json!({ "i": { "uploadToken": scene.upload } }));
        "claims" DecideClaim NOTHING |_, _| ask("{ claims { name email words reason } }", json!({}));
        "claimCreate" ClaimSite NOTHING |scene, _| ask("mutation($i: ClaimCreateInput!) { claimCreate(input: $i) { received errors { code } } }", json!({ "i": { "supplierId": global("Supplier", &scene.site), "name": "X", "email": "x@prueba.example", "evidence": "OTHER", "words": "Sí" } }));
        "claimDecide" DecideClaim SITE |scene, _| ask("mutation($i: ClaimDecideInput!) { claimDecide(input: $i) { status errors { code } } }", json!({ "i": { "claimId": global("Claim", &scene.claim), "approve": false, "reason": "No coincide" } }));
        "duplicateMerge" MergeSites NOTHING |scene, _| ask("mutation($i: DuplicateMergeInput!) { duplicateMerge(input: $i) { mergeId errors { code } } }", json!({ "i": { "duplicateId": global("Duplicate", &scene.pair), "keepId": global("Supplier", &scene.site), "reason": "Una" } }));
        "duplicateSeparate" MergeSites NOTHING |scene, _| ask("mutation($i: DuplicateSeparateInput!) { duplicateSeparate(input: $i) { separated errors { code } } }", json!({ "i": { "mergeId": global("Merge", &scene.pair), "reason": "" } }));
        "alerts" SeeAlerts NOTHING |_, _| ask("{ alerts { unreadCount byMail edges { node { kind need { title { text } } supplier { name } } } } }", json!({}));
        "alertsMarkRead" SeeAlerts NOTHING |_, _| ask("mutation { alertsMarkRead(input: {}) { marked errors { code } } }", json!({}));
        "alertSettingsSet" SeeAlerts NOTHING |_, _| ask("mutation { alertSettingsSet(input: { byMail: false }) { byMail errors { code } } }", json!({}));
        "profileCompleteness" RecordFacts SITE |scene, _| ask("query($s: ID!) { profileCompleteness(site: $s) { done total open { attribute opens } } }", json!({ "s": global("Supplier", &scene.site) }));
        "factRecord" RecordFacts SITE |scene, _| ask("mutation($i: FactRecordInput!) { factRecord(input: $i) { fact { value } errors { code } } }", json!({ "i": { "site": global("Supplier", &scene.site), "attribute": "organisation.signs_nda", "text": "no", "origin": "DECLARED" } }));
        "factSkip" RecordFacts SITE |scene, _| ask("mutation($i: FactSkipInput!) { factSkip(input: $i) { until errors { code } } }", json!({ "i": { "site": global("Supplier", &scene.site), "attribute": "site.quote_days" } }));
        "machineAdd" RecordFacts SITE |scene, _| change("machineAdd", "machine { id }", json!({ "site": global("Supplier", &scene.site), "plate": { "kind": "equipment.cnc_lathe", "origin": "DECLARED" } }));
        "machineChange" RecordFacts SITE |scene, _| change("machineChange", "machine { id }", json!({ "id": global("Machine", &scene.machine), "version": 1, "plate": { "kind": "equipment.cnc_lathe", "count": 2, "origin": "DECLARED" } }));
        "serviceSave" KeepCatalogue DATA |scene, _| change("serviceSave", "service { id }", json!({ "id": global("Service", &scene.service), "version": 1, "service": { "kind": "service.spc_training", "name": { "text": "Curso" }, "durationDays": 30, "price": "100" } }));
        "serviceSave" KeepCatalogue THIRD |_, _| change("serviceSave", "service { id }", json!({ "institution": global("Institution", &the_institution().to_string()), "service": { "kind": "service.spc_training", "name": { "text": "Curso" }, "durationDays": 30, "price": "100" } }));
        "serviceCohortSave" KeepCatalogue DATA |scene, _| change("serviceCohortSave", "cohort { id }", json!({ "service": global("Service", &scene.service), "startsOn": "2030-01-07", "endsOn": "2030-02-05", "seats": 12 }));
        "machineRemove" RecordFacts SITE |scene, _| change("machineRemove", "removed", json!({ "id": global("Machine", &scene.machine), "version": 0, "origin": "DECLARED" }));
        "programme" SeeProgramme PROGRAMME |scene, _| ask("query($id: ID!) { programme(id: $id) { title status gaps { required } steps { provider } signatures { name byHand scanPath } history { by } } }", json!({ "id": global("Programme", &scene.programme) }));
        "node" SeeProgramme PROGRAMME |scene, _| node("Programme", &scene.programme, "title status payers { payer }");
        "programmes" SeeProgramme NOTHING |_, _| ask("{ programmes(first: 10) { edges { node { status nextStep { text } missingSides } } } }", json!({}));
        "programmePlans" PlanProgrammes SITE |scene, _| ask("query($i: ProgrammePlansInput!) { programmePlans(input: $i) { plans { rules } errors { code } } }", json!({ "i": { "site": global("Supplier", &scene.site), "needs": [global("Need", &scene.open.id.to_string())] } }));
        "programmePlans" PlanProgrammes PROGRAMME |scene, _| ask("query($i: ProgrammePlansInput!) { programmePlans(input: $i) { plans { rules } errors { code } } }", json!({ "i": { "programme": global("Programme", &scene.programme) } }));
        "programmeDraft" PlanProgrammes SITE |scene, _| change("programmeDraft", "programme { title }", json!({ "site": global("Supplier", &scene.site), "needs": [global("Need", &scene.open.id.to_string())], "choice": { "costMinor": "1", "finishesOn": "2100-01-01" }, "title": "Uno" }));
        "programmeAdjust" PlanProgrammes PROGRAMME |scene, _| scene.step_of_programme("programmeAdjust", json!({ "version": 0, "wishes": {}, "choice": { "costMinor": "1", "finishesOn": "2100-01-01" } }));
        "programmePropose" PlanProgrammes PROGRAMME |scene, _| scene.step_of_programme("programmePropose", json!({ "version": 0 }));
        "programmeSign" SignProgramme PROGRAMME |scene, _| scene.step_of_programme("programmeSign", json!({ "planVersion": 0 }));
        "programmeAskChanges" SignProgramme PROGRAMME |scene, _| scene.step_of_programme("programmeAskChanges", json!({ "version": 0, "words": "Nada" }));
        "programmeStart" PlanProgrammes PROGRAMME |scene, _| scene.step_of_programme("programmeStart", json!({ "version": 0 }));
        "programmeClose" PlanProgrammes PROGRAMME |scene, _| scene.step_of_programme("programmeClose", json!({ "version": 0 }));
        "programmeStop" PlanProgrammes PROGRAMME |scene, _| scene.step_of_programme("programmeStop", json!({ "version": 0, "words": "Nada" }));
        "myTasks" SeeTasks NOTHING |_, _| ask("{ myTasks(first: 5) { kind firm about } }", json!({}));
        "programmeFollowUp" SeeProgramme PROGRAMME |scene, _| ask("query($id: ID!) { programmeFollowUp(programme: $id) { steps { service referrals { firm } entries { words } } gaps { found { note } } } }", json!({ "id": global("Programme", &scene.followed.programme) }));
        "programmeIndicators" SeeProgramme PROGRAMME |scene, _| ask("query($id: ID!) { programmeIndicators(programme: $id) { kind figures { entered } } }", json!({ "id": global("Programme", &scene.followed.programme) }));
        "referrals" SeeReferrals NOTHING |_, _| ask("{ referrals(first: 5) { firm service } }", json!({}));
        "referral" SeeReferrals REFERRAL |scene, _| ask("query($id: ID!) { referral(id: $id) { firm service } }", json!({ "id": global("Referral", &scene.followed.referral) }));
        "referralSend" ReferFirm PROGRAMME |scene, _| change("referralSend", "referral { firm }", json!({ "step": global("ProgrammeStep", &scene.followed.step) }));
        "referralAnswer" AnswerReferral REFERRAL |scene, _| scene.step_of_referral("referralAnswer", json!({ "answer": "DECLINE", "words": "No" }));
        "referralSettle" ReferFirm REFERRAL |scene, _| scene.step_of_referral("referralSettle", json!({ "decision": "WITHDRAW" }));
        "referralReport" AnswerReferral REFERRAL |scene, _| scene.step_of_referral("referralReport", json!({ "doneOn": "2026-01-01" }));
        "workLog" LogWork REFERRAL |scene, _| change("workLog", "entry { words }", json!({ "step": global("ProgrammeStep", &scene.followed.step), "workedOn": "", "hours": "", "words": "" }));
        "workStrike" LogWork REFERRAL |scene, _| change("workStrike", "struck", json!({ "id": global("WorkEntry", &scene.followed.entry) }));
        "stepMark" FollowSteps PROGRAMME |scene, _| change("stepMark", "marked", json!({ "step": global("ProgrammeStep", &scene.followed.step), "seen": "PLANNED", "state": "PLANNED" }));
        "gapVerify" VerifyGap PROGRAMME |scene, _| change("gapVerify", "verification { note }", json!({ "programme": global("Programme", &scene.followed.programme), "gap": global("ProgrammeGap", &scene.followed.gap), "finding": "NOT_VERIFIED", "visitedOn": "", "spread": "NO" }));
        "indicatorAgree" RecordIndicator PROGRAMME |scene, _| change("indicatorAgree", "indicator { name }", json!({ "programme": global("Programme", &scene.followed.programme), "kind": "OWN" }));
        "indicatorRecord" RecordIndicator PROGRAMME |scene, _| change("indicatorRecord", "figure { entered }", json!({ "indicator": global("Indicator", &scene.followed.indicator), "moment": "START", "figure": "", "observed": "" }));
        "node" SeeCandidates NEEDS |scene, target| node("Candidacy", scene.candidacy(target), "visitPack { known { criterion } missing { criterion } questions { attribute } photographs { path } }");
        "supplierFileConfirm" ConfirmFromFile SITE |scene, _| change("supplierFileConfirm", "supplier { name }", json!({ "fileId": global("SupplierFile", &scene.files[0]), "attributes": ["standard.held"] }));
        "supplierFileRemove" KeepSiteFiles SITE |scene, _| change("supplierFileRemove", "removed", json!({ "fileId": global("SupplierFile", &scene.files[1]) }));
        "committedLoadRecord" RecordFacts SITE |scene, _| ask("mutation($i: CommittedLoadRecordInput!) { committedLoadRecord(input: $i) { capacity { plantOee } errors { code } } }", json!({ "i": { "site": global("Supplier", &scene.site), "process": "process.cnc_turning", "months": [{ "month": next_month(scene), "text": "50 %" }], "origin": "DECLARED" } }));
        "duplicateDecide" DecideDuplicates NOTHING |scene, _| ask("mutation($i: DuplicateDecideInput!) { duplicateDecide(input: $i) { decided errors { code } } }", json!({ "i": { "duplicateId": global("Duplicate", &scene.pair), "same": true, "reason": "Mismo domicilio" } }));
    }
}

/// The month after this one: `YYYY-MM`.
fn next_month(scene: &Scene) -> String {
    let this = Month::of(scene.world.app.today());
    this.after(1).unwrap().to_string()
}

/// What an answer says, whichever face gives it.
fn seen(answer: &Answer) -> Seen {
    match answer.status {
        StatusCode::FORBIDDEN => return Seen::Forbidden,
        StatusCode::NOT_FOUND => return Seen::NotFound,
        _ => {}
    }
    let body = answer.json();
    let codes: Vec<&str> = body["errors"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|e| e["extensions"]["code"].as_str())
        .collect();
    let data = body["data"].as_object().into_iter().flatten();
    // Fields that answer with one thing, or with nothing where it is not to be seen.
    let is_one = |name: &str| {
        matches!(
            name,
            "node"
                | "profileCompleteness"
                | "assessments"
                | "programme"
                | "programmeFollowUp"
                | "programmeIndicators"
                | "referral"
        )
    };
    let in_payload = |value: &Value| {
        value["errors"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|e| e["code"] == "NOT_FOUND")
    };
    if codes.contains(&"FORBIDDEN") {
        return Seen::Forbidden;
    }
    assert!(
        codes.is_empty(),
        "an error that nobody expects: {}",
        answer.body
    );
    let hidden = data
        .into_iter()
        .any(|(name, value)| (is_one(name) && value.is_null()) || in_payload(value));
    if hidden {
        Seen::NotFound
    } else {
        Seen::Allowed
    }
}

/// Whether someone may know of the firm's need.
fn may_know(role: Role, side: Side, target: Target) -> bool {
    expected(Operation::SeeNeeds, role, side, target) == Seen::Allowed
}

async fn try_door(scene: &Scene, door: &Door, role: Role, side: Side, target: Target) {
    let what = format!(
        "{} {:?} as {role:?} {side:?} on {target:?}",
        door.name, door.operation
    );
    let first = door.behind.map_or(Seen::Allowed, |operation| {
        expected(operation, role, side, target)
    });
    let expected = if first == Seen::Allowed {
        expected(door.operation, role, side, target)
    } else {
        first
    };
    scene.renew_upload();
    let before = scene.written().await;
    let answer = scene.send((door.request)(scene, target), role, side).await;
    assert_eq!(
        seen(&answer),
        expected,
        "{what}: {} {:.600}",
        answer.status,
        answer.body
    );
    assert!(
        !answer.status.is_server_error(),
        "{what}: {}",
        answer.status
    );
    if expected == Seen::Allowed {
        scene.settled().await;
    } else {
        assert_eq!(
            scene.written().await,
            before,
            "{what}: something was written"
        );
    }
    for (secret, its) in [
        (OPEN_SECRET, Target::OpenNeed),
        (DRAFT_SECRET, Target::Draft),
    ] {
        let told = format!("{} {:?}", answer.body, answer.headers)
            .to_lowercase()
            .contains(&secret.to_lowercase());
        assert!(
            !told || may_know(role, side, its),
            "{what}: {secret} was told"
        );
    }
}

async fn try_doors(doors: Vec<Door>) {
    let scene = Scene::new().await;
    for door in &doors {
        for role in roles() {
            for side in SIDES {
                for target in door.targets {
                    // Where no need is at stake, only what is told may depend on the firm.
                    try_door(&scene, door, role, side, *target).await;
                }
            }
        }
    }
}

#[tokio::test]
async fn every_page_answers_each_role_as_the_table_says() {
    try_doors(pages()).await;
}

#[tokio::test]
async fn every_field_answers_each_role_as_the_table_says() {
    try_doors(fields()).await;
}

#[tokio::test]
async fn what_may_be_known_is_told() {
    // The other half of the secrecy: without it, a door that tells nobody anything would pass.
    let scene = Scene::new().await;
    let lists = [
        ("/requerimientos", page as fn(&str) -> Request<Body>),
        ("/requerimientos?q=ornitorrinco", page),
    ];
    for (path, request) in lists {
        for role in roles() {
            for side in SIDES {
                let answer = scene.send(request(path), role, side).await;
                for (secret, target) in [
                    (OPEN_SECRET, Target::OpenNeed),
                    (DRAFT_SECRET, Target::Draft),
                ] {
                    let known = may_know(role, side, target);
                    assert_eq!(
                        answer.body.contains(secret),
                        known,
                        "{path} {secret} {role:?} {side:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_need_is_hidden_from_whom_the_policy_hides_it() {
    let (own, other) = (
        OrganisationId::from_name("own"),
        OrganisationId::from_name("other"),
    );
    for (_, actor) in people(own, other) {
        for status in NeedStatus::ALL {
            let need = need_of(own, status);
            let relation = Relation::to_need(&actor, &need);
            let visible =
                policy::decide(Operation::SeeNeeds, actor.role, relation) == Decision::Allow;
            let answer = policy::require_need_visible(&actor, &need);
            assert_eq!(answer.is_ok(), visible, "{actor:?} {status:?}");
            assert!(
                answer.is_ok() || matches!(answer, Err(AppError::NotFound)),
                "as though it did not exist"
            );
        }
    }
}

fn need_of(organisation: OrganisationId, status: NeedStatus) -> Need {
    let text = eslabon_domain::text::LocalText {
        lang: eslabon_domain::text::Lang::Es,
        text: String::new(),
    };
    Need {
        id: eslabon_domain::ids::NeedId::from_name("need"),
        organisation,
        centre: CentreId::from_name("default"),
        version: 1,
        title: text.clone(),
        description: text,
        criteria: Vec::new(),
        terms: NeedTerms::default(),
        status,
        starts_on: None,
        closes_on: None,
        buyer_shown: true,
        fictional: true,
    }
}

#[tokio::test]
async fn only_who_looks_after_the_machine_rebuilds() {
    let world = World::empty().await;
    for role in roles() {
        let actor = Actor {
            role,
            ..Actor::command_line()
        };
        let answer = rebuild_index(&world.app, &actor, &Silent).await;
        let expected = expected(Operation::Maintain, role, Side::Nobody, Target::Nothing);
        assert_eq!(answer.is_ok(), expected == Seen::Allowed, "{role:?}");
        assert!(
            answer.is_ok() || matches!(answer, Err(AppError::Forbidden)),
            "{role:?}"
        );
    }
}

/// Addresses that tell nothing of anyone.
const NO_RULE: &[&str] = &[
    // The secret in the address is the right to it; its own tests try wrong, used and expired ones.
    "/confirmar/{secret}",
    "/entrar",
    "/entrar/codigo",
    "/salir",
    "/olvide",
    "/restablecer/{secret}",
    "/invitacion/{secret}",
    "/configurar/{secret}",
    "/assets/{name}",
    "/favicon.ico",
    "/healthz",
    "/readyz",
];

#[test]
fn no_operation_field_or_page_is_without_a_door() {
    let (pages, fields) = (pages(), fields());
    for operation in Operation::ALL {
        let has_door = pages
            .iter()
            .chain(&fields)
            .any(|door| door.operation == operation);
        assert!(
            has_door || operation == Operation::Maintain,
            "{operation:?} is not tried"
        );
    }
    let sdl = graphql::sdl();
    for kind in ["type Query {", "type Mutation {"] {
        let body = sdl.split_once(kind).unwrap().1.split_once("\n}").unwrap().0;
        // What is said of fields stands between quotes.
        let mut in_words = false;
        let names = body
            .lines()
            .filter(|line| {
                let quotes = line.contains("\"\"\"");
                in_words ^= quotes;
                !in_words && !quotes
            })
            .filter_map(|line| line.strip_prefix("  "))
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
        for line in names {
            let name = line.split(['(', ':']).next().unwrap();
            assert!(
                fields.iter().any(|door| door.name == name),
                "the field {name} is not tried"
            );
        }
    }
    let sources = [
        include_str!("../../crates/server/src/pages/mod.rs"),
        include_str!("../../crates/server/src/http/mod.rs"),
    ];
    for source in sources {
        for rest in source.split(".route(").skip(1) {
            let route = rest
                .trim_start()
                .strip_prefix('"')
                .and_then(|rest| rest.split('"').next());
            let Some(route) = route else {
                assert!(
                    rest.starts_with("needs::POST_PATH"),
                    "a route by another name: {rest:.40}"
                );
                continue;
            };
            let is_tried = pages.iter().any(|door| door.name == route) || NO_RULE.contains(&route);
            assert!(is_tried, "the page {route} is not tried");
        }
    }
}
