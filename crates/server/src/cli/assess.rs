//! `assess`: computes an assessment without saving anything, for a plant's own quality engineer.

use super::Failure;
use clap::Args;
use eslabon_domain::assessments::question_sets::{self, LineProblem, SetQuestion};
use eslabon_domain::assessments::{AssessmentKind, Entries, show_figure};
use eslabon_domain::attributes::Attributes;
use eslabon_domain::diagnosis::Diagnosis;
use eslabon_engine::assessment::sheet::{Outcome, Questions, Sheet};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `assess`.
#[derive(Debug, Args)]
pub struct AssessArguments {
    /// ready_diagnosis, capability, delivery, oee, gauge, run_rate, process_audit or potential
    #[arg(value_parser = kind)]
    kind: AssessmentKind,
    /// A JSON object: the kind's fields with what is typed into them
    file: PathBuf,
    /// The questions of an audit or potential analysis (CSV); without, numbers only
    #[arg(long, value_name = "FILE")]
    questions: Option<PathBuf>,
    /// The process that is assessed, such as process.cnc_turning
    #[arg(long, value_name = "CONCEPT")]
    process: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

fn kind(word: &str) -> Result<AssessmentKind, String> {
    AssessmentKind::parse(word).ok_or_else(|| {
        let known: Vec<&str> = AssessmentKind::ALL.iter().map(|one| one.as_str()).collect();
        format!("one of {}", known.join(", "))
    })
}

/// Runs the command: 0 computed, 1 something typed cannot be, 2 the file cannot be read.
pub fn run(arguments: &AssessArguments) -> Result<ExitCode, Failure> {
    let Ok(text) = std::fs::read_to_string(&arguments.file) else {
        eprintln!("eslabon: {} cannot be read", arguments.file.display());
        return Ok(ExitCode::from(2));
    };
    let entries = match entries(&text) {
        Ok(entries) => entries,
        Err(why) => {
            eprintln!("eslabon: {}: {why}", arguments.file.display());
            return Ok(ExitCode::from(2));
        }
    };
    let (diagnosis, spine) = (Diagnosis::bundled()?, Attributes::bundled()?);
    let set = questions(arguments)?;
    let sheet = Sheet {
        kind: arguments.kind,
        item: arguments.process.as_deref(),
        questions: match arguments.kind {
            AssessmentKind::ReadyDiagnosis => Questions::Diagnosis(&diagnosis, &spine),
            kind if kind.takes_questions() => Questions::Set(&set),
            _ => Questions::None,
        },
        entries: &entries,
    };
    match sheet.compute() {
        Ok(outcome) if arguments.json => {
            println!("{}", serde_json::to_string_pretty(&outcome)?);
            Ok(ExitCode::SUCCESS)
        }
        Ok(outcome) => {
            print(&outcome);
            Ok(ExitCode::SUCCESS)
        }
        Err(faults) if arguments.json => {
            let faults = serde_json::json!({ "faults": faults });
            println!("{}", serde_json::to_string_pretty(&faults)?);
            Ok(ExitCode::FAILURE)
        }
        Err(faults) => {
            for fault in faults {
                eprintln!("{}: {} {}", fault.field, fault.code, fault.detail);
            }
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Texts, numbers and yes or no are taken as they would be typed.
fn entries(text: &str) -> Result<Entries, String> {
    let read: serde_json::Value = serde_json::from_str(text).map_err(|e| e.to_string())?;
    let serde_json::Value::Object(fields) = read else {
        return Err("a JSON object is expected".to_owned());
    };
    fields
        .into_iter()
        .map(|(key, value)| {
            let typed = match value {
                serde_json::Value::String(text) => text,
                serde_json::Value::Number(number) => number.to_string(),
                serde_json::Value::Bool(true) => "yes".to_owned(),
                serde_json::Value::Bool(false) => "no".to_owned(),
                serde_json::Value::Null => String::new(),
                _ => return Err(format!("{key}: a text or a number is expected")),
            };
            Ok((key, typed))
        })
        .collect()
}

fn questions(arguments: &AssessArguments) -> Result<Vec<SetQuestion>, Failure> {
    let of_audit = arguments.kind == AssessmentKind::ProcessAudit;
    let read = match &arguments.questions {
        Some(path) => question_sets::parse(&std::fs::read_to_string(path)?, of_audit),
        None if of_audit => question_sets::bundled_audit(),
        None => question_sets::bundled_potential(),
    };
    read.map_err(|problems| {
        let line = |one: &LineProblem| format!("line {}: {} {}", one.line, one.code, one.detail);
        let lines: Vec<String> = problems.iter().map(line).collect();
        lines.join("; ").into()
    })
}

fn print(outcome: &Outcome) {
    let on = outcome.rule_on.as_deref().unwrap_or_default();
    println!(
        "{} ({} {on}) {}",
        outcome.verdict, outcome.rule, outcome.rules
    );
    for line in &outcome.lines {
        let of = line.of.as_deref().unwrap_or_default();
        let shown = line
            .amount
            .map_or_else(String::new, |amount| show_figure(amount, &line.unit));
        let rule = line.rule.as_deref().unwrap_or_default();
        let counted = line.counted.map_or_else(String::new, |one| {
            format!("({} of {})", one.part, one.whole)
        });
        println!("  {} {of} {shown} {counted} {rule}", line.code);
    }
    if !outcome.missing.is_empty() {
        println!("missing: {}", outcome.missing.join(", "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_yes_or_no_are_taken_as_typed() {
        let read = entries(r#"{"lower": 8, "stable": true, "unit": "plain", "n": null}"#).unwrap();
        assert_eq!(read["lower"], "8");
        assert_eq!(read["stable"], "yes");
        assert_eq!(read["n"], "");
        assert!(entries("[1]").is_err());
        assert!(entries(r#"{"values": [1, 2]}"#).is_err());
    }
}
