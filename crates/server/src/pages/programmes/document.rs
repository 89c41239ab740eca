//! The programme as the document that is signed: what its reader may see of it, in the words of a language. How it
//! looks is `eslabon_documents`'.

use super::{budget, payer, reasons};
use crate::pages::explain::Reader;
use crate::pages::layout::role;
use crate::pages::parts::{place, state_name};
use crate::pages::words::Say;
use eslabon_app::context::Words;
use eslabon_app::programmes::{Commitment, ProgrammePaper, StepLine};
use eslabon_app::records::ProgrammeGap;
use eslabon_documents::{
    Commitments, GapRow, Letterhead, Paper, ProgrammeDocument, ShareRow, Signature, StepKind,
    StepRow,
};
use eslabon_domain::programmes::{Dimension, ProgrammeSide};
use eslabon_domain::text::Lang;
use eslabon_engine::programme::Direction;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The document of a programme in a language, on a paper.
#[must_use]
pub fn document(
    paper: &ProgrammePaper,
    words: Arc<Words>,
    language: Lang,
    size: Paper,
) -> ProgrammeDocument {
    let say = Say { lang: language };
    let reader = Reader { say, words };
    let (view, programme) = (&paper.view, &paper.view.programme);
    let lines = view.steps.iter().filter(|line| line.step.state.counts());
    let lines: Vec<&StepLine> = lines.collect();
    let states: Vec<String> = paper.states.iter().map(|code| state_name(*code)).collect();
    let commitments = paper.commitments.iter();
    ProgrammeDocument {
        language,
        paper: size,
        is_demonstration: view.card.fictional,
        letterhead: Letterhead {
            centre: view.centre_name.clone(),
            address: states.join(", "),
        },
        title: programme.title.clone(),
        version: u32::try_from(programme.plan_version).unwrap_or(0),
        firm: view.card.name.clone(),
        plant: place(say, view.card.municipality.as_deref(), view.card.state),
        lead_firm: Some(party(say, paper, ProgrammeSide::LeadFirm)),
        currency: programme.currency,
        gaps: gaps(&reader, paper, &lines),
        steps: steps(&reader, paper, &lines),
        commitments: commitments
            .map(|(side, all)| Commitments {
                side: party(say, paper, *side),
                items: all.iter().map(|one| promise(say, paper, *one)).collect(),
            })
            .collect(),
        signatures: ProgrammeSide::ALL
            .iter()
            .map(|side| signature(say, paper, *side))
            .collect(),
        content_hash: view.document_hash.clone(),
        generated_on: paper.made_on,
    }
}

/// What a side is called.
fn party(say: Say, paper: &ProgrammePaper, side: ProgrammeSide) -> String {
    match side {
        ProgrammeSide::Firm => paper.view.card.name.clone(),
        ProgrammeSide::Centre => paper.view.centre_name.clone(),
        ProgrammeSide::LeadFirm => match &paper.lead_firm {
            Some(name) => name.clone(),
            None => say.t("need-buyer-reserved"),
        },
    }
}

fn gaps(reader: &Reader, paper: &ProgrammePaper, lines: &[&StepLine]) -> Vec<GapRow> {
    let gaps = paper.view.gaps.iter();
    gaps.map(|gap| gap_row(reader, lines, gap)).collect()
}

fn gap_row(reader: &Reader, lines: &[&StepLine], gap: &ProgrammeGap) -> GapRow {
    let direction = match gap.is_lower_better {
        true => Direction::Lower,
        false => Direction::Raise,
    };
    let closing = lines
        .iter()
        .filter(|line| line.step.closes.contains(&gap.dimension));
    let closing: Vec<&str> = closing.map(|line| line.step.name.text.as_str()).collect();
    let present = gap.present;
    GapRow {
        name: reasons::dimension(reader, &gap.dimension),
        present: present.map(|level| reasons::level(reader, &gap.dimension, level)),
        required: reasons::required(reader, &gap.dimension, direction, gap.required),
        action: closing.join("; "),
    }
}

