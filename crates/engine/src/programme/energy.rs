//! Whether the firm has the time: what must be done between any two days, by the steps that are taken and by one
//! of those between which is still to be chosen, is no more than what it has. It looks at each step's window
//! only, at no order of the steps.

use super::alone::Alone;
use super::axis::Day;
use super::tasks::{Set, Task, Tasks, each, one};
use super::windows::Windows;

/// A step that asks for the firm's time.
pub(super) struct Load<'t> {
    pub alone: &'t Alone,
    pub per_day: i64,
    /// First day, and the last from there.
    pub first: Day,
    pub first_end: Day,
    /// Latest first day, and latest last day.
    pub last: Day,
    pub latest: Day,
}

impl Load<'_> {
    /// What it takes of some days at the least, wherever it stands.
    fn between(&self, from: Day, to: Day) -> i64 {
        self.per_day.saturating_mul(self.days(from, to))
    }

    /// How many of some days it takes at the least.
    fn days(&self, from: Day, to: Day) -> i64 {
        if to < self.last || from > self.first_end {
            return 0;
        }
        let mut days = self.alone.fewest_days;
        if from > self.first {
            // It begins before them, and goes on at least to its earliest end; or within them.
            days = days.min(self.alone.counted(from, self.first_end));
        }
        if to < self.latest {
            days = days.min(self.alone.counted(self.last, to));
            if from > self.first {
                days = days.min(self.alone.counted(from, to));
            }
        }
        days
    }
}

/// What asks for the firm's time: a step that is taken, or one of several.
struct Part<'t> {
    options: Vec<(usize, Load<'t>)>,
}

impl Part<'_> {
    fn between(&self, from: Day, to: Day) -> i64 {
        let options = self.options.iter();
        options
            .map(|(_, load)| load.between(from, to))
            .min()
            .unwrap_or(0)
    }
}

/// Whether there is room for these between any two days: each takes of each of its days what `of` says, and from
/// the first day on there is as much as `free` says.
pub(super) fn fits(
    loads: &[(usize, Load<'_>)],
    of: impl Fn(&Load<'_>) -> i64,
    first: Day,
    free: &[i64],
) -> bool {
    let mut sums = vec![0_i64];
    for free in free {
        sums.push(sums.last().copied().unwrap_or(0).saturating_add(*free));
    }
    let before = |day: Day| {
        let at = usize::try_from(day - first).unwrap_or(0);
        sums.get(at).or(sums.last()).copied().unwrap_or(0)
    };
    let asks: Vec<(i64, &Load<'_>)> = loads
        .iter()
        .map(|(_, load)| (of(load), load))
        .filter(|(own, _)| *own > 0)
        .collect();
    asks.iter().all(|(_, begins)| {
        asks.iter().all(|(_, ends)| {
            let (from, to) = (begins.first, ends.latest);
            let free = before(to + 1) - before(from);
            let asked = asks.iter().map(|(own, load)| own * load.days(from, to));
            to < from || asked.sum::<i64>() <= free
        })
    })
}

/// The tasks that the firm has not the time for, beside what must be done anyway; nothing where it has not the
/// time for that.
pub(super) fn too_much(tasks: &Tasks, windows: &Windows) -> Option<Set> {
    let parts = parts(tasks, windows);
    let of = |number: &usize| load(tasks, windows, *number);
    let open = each(windows.usable & !windows.taken);
    let open: Vec<(usize, Load<'_>)> = open
        .filter_map(|number| Some((number, of(&number)?)))
        .collect();
    let taken = each(windows.taken).filter_map(|number| of(&number));
    let (mut from, mut to) = (Vec::new(), Vec::new());
    for load in taken {
        from.extend([load.first, load.last]);
        to.extend([load.first_end, load.latest]);
    }
    for (_, load) in parts.iter().flat_map(|part| &part.options) {
        from.push(load.first);
        to.push(load.latest);
    }
    for days in [&mut from, &mut to] {
        days.sort_unstable();
        days.dedup();
    }
    let mut too_much = 0;
    for from in from {
        for to in to.iter().copied().filter(|to| *to >= from) {
            let asked = parts.iter().map(|part| part.between(from, to)).sum::<i64>();
            let left = tasks.axis.minutes_between(from, to) - asked;
            if left < 0 {
                return None;
            }
            for (number, load) in &open {
                let own = load.between(from, to);
                if own <= left || too_much & one(*number) != 0 {
                    continue;
                }
                // What it would stand for is counted already.
                let counted = parts
                    .iter()
                    .filter(|part| part.options.iter().any(|(n, _)| n == number));
                let counted = counted.map(|part| part.between(from, to)).sum::<i64>();
                if own > left.saturating_add(counted) {
                    too_much |= one(*number);
                }
            }
        }
    }
    Some(too_much)
}

/// The steps that are taken; and of facts that are needed, those between which is to be chosen, no step in two
/// of them.
fn parts<'t>(tasks: &'t Tasks, windows: &Windows) -> Vec<Part<'t>> {
    let mut parts = Vec::new();
    let mut add = |all: Set| {
        let options = each(all).map(|number| Some((number, load(tasks, windows, number)?)));
        // Where one of them asks for no time, they ask for none.
        if let Some(options) = options.collect::<Option<Vec<_>>>() {
            parts.push(Part { options });
        }
    };
    for number in each(windows.taken) {
        add(one(number));
    }
    let open = each(windows.needed).map(|fact| windows.givers(fact));
    let mut open: Vec<Set> = open.filter(|givers| givers & windows.taken == 0).collect();
    let least = |givers: &Set| {
        let works = each(*givers).filter_map(|number| Some(tasks.task(number)?.work));
        works.min().unwrap_or(0)
    };
    open.sort_by_key(|givers| (-least(givers), *givers));
    let mut counted = 0;
    for givers in open {
        if givers & counted == 0 {
            counted |= givers;
            add(givers);
        }
    }
    parts
}

fn load<'t>(tasks: &'t Tasks, windows: &Windows, number: usize) -> Option<Load<'t>> {
    let task: &Task = tasks.task(number)?;
    let latest = windows.latest(number);
    (task.work > 0).then_some(())?;
    Some(Load {
        alone: &task.alone,
        per_day: task.load,
        first: windows.ready(task).max(task.not_before),
        first_end: windows.end(number),
        last: task.alone.last_start(latest)?,
        latest,
    })
}
