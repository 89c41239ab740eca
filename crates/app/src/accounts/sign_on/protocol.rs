//! What is said between this installation and a provider: the authorization code flow with PKCE
//! (OpenID Connect Core 1.0 §3.1, RFC 7636, RFC 9207). Everything that a provider says is checked here;
//! what follows from it is decided in the parent module.

use super::Refusal;
use super::ask::Asker;
use super::provider::Provider;
use crate::accounts::secret::Clear;
use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthenticationFlow, CoreClaimName, CoreClaimType, CoreClient,
    CoreClientAuthMethod, CoreGrantType, CoreIdTokenClaims, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm,
    CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType, CoreUserInfoClaims,
};
use openidconnect::{
    AccessToken, AdditionalProviderMetadata, AuthType, AuthorizationCode, ClaimsVerificationError,
    CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, ProviderMetadata, RedirectUrl, Scope, TokenResponse,
};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, PoisonError};

/// For how long what a provider says of itself is believed when someone sets out.
const FRESH: SignedDuration = SignedDuration::from_mins(10);
/// The longest name that a provider may have for someone (OpenID Connect Core 1.0 §2).
const SUBJECT_MAX: usize = 255;
/// Signatures that are believed: those that only the provider can make. A shared secret is none.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];
/// Ways of proving who one is that are something known: any other is a second factor (RFC 8176).
const KNOWN_BY_HEART: [&str; 3] = ["pwd", "pin", "kba"];

/// What providers say of themselves beyond the core specification.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Beyond {
    /// Its answers name their issuer (RFC 9207).
    #[serde(default)]
    authorization_response_iss_parameter_supported: Option<bool>,
}

impl AdditionalProviderMetadata for Beyond {}

type Metadata = ProviderMetadata<
    Beyond,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// What a provider said of itself, and when.
#[derive(Debug)]
pub(super) struct Known {
    metadata: Metadata,
    at: Timestamp,
}

type Talk = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What a provider vouches for.
#[derive(Debug, Clone)]
pub(super) struct Said {
    /// Its name for the person.
    pub subject: String,
    /// Her address, if the provider has verified it.
    pub email: Option<String>,
    /// She was asked for more than what one knows by heart, as far as the provider says.
    pub twice: bool,
}

/// What a provider says of itself, asked now.
pub(super) async fn discover(
    provider: &Provider,
    asker: &Asker,
    now: Timestamp,
) -> Result<Arc<Known>, Refusal> {
    let metadata = Metadata::discover_async(provider.issuer.clone(), asker)
        .await
        .map_err(|error| unreachable(provider, &error))?;
    let known = Arc::new(Known { metadata, at: now });
    let mut place = provider
        .known
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    *place = Some(Arc::clone(&known));
    Ok(known)
}

/// The same, if it was asked a few minutes ago: whoever only sets out makes no one ask again and again.
pub(super) async fn known(
    provider: &Provider,
    asker: &Asker,
    now: Timestamp,
) -> Result<Arc<Known>, Refusal> {
    let before = provider
        .known
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    match before.filter(|known| now.duration_since(known.at) < FRESH) {
        Some(known) => Ok(known),
        None => discover(provider, asker, now).await,
    }
}

fn unreachable(provider: &Provider, error: &dyn std::fmt::Display) -> Refusal {
    tracing::warn!(provider = provider.key, %error, "sign_on.unreachable");
    Refusal::Unreachable
}

fn talk(provider: &Provider, known: &Known, back: RedirectUrl) -> Talk {
    let metadata = known.metadata.clone();
    let takes = |method| match metadata.token_endpoint_auth_methods_supported() {
        Some(methods) => methods.contains(&method),
        // What a provider takes that says nothing (OpenID Connect Discovery 1.0 §3).
        None => method == CoreClientAuthMethod::ClientSecretBasic,
    };
    let in_the_body = !takes(CoreClientAuthMethod::ClientSecretBasic)
        && takes(CoreClientAuthMethod::ClientSecretPost);
    CoreClient::from_provider_metadata(
        metadata,
        provider.client_id.clone(),
        Some(provider.client_secret.clone()),
    )
    .set_auth_type(match in_the_body {
        true => AuthType::RequestBody,
        false => AuthType::BasicAuth,
    })
    .set_redirect_uri(back)
}

/// What an answer must bring back, what the token must name, and what only this installation can show:
/// all follow from the secret in the browser's cookie, none tells it.
fn state_of(attempt: &Clear) -> String {
    attempt.derive("sign_on.state")
}

fn nonce_of(attempt: &Clear) -> Nonce {
    Nonce::new(attempt.derive("sign_on.nonce"))
}

fn verifier_of(attempt: &Clear) -> PkceCodeVerifier {
    PkceCodeVerifier::new(attempt.derive("sign_on.verifier"))
}

/// Whether an answer belongs to an attempt.
pub(super) fn belongs(attempt: &Clear, state: &str) -> bool {
    crate::accounts::secret::same(&state_of(attempt), state)
}

