//! One row of a file into what it says and what is wrong with it, whatever the kind of file. Keeps
//! what must be remembered over the whole file: keys that came before, names of places and concepts.

use super::cells::{Reading, problem};
use super::institutions::{self, InstitutionRow};
use super::machines::{self, MachineRow};
use super::messages::Code;
use super::needs::{self, NeedRow};
use super::plan::{Outcome, Plan};
use super::read::Row;
use super::recognise::{ImportKind, Recognised};
use super::registers;
use super::registry_rows::{RegistryReader, RegistryRow};
use super::services::{self, ServiceRow};
use super::supplier_rows::{self, SupplierRow};
use super::suppliers;
use super::values::Names;
use crate::context::{App, Words};
use crate::error::AppResult;
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::CentreId;
use eslabon_storage::Read;
use eslabon_storage::imports::RowProblem;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// What a row says, by kind of file.
#[derive(Debug)]
pub(super) enum Parsed {
    Register(Box<RegistryRow>),
    Supplier(Box<SupplierRow>),
    Need(Box<NeedRow>),
    Institution(Box<InstitutionRow>),
    Service(Box<ServiceRow>),
    Machine(Box<MachineRow>),
}

impl Parsed {
    fn key(&self) -> &str {
        match self {
            Parsed::Register(row) => &row.key,
            Parsed::Supplier(row) => &row.key,
            Parsed::Need(row) => &row.key,
            Parsed::Institution(row) => &row.key,
            Parsed::Service(row) => &row.key,
            Parsed::Machine(row) => &row.key,
        }
    }
}

/// A row that was read.
#[derive(Debug)]
pub(super) struct ReadRow {
    pub number: i64,
    /// Absent where the row is rejected or repeats an earlier one to the letter.
    pub parsed: Option<Parsed>,
    /// How it counts where `parsed` is absent.
    pub outcome: Outcome,
    pub problems: Vec<RowProblem>,
}

/// Reads the rows of one file, in order.
pub(super) struct Reader {
    app: App,
    words: Arc<Words>,
    names: Names,
    columns: Arc<Recognised>,
    edition: String,
    today: Date,
    registry: RegistryReader,
    /// Key → hash of the cells and number of the first row that had it.
    seen: HashMap<String, (u64, i64)>,
}

impl Reader {
    pub fn new(app: &App, columns: Arc<Recognised>, edition: String) -> Self {
        let words = app.words();
        let is_register = matches!(columns.kind, ImportKind::Denue | ImportKind::Retc);
        let names = if is_register {
            Names::default()
        } else {
            Names::of(&words.vocabulary)
        };
        Self {
            app: app.clone(),
            names,
            words,
            columns,
            edition,
            today: app.today(),
            registry: RegistryReader::default(),
            seen: HashMap::new(),
        }
    }

    /// A row that could not be taken apart.
    pub fn broken(row: &Row, columns: &Recognised, code: Code) -> ReadRow {
        let shown = first_cell(row, columns);
        ReadRow {
            number: row.number,
            parsed: None,
            outcome: Outcome::Rejected,
            problems: vec![problem(row.number, String::new(), shown, code, true)],
        }
    }

    /// Reads a row.
    pub fn read(&mut self, row: &Row) -> ReadRow {
        let columns = Arc::clone(&self.columns);
        let mut reading = Reading::new(row, &columns);
        let parsed = if reading.rejected {
            None
        } else {
            self.parse(&mut reading)
        };
        let (Some(parsed), false) = (parsed, reading.rejected) else {
            return self.rejected(reading);
        };
        let mut hash = DefaultHasher::new();
        row.cells().for_each(|cell| cell.hash(&mut hash));
        let hash = hash.finish();
        match self.seen.get(parsed.key()) {
            Some((same, _)) if *same == hash => ReadRow {
                number: row.number,
                parsed: None,
                outcome: Outcome::Unchanged,
                problems: Vec::new(),
            },
            Some((_, first)) => {
                reading.reject("key", &first.to_string(), Code::KeyRepeated);
                self.rejected(reading)
            }
            None => {
                self.seen
                    .insert(parsed.key().to_owned(), (hash, row.number));
                ReadRow {
                    number: row.number,
                    parsed: Some(parsed),
                    outcome: Outcome::New,
                    problems: reading.problems,
                }
            }
        }
    }

    fn rejected(&self, reading: Reading<'_>) -> ReadRow {
        ReadRow {
            number: reading.number(),
            parsed: None,
            outcome: Outcome::Rejected,
            problems: reading.problems,
        }
    }

