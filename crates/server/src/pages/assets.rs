//! The stylesheet, the script and the icon: in the binary, served under an address that carries a
//! hash of the content, so that browsers may keep them for a year.

use super::visit::Named;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// One file.
pub struct Asset {
    name: &'static str,
    kind: &'static str,
    content: &'static str,
}

/// The stylesheet.
pub const STYLE: Asset = Asset {
    name: "eslabon.css",
    kind: "text/css; charset=utf-8",
    content: include_str!("../../assets/eslabon.css"),
};
/// The script: suggestions while typing, nothing that a page needs.
pub const SCRIPT: Asset = Asset {
    name: "eslabon.js",
    kind: "text/javascript; charset=utf-8",
    content: include_str!("../../assets/eslabon.js"),
};
/// The icon.
pub const ICON: Asset = Asset {
    name: "eslabon.svg",
    kind: "image/svg+xml; charset=utf-8",
    content: include_str!("../../assets/eslabon.svg"),
};

static HASHES: LazyLock<Vec<(&'static str, String)>> = LazyLock::new(|| {
    [STYLE, SCRIPT, ICON]
        .iter()
        .map(|asset| {
            let digest = Sha256::digest(asset.content.as_bytes());
            (
                asset.name,
                digest
                    .iter()
                    .take(5)
                    .map(|byte| format!("{byte:02x}"))
                    .collect(),
            )
        })
        .collect()
});

impl Asset {
    /// Its address.
    #[must_use]
    pub fn address(&self) -> String {
        let hash = HASHES
            .iter()
            .find(|(name, _)| *name == self.name)
            .map_or("", |(_, hash)| hash.as_str());
        format!("/assets/{hash}-{}", self.name)
    }
}

/// `GET /assets/{name}`. An old hash gets the present content, but may not be kept.
pub async fn get(Named(wanted): Named) -> Response {
    let bare = wanted
        .split_once('-')
        .map_or(wanted.as_str(), |(_, name)| name);
    let Some(asset) = [STYLE, SCRIPT, ICON]
        .into_iter()
        .find(|asset| asset.name == bare)
    else {
        return (StatusCode::NOT_FOUND, "not found\n").into_response();
    };
    let is_current = asset.address().strip_prefix("/assets/") == Some(wanted.as_str());
    let cache = if is_current {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    (
        [
            (header::CONTENT_TYPE, asset.kind),
            (header::CACHE_CONTROL, cache),
        ],
        asset.content,
    )
        .into_response()
}

/// `GET /favicon.ico`, which browsers ask for unbidden.
pub async fn favicon() -> Response {
    (
        [
            (header::CONTENT_TYPE, ICON.kind),
            (header::CACHE_CONTROL, "public, max-age=86400"),
        ],
        ICON.content,
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_assets_keep_within_their_budget() {
        assert!(
            STYLE.content.len() <= 12 * 1024,
            "{} bytes of style",
            STYLE.content.len()
        );
        assert!(
            SCRIPT.content.len() <= 5 * 1024,
            "{} bytes of script",
            SCRIPT.content.len()
        );
    }

    #[test]
    fn addresses_carry_a_hash() {
        assert!(STYLE.address().ends_with("-eslabon.css"));
        assert_ne!(STYLE.address(), SCRIPT.address());
    }
}
