//! What every use case stands on: the database, the two derived structures, and the vocabulary.

use crate::accounts::AccountRules;
#[cfg(feature = "oidc")]
use crate::accounts::sign_on::SignOn;
use crate::alerts::OpenNeeds;
use crate::config::Place;
use crate::derive;
use crate::error::{AppError, AppResult};
use crate::gaps::CauseTrees;
use crate::mail::transport::Transport;
use crate::privacy::notice::Notices;
use eslabon_domain::attributes::Attributes;
use eslabon_domain::decisions::DecisionReasons;
use eslabon_domain::ids::{CentreId, ImportRunId};
use eslabon_domain::services::Service;
use eslabon_domain::vocabulary::{Annotator, Vocabulary};
use eslabon_engine::matching::CapabilityTable;
use eslabon_search::classes::ClassModel;
use eslabon_search::{IndexState, RebuildReason, SearchContext, SearchIndex};
use eslabon_storage::Database;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, RwLock};

/// Passwords that are hashed at once.
const HASHING: usize = 4;
/// How long a sign-in waits for its turn.
const HASHING_WAIT: std::time::Duration = std::time::Duration::from_secs(10);

/// Someone who is told how far long work has come.
pub trait Progress: Send + Sync {
    /// `what` is a message key such as `progress-indexing`.
    fn step(&self, what: &'static str, done: u64, total: Option<u64>);
}

/// Tells nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn step(&self, _what: &'static str, _done: u64, _total: Option<u64>) {}
}

/// The application. Cloning it is cheap; every clone is the same application.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    place: Place,
    database: Database,
    index: SearchIndex,
    words: RwLock<Arc<Words>>,
    derived: RwLock<Arc<Derived>>,
    /// Only one task at a time brings the derived structures up to the feed.
    following: tokio::sync::Mutex<()>,
    rebuild_reason: Option<RebuildReason>,
    account_rules: RwLock<Arc<AccountRules>>,
    #[cfg(feature = "oidc")]
    sign_on: std::sync::OnceLock<SignOn>,
    notices: Notices,
    cause_trees: CauseTrees,
    /// How many passwords are hashed at once: each takes 19 MB.
    hashing: tokio::sync::Semaphore,
    /// Where the clock stands: in tests, and while the demonstration tells of days before today.
    clock: RwLock<Option<jiff::Timestamp>>,
    /// How letters are sent; none: they wait.
    mail: RwLock<Option<Arc<Transport>>>,
    /// Imports on which this process is working.
    importing: Mutex<BTreeSet<ImportRunId>>,
    /// The open needs, ready to be held against a site; none until they are asked for.
    open_needs: Mutex<Option<Arc<OpenNeeds>>>,
}

/// The vocabulary and what is made of it.
pub struct Words {
    /// The concept trees.
    pub vocabulary: Vocabulary,
    /// The spine.
    pub attributes: Attributes,
    /// Finds concepts in text.
    pub annotator: Annotator,
    /// Why a supplier is rejected, kept waiting or selected.
    pub reasons: DecisionReasons,
}

impl Words {
    /// What ships with the program.
    ///
    /// # Errors
    /// If a bundled list is malformed; tests keep them well formed.
    pub fn bundled() -> Result<Self, eslabon_domain::vocabulary::VocabularyError> {
        let vocabulary = Vocabulary::bundled()?;
        let annotator = Annotator::new(&vocabulary);
        Ok(Self {
            vocabulary,
            attributes: Attributes::bundled()?,
            annotator,
            reasons: DecisionReasons::bundled()?,
        })
    }
}

/// What is kept in memory besides the index.
pub struct Derived {
    /// Every site, ready to be scored.
    pub table: CapabilityTable,
    /// Every service that closes gaps.
    pub services: Vec<Service>,
    /// The position of the change feed up to which both are true.
    pub feed_position: i64,
}

