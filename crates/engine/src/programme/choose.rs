//! Which services. Both searches decide, level by level, which service reaches it first (see
//! [`super::windows`]) until a choice is whole, whose dates [`schedule`] decides. One looks for the earliest
//! finish whatever it costs. The other goes from the cheapest choice upwards, each time asking for an earlier
//! finish than the one before: the first that it finds for a finish is the cheapest for it.

use super::axis::Day;
use super::bound::{self, Cost};
use super::energy;
use super::schedule::{self, Found, Limits, Schedule, within};
use super::tasks::{Set, Tasks, each, one};
use super::windows::{Decision, Windows};
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

/// A programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    pub tasks: Set,
    /// In [`super::tasks::COST_UNITS`].
    pub cost: i64,
    pub schedule: Schedule,
}

/// The programme that finishes earliest, as far as the search went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Earliest {
    pub best: Option<Chosen>,
    /// Nothing is earlier; or, where nothing was found, nothing keeps the limits.
    pub is_proven: bool,
}

/// From the cheapest programme to the earliest, as far as the search went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Climb {
    /// Each the cheapest of those that finish as early, and earlier than the one before it.
    pub points: Vec<Chosen>,
    /// What no programme costs less than that is not among them and finishes earlier than the last.
    pub bound: i64,
}

/// What is asked of every programme.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// By goal, the last day on which it may close.
    pub limits: Limits,
    /// What it may cost at most.
    pub most: i64,
}

impl Climb {
    /// Where there is no programme.
    pub fn none() -> Self {
        Self {
            points: Vec::new(),
            bound: i64::MAX,
        }
    }
}

impl Asked {
    fn before(&mut self, finish: Day) {
        for limit in &mut self.limits {
            *limit = (*limit).min(finish.saturating_sub(1));
        }
    }
}

struct Search<'t, 'n> {
    tasks: &'t Tasks,
    asked: Asked,
    /// Whole choices that have been looked at: none of them finishes within what is asked now.
    seen: BTreeSet<Set>,
    nodes: &'n mut u64,
    is_stopped: bool,
}

/// What is left of some decisions.
enum Left {
    Nothing,
    /// Programmes that cost this at least, and more than was thought.
    Dearer(i64),
    /// The choice is whole.
    Whole {
        chosen: Set,
        cost: i64,
    },
    /// Between the first givers of a fact.
    Open {
        fact: usize,
        givers: Vec<usize>,
    },
}

/// The programme that finishes earliest. What is known already is taken for the best so far if it keeps what is
/// asked.
pub(super) fn earliest(
    tasks: &Tasks,
    asked: &Asked,
    known: Option<&Chosen>,
    nodes: &mut u64,
) -> Earliest {
    let mut search = Search::new(tasks, asked, nodes);
    let mut best = known.filter(|known| keeps(tasks, known, asked)).cloned();
    if let Some(best) = &best {
        search.asked.before(best.schedule.finish);
    }
    let mut open: Vec<Vec<Decision>> = vec![Vec::new()];
    while let Some(decided) = open.pop() {
        match search.look(&decided, i64::MAX) {
            Left::Nothing | Left::Dearer(_) => {}
            Left::Whole { chosen, cost } => {
                if let Some(schedule) = search.schedule(chosen) {
                    best = Some(Chosen {
                        tasks: chosen,
                        cost,
                        schedule,
                    });
                }
            }
            Left::Open { fact, givers } => {
                let next = givers.iter().rev();
                open.extend(next.map(|giver| with(&decided, fact, *giver)));
            }
        }
        if search.is_stopped {
            break;
        }
    }
    Earliest {
        best,
        is_proven: !search.is_stopped,
    }
}

/// The programmes from the cheapest on, each earlier than the one before it, to one that finishes by `last`.
pub(super) fn climb(tasks: &Tasks, asked: &Asked, last: Day, nodes: &mut u64) -> Climb {
    let mut search = Search::new(tasks, asked, nodes);
    let mut points: Vec<Chosen> = Vec::new();
    // The cheapest first, of equally cheap ones the one of which more is decided, then the one that came first.
    let mut open = BinaryHeap::new();
    let mut came = 0_u64;
    open.push((Reverse(0_i64), 0_usize, Reverse(came), Vec::new()));
    while let Some((Reverse(least), depth, _, decided)) = open.pop() {
        let left = search.look(&decided, least);
        if search.is_stopped {
            return Climb {
                points,
                bound: least,
            };
        }
        let mut push = |least: i64, depth: usize, decided: Vec<Decision>| {
            came += 1;
            open.push((Reverse(least), depth, Reverse(came), decided));
        };
        match left {
            Left::Nothing => {}
            Left::Dearer(cost) => push(cost, depth, decided),
            Left::Whole { chosen, cost } => {
                if let Some(schedule) = search.schedule(chosen) {
                    let is_last = schedule.finish <= last;
                    points.push(Chosen {
                        tasks: chosen,
                        cost,
                        schedule,
                    });
                    if is_last {
                        break;
                    }
                }
                if search.is_stopped {
                    return Climb {
                        points,
                        bound: least,
                    };
                }
            }
            Left::Open { fact, givers } => {
                for giver in givers {
                    push(least, depth + 1, with(&decided, fact, giver));
                }
            }
        }
    }
    Climb {
        points,
        bound: i64::MAX,
    }
}

