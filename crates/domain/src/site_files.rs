//! Photographs, certificates and documents that a firm or its centre keeps with a site: what they are, how
//! large and how many they may be. Who sees which is decided in `app`.

use serde::{Deserialize, Serialize};

/// What a file of a site shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// Something that can be seen: a machine, a workshop, a part.
    Photo,
    /// A certificate that someone issued.
    Certificate,
    /// Another paper.
    Document,
}

impl FileKind {
    /// Every kind, in the order of forms.
    pub const ALL: [FileKind; 3] = [FileKind::Photo, FileKind::Certificate, FileKind::Document];

    /// The word in the database, in forms and in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            FileKind::Photo => "photo",
            FileKind::Certificate => "certificate",
            FileKind::Document => "document",
        }
    }

    /// The kind that [`FileKind::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether it is the scan of a paper: it may hold more than the fact that it shows.
    #[must_use]
    pub fn is_scan(self) -> bool {
        self != FileKind::Photo
    }
}

/// For whom a file was brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileSide {
    /// By the firm itself.
    Firm,
    /// By staff of its centre.
    Centre,
    /// By an institution, as what came of a referral.
    Institution,
}

impl FileSide {
    /// The word in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            FileSide::Firm => "firm",
            FileSide::Centre => "centre",
            FileSide::Institution => "institution",
        }
    }

    /// The side that [`FileSide::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [FileSide::Firm, FileSide::Centre, FileSide::Institution]
            .into_iter()
            .find(|side| side.as_str() == word)
    }
}

/// The largest file, in bytes.
pub const FILE_MAX: usize = 15 * 1024 * 1024;
/// The most files of one site.
pub const FILES_MAX: usize = 60;
/// The longest caption, in characters.
pub const CAPTION_MAX: usize = 160;
/// So many pictures are shown at once on a page that is about something else.
pub const SHOWN_MAX: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        for kind in FileKind::ALL {
            assert_eq!(FileKind::parse(kind.as_str()), Some(kind));
        }
        for side in [FileSide::Firm, FileSide::Centre, FileSide::Institution] {
            assert_eq!(FileSide::parse(side.as_str()), Some(side));
        }
        assert_eq!(FileKind::parse("video"), None);
    }
}
