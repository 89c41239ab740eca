//! `evaluate`: the figures of `docs/figures.md`, each by one command.

mod abuse;
mod access;
mod matching;
mod slow_clients;

use super::Failure;
use super::config::{Config, DEFAULT_DATA};
use super::lines::say;
use super::progress::Terminal;
use clap::{Args, Subcommand};
use eslabon_app::App;
use eslabon_app::evaluate::{JudgedQuery, judge, read_pairs, time_searches, title_queries};
use eslabon_app::evaluate_matching::Sizes;
use eslabon_app::imports::{ImportSource, run as run_import};
use eslabon_domain::actors::Actor;
use eslabon_domain::text::Lang;
use eslabon_search::classes::{
    ClassModel, ClassTexts, cross_validate, gather_families, index_terms, train_without,
};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

/// Folds of the cross-validation.
const FOLDS: u64 = 5;
/// Where `evaluate import` works by default.
const EVALUATION_DATA: &str = "./var/evaluate";
/// Where `evaluate abuse` and `evaluate slow-clients` work by default; `evaluate import` wants an empty place.
const ENDPOINT_DATA: &str = "./var/evaluate-endpoint";
/// Where `evaluate access` works by default: it fills an empty place.
const ACCESS_DATA: &str = "./var/evaluate-access";
/// Where `evaluate matching` works by default: it fills an empty place.
const MATCHING_DATA: &str = "./var/evaluate-matching";
/// Seed of every figure.
const SEED: u64 = 20_261_124;

/// Arguments of `evaluate`.
#[derive(Debug, Args)]
pub struct EvaluateArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Text to SCIAN class, cross-validated on the bundled index terms, or judged on others
    Classes {
        /// A CSV with the columns code and TEXT, none of which the model has learnt
        #[arg(long, value_name = "FILE")]
        terms: Option<PathBuf>,
        /// The column of the text
        #[arg(long, default_value = "index_term_es")]
        column: String,
    },
    /// Relevance of search over what the data directory holds, by class titles and held-out index terms
    Search {
        /// A CSV with the columns code and TEXT: English class titles in another wording
        #[arg(long, value_name = "FILE")]
        english: Option<PathBuf>,
        /// The column of the English text
        #[arg(long, default_value = "title_en")]
        column: String,
    },
    /// Latency of search over what the data directory holds: seeded queries, all facets, two filters
    Latency {
        /// How many queries
        #[arg(long, default_value_t = 1_000)]
        queries: usize,
    },
    /// Throughput of an import into a fresh database, from opening the file to searchable rows
    Import {
        /// CSV or XLSX; --data names a directory that must be missing or empty
        file: PathBuf,
    },
    /// Gather anew which categories of public vocabularies words keep company with
    GatherWords {
        /// Holds sat_products_services_es.csv, hs4_es_en.csv and cpv_2008_es_en.csv
        folder: PathBuf,
        /// Where to write the table
        #[arg(long, default_value = "schema/scian/word_families.tsv")]
        output: PathBuf,
    },
    /// What abusive GraphQL requests are answered, and the processor time that each takes
    Abuse {
        /// How often each is sent
        #[arg(long, default_value_t = 50)]
        times: u32,
    },
    /// What deciding costs: one decision of the policy, and what scoping adds to a page of a list
    Access {
        /// How many invented needs the empty installation is filled with
        #[arg(long, default_value_t = 20_000)]
        needs: usize,
        /// How often each list is asked for
        #[arg(long, default_value_t = 201)]
        rounds: usize,
    },
    /// What matching as things change costs: a changed profile, a new need
    Matching {
        /// How many invented sites the empty installation is filled with
        #[arg(long, default_value_t = 20_000)]
        sites: usize,
        /// How many of them are of firms with an account
        #[arg(long, default_value_t = 2_000)]
        firms: usize,
        /// How many open needs
        #[arg(long, default_value_t = 2_000)]
        needs: usize,
        /// How many profiles are changed, one after the other
        #[arg(long, default_value_t = 100)]
        changes: usize,
    },
    /// What slow clients (heads, bodies, readers) do to everyone else, and when they are closed
    SlowClients {
        /// How many
        #[arg(long, default_value_t = 200)]
        clients: usize,
        /// How many ordinary requests are measured before, and again beside the slow ones
        #[arg(long, default_value_t = 1_000)]
        requests: usize,
    },
    /// Learn the model of classes anew and write it to a file
    TrainClasses {
        /// Where to write it
        #[arg(long, default_value = "schema/scian/model.bin")]
        output: PathBuf,
    },
}

