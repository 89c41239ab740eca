//! Two drawings: plans by cost and day of finish, and steps on a calendar. Each has a title and a description,
//! and the same figures stand in a table beside it. Shapes tell what shades tell, so both are legible in grey.

use crate::pages::format::{date, month};
use crate::pages::words::Say;
use eslabon_domain::calendar::Month;
use jiff::civil::Date;
use maud::{Markup, html};

/// The width of a drawing, in its own units: pixels on a wide screen.
const WIDTH: i64 = 640;
/// What is left free at both sides.
const SIDE: i64 = 24;
/// The height of a step: its name, its bar, and air.
const ROW: i64 = 44;
/// The height above the first step, with the names of the months.
const TOP: i64 = 28;
/// The most names of months along a calendar.
const MONTHS_SHOWN: i64 = 9;
/// The longest name above a bar.
const NAME_CHARS: usize = 72;
/// The height of the drawing of plans.
const HEIGHT: i64 = 240;
/// What is left free above its highest point and below its lowest.
const MARGIN: i64 = 44;

/// How a step stands, as its bar shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// An outline.
    Planned,
    /// Half dark.
    Running,
    /// Dark.
    Done,
    /// A broken outline.
    Off,
}

/// A step on the calendar.
#[derive(Debug, Clone)]
pub struct Bar {
    /// What is written above it.
    pub name: String,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// How it stands.
    pub look: Look,
}

/// A plan among others.
#[derive(Debug, Clone)]
pub struct Point {
    /// What it costs, in minor units.
    pub cost: i64,
    /// How that is written.
    pub cost_shown: String,
    /// When it is done.
    pub on: Date,
    /// Nothing cheaper is as early, nothing earlier as cheap.
    pub is_proven: bool,
}

/// Steps on a calendar; nothing where there are none. `key` keeps the ids of several apart.
#[must_use]
pub fn gantt(say: Say, key: &str, title: &str, bars: &[Bar]) -> Markup {
    let first = bars.iter().map(|bar| bar.from).min();
    let last = bars.iter().map(|bar| bar.to).max();
    let (Some(first), Some(last)) = (first, last) else {
        return html! {};
    };
    let from = Month::of(first).first_day().unwrap_or(first);
    let axis = Axis {
        from,
        days: days(from, last).max(27) + 1,
    };
    let height = TOP + ROW * i64::try_from(bars.len()).unwrap_or(0) + 4;
    let (title_id, text_id) = (format!("{key}-titulo"), format!("{key}-texto"));
    let said = say.with(
        "programme-gantt-text",
        &[("from", &date(say, first)), ("to", &date(say, last))],
    );
    html! {
        div.map {
            div.scroll tabindex="0" role="region" aria-label=(title) {
                svg viewBox={ "0 0 " (WIDTH) " " (height) } role="img" aria-labelledby={ (title_id) " " (text_id) } {
                    title id=(title_id) { (title) }
                    desc id=(text_id) { (said) }
                    @for (at, name) in axis.months(say) {
                        path d={ "M" (at) " " (TOP - 6) "V" (height) } stroke="currentColor" stroke-opacity=".25" fill="none" {}
                        @if let Some(name) = name { text x=(at) y=(TOP - 12) { (name) } }
                    }
                    @for (place, bar) in (0_i64..).zip(bars) { (one(&axis, bar, TOP + ROW * place)) }
                }
            }
        }
    }
}

fn one(axis: &Axis, bar: &Bar, y: i64) -> Markup {
    let (left, right) = (axis.at(bar.from), axis.at_end(bar.to));
    let width = (right - left).max(4);
    let (fill, opacity, dashes) = match bar.look {
        Look::Planned => ("none", "1", None),
        Look::Running => ("currentColor", ".4", None),
        Look::Done => ("currentColor", "1", None),
        Look::Off => ("none", "1", Some("4 3")),
    };
    // A name that begins near the right edge stands left of where its bar ends.
    let (anchor, x) = match left > WIDTH / 2 {
        true => ("end", WIDTH - SIDE),
        false => ("start", left),
    };
    html! {
        text x=(x) y=(y + 14) text-anchor=(anchor) { (short(&bar.name)) }
        rect x=(left) y=(y + 20) width=(width) height="14" fill=(fill) fill-opacity=(opacity)
            stroke="currentColor" stroke-width="1.5" stroke-dasharray=[dashes] {}
    }
}

/// A name that fits above a bar: the whole name stands in the table.
fn short(name: &str) -> String {
    if name.chars().count() <= NAME_CHARS {
        return name.to_owned();
    }
    let kept: String = name.chars().take(NAME_CHARS - 1).collect();
    format!("{}…", kept.trim_end())
}

/// Days along the width of a drawing.
struct Axis {
    from: Date,
    days: i64,
}

impl Axis {
    /// Where a day begins.
    fn at(&self, day: Date) -> i64 {
        SIDE + days(self.from, day).clamp(0, self.days) * (WIDTH - 2 * SIDE) / self.days
    }

    /// Where a day ends.
    fn at_end(&self, day: Date) -> i64 {
        SIDE + (days(self.from, day) + 1).clamp(0, self.days) * (WIDTH - 2 * SIDE) / self.days
    }

    /// Where each month begins, with the names of as many as fit.
    fn months(&self, say: Say) -> Vec<(i64, Option<String>)> {
        let mut all = Vec::new();
        let mut this = Some(Month::of(self.from));
        while let Some(one) = this
            && let Some(begins) = one.first_day()
            && days(self.from, begins) < self.days
        {
            all.push((one, begins));
            this = one.after(1);
        }
        let count = i64::try_from(all.len()).unwrap_or(MONTHS_SHOWN);
        let every = (count / MONTHS_SHOWN + 1).max(1);
        let placed = (0_i64..).zip(all);
        placed
            .map(|(place, (one, begins))| {
                let name = (place % every == 0).then(|| month(say, one));
                (self.at(begins), name)
            })
            .collect()
    }
}

