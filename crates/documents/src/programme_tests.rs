//! What is on the pages, told from the pages as typst set them.

use crate::{
    DocumentError, Paper, ProgrammeDocument, StepKind, example, press, render, sheet::Sheet,
};
use eslabon_domain::text::Lang;
use jiff::civil::date;
use typst::layout::{Frame, FrameItem, Point};
use typst_layout::PagedDocument;

/// A run of text and where it stands on its page, in points.
struct Run {
    page: usize,
    left: f64,
    right: f64,
    below: f64,
    text: String,
}

fn set(document: &ProgrammeDocument) -> PagedDocument {
    press::set(&Sheet::of(document).unwrap()).unwrap()
}

fn runs(pages: &PagedDocument) -> Vec<Run> {
    let mut runs = Vec::new();
    for (page, set) in pages.pages().iter().enumerate() {
        walk(&set.frame, Point::zero(), page, &mut runs);
    }
    runs
}

/// Only turned text (the demonstration mark behind the page) is left out.
fn walk(frame: &Frame, at: Point, page: usize, runs: &mut Vec<Run>) {
    for (offset, item) in frame.items() {
        let at = at + *offset;
        match item {
            FrameItem::Group(group) if group.transform.kx.is_zero() => {
                walk(&group.frame, at, page, runs);
            }
            FrameItem::Text(text) => runs.push(Run {
                page,
                left: at.x.to_pt(),
                right: (at.x + text.width()).to_pt(),
                below: at.y.to_pt(),
                text: text.text.to_string(),
            }),
            _ => {}
        }
    }
}

/// All text, runs joined by spaces, without the places where long words may break.
fn text(pages: &PagedDocument) -> String {
    let runs = runs(pages);
    let texts: Vec<_> = runs.iter().map(|run| run.text.as_str()).collect();
    texts.join(" ").replace('\u{200B}', "")
}

/// Nothing stands outside the paper's margins (headers and footers are inside, too).
fn assert_inside(pages: &PagedDocument) {
    let size = pages.pages()[0].frame.size();
    for run in runs(pages) {
        let place = format!(
            "page {} at {:.0}–{:.0}, {:.0}: {}",
            run.page + 1,
            run.left,
            run.right,
            run.below,
            run.text
        );
        assert!(
            run.left >= 40.0 && run.right <= size.x.to_pt() - 40.0,
            "{place}"
        );
        assert!(
            run.below >= 20.0 && run.below <= size.y.to_pt() - 20.0,
            "{place}"
        );
    }
}

#[test]
fn a_programme_says_everything_in_either_language() {
    let spanish = text(&set(&example::programme(
        Lang::Es,
        Paper::Letter,
        (12, 15, 6),
    )));
    for said in [
        "Brechas",
        "Calendario",
        "Firmas de conformidad",
        "página 1 de",
        "sin dato",
        "11 ene 2027",
        "9f86d081884c",
        "Demostración, sin validez",
        "Importe",
        "Ing. Lucía Fernández Treviño",
    ] {
        assert!(spanish.contains(said), "{said}");
    }
    let english = text(&set(&example::programme(Lang::En, Paper::A4, (12, 15, 6))));
    for said in [
        "Gaps",
        "Calendar",
        "Signatures",
        "page 1 of",
        "unknown",
        "11 Jan 2027",
        "Demonstration, not valid",
    ] {
        assert!(english.contains(said), "{said}");
    }
    assert!(!english.contains("Brechas") && !english.contains("página"));
}

#[test]
fn the_paper_is_as_asked() {
    let size = |paper| {
        let pages = set(&example::programme(Lang::Es, paper, (1, 1, 1)));
        let size = pages.pages()[0].frame.size();
        (size.x.to_mm().round(), size.y.to_mm().round())
    };
    assert_eq!(size(Paper::Letter), (216.0, 279.0));
    assert_eq!(size(Paper::A4), (210.0, 297.0));
}

#[test]
fn totals_are_to_the_cent() {
    let document = example::programme(Lang::En, Paper::Letter, (1, 15, 6));
    let total: i64 = document
        .steps
        .iter()
        .filter_map(|step| step.cost_minor)
        .sum();
    let total = eslabon_domain::money::Money {
        minor: total,
        currency: document.currency,
    };
    let text = text(&set(&document));
    assert_eq!(
        text.matches(&total.to_string()).count(),
        2,
        "{total} in {text}"
    );
}

#[test]
fn an_unknown_cost_is_said_and_what_nobody_pays_too() {
    let mut document = example::programme(Lang::En, Paper::Letter, (1, 2, 1));
    document.steps[0].cost_minor = None;
    document.steps[0].shares.clear();
    let cost = document.steps[1].cost_minor.unwrap();
    document.steps[1].shares[0].minor = cost - 1;
    let text = text(&set(&document));
    assert!(text.contains("One step has no known cost") && text.contains("Known cost"));
    assert!(text.contains("Not covered") && text.contains("$0.01 MXN"));
}