/// Where a browser is sent.
pub(super) fn address(
    provider: &Provider,
    known: &Known,
    back: RedirectUrl,
    attempt: &Clear,
) -> String {
    let (state, nonce) = (CsrfToken::new(state_of(attempt)), nonce_of(attempt));
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier_of(attempt));
    let talk = talk(provider, known, back);
    let (address, ..) = talk
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            || state,
            || nonce,
        )
        .add_scope(Scope::new("email".into()))
        .set_pkce_challenge(challenge)
        .url();
    address.into()
}

/// Whether an answer comes from this provider, as far as such answers say (RFC 9207 §2.4).
pub(super) fn is_from(provider: &Provider, known: &Known, named: Option<&str>) -> bool {
    let must_name = known
        .metadata
        .additional_metadata()
        .authorization_response_iss_parameter_supported
        .unwrap_or(false);
    match named {
        Some(named) => named == provider.issuer.as_str(),
        None => !must_name,
    }
}

/// Redeems a code: what the provider vouches for, checked.
pub(super) async fn redeem(
    provider: &Provider,
    asker: &Asker,
    known: &Known,
    back: RedirectUrl,
    attempt: &Clear,
    code: &str,
) -> Result<Said, Refusal> {
    let talk = talk(provider, known, back);
    let request = talk
        .exchange_code(AuthorizationCode::new(code.to_owned()))
        .map_err(|error| unreachable(provider, &error))?;
    let answer = request
        .set_pkce_verifier(verifier_of(attempt))
        .request_async(asker)
        .await
        .map_err(|error| not_redeemed(provider, &error))?;
    let token = answer.id_token().ok_or(Refusal::BadToken("no_token"))?;
    let verifier = talk.id_token_verifier().set_allowed_algs(ALGORITHMS);
    let claims = token
        .claims(&verifier, &nonce_of(attempt))
        .map_err(|error| Refusal::BadToken(fault_of(&error)))?;
    let subject = claims.subject().as_str().to_owned();
    if subject.is_empty() || subject.len() > SUBJECT_MAX {
        return Err(Refusal::BadToken("subject"));
    }
    let email = match claims.email() {
        Some(email) => verified(email.as_str(), claims.email_verified()),
        None => ask_for_email(&talk, asker, claims, answer.access_token()).await,
    };
    Ok(Said {
        subject,
        email,
        twice: is_twice(claims),
    })
}

fn verified(email: &str, is_verified: Option<bool>) -> Option<String> {
    (is_verified == Some(true)).then(|| email.to_owned())
}

/// Many providers keep the address out of the token and tell it when asked with the other one.
async fn ask_for_email(
    talk: &Talk,
    asker: &Asker,
    claims: &CoreIdTokenClaims,
    access: &AccessToken,
) -> Option<String> {
    // It goes into a header as it is.
    if !access.secret().bytes().all(|b| b.is_ascii_graphic()) {
        return None;
    }
    let subject = claims.subject().clone();
    let request = talk.user_info(access.clone(), Some(subject)).ok()?;
    let told: CoreUserInfoClaims = request.request_async(asker).await.ok()?;
    verified(told.email()?.as_str(), told.email_verified())
}

/// A provider that does not say how it asked is taken to have asked as the firm wants its people asked;
/// one that says "a password and nothing else" is taken at its word.
fn is_twice(claims: &CoreIdTokenClaims) -> bool {
    let Some(ways) = claims.auth_method_refs().filter(|ways| !ways.is_empty()) else {
        return true;
    };
    ways.iter()
        .any(|way| !KNOWN_BY_HEART.contains(&way.as_str()))
}

/// Why a code brought nothing. The answer itself may hold secrets: it is neither logged nor shown.
fn not_redeemed<E, T>(
    provider: &Provider,
    error: &openidconnect::RequestTokenError<E, T>,
) -> Refusal
where
    E: std::error::Error + 'static,
    T: openidconnect::ErrorResponse + 'static,
{
    use openidconnect::RequestTokenError as R;
    match error {
        // The code was used before, is too old, or is another installation's.
        R::ServerResponse(_) => Refusal::Denied,
        R::Request(error) => unreachable(provider, error),
        R::Parse(..) => unreachable(provider, &"an answer that cannot be read"),
        R::Other(_) => unreachable(provider, &"an answer of another kind"),
    }
}

fn fault_of(error: &ClaimsVerificationError) -> &'static str {
    match error {
        ClaimsVerificationError::Expired(_) => "expired",
        ClaimsVerificationError::InvalidAudience(_) => "audience",
        ClaimsVerificationError::InvalidIssuer(_) => "issuer",
        ClaimsVerificationError::InvalidNonce(_) => "nonce",
        ClaimsVerificationError::InvalidSubject(_) => "subject",
        ClaimsVerificationError::SignatureVerification(_) => "signature",
        _ => "unsupported",
    }
}
