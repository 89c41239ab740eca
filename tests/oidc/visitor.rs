//! Someone with a browser: cookies of ours, cookies of the provider's, and the way between the two.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use eslabon_tests::world::{Answer, send};
use libtest_mimic::Failed;
use std::collections::BTreeMap;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Where this installation is, for the provider and for browsers.
const HERE: &str = "http://127.0.0.1:8080";
/// More than there are from one side to the other.
const MOST_STEPS: usize = 6;

/// Someone with a browser of her own.
#[derive(Clone)]
pub struct Visitor {
    router: Router,
    /// Who she says that she is at the provider; nobody: she cancels there.
    person: String,
    /// Cookies of ours.
    pub cookies: BTreeMap<String, String>,
    theirs: BTreeMap<String, String>,
}

impl Visitor {
    pub fn new(router: &Router, person: &str) -> Self {
        Self {
            router: router.clone(),
            person: person.to_owned(),
            cookies: BTreeMap::new(),
            theirs: BTreeMap::new(),
        }
    }

    /// Opens an address of ours.
    pub async fn open(&mut self, path: &str) -> Result<Answer, Failed> {
        let request = Request::get(path)
            .header(header::COOKIE, joined(&self.cookies))
            .body(Body::empty())?;
        let answer = send(&self.router, request).await;
        for line in answer.headers.get_all(header::SET_COOKIE) {
            keep(&mut self.cookies, line.to_str()?);
        }
        Ok(answer)
    }

    /// Goes to the provider, signs in there, and stands before the way back.
    pub async fn leave(&mut self, path: &str) -> Result<String, Failed> {
        let sent = self.open(path).await?;
        let mut at = place_of(&sent).ok_or(format!("{}: {}", sent.status, sent.body))?;
        for _ in 0..MOST_STEPS {
            if let Some(path) = at.strip_prefix(HERE) {
                return Ok(path.to_owned());
            }
            at = self.step(&at).await?;
        }
        Err(format!("never comes back from {at}").into())
    }

    /// There and back.
    pub async fn sign_on(&mut self, path: &str) -> Result<Answer, Failed> {
        let back = self.leave(path).await?;
        self.open(&back).await
    }

    /// One request to the provider; answers where it leads.
    async fn step(&mut self, address: &str) -> Result<String, Failed> {
        let rest = address.strip_prefix("http://").ok_or("no http")?;
        let (host, path) = rest.split_once('/').ok_or("no path")?;
        let mut stream = TcpStream::connect(host).await?;
        // A server closes after an answer to this version: its end is the end of the answer.
        let request = format!(
            "GET /{path} HTTP/1.0\r\nHost: {host}\r\nCookie: {}\r\nX-Person: {}\r\n\r\n",
            joined(&self.theirs),
            self.person
        );
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        let mut to = None;
        for line in answer.lines().take_while(|line| !line.is_empty()) {
            let Some((name, value)) = line.split_once(": ") else {
                continue;
            };
            match name.to_lowercase().as_str() {
                "location" => to = Some(value.to_owned()),
                "set-cookie" => keep(&mut self.theirs, value),
                _ => {}
            }
        }
        let to = to.ok_or(format!("it leads nowhere: {answer}"))?;
        Ok(match to.starts_with('/') {
            true => format!("http://{host}{to}"),
            false => to,
        })
    }
}

/// Where an answer of ours leads.
pub fn place_of(answer: &Answer) -> Option<String> {
    let place = answer.headers.get(header::LOCATION)?;
    place.to_str().ok().map(str::to_owned)
}

fn joined(cookies: &BTreeMap<String, String>) -> String {
    let pairs: Vec<String> = cookies
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join("; ")
}

fn keep(cookies: &mut BTreeMap<String, String>, line: &str) {
    let pair = line.split(';').next().unwrap_or_default();
    if let Some((name, value)) = pair.split_once('=') {
        cookies.insert(name.to_owned(), value.to_owned());
    }
    cookies.retain(|_, value| !value.is_empty());
}
