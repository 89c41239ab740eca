//! Pages in a real browser. Each function that a `*.check.mjs` file exports is one trial: a node
//! process with a Chromium of its own, against a server of its own with data of its own, all on
//! loopback. Must not know what a page says; the checks do.

use eslabon_app::App;
use eslabon_app::config::Place;
use eslabon_app::context::Silent;
use eslabon_app::imports::{ImportKind, ImportSource, run};
use eslabon_domain::actors::Actor;
use eslabon_server::http::serve::serve;
use eslabon_tests::world::{World, demo_folder};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::sync::oneshot;

/// Trials at the same time: each drives a browser and a server.
const AT_ONCE: usize = 2;
/// Longer than any check takes; after it, something hangs.
const LIMIT: Duration = Duration::from_secs(300);
/// Checks that wait for what people are told: beside their server someone follows what changes, as `serve` does.
const FOLLOWED: [&str; 1] = ["loop.check.mjs"];
/// How often.
const FOLLOWING: Duration = Duration::from_millis(250);
/// Rows of each public register; the whole would take longer than the checks.
const ROWS: usize = 300;

fn main() -> Result<ExitCode, Failed> {
    let mut arguments = Arguments::from_args();
    let most = arguments.test_threads.unwrap_or(AT_ONCE);
    arguments.test_threads = Some(most.min(AT_ONCE));
    let missing = missing();
    let first = Arc::new(OnceLock::new());
    let mut trials = Vec::new();
    for (name, file, export) in checks()? {
        let (missing, first) = (missing.clone(), Arc::clone(&first));
        trials.push(Trial::ignorable_test(name, move || match missing {
            Some(reason) if is_required() => Err(reason.into()),
            Some(reason) => Ok(Completion::ignored_with(reason)),
            None => checked(&file, &export, &first).map(|()| Completion::Completed),
        }));
    }
    if trials.is_empty() {
        return Err("no checks found".into());
    }
    Ok(libtest_mimic::run(&arguments, trials).exit_code())
}

/// Whether the absence of a browser is a failure.
fn is_required() -> bool {
    std::env::var("ESLABON_REQUIRE_BROWSER").is_ok_and(|value| value == "1")
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("browser")
}

/// What the checks need and this machine has not, in words for the person who runs them.
fn missing() -> Option<String> {
    let chromium = std::env::var_os("CHROMIUM")
        .map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from);
    if !chromium.is_file() {
        return Some(format!("there is no Chromium at {}", chromium.display()));
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    if !std::env::split_paths(&path).any(|place| place.join("node").is_file()) {
        return Some("node is not in PATH".into());
    }
    if !folder().join("node_modules/puppeteer-core").is_dir() {
        return Some("run `npm ci --ignore-scripts` in tests/browser first".into());
    }
    None
}

/// Every check: the trial's name, its file, the function that the file exports.
fn checks() -> Result<Vec<(String, PathBuf, String)>, Failed> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder())?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    let mut checks = Vec::new();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let Some(stem) = name.strip_suffix(".check.mjs") else {
            continue;
        };
        for line in std::fs::read_to_string(&file)?.lines() {
            let export = line.strip_prefix("export async function ");
            if let Some((export, _)) = export.and_then(|rest| rest.split_once('(')) {
                checks.push((format!("{stem}::{export}"), file.clone(), export.to_owned()));
            }
        }
    }
    Ok(checks)
}

/// Runs one check against a copy of the first world.
fn checked(
    file: &Path,
    export: &str,
    first: &OnceLock<Result<World, String>>,
) -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let first = first.get_or_init(|| {
        runtime
            .block_on(world())
            .map_err(|e| e.message().unwrap_or_default().to_owned())
    });
    let first = first.as_ref().map_err(|e| Failed::from(e.as_str()))?;
    runtime.block_on(async {
        let world = copy_of(first).await?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let base = format!("http://{}", listener.local_addr()?);
        let (stop, stopped) = oneshot::channel::<()>();
        let router = world.router();
        let server = tokio::spawn(serve(listener, router, async move {
            // An error means that the other end is gone: the trial is over, too.
            let _ = stopped.await;
        }));
        let name = file.file_name().unwrap_or_default();
        let is_followed = FOLLOWED.iter().any(|one| name == *one);
        let follower = is_followed.then(|| tokio::spawn(follow(world.app.clone())));
        let outcome = node(file, export, &base, &sessions_of(&world)).await;
        if let Some(follower) = follower {
            follower.abort();
        }
        drop(stop);
        server.await??;
        outcome
    })
}

/// Tells people what changed concerns them, until it is stopped.
async fn follow(app: App) {
    loop {
        if let Err(error) = eslabon_app::alerts::follow(&app).await {
            eprintln!("following what changed: {error}");
        }
        tokio::time::sleep(FOLLOWING).await;
    }
}

/// The fictional firms, and a part of both public registers beside them.
async fn world() -> Result<World, Failed> {
    let world = World::fictional().await;
    for (file, name, kind) in [
        ("retc.csv", "retc_2022.csv", ImportKind::Retc),
        ("denue.csv", "denue_2024-05.csv", ImportKind::Denue),
    ] {
        let source = ImportSource::bytes(name, first_rows(&demo_folder().join(file))?);
        run(
            &world.app,
            &Actor::command_line(),
            source,
            Some(kind),
            &Silent,
        )
        .await?;
    }
    world.app.catch_up(&Silent).await?;
    Ok(world)
}

/// The same world in a directory of its own: much quicker than importing everything again. Nobody
/// writes to the first one.
async fn copy_of(first: &World) -> Result<World, Failed> {
    let directory = tempfile::tempdir()?;
    copy_folder(first.directory.path(), directory.path())?;
    let app = App::open(Place::in_directory(directory.path()), &Silent).await?;
    app.catch_up(&Silent).await?;
    Ok(World {
        app,
        directory,
        signed_in: first.signed_in.clone(),
    })
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            std::fs::create_dir_all(&target)?;
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}

/// The first rows of a CSV, with its header.
fn first_rows(path: &Path) -> Result<Vec<u8>, Failed> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(path)?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    for record in reader.byte_records().take(ROWS + 1) {
        writer.write_byte_record(&record?)?;
    }
    Ok(writer.into_inner()?)
}

/// The sessions of everyone in the demonstration by key, as JSON.
fn sessions_of(world: &World) -> String {
    let sessions: serde_json::Map<String, serde_json::Value> = world
        .signed_in
        .iter()
        .map(|(key, _, session)| ((*key).to_owned(), session.clone().into()))
        .collect();
    serde_json::Value::Object(sessions).to_string()
}

/// Lets node run the check; what it says is shown when it fails.
async fn node(file: &Path, export: &str, base: &str, sessions: &str) -> Result<(), Failed> {
    let child = Command::new("node")
        .arg(folder().join("run.mjs"))
        .arg(file)
        .arg(export)
        .env("BASE_URL", base)
        .env("SESSIONS", sessions)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let Ok(output) = tokio::time::timeout(LIMIT, child.wait_with_output()).await else {
        return Err(format!("still running after {} s", LIMIT.as_secs()).into());
    };
    let output = output?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(String::from_utf8_lossy(&said).into_owned().into())
}