/// Runs the command.
pub async fn run(config: &Config, arguments: EvaluateArguments) -> Result<ExitCode, Failure> {
    match arguments.what {
        What::Classes { terms: None, .. } => {
            let result = cross_validate(&index_terms(), FOLDS, FOLDS, SEED);
            say(format!(
                "first={:.4} first_five={:.4} terms={}",
                result.first, result.first_five, result.terms
            ))?;
        }
        What::Classes {
            terms: Some(file),
            column,
        } => judge_terms(&read_pairs(&file, &column)?)?,
        What::Search { english, column } => {
            let app = opened(config).await?;
            let english = english.map(|file| read_pairs(&file, &column)).transpose()?;
            search(&app, english)?;
        }
        What::Latency { queries } => {
            let app = opened(config).await?;
            let found = time_searches(&app, &Actor::command_line(), queries, SEED)?;
            say(format!(
                "median={:?} p99={:?} most={:?} queries={}",
                found.median, found.p99, found.most, found.queries
            ))?;
        }
        What::Import { file } => import(config, &file).await?,
        What::GatherWords { folder, output } => {
            let table = gather_families(&folder)?;
            std::fs::write(&output, &table).map_err(|e| format!("{}: {e}", output.display()))?;
            say(format!(
                "stems={} bytes={}",
                table.lines().count(),
                table.len()
            ))?;
        }
        What::Abuse { times } => abuse::run(config.place(ENDPOINT_DATA), times)?,
        What::Access { needs, rounds } => {
            access::run(config.place(ACCESS_DATA), needs, rounds).await?
        }
        What::Matching {
            sites,
            firms,
            needs,
            changes,
        } => {
            let sizes = Sizes {
                sites,
                firms,
                needs,
                changes,
            };
            matching::run(config.place(MATCHING_DATA), sizes).await?;
        }
        What::SlowClients { clients, requests } => {
            slow_clients::run(config.place(ENDPOINT_DATA), clients, requests).await?;
        }
        What::TrainClasses { output } => {
            let start = Instant::now();
            let bytes = ClassModel::train().to_bytes();
            say(format!(
                "learnt in {:?}, {} bytes",
                start.elapsed(),
                bytes.len()
            ))?;
            std::fs::write(&output, bytes).map_err(|e| format!("{}: {e}", output.display()))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Opening and migrating an empty database is not counted: it happens once in an installation's life.
async fn import(config: &Config, file: &Path) -> Result<(), Failure> {
    let place = config.place(EVALUATION_DATA);
    if std::fs::read_dir(place.path()).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(format!(
            "{}: not empty; name another directory with --data",
            place.path().display()
        )
        .into());
    }
    let terminal = Terminal::new();
    let app = App::open(place, &terminal).await?;
    let start = Instant::now();
    let report = run_import(
        &app,
        &Actor::command_line(),
        ImportSource::path(file),
        None,
        &terminal,
    )
    .await?;
    let seconds = start.elapsed().as_secs_f64();
    terminal.finish();
    let rows = report.run.rows;
    #[expect(clippy::cast_precision_loss, reason = "rows of a file")]
    let per_second = rows as f64 / seconds;
    say(format!(
        "rows={rows} seconds={seconds:.2} rows_per_second={per_second:.0}"
    ))?;
    Ok(())
}

async fn opened(config: &Config) -> Result<App, Failure> {
    let terminal = Terminal::new();
    let app = App::open(config.place(DEFAULT_DATA), &terminal).await?;
    app.catch_up_index(&terminal).await?;
    Ok(app)
}

fn judge_terms(terms: &[(String, String)]) -> Result<(), Failure> {
    let (mut first, mut five, mut judged) = (0_u32, 0_u32, 0_u32);
    for (code, text) in terms
        .iter()
        .filter(|(code, _)| ClassTexts::is_manufacturing(code) && code.len() == 6)
    {
        let found = ClassModel::shared().classify(text, None, 5);
        judged += 1;
        first += u32::from(found.first().is_some_and(|class| class.code == *code));
        five += u32::from(found.iter().any(|class| class.code == *code));
    }
    let share = |count: u32| f64::from(count) / f64::from(judged.max(1));
    say(format!(
        "first={:.4} first_five={:.4} terms={judged}",
        share(first),
        share(five)
    ))
}

fn search(app: &App, english: Option<Vec<(String, String)>>) -> Result<(), Failure> {
    let actor = Actor::command_line();
    let spanish = judge(app, &actor, ClassModel::shared(), &title_queries(Lang::Es))?;
    say(format!(
        "titles_es ndcg@10={:.4} queries={}",
        spanish.ndcg, spanish.queries
    ))?;
    // Terms of one fold, judged with a model that has not learnt them.
    let (model, held) = train_without(&index_terms(), FOLDS, 0, SEED);
    let queries: Vec<JudgedQuery> = held
        .into_iter()
        .map(|(code, text)| JudgedQuery {
            text,
            lang: Lang::Es,
            code,
        })
        .collect();
    let terms = judge(app, &actor, &model, &queries)?;
    say(format!(
        "held_out_terms_es ndcg@10={:.4} queries={}",
        terms.ndcg, terms.queries
    ))?;
    let (name, queries) = match english {
        Some(pairs) => {
            let query = |(code, text)| JudgedQuery {
                text,
                lang: Lang::En,
                code,
            };
            ("titles_en_given", pairs.into_iter().map(query).collect())
        }
        None => ("titles_en_ours", title_queries(Lang::En)),
    };
    let found = judge(app, &actor, ClassModel::shared(), &queries)?;
    say(format!(
        "{name} ndcg@10={:.4} queries={}",
        found.ndcg, found.queries
    ))?;
    Ok(())
}
