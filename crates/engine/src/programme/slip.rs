//! What late steps do to the end of a programme that runs. Only what must follow moves: a step that has room before it
//! takes the delay up. Calendars and bookings are not looked at again, so that the answer is the least that the
//! end moves; planning anew says the rest.

use jiff::ToSpan;
use jiff::civil::Date;

/// How far a step has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// It has not begun.
    ToCome,
    /// It runs.
    Underway,
    /// Nothing of it is to come.
    Over,
}

/// A step as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The first day that was planned.
    pub starts_on: Date,
    /// The last day that was planned.
    pub ends_on: Date,
    /// How far it has come.
    pub progress: Progress,
    /// The steps, by place, that must have ended before it begins.
    pub waits_for: Vec<usize>,
}

/// What a late step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slip {
    /// By so many days it is late today.
    pub days_late: i32,
    /// By at least so many days the programme ends later, by this step alone.
    pub end_moves: i32,
}

/// Of every step what its being late does; nothing where it is not late.
#[must_use]
pub fn slips(steps: &[Standing], today: Date) -> Vec<Option<Slip>> {
    let planned = planned_end(steps);
    let alone = |at: usize, late: i32| {
        let mut delays = vec![0; steps.len()];
        if let Some(delay) = delays.get_mut(at) {
            *delay = late;
        }
        let end = end_with(steps, &delays);
        end.zip(planned)
            .map_or(0, |(end, planned)| days(planned, end))
    };
    steps
        .iter()
        .enumerate()
        .map(|(at, step)| {
            let days_late = days_late(step, today);
            (days_late > 0).then(|| Slip {
                days_late,
                end_moves: alone(at, days_late),
            })
        })
        .collect()
}

/// By at least so many days the programme ends later by everything that is late today.
#[must_use]
pub fn end_moves(steps: &[Standing], today: Date) -> i32 {
    let delays: Vec<i32> = steps.iter().map(|step| days_late(step, today)).collect();
    let end = end_with(steps, &delays);
    end.zip(planned_end(steps))
        .map_or(0, |(end, planned)| days(planned, end))
}

/// A step that should have begun begins today at the earliest, one that should have ended ends today.
fn days_late(step: &Standing, today: Date) -> i32 {
    match step.progress {
        Progress::ToCome => days(step.starts_on, today).max(0),
        Progress::Underway => days(step.ends_on, today).max(0),
        Progress::Over => 0,
    }
}

fn planned_end(steps: &[Standing]) -> Option<Date> {
    steps.iter().map(|step| step.ends_on).max()
}

/// The last day of all, where each step is so many days late and those behind it wait.
fn end_with(steps: &[Standing], delays: &[i32]) -> Option<Date> {
    let mut moved: Vec<i32> = delays.to_vec();
    // What waits comes later in time: after as many rounds as there are steps nothing moves any more.
    for _ in steps {
        let before = moved.clone();
        for (step, delay) in steps.iter().zip(moved.iter_mut()) {
            if step.progress != Progress::ToCome {
                continue;
            }
            for at in &step.waits_for {
                let (Some(first), Some(late)) = (steps.get(*at), before.get(*at)) else {
                    continue;
                };
                if first.progress == Progress::Over {
                    continue;
                }
                // It begins on the day after the one before it has ended, at the earliest.
                let room = days(first.ends_on, step.starts_on) - 1;
                *delay = (*delay).max(late.saturating_sub(room.max(0)));
            }
        }
        if moved == before {
            break;
        }
    }
    let ends = steps.iter().zip(&moved);
    ends.map(|(step, delay)| later(step.ends_on, *delay)).max()
}

fn later(day: Date, by: i32) -> Date {
    day.checked_add(by.days()).unwrap_or(Date::MAX)
}