/// The steps by first day, and the visits that verify what they close: one a day, after what ends on it.
fn steps(reader: &Reader, paper: &ProgrammePaper, lines: &[&StepLine]) -> Vec<StepRow> {
    let say = reader.say;
    let service = |line: &&StepLine| StepRow {
        kind: StepKind::Service,
        service: line.step.name.text.clone(),
        provider: line.step.provider_name.clone(),
        starts_on: line.step.starts_on,
        ends_on: line.step.ends_on,
        cost_minor: Some(line.step.cost.minor),
        shares: line
            .shares
            .iter()
            .map(|share| ShareRow {
                payer: payer(say, share.payer),
                minor: share.minor,
            })
            .collect(),
        evidence: line.step.evidence.text.clone(),
    };
    let mut visits: BTreeMap<Date, Vec<Dimension>> = BTreeMap::new();
    for line in lines {
        if let Some(on) = line.step.visit_on {
            let looked_at = visits.entry(on).or_default();
            looked_at.extend(line.step.closes.iter().cloned());
        }
    }
    // A visit is the centre's own work: it is in the plan's cost with nothing.
    let visit = |(on, looked_at): (Date, Vec<Dimension>)| StepRow {
        kind: StepKind::Visit,
        service: say.t("programme-paper-visit"),
        provider: party(say, paper, ProgrammeSide::Centre),
        starts_on: on,
        ends_on: on,
        cost_minor: Some(0),
        shares: Vec::new(),
        evidence: reasons::dimensions(reader, &looked_at),
    };
    let mut rows: Vec<StepRow> = lines.iter().map(service).collect();
    rows.extend(visits.into_iter().map(visit));
    rows.sort_by_key(|row| (row.starts_on, row.kind == StepKind::Visit));
    rows
}

/// A promise in a sentence.
fn promise(say: Say, paper: &ProgrammePaper, one: Commitment) -> String {
    let money = |minor: i64| budget::shown(minor, paper.view.programme.currency);
    match one {
        Commitment::GivesTime => say.t("programme-promise-time"),
        Commitment::BringsEvidence => say.t("programme-promise-evidence"),
        Commitment::OpensPlant { visits } => say.count("programme-promise-visits", visits as u64),
        Commitment::Considers => {
            let needs = paper.view.needs.iter();
            let titles: Vec<&str> = needs.map(|need| need.title.text.as_str()).collect();
            say.with(
                "programme-promise-considers",
                &[("needs", &titles.join("; "))],
            )
        }
        Commitment::TellsOfChanges => say.t("programme-promise-changes"),
        Commitment::Pays { minor } => {
            say.with("programme-promise-pays", &[("amount", &money(minor))])
        }
        Commitment::Follows => say.t("programme-promise-follows"),
        Commitment::Verifies => say.t("programme-promise-verifies"),
        Commitment::SeesTo { payer: of, minor } => say.with(
            "programme-promise-sees-to",
            &[("payer", &payer(say, of)), ("amount", &money(minor))],
        ),
    }
}

/// Who signed the plan as it stands. Where nobody did, or by hand, there are lines to write on.
fn signature(say: Say, paper: &ProgrammePaper, side: ProgrammeSide) -> Signature {
    let mut lines = paper.view.signatures.iter();
    let given = lines.find(|line| line.counts && line.signature.side == side);
    let given = given.map(|line| &line.signature);
    let here = given.filter(|one| one.scan.is_none());
    Signature {
        side: party(say, paper, side),
        name: given.map(|one| match one.signed_by.is_empty() {
            true => say.t("need-buyer-reserved"),
            false => one.signed_by.clone(),
        }),
        role: here.map(|one| role(say, &one.role)),
        signed_at: here.map(|one| one.signed_at),
    }
}
