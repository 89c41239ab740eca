//! What follows from what is decided: which service may still reach each level first, when each may stand at
//! the earliest and must have ended at the latest. A step of a programme is there because some level that is
//! needed is reached by it before any other step reaches it: without such a level it could be left out, at
//! less cost and with the same dates for the others. So "which step reaches this level first" is decided level
//! by level, and every programme worth having is one such decision for each level that is needed.

use super::alone::NEVER;
use super::axis::Day;
use super::schedule::Limits;
use super::tasks::{Set, Task, Tasks, each, one};

/// A fact, and the task that reaches it first.
pub(super) type Decision = (usize, usize);

/// What is still possible.
#[derive(Debug, Clone)]
pub(super) struct Windows {
    /// Tasks of every programme that is left.
    pub taken: Set,
    /// Tasks of some programme that is left.
    pub usable: Set,
    /// Facts that every programme needs.
    pub needed: Set,
    /// By fact, the tasks that may reach it first.
    pub givers: Vec<Set>,
    /// By fact, the day before which it cannot be reached; never, where it cannot at all.
    pub reached: Vec<Day>,
    /// By task, its earliest last day.
    pub ends: Vec<Day>,
    /// By task, the day by which it must have ended.
    pub latest: Vec<Day>,
    /// Facts that some programme needs.
    ways: Set,
}

impl Windows {
    /// Of the programmes with all of `chosen`, none of `out`, and the first givers that are decided; nothing where
    /// none of them closes each gap within its limit.
    pub fn of(
        tasks: &Tasks,
        chosen: Set,
        out: Set,
        decided: &[Decision],
        limits: &Limits,
    ) -> Option<Self> {
        let mut windows = Self {
            taken: chosen,
            usable: 0,
            needed: 0,
            givers: tasks.givers.iter().map(|givers| givers & !out).collect(),
            reached: Vec::new(),
            ends: Vec::new(),
            latest: Vec::new(),
            ways: 0,
        };
        for (fact, number) in decided {
            if let Some(givers) = windows.givers.get_mut(*fact) {
                *givers &= one(*number);
            }
            windows.taken |= one(*number);
        }
        loop {
            windows.find_ways(tasks);
            windows.look_ahead(tasks);
            let never = each(windows.usable).filter(|number| windows.end(*number) == NEVER);
            let never = never.fold(0, |all, number| all | one(number));
            if never & windows.taken != 0 {
                return None;
            }
            windows.usable &= !never;
            let by = windows.look_back(tasks, limits);
            if !windows.narrow(tasks, &by)? {
                return Some(windows);
            }
        }
    }

    /// The tasks that may reach a fact first.
    pub fn givers(&self, fact: usize) -> Set {
        self.givers.get(fact).copied().unwrap_or(0)
    }

    /// The day before which a fact cannot be reached.
    pub fn reached(&self, fact: usize) -> Day {
        self.reached.get(fact).copied().unwrap_or(NEVER)
    }

    /// The earliest last day of a task.
    pub fn end(&self, number: usize) -> Day {
        self.ends.get(number).copied().unwrap_or(NEVER)
    }

    /// The day by which a task must have ended.
    pub fn latest(&self, number: usize) -> Day {
        self.latest.get(number).copied().unwrap_or(Day::MIN)
    }

    /// The first day on which a task may begin.
    pub fn ready(&self, task: &Task) -> Day {
        let after = each(task.needs).map(|fact| self.reached(fact).saturating_add(1));
        after.fold(0, Day::max)
    }

    /// Back from the goals, the facts and tasks that may lead to them.
    fn find_ways(&mut self, tasks: &Tasks) {
        self.needed = tasks.wanted_by(self.taken);
        (self.ways, self.usable) = (self.needed, self.taken);
        let mut open = self.ways;
        while open != 0 {
            let givers = each(open).fold(0, |all, fact| all | self.givers(fact));
            let more = givers & !self.usable;
            self.usable |= more;
            let needs = each(more).filter_map(|number| tasks.task(number));
            let needs = needs.fold(0, |all, task| all | task.needs);
            open = needs & !self.ways;
            self.ways |= open;
        }
    }