fn days(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn step(from: i8, to: i8, progress: Progress, waits_for: &[usize]) -> Standing {
        Standing {
            starts_on: date(2026, 3, from),
            ends_on: date(2026, 3, to),
            progress,
            waits_for: waits_for.to_vec(),
        }
    }

    #[test]
    fn a_late_step_moves_what_waits_for_it_less_the_room_between() {
        use Progress::{Over, ToCome, Underway};
        let steps = [
            step(1, 5, Over, &[]),
            step(6, 10, Underway, &[0]),
            step(14, 20, ToCome, &[1]),
        ];
        // Five days late, three days of room: two are left.
        let found = slips(&steps, date(2026, 3, 15));
        assert_eq!(found[0], None);
        let expected = Slip {
            days_late: 5,
            end_moves: 2,
        };
        assert_eq!(found[1], Some(expected));
        let expected = Slip {
            days_late: 1,
            end_moves: 1,
        };
        assert_eq!(found[2], Some(expected));
        assert_eq!(end_moves(&steps, date(2026, 3, 15)), 2);
    }

    #[test]
    fn a_step_with_room_to_the_end_moves_nothing() {
        use Progress::{ToCome, Underway};
        let steps = [step(1, 4, Underway, &[]), step(1, 28, ToCome, &[])];
        let slip = slips(&steps, date(2026, 3, 9))[0].unwrap();
        assert_eq!((slip.days_late, slip.end_moves), (5, 0));
    }

    #[test]
    fn nothing_at_all_is_survived() {
        assert!(slips(&[], date(2026, 3, 1)).is_empty());
        assert_eq!(end_moves(&[], date(2026, 3, 1)), 0);
        let odd = [step(1, 2, Progress::ToCome, &[0, 7])];
        assert_eq!(end_moves(&odd, date(2026, 3, 1)), 0);
    }

    prop_compose! {
        /// A chain of steps, each after some of those before it.
        fn programme()(
            raw in prop::collection::vec((1..20_i64, 1..15_i64, 0..3_u8, any::<u8>()), 1..7),
        ) -> Vec<Standing> {
            let mut steps: Vec<Standing> = Vec::new();
            for (gap, length, progress, mask) in raw {
                let waits_for: Vec<usize> =
                    (0..steps.len()).filter(|at| (mask >> at) & 1 == 1).collect();
                let last = waits_for.iter().map(|at| steps[*at].ends_on).max();
                let starts_on = last.unwrap_or(date(2026, 1, 1)) + gap.days();
                steps.push(Standing {
                    starts_on,
                    ends_on: starts_on + length.days(),
                    progress: match progress {
                        0 => Progress::ToCome,
                        1 => Progress::Underway,
                        _ => Progress::Over,
                    },
                    waits_for,
                });
            }
            steps
        }
    }

    proptest! {
        #[test]
        fn the_end_never_moves_forward_and_never_farther_than_what_is_late(
            steps in programme(), day in 0..200_i64,
        ) {
            let today = date(2026, 1, 1) + day.days();
            let found = slips(&steps, today);
            let late: Vec<Slip> = found.into_iter().flatten().collect();
            let all = end_moves(&steps, today);
            prop_assert!(all >= 0);
            for slip in &late {
                prop_assert!((0..=slip.days_late).contains(&slip.end_moves));
                prop_assert!(slip.end_moves <= all);
            }
            let worst = late.iter().map(|slip| slip.days_late).max().unwrap_or(0);
            prop_assert!(all <= worst);
        }

        #[test]
        fn a_day_later_is_never_less_late(steps in programme(), day in 0..200_i64) {
            let today = date(2026, 1, 1) + day.days();
            let tomorrow = today + 1.days();
            prop_assert!(end_moves(&steps, today) <= end_moves(&steps, tomorrow));
        }

        #[test]
        fn what_is_over_is_never_late(steps in programme()) {
            for (step, slip) in steps.iter().zip(slips(&steps, date(2030, 1, 1))) {
                prop_assert_eq!(slip.is_none(), step.progress == Progress::Over);
            }
        }
    }
}