impl App {
    /// Opens an installation, creating what is missing: directories, database, vocabulary, index.
    ///
    /// # Errors
    /// If the directory or the database cannot be used.
    pub async fn open(place: Place, progress: &dyn Progress) -> AppResult<App> {
        for directory in [
            place.path().to_path_buf(),
            place.rejects(),
            place.uploads(),
            place.evidence(),
            place.site_files(),
        ] {
            std::fs::create_dir_all(&directory)
                .map_err(|e| AppError::Unavailable(format!("{}: {e}", directory.display())))?;
        }
        progress.step("progress-database", 0, None);
        let database = Database::open(&place.database()).await?;
        database.migrate().await?;
        let words = load_words(&database).await?;
        let fingerprint = Vocabulary::bundled_fingerprint();
        let (index, state) = SearchIndex::open(&place.index(), &fingerprint)?;
        let rebuild_reason = match &state {
            IndexState::Ready { .. } => None,
            IndexState::Rebuild { reason } => Some(*reason),
        };
        let table = CapabilityTable::new(&words.vocabulary);
        let notices = Notices::load(&place.notices());
        let cause_trees = CauseTrees::load(&place.causes(), &words.vocabulary)
            .map_err(|e| AppError::Internal(e.to_string()))?;
        let app = App {
            inner: Arc::new(Inner {
                place,
                database,
                index,
                words: RwLock::new(Arc::new(words)),
                derived: RwLock::new(Arc::new(Derived {
                    table,
                    services: Vec::new(),
                    feed_position: 0,
                })),
                following: tokio::sync::Mutex::new(()),
                rebuild_reason,
                account_rules: RwLock::default(),
                #[cfg(feature = "oidc")]
                sign_on: std::sync::OnceLock::new(),
                notices,
                cause_trees,
                hashing: tokio::sync::Semaphore::new(HASHING),
                clock: RwLock::default(),
                mail: RwLock::default(),
                importing: Mutex::default(),
                open_needs: Mutex::default(),
            }),
        };
        Ok(app)
    }