/// Days from one day to another.
fn days(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// Plans by day of finish and cost, numbered as in the table beside; nothing where there are fewer than two.
#[must_use]
pub fn front(say: Say, key: &str, title: &str, points: &[Point]) -> Markup {
    let by_cost = || points.iter().map(|point| point.cost);
    let by_day = || points.iter().map(|point| point.on);
    let (Some(cheap), Some(dear)) = (by_cost().min(), by_cost().max()) else {
        return html! {};
    };
    let (Some(first), Some(last)) = (by_day().min(), by_day().max()) else {
        return html! {};
    };
    if points.len() < 2 {
        return html! {};
    }
    let placed: Vec<(i64, i64)> = points
        .iter()
        .map(|point| {
            let x = part(days(first, point.on), days(first, last), WIDTH - 8 * SIDE);
            let y = part(dear - point.cost, dear - cheap, HEIGHT - 2 * MARGIN);
            (4 * SIDE + x, MARGIN + y)
        })
        .collect();
    let line: Vec<String> = placed.iter().map(|(x, y)| format!("{x},{y}")).collect();
    let shown = |cost: i64| {
        let found = points.iter().find(|point| point.cost == cost);
        found
            .map(|point| point.cost_shown.as_str())
            .unwrap_or_default()
    };
    let (title_id, text_id) = (format!("{key}-titulo"), format!("{key}-texto"));
    let said = say.with(
        "programme-front-text",
        &[
            ("cheap", shown(cheap)),
            ("dear", shown(dear)),
            ("first", &date(say, first)),
            ("last", &date(say, last)),
        ],
    );
    html! {
        div.map {
            div.scroll tabindex="0" role="region" aria-label=(title) {
                svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-labelledby={ (title_id) " " (text_id) } {
                    title id=(title_id) { (title) }
                    desc id=(text_id) { (said) }
                    path d={ "M" (SIDE) " 20V" (HEIGHT - 28) "H" (WIDTH - SIDE) } stroke="currentColor" stroke-opacity=".5" fill="none" {}
                    text x=(SIDE) y="14" { (say.t("programme-front-cost")) }
                    text x=(WIDTH - SIDE) y=(HEIGHT - 8) text-anchor="end" { (say.t("programme-front-day")) }
                    polyline points=(line.join(" ")) fill="none" stroke="currentColor" stroke-dasharray="4 3" stroke-opacity=".6" {}
                    @for (place, ((x, y), point)) in (1_i64..).zip(placed.iter().zip(points)) {
                        circle cx=(x) cy=(y) r="6" stroke="currentColor" stroke-width="2" fill=(match point.is_proven { true => "currentColor", false => "none" }) {}
                        text.n x=(x) y=(y - 12) text-anchor="middle" { (place) }
                    }
                }
            }
        }
    }
}

/// A part of a length: half of it where there is nothing to compare.
fn part(of: i64, whole: i64, length: i64) -> i64 {
    if whole <= 0 {
        return length / 2;
    }
    let placed = i128::from(of) * i128::from(length) / i128::from(whole);
    i64::try_from(placed).unwrap_or(0).clamp(0, length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use eslabon_domain::text::Lang;
    use jiff::civil::date as day;

    const ES: Say = Say { lang: Lang::Es };

    fn bar(name: &str, from: Date, to: Date) -> Bar {
        Bar {
            name: name.to_owned(),
            from,
            to,
            look: Look::Planned,
        }
    }

    #[test]
    fn a_calendar_of_any_length_stays_inside_its_width() {
        for (from, to) in [
            (day(2026, 12, 1), day(2026, 12, 1)),
            (day(2026, 12, 31), day(2031, 12, 31)),
            (day(2026, 2, 28), day(2026, 3, 1)),
        ] {
            let first = Month::of(from).first_day().unwrap();
            let axis = Axis {
                from: first,
                days: days(first, to).max(27) + 1,
            };
            assert!(axis.at(from) >= SIDE && axis.at_end(to) <= WIDTH - SIDE);
            assert!(axis.at(from) <= axis.at_end(to));
            let names = axis.months(ES);
            let named = names.iter().filter(|(_, name)| name.is_some()).count();
            assert!((1..=9).contains(&named), "{named} names");
        }
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert!(gantt(ES, "a", "x", &[]).into_string().is_empty());
        assert!(front(ES, "a", "x", &[]).into_string().is_empty());
    }

    #[test]
    fn every_step_and_every_plan_is_drawn() {
        let bars = [
            bar("5S", day(2026, 12, 1), day(2026, 12, 20)),
            bar(&"a".repeat(200), day(2027, 1, 4), day(2027, 2, 1)),
        ];
        let drawn = gantt(ES, "a", "x", &bars).into_string();
        assert_eq!(drawn.matches("<rect").count(), 2);
        assert!(!drawn.contains(&"a".repeat(NAME_CHARS)));
        let point = |cost, on| Point {
            cost,
            cost_shown: cost.to_string(),
            on,
            is_proven: cost < 2,
        };
        // Two of one cost divide nothing by nothing.
        let same = [point(1, day(2027, 1, 1)), point(1, day(2027, 1, 1))];
        let drawn = front(ES, "a", "x", &same).into_string();
        assert_eq!(drawn.matches("<circle").count(), 2);
    }
}
