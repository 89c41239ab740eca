//! A criterion, ready to be asked of a block of rows at once. It says of each row what the judge says,
//! without the reason. Every row begins as unknown; what is known is added to its sum.

use super::answer::MarketCount;
use super::block::{Block, NO_STATE};
use super::circle::Circle;
use super::close::{Closers, Reach};
use super::items::AnyOf;
use super::judge::Compiled;
use super::levels::Amount;
use super::room::Room;
use super::rules::RULES;
use super::sensitivity::Steps;
use super::sums::{Known, MET_DEGREE, Outcome};
use super::table::Numbers;
use eslabon_domain::needs::{Requirement, Strength};
use eslabon_domain::places::StateCode;
use jiff::civil::Date;

/// How what is asked is answered.
enum Kind<'a> {
    /// By the state: the whole answer is in what a row begins with.
    States(Vec<u8>),
    /// By the position.
    Circle(Circle),
    /// By items that the site says it has.
    Items(AnyOf<'a>),
    /// By an amount.
    Amount(Amount),
}

/// A criterion on open facts, ready for blocks.
pub(super) struct Ask<'a> {
    /// Which criterion of the need.
    pub at: usize,
    kind: Kind<'a>,
    known: Known,
    steps: &'a Steps,
}

impl<'a> Ask<'a> {
    /// Of a criterion and the services that close its gaps.
    pub fn new(
        at: usize,
        compiled: &'a Compiled<'a>,
        closers: &Closers<'_>,
        numbers: &'a Numbers,
        on: Date,
    ) -> Self {
        let is_must = compiled.criterion.strength == Strength::Must;
        let kind = match compiled.requirement.as_ref() {
            Requirement::InStates { states } => Kind::States(codes(states)),
            Requirement::Within {
                centre, radius_m, ..
            } => Kind::Circle(Circle::new(*centre, *radius_m, is_must)),
            Requirement::AnyOf { concepts } => {
                Kind::Items(AnyOf::new(compiled, concepts, numbers, on))
            }
            Requirement::AtLeast { amount } => {
                Kind::Amount(Amount::new(compiled, *amount, true, numbers, on))
            }
            Requirement::AtMost { amount } => {
                Kind::Amount(Amount::new(compiled, *amount, false, numbers, on))
            }
        };
        let known = if is_must {
            Known::must(at, &Reach::new(compiled, closers))
        } else {
            Known::wish(compiled.criterion.weight)
        };
        Self {
            at,
            kind,
            known,
            steps: &compiled.steps,
        }
    }

    /// What a row in a state begins with.
    pub fn start(&self, state: u8) -> u64 {
        let unknown = self.known.unknown(state);
        let outcome = match &self.kind {
            Kind::States(states) if states.contains(&state) => Outcome::Meets,
            Kind::States(_) if state != NO_STATE => Outcome::FAR,
            _ => return unknown,
        };
        unknown.wrapping_add(self.known.change(outcome, state))
    }

    /// Adds what is known of a block's rows, and counts it.
    pub fn add(&self, block: &Block, room: &mut Room, count: &mut MarketCount) {
        match &self.kind {
            Kind::States(states) => count_states(states, block, count),
            Kind::Circle(circle) => circle.add(block, &self.known, room, count),
            Kind::Items(items) => items.add(block, &self.known, room, count),
            Kind::Amount(amount) => amount.add(block, &self.known, room, count),
        }
    }

    /// Whether it could ask for a little less.
    pub fn has_steps(&self) -> bool {
        !self.steps.is_empty()
    }

    /// The place of its first step that a row which fails it would not fail; none where all are too much.
    pub fn first_step(&self, block: &Block, row: u16, room: &Room) -> Option<usize> {
        match &self.kind {
            Kind::Circle(circle) => circle.reached_by(block, row, room, self.steps),
            Kind::Amount(amount) => self.steps.reaching(amount.nearest(block, row)?),
            Kind::States(_) | Kind::Items(_) => None,
        }
    }

    /// The columns of open facts that it reads, and whether their amounts too.
    pub fn columns(&self) -> Vec<(u32, bool)> {
        match &self.kind {
            Kind::States(_) | Kind::Circle(_) => Vec::new(),
            Kind::Items(items) => items.columns().map(|column| (column, false)).collect(),
            Kind::Amount(amount) => amount
                .column()
                .map(|column| (column, true))
                .into_iter()
                .collect(),
        }
    }

    /// Whether it reads positions.
    pub fn reads_positions(&self) -> bool {
        matches!(self.kind, Kind::Circle(_))
    }
}

/// The states' numbers, each once.
fn codes(states: &[StateCode]) -> Vec<u8> {
    let mut codes: Vec<u8> = states.iter().map(|state| state.0).collect();
    codes.sort_unstable();
    codes.dedup();
    codes.retain(|code| *code != NO_STATE);
    codes
}

fn count_states(states: &[u8], block: &Block, count: &mut MarketCount) {
    for (state, rows) in &block.by_state {
        let rows = usize::from(*rows);
        match *state {
            NO_STATE => {}
            state if states.contains(&state) => count.meets += rows,
            _ => count.gap += rows,
        }
    }
}

const _: () = assert!(RULES.unknown_degree <= MET_DEGREE);