fn with(decided: &[Decision], fact: usize, giver: usize) -> Vec<Decision> {
    let mut next = decided.to_vec();
    next.push((fact, giver));
    next
}

impl<'t, 'n> Search<'t, 'n> {
    fn new(tasks: &'t Tasks, asked: &Asked, nodes: &'n mut u64) -> Self {
        Self {
            tasks,
            asked: asked.clone(),
            seen: BTreeSet::new(),
            nodes,
            is_stopped: false,
        }
    }

    /// What some decisions leave of the programmes that keep what is asked, and were thought to cost so much at
    /// least.
    fn look(&mut self, decided: &[Decision], least: i64) -> Left {
        let Some(nodes) = self.nodes.checked_sub(1) else {
            self.is_stopped = true;
            return Left::Nothing;
        };
        *self.nodes = nodes;
        let tasks = self.tasks;
        let limits = &self.asked.limits;
        let mut out = 0;
        let windows = loop {
            let windows = Windows::of(tasks, tasks.forced, out, decided, limits);
            let Some((windows, more)) = windows.and_then(|windows| {
                let more = energy::too_much(tasks, &windows)?;
                Some((windows, more))
            }) else {
                return Left::Nothing;
            };
            if more == 0 {
                break windows;
            }
            out |= more;
        };
        let out = tasks.all() & !windows.usable;
        let Cost::AtLeast { cost, .. } = bound::cost(tasks, windows.taken, out) else {
            return Left::Nothing;
        };
        let cost = tasks.cost(windows.taken).saturating_add(cost);
        if cost > self.asked.most || !self.has_time(&windows, out) {
            return Left::Nothing;
        }
        if cost > least {
            return Left::Dearer(cost);
        }
        let open = each(windows.needed).filter(|fact| windows.givers(*fact).count_ones() > 1);
        // Where there is least to choose from.
        let fact = open.min_by_key(|fact| (windows.givers(*fact).count_ones(), *fact));
        let Some(fact) = fact else {
            return match self.seen.contains(&windows.taken) {
                true => Left::Nothing,
                false => Left::Whole {
                    chosen: windows.taken,
                    cost,
                },
            };
        };
        let limits = &self.asked.limits;
        if !schedule::may_stand(tasks, &windows, limits, self.nodes) {
            return Left::Nothing;
        }
        let mut givers: Vec<usize> = each(windows.givers(fact)).collect();
        let price = |number: usize| tasks.task(number).map_or(0, |task| task.cost);
        givers.sort_by_key(|giver| {
            let is_new = windows.taken & one(*giver) == 0;
            (windows.end(*giver), is_new, price(*giver))
        });
        Left::Open { fact, givers }
    }

    /// Whether the firm has the time for what is taken and what must still be, all in all.
    fn has_time(&self, windows: &Windows, out: Set) -> bool {
        // What a pinned step needs may go on after the last gap is closed.
        let others = each(windows.usable & !self.tasks.forced);
        let last = others.map(|number| windows.latest(number)).max();
        let last = last.unwrap_or(0);
        let work = bound::work(self.tasks, windows.taken, out);
        let work = work.map(|more| self.tasks.work(windows.taken).saturating_add(more));
        work.is_some_and(|work| work <= self.tasks.axis.minutes_until(last))
    }

    /// The dates of a whole choice, where they keep what is asked; from then on only earlier ones do.
    fn schedule(&mut self, chosen: Set) -> Option<Schedule> {
        if !self.seen.insert(chosen) {
            return None;
        }
        let found = schedule::best(self.tasks, chosen, &self.asked.limits, self.nodes);
        let schedule = match found {
            Found::Proven(schedule) => schedule,
            Found::Stopped(schedule) => {
                self.is_stopped = true;
                schedule
            }
        }?;
        self.asked.before(schedule.finish);
        Some(schedule)
    }
}

/// Whether a programme keeps what is asked.
fn keeps(tasks: &Tasks, known: &Chosen, asked: &Asked) -> bool {
    let mut ends = vec![None; tasks.facts];
    for (number, place) in &known.schedule.places {
        for fact in each(tasks.task(*number).map_or(0, |task| task.gives)) {
            schedule::hold(&mut ends, fact, place.end);
        }
    }
    known.cost <= asked.most && within(&tasks.goals, &ends, &asked.limits)
}
