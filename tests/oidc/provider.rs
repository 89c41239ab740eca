//! A real provider for the length of a test run: node's `oidc-provider` on loopback, started by
//! `tests/browser/oidc.mjs`.

use libtest_mimic::Failed;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

/// What this installation proves itself by.
pub const SECRET: &str = "un secreto & con: signos %";

/// Runs until it is dropped.
pub struct Provider {
    /// Its address.
    pub issuer: String,
    process: Child,
    /// Kept open: it may have more to say, and would break if nobody listened.
    _said: BufReader<ChildStdout>,
}

impl Provider {
    /// Starts one that takes the client's secret in this way.
    pub fn start(client_proof: &str) -> Result<Self, Failed> {
        let mut process = Command::new("node")
            .arg(folder().join("oidc.mjs"))
            .env("REDIRECT_URI", "http://127.0.0.1:8080/entrar/oidc/regreso")
            .env("CLIENT_SECRET", SECRET)
            .env("CLIENT_PROOF", client_proof)
            // It ends when this end is closed, even if nobody is left to stop it.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let said = process.stdout.take().ok_or("no output")?;
        let mut said = BufReader::new(said);
        let issuer = said
            .by_ref()
            .lines()
            .map_while(Result::ok)
            .find(|line| line.starts_with("http://"));
        match issuer {
            Some(issuer) => Ok(Self {
                issuer,
                process,
                _said: said,
            }),
            None => {
                process.kill()?;
                process.wait()?;
                Err("the provider did not start".into())
            }
        }
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        // Either way it is gone.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("browser")
}

/// What is needed and this machine has not, in words for the person who runs the tests.
pub fn missing() -> Option<String> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    if !std::env::split_paths(&path).any(|place| place.join("node").is_file()) {
        return Some("node is not in PATH".into());
    }
    if !folder().join("node_modules/oidc-provider").is_dir() {
        return Some("run `npm ci --ignore-scripts` in tests/browser first".into());
    }
    None
}