    /// Where the installation lies.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.inner.place
    }

    /// The database. For use cases only; faces never see it.
    #[must_use]
    pub(crate) fn database(&self) -> &Database {
        &self.inner.database
    }

    /// The text index.
    #[must_use]
    pub(crate) fn index(&self) -> &SearchIndex {
        &self.inner.index
    }

    /// The words in force.
    #[must_use]
    pub fn words(&self) -> Arc<Words> {
        read(&self.inner.words)
    }

    /// The derived structures in force.
    #[must_use]
    pub fn derived(&self) -> Arc<Derived> {
        read(&self.inner.derived)
    }

    /// Every version of the privacy notice.
    pub(crate) fn notices(&self) -> &Notices {
        &self.inner.notices
    }

    /// Every version of the cause tree.
    pub(crate) fn cause_trees(&self) -> &CauseTrees {
        &self.inner.cause_trees
    }

    /// What the operator decided about accounts.
    #[must_use]
    pub fn account_rules(&self) -> Arc<AccountRules> {
        read(&self.inner.account_rules)
    }

    /// Sets what the operator decided about accounts.
    pub fn set_account_rules(&self, rules: AccountRules) {
        let mut place = self
            .inner
            .account_rules
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        *place = Arc::new(rules);
    }

    /// The firms whose own sign-on is believed; none until [`App::set_sign_on`].
    #[cfg(feature = "oidc")]
    #[must_use]
    pub fn sign_on(&self) -> Option<&SignOn> {
        self.inner.sign_on.get()
    }

    /// Sets the firms whose own sign-on is believed, once.
    #[cfg(feature = "oidc")]
    pub fn set_sign_on(&self, sign_on: SignOn) {
        if self.inner.sign_on.set(sign_on).is_err() {
            tracing::warn!("sign_on.set_twice");
        }
    }

    /// How letters are sent. Without it they wait in the outbox.
    pub fn set_mail(&self, transport: Transport) {
        let mut place = self
            .inner
            .mail
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        *place = Some(Arc::new(transport));
    }

    /// Whether letters are sent at all; where not, a link is to be handed over by whoever made it.
    #[must_use]
    pub fn sends_mail(&self) -> bool {
        self.mail().is_some()
    }

    pub(crate) fn mail(&self) -> Option<Arc<Transport>> {
        self.inner
            .mail
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone()
    }

    /// Hashes on a thread of its own, a few at once.
    pub(crate) async fn hashing<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> AppResult<T> + Send + 'static,
    ) -> AppResult<T> {
        let busy = || AppError::Unavailable("sign-in".into());
        let turn = tokio::time::timeout(HASHING_WAIT, self.inner.hashing.acquire())
            .await
            .map_err(|_| busy())?
            .map_err(|_| busy())?;
        let done = tokio::task::spawn_blocking(work)
            .await
            .map_err(|e| AppError::Internal(e.to_string()))?;
        drop(turn);
        done
    }

    pub(crate) fn set_derived(&self, derived: Derived) {
        let mut place = self
            .inner
            .derived
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        *place = Arc::new(derived);
    }

    /// The imports on which this process is working.
    pub(crate) fn importing(&self) -> MutexGuard<'_, BTreeSet<ImportRunId>> {
        self.inner
            .importing
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The open needs as they were last made ready.
    pub(crate) fn open_needs(&self) -> MutexGuard<'_, Option<Arc<OpenNeeds>>> {
        self.inner
            .open_needs
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    pub(crate) async fn following(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.inner.following.lock().await
    }

    /// Why the index was made anew when this application opened, if it was.
    #[must_use]
    pub fn rebuild_reason(&self) -> Option<RebuildReason> {
        self.inner.rebuild_reason
    }

    /// What a search needs besides the query.
    #[must_use]
    pub fn search_context<'a>(&self, words: &'a Words) -> SearchContext<'a> {
        SearchContext {
            vocabulary: &words.vocabulary,
            annotator: &words.annotator,
            classes: ClassModel::shared(),
        }
    }

    /// Brings the index and the table up to the change feed.
    ///
    /// # Errors
    /// If the database or the index fails. A lock held by a running server is waited for by
    /// watching that server's index catch up.
    pub async fn catch_up(&self, progress: &dyn Progress) -> AppResult<()> {
        derive::follow(self, progress).await
    }

    /// Brings the index alone up to the change feed: enough for searching on the command line.
    ///
    /// # Errors
    /// As [`App::catch_up`].
    pub async fn catch_up_index(&self, progress: &dyn Progress) -> AppResult<()> {
        derive::follow_index_only(self, progress).await
    }

    /// The centre in whose scope this installation works until there are several.
    #[must_use]
    pub fn centre(&self) -> CentreId {
        CentreId::from_name("default")
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> jiff::Timestamp {
        let stands = *self
            .inner
            .clock
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        stands.unwrap_or_else(jiff::Timestamp::now)
    }

    /// Lets the clock stand at an instant, for tests of what ends by time and for the past of the demonstration.
    pub fn set_clock(&self, at: jiff::Timestamp) {
        let mut clock = self
            .inner
            .clock
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        *clock = Some(at);
    }

    /// Lets the clock go on with the time of day.
    pub(crate) fn release_clock(&self) {
        let mut clock = self
            .inner
            .clock
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        *clock = None;
    }

    /// The civil date of today in central Mexico (UTC−6 all year since 2022).
    #[must_use]
    pub fn today(&self) -> jiff::civil::Date {
        jiff::tz::Offset::constant(-6)
            .to_datetime(self.now())
            .date()
    }
}

/// Seeds the bundled vocabulary where it is new, and loads what is in force.
async fn load_words(database: &Database) -> AppResult<Words> {
    let broken = |e: eslabon_domain::vocabulary::VocabularyError| AppError::Internal(e.to_string());
    let hash = Vocabulary::bundled_fingerprint();
    if eslabon_storage::vocabulary::bundled_hash(database)
        .await?
        .as_deref()
        != Some(hash.as_str())
    {
        let (vocabulary, attributes) = (
            Vocabulary::bundled().map_err(broken)?,
            Attributes::bundled().map_err(broken)?,
        );
        let tx = database.begin().await?;
        eslabon_storage::vocabulary::sync_bundled(&tx, &vocabulary, &attributes, &hash).await?;
        tx.commit().await?;
    }
    let vocabulary = eslabon_storage::vocabulary::load(database).await?;
    let attributes = eslabon_storage::vocabulary::load_attributes(database).await?;
    let annotator = Annotator::new(&vocabulary);
    Ok(Words {
        vocabulary,
        attributes,
        annotator,
        reasons: DecisionReasons::bundled().map_err(broken)?,
    })
}

fn read<T>(place: &RwLock<Arc<T>>) -> Arc<T> {
    Arc::clone(
        &place
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner),
    )
}
