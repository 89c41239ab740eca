//! Where things lie: the data directory and the database.

use std::path::{Path, PathBuf};

/// Where an installation keeps its things.
#[derive(Clone, PartialEq, Eq)]
pub struct Place {
    /// Index, files, rejected rows and the embedded database.
    pub data: PathBuf,
    /// Replaces only the embedded database.
    pub database_url: Option<String>,
}

/// Leaves the address of the database out: it may hold a password.
impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Place")
            .field("data", &self.data)
            .finish_non_exhaustive()
    }
}

impl Place {
    /// An installation in this directory with its embedded database.
    #[must_use]
    pub fn in_directory(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            database_url: None,
        }
    }

    /// The address of the database.
    #[must_use]
    pub fn database(&self) -> String {
        self.database_url.clone().unwrap_or_else(|| {
            let file = std::path::absolute(self.data.join("eslabon.db"))
                .unwrap_or_else(|_| self.data.join("eslabon.db"));
            format!("sqlite://{}", file.display())
        })
    }

    /// Where the search index lies.
    #[must_use]
    pub fn index(&self) -> PathBuf {
        self.data.join("index")
    }

    /// Where rejected rows of imports are written.
    #[must_use]
    pub fn rejects(&self) -> PathBuf {
        self.data.join("rejects")
    }

    /// Where uploads wait between preview and import.
    #[must_use]
    pub fn uploads(&self) -> PathBuf {
        self.data.join("uploads")
    }

    /// Where files of needs lie, each under the digest of its bytes.
    #[must_use]
    pub fn files(&self) -> PathBuf {
        self.data.join("files")
    }

    /// Where evidence of claims lies, under the hashes of its content.
    #[must_use]
    pub fn evidence(&self) -> PathBuf {
        self.data.join("evidence")
    }

    /// Where photographs and documents of sites lie, each under the digest of its bytes.
    #[must_use]
    pub fn site_files(&self) -> PathBuf {
        self.data.join("site-files")
    }

    /// Where files of assessments lie, each under the digest of its bytes.
    #[must_use]
    pub fn assessments(&self) -> PathBuf {
        self.data.join("assessments")
    }

    /// Where the operator's own versions of the privacy notice lie.
    #[must_use]
    pub fn notices(&self) -> PathBuf {
        self.data.join("notices")
    }

    /// Where the operator's own versions of the cause tree lie.
    #[must_use]
    pub fn causes(&self) -> PathBuf {
        self.data.join("causes")
    }

    /// The directory itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.data
    }
}