#[test]
fn rows_are_not_cut_and_heads_are_repeated() {
    let mut document = example::programme(Lang::Es, Paper::Letter, (30, 30, 6));
    let filling = "palabras que llenan varias líneas de la celda ".repeat(6);
    for (at, gap) in document.gaps.iter_mut().enumerate() {
        gap.action = format!("B{at}A {filling} B{at}Z");
    }
    for (at, step) in document.steps.iter_mut().enumerate() {
        step.evidence = format!("P{at}A {filling} P{at}Z");
    }
    let pages = set(&document);
    assert_inside(&pages);
    let runs = runs(&pages);
    let pages_with = |text: &str| -> Vec<usize> {
        let runs = runs.iter().filter(|run| run.text.contains(text));
        runs.map(|run| run.page).collect()
    };
    for kind in ["B", "P"] {
        for at in 0..30 {
            let opened = pages_with(&format!("{kind}{at}A"));
            let closed = pages_with(&format!("{kind}{at}Z"));
            assert!(
                opened.len() == 1 && closed.contains(&opened[0]),
                "{kind} {at}: {opened:?} {closed:?}"
            );
        }
    }
    for head in ["Cómo se cierra", "Evidencia"] {
        assert!(pages_with(head).len() > 2, "{head}");
    }
}

#[test]
fn what_people_write_is_text_and_never_markup() {
    let written = "#include \"/etc/passwd\" *bold* _x_ $x^2$ @ref <label> = Title #panic() \\ // `raw` https://a.b/c \"comillas\"";
    let mut document = example::programme(Lang::Es, Paper::Letter, (1, 1, 1));
    document.title = written.to_owned();
    document.firm = written.to_owned();
    document.letterhead.centre = written.to_owned();
    document.gaps[0].name = written.to_owned();
    document.steps[0].service = written.to_owned();
    document.steps[0].evidence = written.to_owned();
    document.commitments[0].items = vec![written.to_owned()];
    document.signatures[0].name = Some(written.to_owned());
    let text = text(&set(&document));
    for said in [
        "#include",
        "*bold*",
        "$x^2$",
        "@ref",
        "<label>",
        "#panic()",
        "`raw`",
        "\"comillas\"",
    ] {
        assert!(text.matches(said).count() >= 7, "{said}: {text}");
    }
    assert!(render(&document).unwrap().starts_with(b"%PDF-"));
}

#[test]
fn hostile_and_long_text_stays_on_the_paper() {
    let long_word = "x".repeat(10_000);
    let long_text = "Una frase que se repite sin fin. ".repeat(320);
    let strange = "\u{202E}🔧👩‍🏭 שלום عليكم 漢字 \u{0} e\u{301}\u{301}\u{301}";
    for written in [long_word.as_str(), &long_text, strange, ""] {
        let mut document = example::programme(Lang::Es, Paper::Letter, (2, 2, 2));
        document.title = written.to_owned();
        document.letterhead.address = written.to_owned();
        document.firm = written.to_owned();
        document.gaps[0].name = written.to_owned();
        document.gaps[0].present = Some(written.to_owned());
        document.gaps[1].action = written.to_owned();
        document.steps[0].service = written.to_owned();
        document.steps[0].shares[0].payer = written.to_owned();
        document.steps[1].evidence = written.to_owned();
        document.commitments[0].side = written.to_owned();
        document.commitments[0].items = vec![written.to_owned()];
        document.signatures[0].name = Some(written.to_owned());
        document.signatures[1].side = written.to_owned();
        let pages = set(&document);
        assert_inside(&pages);
        let is_lacking = text(&pages).contains("� está en lugar de");
        assert_eq!(is_lacking, written == strange);
        assert!(render(&document).unwrap().starts_with(b"%PDF-"));
    }
}

#[test]
fn an_empty_programme_is_a_document() {
    let mut document = example::programme(Lang::En, Paper::A4, (0, 0, 0));
    document.commitments.clear();
    document.signatures.clear();
    document.lead_firm = None;
    document.is_demonstration = false;
    let text = text(&set(&document));
    assert!(
        text.contains("None.") && !text.contains("Demonstration") && !text.contains("Calendar")
    );
    assert!(render(&document).is_ok());
}

#[test]
fn the_same_document_gives_the_same_bytes_and_another_does_not() {
    let document = example::programme(Lang::Es, Paper::Letter, (12, 15, 6));
    let pdf = render(&document).unwrap();
    let again = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| render(&document).unwrap()))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect::<Vec<_>>()
    });
    assert!(again.iter().all(|again| *again == pdf));
    let mut other = document.clone();
    other.version += 1;
    assert_ne!(render(&other).unwrap(), pdf);
}

#[test]
fn the_pdf_is_tagged_titled_and_in_its_language() {
    for (lang, tag) in [(Lang::Es, "(es"), (Lang::En, "(en")] {
        let pdf = render(&example::programme(lang, Paper::Letter, (3, 3, 2))).unwrap();
        let pdf = String::from_utf8_lossy(&pdf);
        for key in [
            "/Marked true",
            "/Lang",
            tag,
            "pdfuaid",
            "pdfaid",
            "De taller de mecanizado",
        ] {
            assert!(pdf.contains(key), "{key}");
        }
    }
}

#[test]
fn a_step_that_ends_before_it_starts_is_refused() {
    let mut document = example::programme(Lang::Es, Paper::Letter, (1, 3, 1));
    document.steps[2].kind = StepKind::Visit;
    document.steps[2].ends_on = date(2020, 1, 1);
    assert_eq!(render(&document), Err(DocumentError::EndsBeforeStart(3)));
}