    fn parse(&mut self, reading: &mut Reading<'_>) -> Option<Parsed> {
        let (today, names) = (self.today, &self.names);
        match self.columns.kind {
            ImportKind::Denue => self
                .registry
                .denue(reading, &self.edition)
                .map(|row| Parsed::Register(Box::new(row))),
            ImportKind::Retc => self
                .registry
                .retc(reading, &self.edition)
                .map(|row| Parsed::Register(Box::new(row))),
            ImportKind::Suppliers => {
                let context = supplier_rows::Context {
                    words: &self.words,
                    names,
                    columns: &self.columns,
                    today,
                };
                let locator = self.registry.locator();
                supplier_rows::read(reading, &context, locator)
                    .map(|row| Parsed::Supplier(Box::new(row)))
            }
            ImportKind::Needs => {
                let context = needs::Context {
                    app: &self.app,
                    words: &self.words,
                    names,
                    today,
                };
                needs::read(reading, &context).map(|row| Parsed::Need(Box::new(row)))
            }
            ImportKind::Institutions => {
                institutions::read(reading).map(|row| Parsed::Institution(Box::new(row)))
            }
            ImportKind::Services => {
                let context = services::Context {
                    words: &self.words,
                    names,
                    today,
                };
                services::read(reading, &context).map(|row| Parsed::Service(Box::new(row)))
            }
            ImportKind::Machines => {
                let context = machines::Context {
                    app: &self.app,
                    words: &self.words,
                };
                machines::read(reading, &context).map(|row| Parsed::Machine(Box::new(row)))
            }
        }
    }
}

/// What may be shown of a row that could not be taken apart: its first cell, which is the key as a
/// rule. Further cells may stand under other headings than their own, so nobody knows which of them
/// hold telephone numbers and mail addresses.
pub(super) fn first_cell<'r>(row: &'r Row, columns: &Recognised) -> &'r str {
    let whole = row.raw(0);
    let cell = match row.len() {
        0 | 1 => whole.split([',', ';', '\t']).next().unwrap_or_default(),
        _ => whole,
    };
    let cell = cell.trim().trim_matches('"');
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let is_number = digits >= 10 && !cell.contains(char::is_alphabetic);
    if columns.is_kept_back(0) || cell.contains('@') || is_number {
        ""
    } else {
        cell
    }
}

/// When rows are compared, and for which centre.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    /// Now.
    pub now: Timestamp,
    /// Today's civil date.
    pub today: Date,
    /// In whose pipeline new needs lie.
    pub centre: CentreId,
}

impl Setting {
    /// The setting of an import by this person.
    pub fn of(app: &App, actor: &Actor) -> Self {
        Self {
            now: app.now(),
            today: app.today(),
            centre: actor.centre.unwrap_or_else(|| app.centre()),
        }
    }
}

/// Compares a batch with what is stored. All rows are of one kind. Problems name the heading as it
/// stands in the file.
pub(super) async fn plan(
    db: &impl Read,
    app: &App,
    columns: &Recognised,
    rows: Vec<(i64, Parsed)>,
    at: Setting,
) -> AppResult<Plan> {
    let mut plan = compare(db, app, rows, at).await?;
    for problem in &mut plan.problems {
        problem.column = columns.heading_of(&problem.column).to_owned();
    }
    Ok(plan)
}

async fn compare(
    db: &impl Read,
    app: &App,
    rows: Vec<(i64, Parsed)>,
    at: Setting,
) -> AppResult<Plan> {
    let Setting { now, today, centre } = at;
    let (mut register, mut supplier, mut need) = (Vec::new(), Vec::new(), Vec::new());
    let (mut institution, mut service, mut machine) = (Vec::new(), Vec::new(), Vec::new());
    for (number, row) in rows {
        match row {
            Parsed::Register(row) => register.push((number, *row)),
            Parsed::Supplier(row) => supplier.push((number, *row)),
            Parsed::Need(row) => need.push((number, *row)),
            Parsed::Institution(row) => institution.push((number, *row)),
            Parsed::Service(row) => service.push((number, *row)),
            Parsed::Machine(row) => machine.push((number, *row)),
        }
    }
    if !supplier.is_empty() {
        return suppliers::plan(db, supplier, now, today).await;
    }
    if !need.is_empty() {
        return needs::plan(db, need, now, centre).await;
    }
    if !institution.is_empty() {
        return institutions::plan(db, institution, now).await;
    }
    if !service.is_empty() {
        return services::plan(db, service).await;
    }
    if !machine.is_empty() {
        return machines::plan(db, app, machine).await;
    }
    registers::plan(db, register, now).await
}
