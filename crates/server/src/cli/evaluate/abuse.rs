//! `evaluate abuse`: sends every abusive request through the router in process, and prints status, code and
//! processor time. Says so where an answer is not the expected one.

use crate::cli::Failure;
use crate::cli::lines::say;
use crate::graphql::{self, abuse::corpus};
use crate::http::session::Cookies;
use crate::http::{Faces, router};
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, StatusCode};
use eslabon_app::App;
use eslabon_app::config::Place;
use eslabon_app::context::Silent;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use serde_json::Value;
use std::time::{Duration, Instant};

/// Answers are short; a longer one would be a fault of its own.
const ANSWER_MAX: usize = 4 * 1024 * 1024;

/// Runs the command, on a thread of its own: what its processor does is what the requests cost.
pub fn run(place: Place, times: u32) -> Result<(), Failure> {
    let measured = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(measure(place, times.max(1)))
    });
    measured
        .join()
        .map_err(|_| Failure::from("the measuring thread fell over"))?
}

async fn measure(place: Place, times: u32) -> Result<(), Failure> {
    let app = App::open(place, &Silent).await?;
    let router = router(Faces {
        app,
        schema: graphql::schema(),
        cookies: Cookies::default(),
        demonstration: false,
    });
    say(format!(
        "{:<48} {:>6} {:<18} {:>9} {:>13} {:>8}",
        "request", "status", "code", "cpu ms", "worst wall ms", "bytes"
    ))?;
    let mut wrong = 0;
    for abuse in corpus() {
        // Once for what is made only once.
        let (status, answer) = send(&router, abuse.request()?).await?;
        let code = serde_json::from_slice::<Value>(&answer)
            .ok()
            .and_then(|body| {
                let code = body.pointer("/errors/0/extensions/code")?;
                Some(code.as_str()?.to_owned())
            })
            .unwrap_or_default();
        let mut requests = Vec::new();
        for _ in 0..times {
            requests.push(abuse.request()?);
        }
        let (before, mut worst) = (processor_time()?, Duration::ZERO);
        for request in requests {
            let start = Instant::now();
            send(&router, request).await?;
            worst = worst.max(start.elapsed());
        }
        let mean = processor_time()?.saturating_sub(before) / times;
        let is_right = status == abuse.status && code == abuse.code;
        wrong += usize::from(!is_right);
        say(format!(
            "{:<48} {:>6} {code:<18} {:>9.3} {:>13.3} {:>8}{}",
            abuse.name,
            status.as_u16(),
            mean.as_secs_f64() * 1_000.0,
            worst.as_secs_f64() * 1_000.0,
            answer.len(),
            if is_right { "" } else { "  UNEXPECTED" },
        ))?;
    }
    match wrong {
        0 => Ok(()),
        wrong => Err(format!("{wrong} answered otherwise than expected").into()),
    }
}

async fn send(router: &Router, request: Request<Body>) -> Result<(StatusCode, Bytes), Failure> {
    let response = TowerToHyperService::new(router.clone())
        .call(request)
        .await
        .map_err(|never| match never {})?;
    let (parts, body) = response.into_parts();
    Ok((parts.status, to_bytes(body, ANSWER_MAX).await?))
}

/// For how long this thread has had a processor, by the kernel's account.
fn processor_time() -> Result<Duration, Failure> {
    const ACCOUNT: &str = "/proc/thread-self/schedstat";
    let account = std::fs::read_to_string(ACCOUNT).map_err(|e| format!("{ACCOUNT}: {e}"))?;
    let nanos = account.split_whitespace().next().unwrap_or_default();
    Ok(Duration::from_nanos(
        nanos.parse().map_err(|_| format!("{ACCOUNT}: {account}"))?,
    ))
}
