//! Forged names and ids, in every address and every argument that takes one: not found or refused,
//! never a fault of ours, and nothing written. The addresses are read from the routers, the arguments
//! from the schema: what is added is tried, or a test says that it is not.

use super::{count, post_with};
use crate::permissions::global;
use axum::http::StatusCode;
use eslabon_app::needs::list_needs;
use eslabon_domain::actors::Actor;
use eslabon_server::graphql;
use eslabon_tests::world::{World, ask, get};
use serde_json::{Value, json};
use uuid::Uuid;

/// Everything that takes a name out of its address: the route, and whether it takes forms.
fn routes() -> Vec<(String, bool)> {
    let sources = [
        include_str!("../../../crates/server/src/pages/mod.rs"),
        include_str!("../../../crates/server/src/http/mod.rs"),
    ];
    let mut routes = Vec::new();
    for source in sources {
        for rest in source.split(".route(").skip(1) {
            let Some((route, handlers)) = rest
                .trim_start()
                .strip_prefix('"')
                .and_then(|rest| rest.split_once('"'))
            else {
                continue;
            };
            if route.contains('{') {
                routes.push((route.to_owned(), handlers.contains("post(")));
            }
        }
    }
    assert!(routes.len() > 5, "{routes:?}");
    routes
}

/// A route with this in place of each of its names.
fn filled(route: &str, name: &str) -> String {
    let mut address = String::new();
    let mut rest = route;
    while let Some((before, after)) = rest.split_once('{') {
        address.push_str(before);
        address.push_str(name);
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    address + rest
}

/// Names that lead nowhere, as they stand in an address.
fn forged(another_kind: &str) -> Vec<String> {
    vec![
        Uuid::new_v4().to_string(),
        another_kind.to_owned(),
        String::new(),
        "0".to_owned(),
        "a".repeat(10 * 1024),
        "%00".to_owned(),
        format!("{another_kind}%00"),
        "%FF%FE".to_owned(),
        "%0D%0ASet-Cookie:%20a=b".to_owned(),
        "..%2F..%2Fetc%2Fpasswd".to_owned(),
        "%27%20OR%20%271%27=%271".to_owned(),
        // A secret that nobody was ever given.
        "0".repeat(64),
        Uuid::nil().to_string(),
        "ffffffff-ffff-ffff-ffff-ffffffffffff".to_owned(),
    ]
}

async fn a_need(world: &World) -> String {
    let needs = list_needs(&world.app, &Actor::command_line(), None, None, 1).await;
    needs.unwrap()[0].id.to_string()
}

async fn a_site(router: &axum::Router) -> String {
    let query = "{ suppliers(text: \"torneado\", first: 1) { edges { node { id } } } }";
    let answer = ask(router, "", query, json!({})).await;
    let id = answer.json()["data"]["suppliers"]["edges"][0]["node"]["id"].clone();
    let page = get(router, "/buscar?q=torneado", "", "es").await.body;
    let (_, rest) = page.split_once("/proveedores/").unwrap();
    assert!(id.is_string());
    rest.chars().take(36).collect()
}

#[tokio::test]
async fn a_forged_name_in_an_address_is_not_found() {
    let world = World::fictional().await;
    let router = world.router();
    let (need, site) = (a_need(&world).await, a_site(&router).await);
    let before = count(&world, "audit_log WHERE action <> 'session.refused'").await;
    let people = ["centre_staff", "administrator", "engineer", "owner", ""];
    for (route, takes_forms) in routes() {
        let is_of_a_need = route.contains("requerimiento") || route.contains("{need}");
        let another = if is_of_a_need { &site } else { &need };
        for name in forged(another) {
            let address = filled(&route, &name);
            for person in people {
                let session = world.person(person, 0);
                let answer = get(&router, &address, &session, "es").await;
                let what = format!("GET {route} {name:.40} as {person}: {}", answer.status);
                assert!(answer.status.is_client_error(), "{what}");
                assert!(!answer.headers.contains_key("a"), "{what}");
                if !takes_forms {
                    continue;
                }
                let cookies = format!("session={session}; lang=es");
                let answer = post_with(&router, &address, &cookies, &session, "x=1").await;
                let what = format!("POST {route} {name:.40} as {person}: {}", answer.status);
                assert!(answer.status.is_client_error(), "{what}");
            }
        }
    }
    let after = count(&world, "audit_log WHERE action <> 'session.refused'").await;
    assert_eq!(before, after, "nothing was written");
}

/// An argument's name, a request that has it, and the request's variables with an id in its place.
type Argument = (&'static str, &'static str, fn(&str) -> Value);

/// The arguments and input fields that take an id, and a request for each.
fn arguments() -> Vec<Argument> {
    vec![
        (
            "id",
            "query($v: ID!) { out: node(id: $v) { id } }",
            |id| json!({ "v": id }),
        ),
        (
            "needId",
            "mutation($v: ShortlistCreateInput!) { out: shortlistCreate(input: $v) { object: shortlist { id } errors { code } } }",
            |id| json!({ "v": { "needId": id } }),
        ),
        (
            "id",
            "query($v: ID!) { out: candidacy(id: $v) { id } }",
            |id| json!({ "v": id }),
        ),
        (
            "shortlist",
            "mutation($v: CandidatesAddInput!) { out: candidatesAdd(input: $v) { object: candidacies { id } errors { code } } }",
            |id| json!({ "v": { "shortlist": id, "sites": [] } }),
        ),
        (
            "sites",
            "mutation($v: CandidatesAddInput!) { out: candidatesAdd(input: $v) { object: candidacies { id } errors { code } } }",
            |id| json!({ "v": { "shortlist": global("Shortlist", &Uuid::nil().to_string()), "sites": [id] } }),
        ),
        (
            "id",
            "mutation($v: CandidateMoveInput!) { out: candidateMove(input: $v) { object: candidacy { id } errors { code } } }",
            |id| json!({ "v": { "id": id, "version": 1, "stage": "VISIT" } }),
        ),
        (
            "id",
            "mutation($v: CandidateSignInput!) { out: candidateSign(input: $v) { object: candidacy { id } errors { code } } }",
            |id| json!({ "v": { "id": id, "version": 1 } }),
        ),
        (
            "id",
            "mutation($v: CandidateRejectInput!) { out: candidateReject(input: $v) { object: candidacy { id } errors { code } } }",
            |id| json!({ "v": { "id": id, "version": 1, "reason": "x" } }),
        ),
        (
            "id",
            "mutation($v: CandidateNoteInput!) { out: candidateNote(input: $v) { object: candidacy { id } errors { code } } }",
            |id| json!({ "v": { "id": id, "step": "CALL", "words": "x" } }),
        ),
        (
            "id",
            "mutation($v: CandidatePlanInput!) { out: candidatePlan(input: $v) { object: candidacy { id } errors { code } } }",
            |id| json!({ "v": { "id": id, "version": 1 } }),
        ),
        (
            "need",
            "mutation($v: NeedAnswerInput!) { out: needAnswer(input: $v) { object: answer { by } errors { code } } }",
            |id| json!({ "v": { "need": id, "site": global("Supplier", &Uuid::nil().to_string()), "interest": "INTERESTED" } }),
        ),
        (
            "site",
            "mutation($v: NeedAnswerInput!) { out: needAnswer(input: $v) { object: answer { by } errors { code } } }",
            |id| json!({ "v": { "need": global("Need", &Uuid::nil().to_string()), "site": id, "interest": "INTERESTED" } }),
        ),
        (
            "id",
            "mutation($v: GapDecideInput!) { out: gapDecide(input: $v) { object: gap { id } errors { code } } }",
            |id| json!({ "v": { "id": id, "version": 1, "confirms": true, "words": "x" } }),
        ),
        (
            "id",
            "mutation($v: GapReplyInput!) { out: gapReply(input: $v) { object: gap { id } errors { code } } }",
            |id| json!({ "v": { "id": id, "version": 1, "words": "x" } }),
        ),
        (
            "needId",
            "mutation($v: NeedChangeInput!) { out: needChange(input: $v) { object: need { id } errors { code } } }",
            |id| {
                json!({ "v": {
                    "needId": id,
                    "version": 1,
                    "title": { "text": "Bujes" },
                    "criteria": [{ "attribute": "process.offered", "comparison": "ANY_OF", "concepts": ["process.cnc_turning"], "strength": "MUST" }],
                } })
            },
        ),
        (
            "needId",
            "mutation($v: NeedSetStatusInput!) { out: needSetStatus(input: $v) { object: need { id } errors { code } } }",
            |id| json!({ "v": { "needId": id, "version": 1, "status": "WITHDRAWN", "reason": "x" } }),
        ),
        (
            "organisationId",
            "mutation($v: NeedCreateInput!) { out: needCreate(input: $v) { object: need { id } errors { code } } }",
            |id| {
                json!({ "v": {
                    "organisationId": id,
                    "title": { "text": "Bujes" },
                    "criteria": [{ "attribute": "process.offered", "comparison": "ANY_OF", "concepts": ["process.cnc_turning"], "strength": "MUST" }],
                } })
            },
        ),
        (
            "duplicateId",
            "mutation($v: DuplicateDecideInput!) { out: duplicateDecide(input: $v) { object: decided errors { code } } }",
            |id| json!({ "v": { "duplicateId": id, "same": true, "reason": "x" } }),
        ),
        (
            "supplierId",
            "mutation($v: ClaimCreateInput!) { out: claimCreate(input: $v) { object: received errors { code } } }",
            |id| json!({ "v": { "supplierId": id, "name": "X", "email": "x@prueba.example", "evidence": "OTHER", "words": "x" } }),
        ),
        (
            "claimId",
            "mutation($v: ClaimDecideInput!) { out: claimDecide(input: $v) { object: status errors { code } } }",
            |id| json!({ "v": { "claimId": id, "approve": true, "reason": "x" } }),
        ),
        (
            "audienceId",
            "mutation($v: ConsentOpenInput!) { out: consentOpen(input: $v) { object: consent { id } errors { code } } }",
            |id| json!({ "v": { "subject": "QUALITY", "audienceId": id, "until": "2027-01-01" } }),
        ),
        (
            "audienceIds",
            "mutation($v: ConsentApplyPresetInput!) { out: consentApplyPreset(input: $v) { object: consents { preset } errors { code } } }",
            |id| json!({ "v": { "preset": "BUYERS_I_ACCEPT", "audienceIds": [id], "until": "2027-01-01" } }),
        ),
        (
            "consentId",
            "mutation($v: ConsentRevokeInput!) { out: consentRevoke(input: $v) { object: revoked errors { code } } }",
            |id| json!({ "v": { "consentId": id } }),
        ),
        (
            "keepId",
            "mutation($v: DuplicateMergeInput!) { out: duplicateMerge(input: $v) { object: mergeId errors { code } } }",
            |id| json!({ "v": { "duplicateId": id, "keepId": id, "reason": "x" } }),
        ),
        (
            "mergeId",
            "mutation($v: DuplicateSeparateInput!) { out: duplicateSeparate(input: $v) { object: separated errors { code } } }",
            |id| json!({ "v": { "mergeId": id, "reason": "x" } }),
        ),
        (
            "membershipId",
            "mutation($v: PersonRemoveInput!) { out: personRemove(input: $v) { object: removed errors { code } } }",
            |id| json!({ "v": { "membershipId": id } }),
        ),
        (
            "site",
            "query($v: ID!) { out: gapAnalysis(site: $v) { evaluatedOn } }",
            |id| json!({ "v": id }),
        ),
        (
            "needs",
            "query($s: ID!, $v: [ID!]) { out: gapAnalysis(site: $s, needs: $v) { evaluatedOn } }",
            |id| json!({ "s": global("Supplier", &Uuid::nil().to_string()), "v": [id] }),
        ),
        (
            "site",
            "mutation($v: StateCauseInput!) { out: stateCause(input: $v) { object: statement { by } errors { code } } }",
            |id| json!({ "v": { "site": id, "symptomId": "cause.high_scrap", "causeId": "cause.worn_fixture", "finding": "YES" } }),
        ),
        (
            "site",
            "query($v: ID!) { out: profileCompleteness(site: $v) { done } }",
            |id| json!({ "v": id }),
        ),
        (
            "site",
            "mutation($v: FactRecordInput!) { out: factRecord(input: $v) { object: fact { value } errors { code } } }",
            |id| json!({ "v": { "site": id, "attribute": "site.staff", "text": "12", "origin": "DECLARED" } }),
        ),
        (
            "site",
            "mutation($v: FactSkipInput!) { out: factSkip(input: $v) { object: until errors { code } } }",
            |id| json!({ "v": { "site": id, "attribute": "site.staff" } }),
        ),
        (
            "site",
            "mutation($v: MachineAddInput!) { out: machineAdd(input: $v) { object: machine { id } errors { code } } }",
            |id| json!({ "v": { "site": id, "plate": { "kind": "equipment.cnc_lathe", "origin": "DECLARED" } } }),
        ),
        (
            "id",
            "mutation($v: MachineChangeInput!) { out: machineChange(input: $v) { object: machine { id } errors { code } } }",
            |id| json!({ "v": { "id": id, "version": 1, "plate": { "kind": "equipment.cnc_lathe", "origin": "DECLARED" } } }),
        ),
        (
            "id",
            "mutation($v: MachineRemoveInput!) { out: machineRemove(input: $v) { object: removed errors { code } } }",
            |id| json!({ "v": { "id": id, "version": 1, "origin": "DECLARED" } }),
        ),
        (
            "id",
            "query($v: ID!) { out: service(id: $v) { version } }",
            |id| json!({ "v": id }),
        ),
        (
            "id",
            "mutation($v: ServiceSaveInput!) { out: serviceSave(input: $v) { object: service { id } errors { code } } }",
            |id| json!({ "v": { "id": id, "version": 1, "service": { "kind": "service.spc_training", "name": { "text": "x" }, "durationDays": 1, "price": "1" } } }),
        ),
        (
            "institution",
            "mutation($v: ServiceSaveInput!) { out: serviceSave(input: $v) { object: service { id } errors { code } } }",
            |id| json!({ "v": { "institution": id, "service": { "kind": "service.spc_training", "name": { "text": "x" }, "durationDays": 1, "price": "1" } } }),
        ),
        (
            "service",
            "mutation($v: ServiceCohortSaveInput!) { out: serviceCohortSave(input: $v) { object: cohort { id } errors { code } } }",
            |id| json!({ "v": { "service": id, "id": id, "version": 1, "startsOn": "2030-01-01", "endsOn": "2030-01-02", "seats": 1 } }),
        ),
        (
            "fileId",
            "mutation($v: SupplierFileRemoveInput!) { out: supplierFileRemove(input: $v) { object: removed errors { code } } }",
            |id| json!({ "v": { "fileId": id } }),
        ),
        (
            "fileId",
            "mutation($v: SupplierFileConfirmInput!) { out: supplierFileConfirm(input: $v) { object: supplier { id } errors { code } } }",
            |id| json!({ "v": { "fileId": id, "attributes": ["standard.held"] } }),
        ),
        (
            "site",
            "query($v: ID!) { out: assessments(site: $v) { pageInfo { hasNextPage } } }",
            |id| json!({ "v": id }),
        ),
        (
            "site",
            "mutation($v: AssessmentStartInput!) { out: assessmentStart(input: $v) { object: assessment { id } errors { code } } }",
            |id| json!({ "v": { "site": id, "kind": "GAUGE" } }),
        ),
        (
            "id",
            "mutation($v: AssessmentSaveInput!) { out: assessmentSave(input: $v) { object: assessment { id } errors { code } } }",
            |id| json!({ "v": { "id": id, "version": 1, "entries": [] } }),
        ),
        (
            "id",
            "mutation($v: AssessmentFinishInput!) { out: assessmentFinish(input: $v) { object: assessment { id } errors { code } } }",
            |id| json!({ "v": { "id": id, "version": 1 } }),
        ),
        (
            "id",
            "mutation($v: AssessmentVoidInput!) { out: assessmentVoid(input: $v) { object: assessment { id } errors { code } } }",
            |id| json!({ "v": { "id": id, "version": 1, "reason": "x" } }),
        ),
        (
            "site",
            "mutation($v: CommittedLoadRecordInput!) { out: committedLoadRecord(input: $v) { object: capacity { plantOee } errors { code } } }",
            |id| json!({ "v": { "site": id, "process": "process.cnc_turning", "months": [{ "month": "2027-01", "text": "50" }], "origin": "DECLARED" } }),
        ),
        (
            "upTo",
            "mutation($v: AlertsMarkReadInput!) { out: alertsMarkRead(input: $v) { object: marked errors { code } } }",
            |id| json!({ "v": { "upTo": id } }),
        ),
        (
            "id",
            "query($v: ID!) { out: programme(id: $v) { id } }",
            |id| json!({ "v": id }),
        ),
        (
            "programme",
            "query($v: ProgrammePlansInput!) { out: programmePlans(input: $v) { object: plans { rules } errors { code } } }",
            |id| json!({ "v": { "programme": id } }),
        ),
        (
            "site",
            "query($v: ProgrammePlansInput!) { out: programmePlans(input: $v) { object: plans { rules } errors { code } } }",
            |id| json!({ "v": { "site": id, "needs": [global("Need", &Uuid::nil().to_string())] } }),
        ),
        (
            "needs",
            "query($v: ProgrammePlansInput!) { out: programmePlans(input: $v) { object: plans { rules } errors { code } } }",
            |id| json!({ "v": { "site": global("Supplier", &Uuid::nil().to_string()), "needs": [id] } }),
        ),
        (
            "service",
            "query($v: ProgrammePlansInput!) { out: programmePlans(input: $v) { object: plans { rules } errors { code } } }",
            |id| {
                json!({ "v": {
                    "site": global("Supplier", &Uuid::nil().to_string()),
                    "needs": [global("Need", &Uuid::nil().to_string())],
                    "wishes": { "pinned": [{ "service": id }] },
                    "question": { "kind": "WITH", "service": id },
                } })
            },
        ),
        (
            "forbidden",
            "mutation($v: ProgrammeDraftInput!) { out: programmeDraft(input: $v) { object: programme { id } errors { code } } }",
            |id| {
                json!({ "v": {
                    "site": global("Supplier", &Uuid::nil().to_string()),
                    "needs": [global("Need", &Uuid::nil().to_string())],
                    "wishes": { "forbidden": [id] },
                    "choice": { "costMinor": "1", "finishesOn": "2100-01-01" },
                    "title": "x",
                } })
            },
        ),
        (
            "site",
            "mutation($v: ProgrammeDraftInput!) { out: programmeDraft(input: $v) { object: programme { id } errors { code } } }",
            |id| json!({ "v": { "site": id, "needs": [], "choice": { "costMinor": "1", "finishesOn": "2100-01-01" }, "title": "x" } }),
        ),
        (
            "id",
            "mutation($v: ProgrammeAdjustInput!) { out: programmeAdjust(input: $v) { object: programme { id } errors { code } } }",
            |id| json!({ "v": { "id": id, "version": 1, "wishes": {}, "choice": { "costMinor": "1", "finishesOn": "2100-01-01" } } }),
        ),
        (
            "id",
            "mutation($v: ProgrammeSignInput!) { out: programmeSign(input: $v) { object: programme { id } errors { code } } }",
            |id| json!({ "v": { "id": id, "planVersion": 1 } }),
        ),
        (
            "id",
            "mutation($v: ProgrammeProposeInput!) { out: programmePropose(input: $v) { object: programme { id } errors { code } } }",
            |id| json!({ "v": { "id": id, "version": 1 } }),
        ),
        (
            "id",
            "mutation($v: ProgrammeStartInput!) { out: programmeStart(input: $v) { object: programme { id } errors { code } } }",
            |id| json!({ "v": { "id": id, "version": 1 } }),
        ),
        (
            "id",
            "mutation($v: ProgrammeCloseInput!) { out: programmeClose(input: $v) { object: programme { id } errors { code } } }",
            |id| json!({ "v": { "id": id, "version": 1 } }),
        ),
        (
            "id",
            "mutation($v: ProgrammeAskChangesInput!) { out: programmeAskChanges(input: $v) { object: programme { id } errors { code } } }",
            |id| json!({ "v": { "id": id, "version": 1, "words": "x" } }),
        ),
        (
            "id",
            "mutation($v: ProgrammeStopInput!) { out: programmeStop(input: $v) { object: programme { id } errors { code } } }",
            |id| json!({ "v": { "id": id, "version": 1, "words": "x" } }),
        ),
        (
            "after",
            "query($v: String) { out: programmes(after: $v, first: 1) { edges { cursor } } }",
            |id| json!({ "v": id }),
        ),
        (
            "step",
            "mutation($v: ReferralSendInput!) { out: referralSend(input: $v) { object: referral { id } errors { code } } }",
            |id| json!({ "v": { "step": id } }),
        ),
        (
            "id",
            "mutation($v: ReferralAnswerInput!) { out: referralAnswer(input: $v) { object: referral { id } errors { code } } }",
            |id| json!({ "v": { "id": id, "version": 1, "answer": "ACCEPT" } }),
        ),
        (
            "id",
            "mutation($v: ReferralSettleInput!) { out: referralSettle(input: $v) { object: referral { id } errors { code } } }",
            |id| json!({ "v": { "id": id, "version": 1, "decision": "WITHDRAW" } }),
        ),
        (
            "id",
            "mutation($v: ReferralReportInput!) { out: referralReport(input: $v) { object: referral { id } errors { code } } }",
            |id| json!({ "v": { "id": id, "version": 1, "doneOn": "2026-01-01" } }),
        ),
        (
            "step",
            "mutation($v: WorkLogInput!) { out: workLog(input: $v) { object: entry { id } errors { code } } }",
            |id| json!({ "v": { "step": id, "workedOn": "2026-01-01", "hours": "1", "words": "x" } }),
        ),
        (
            "id",
            "mutation($v: WorkStrikeInput!) { out: workStrike(input: $v) { object: struck errors { code } } }",
            |id| json!({ "v": { "id": id } }),
        ),
        (
            "step",
            "mutation($v: StepMarkInput!) { out: stepMark(input: $v) { object: marked errors { code } } }",
            |id| json!({ "v": { "step": id, "seen": "PLANNED", "state": "RUNNING" } }),
        ),
        (
            "programme",
            "mutation($v: GapVerifyInput!) { out: gapVerify(input: $v) { object: verification { note } errors { code } } }",
            |id| json!({ "v": { "programme": id, "gap": id, "finding": "NOT_VERIFIED", "visitedOn": "2026-01-01", "spread": "NO", "reason": "x" } }),
        ),
        (
            "gap",
            "mutation($v: GapVerifyInput!) { out: gapVerify(input: $v) { object: verification { note } errors { code } } }",
            |id| json!({ "v": { "programme": global("Programme", &Uuid::nil().to_string()), "gap": id, "finding": "NOT_VERIFIED", "visitedOn": "2026-01-01", "spread": "NO", "reason": "x" } }),
        ),
        (
            "files",
            "mutation($v: GapVerifyInput!) { out: gapVerify(input: $v) { object: verification { note } errors { code } } }",
            |id| json!({ "v": { "programme": global("Programme", &Uuid::nil().to_string()), "gap": global("ProgrammeGap", &Uuid::nil().to_string()), "finding": "NOT_VERIFIED", "visitedOn": "2026-01-01", "spread": "NO", "reason": "x", "files": [id] } }),
        ),
        (
            "programme",
            "mutation($v: IndicatorAgreeInput!) { out: indicatorAgree(input: $v) { object: indicator { id } errors { code } } }",
            |id| json!({ "v": { "programme": id, "kind": "OEE" } }),
        ),
        (
            "indicator",
            "mutation($v: IndicatorRecordInput!) { out: indicatorRecord(input: $v) { object: figure { entered } errors { code } } }",
            |id| json!({ "v": { "indicator": id, "moment": "START", "figure": "1", "observed": "2026-01-01" } }),
        ),
        (
            "programme",
            "query($v: ID!) { out: programmeFollowUp(programme: $v) { endMovesDays } }",
            |id| json!({ "v": id }),
        ),
        (
            "programme",
            "query($v: ID!) { out: programmeIndicators(programme: $v) { id } }",
            |id| json!({ "v": id }),
        ),
        (
            "id",
            "query($v: ID!) { out: referral(id: $v) { id } }",
            |id| json!({ "v": id }),
        ),
        (
            "uploadToken",
            "query($v: String!) { out: importPreview(uploadToken: $v) { rows } }",
            |id| json!({ "v": id }),
        ),
        (
            "after",
            "query($v: String) { out: needs(after: $v, first: 1) { edges { cursor } } }",
            |id| json!({ "v": id }),
        ),
        (
            "after",
            "query($v: String) { out: suppliers(text: \"torno\", after: $v, first: 1) { edges { cursor } } }",
            |id| json!({ "v": id }),
        ),
    ]
}

#[tokio::test]
async fn a_forged_id_in_an_argument_is_refused() {
    let world = World::fictional().await;
    let router = world.router();
    let (need, site) = (a_need(&world).await, a_site(&router).await);
    let random = Uuid::new_v4().to_string();
    let mut ids = vec![
        String::new(),
        "x".to_owned(),
        "%%%".to_owned(),
        random.clone(),
        need.clone(),
        "A".repeat(10 * 1024),
        "\0".to_owned(),
        "_-8".to_owned(),
        "Need:".to_owned(),
        "💥".to_owned(),
        "' OR '1'='1".to_owned(),
        // Another kind's key under each kind, and kinds that there are not.
        global("Supplier", &need),
        global("Nada", &need),
        global("", &need),
    ];
    for kind in [
        "Need",
        "Supplier",
        "Shortlist",
        "Institution",
        "Service",
        "ServiceCohort",
        "ImportRun",
        "Duplicate",
        "Organisation",
        "Candidacy",
        "ProposedGap",
        "Machine",
        "SupplierFile",
        "Assessment",
        "Programme",
        "ProgrammeStep",
        "ProgrammeGap",
        "Referral",
        "WorkEntry",
        "Indicator",
        "Alert",
    ] {
        let keys = [
            random.as_str(),
            "",
            "\0",
            "\u{feff}",
            "1",
            "9999999999999999999999",
            &"a".repeat(10 * 1024),
        ];
        ids.extend(keys.into_iter().map(|key| global(kind, key)));
        if kind != "Supplier" {
            ids.push(global(kind, &site));
        }
    }
    let before = count(&world, "audit_log").await;
    for (name, query, variables) in arguments() {
        for person in ["centre_staff", "engineer", "owner", "administrator", ""] {
            let session = world.person(person, 0);
            for id in &ids {
                let answer = ask(&router, &session, query, variables(id)).await;
                let what = format!(
                    "{name}={id:.60} as {person}: {} {:.300}",
                    answer.status, answer.body
                );
                let is_fine = answer.status == StatusCode::OK || answer.status.is_client_error();
                assert!(is_fine, "{what}");
                let body = answer.json();
                for error in body["errors"].as_array().into_iter().flatten() {
                    assert_ne!(error["extensions"]["code"], "INTERNAL", "{what}");
                }
                let out = &body["data"]["out"];
                let object = &out["object"];
                // An empty cursor may mean the first page.
                let told = !out.is_null() && !out["edges"].is_array();
                assert!(!told || object.is_null() || *object == false, "{what}");
            }
        }
    }
    assert_eq!(
        count(&world, "audit_log").await,
        before,
        "nothing was written"
    );
}

#[test]
fn every_argument_that_takes_an_id_is_tried() {
    let tried: Vec<&str> = arguments().into_iter().map(|(name, _, _)| name).collect();
    let sdl = graphql::sdl();
    let mut is_input = false;
    for line in sdl.lines() {
        if !line.starts_with(' ') && line.ends_with('{') {
            is_input = line.starts_with("input ");
        }
        // Arguments stand one step further in than fields.
        let is_taken = is_input || line.starts_with("    ");
        let Some((name, kind)) = line.trim().split_once(": ") else {
            continue;
        };
        let is_id = kind.trim_matches(['[', ']', '!', ',']) == "ID";
        if is_taken && is_id {
            assert!(tried.contains(&name), "nobody tries forged ids in {name}");
        }
    }
}
