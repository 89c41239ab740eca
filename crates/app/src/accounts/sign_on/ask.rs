//! How a provider is asked: one short request at a time, encrypted or on this machine, no redirects
//! followed. Never says what it sent or got.

use super::provider::is_safe;
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use std::future::Future;
use std::io::Cursor;
use std::pin::Pin;
use std::time::Duration;

/// How long a provider may take for one answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest answer that is read, in bytes.
const LONGEST: usize = 512 * 1024;

/// Why a provider was not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum AskError {
    /// It would have gone over the network in clear.
    #[error("neither https nor on this machine")]
    Unsafe,
    /// Nobody is there, or its certificate is nobody's.
    #[error("no connection")]
    NoConnection,
    /// It answered too late.
    #[error("no answer in time")]
    Late,
    /// It broke off, or would not end.
    #[error("no complete answer")]
    Broken,
}

/// Asks providers.
#[derive(Debug, Clone)]
pub(super) struct Asker {
    client: Client<HttpsConnector<HttpConnector>, Content>,
}

/// What is sent: short, and all at once.
type Content = Full<Cursor<Vec<u8>>>;

impl Asker {
    /// Believes the authorities of this machine, so that a firm's own is believed where the operator has
    /// installed it; where there are none, those that browsers believe.
    ///
    /// # Errors
    /// If there is no way to speak TLS at all.
    pub(super) fn new() -> Result<Self, String> {
        let provider = || rustls::crypto::ring::default_provider();
        let builder = HttpsConnectorBuilder::new();
        let builder = match builder.with_provider_and_native_roots(provider()) {
            Ok(builder) => builder,
            Err(_) => HttpsConnectorBuilder::new()
                .with_provider_and_webpki_roots(provider())
                .map_err(|e| e.to_string())?,
        };
        let connector = builder.https_or_http().enable_http1().build();
        Ok(Self {
            client: Client::builder(TokioExecutor::new())
                // Providers are asked seldom: a kept connection would be stale.
                .pool_max_idle_per_host(0)
                .build(connector),
        })
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, AskError> {
        let uri = request.uri();
        if !is_safe(uri.scheme_str().unwrap_or_default(), uri.host()) {
            return Err(AskError::Unsafe);
        }
        let asked = async {
            let request = request.map(|content| Content::new(Cursor::new(content)));
            let answer = self.client.request(request).await;
            let (head, body) = answer.map_err(|_| AskError::NoConnection)?.into_parts();
            let body = Limited::new(body, LONGEST).collect().await;
            let body = body.map_err(|_| AskError::Broken)?.to_bytes().to_vec();
            Ok(HttpResponse::from_parts(head, body))
        };
        tokio::time::timeout(PATIENCE, asked)
            .await
            .map_err(|_| AskError::Late)?
    }
}

impl<'c> AsyncHttpClient<'c> for Asker {
    type Error = AskError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, AskError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