    /// The earliest last days, as if the firm had time for everything at once.
    fn look_ahead(&mut self, tasks: &Tasks) {
        self.reached = vec![NEVER; tasks.facts];
        self.ends = vec![NEVER; tasks.tasks.len()];
        loop {
            let mut is_changed = false;
            for number in each(self.usable) {
                let Some(task) = tasks.task(number) else {
                    continue;
                };
                let ready = self.ready(task);
                if ready == NEVER {
                    continue;
                }
                let end = task.alone.first_end(ready);
                match self.ends.get_mut(number) {
                    Some(known) if end < *known => *known = end,
                    _ => continue,
                }
                for fact in each(task.gives) {
                    let is_first = self.givers(fact) & one(number) != 0;
                    if let Some(known) = self.reached.get_mut(fact)
                        && is_first
                        && end < *known
                    {
                        *known = end;
                        is_changed = true;
                    }
                }
            }
            if !is_changed {
                return;
            }
        }
    }

    /// By fact, the day by which it must be reached to be of use; notes those of the tasks.
    fn look_back(&mut self, tasks: &Tasks, limits: &Limits) -> Vec<Day> {
        let horizon = tasks.axis.end() - 1;
        let mut goals = vec![NEVER; tasks.facts];
        for (goal, limit) in tasks.goals.iter().zip(limits) {
            if let Some(known) = goal.fact.and_then(|fact| goals.get_mut(fact)) {
                *known = (*known).min(*limit);
            }
        }
        // What runs already ends when it ends.
        let latest = tasks.tasks.iter().map(|task| match task.not_before {
            Day::MIN => NEVER,
            _ => horizon,
        });
        self.latest = latest.collect();
        loop {
            let by = self.by_facts(tasks, &goals);
            let mut is_changed = false;
            for number in each(self.usable) {
                let Some(task) = tasks.task(number) else {
                    continue;
                };
                let is_forced = tasks.forced & one(number) != 0;
                let (mut must, mut may) = (NEVER, if is_forced { NEVER } else { Day::MIN });
                for fact in each(task.gives & self.ways) {
                    let givers = self.givers(fact);
                    let day = by.get(fact).copied().unwrap_or(Day::MIN);
                    if givers & one(number) != 0 {
                        may = may.max(day);
                    }
                    if givers == one(number) && self.needed & one(fact) != 0 {
                        must = must.min(day);
                    }
                }
                if let Some(known) = self.latest.get_mut(number)
                    && must.min(may) < *known
                {
                    *known = must.min(may);
                    is_changed = true;
                }
            }
            if !is_changed {
                return by;
            }
        }
    }

    /// A fact that is needed must be reached before all that need it; any other before one that may.
    fn by_facts(&self, tasks: &Tasks, goals: &[Day]) -> Vec<Day> {
        let mut must = goals.to_vec();
        let mut may = vec![Day::MIN; tasks.facts];
        for number in each(self.usable) {
            let Some(task) = tasks.task(number) else {
                continue;
            };
            let start = task.alone.last_start(self.latest(number));
            let before = start.map_or(Day::MIN, |start| start.saturating_sub(1));
            let is_taken = self.taken & one(number) != 0;
            for fact in each(task.needs) {
                if let Some(known) = must.get_mut(fact)
                    && is_taken
                {
                    *known = (*known).min(before);
                }
                if let Some(known) = may.get_mut(fact) {
                    *known = (*known).max(before);
                }
            }
        }
        let both = (0..).zip(must.iter().zip(&may));
        both.map(|(fact, (must, may))| match self.needed & one(fact) {
            0 => *may,
            _ => *must,
        })
        .collect()
    }

    /// Takes away what cannot be, and takes what must be. Whether that changed anything; nothing where nothing is
    /// left.
    fn narrow(&mut self, tasks: &Tasks, by: &[Day]) -> Option<bool> {
        let mut dead = 0;
        for number in each(self.usable) {
            let task = tasks.task(number)?;
            let start = task.alone.last_start(self.latest(number));
            let is_dead = self.end(number) > self.latest(number)
                || start.is_none_or(|start| start < self.ready(task))
                    && task.not_before != Day::MIN;
            if is_dead {
                dead |= one(number);
            }
        }
        if dead & self.taken != 0 {
            return None;
        }
        let (mut is_changed, before) = (false, self.taken);
        for fact in each(self.ways) {
            let day = by.get(fact).copied().unwrap_or(Day::MIN);
            let late = each(self.givers(fact)).filter(|number| self.end(*number) > day);
            let late = late.fold(dead, |all, number| all | one(number));
            let givers = self.givers.get_mut(fact)?;
            is_changed |= *givers & late != 0;
            *givers &= !late;
            if self.needed & one(fact) != 0 {
                match givers.count_ones() {
                    0 => return None,
                    1 => self.taken |= *givers,
                    _ => {}
                }
            }
        }
        Some(is_changed || self.taken != before)
    }
}
