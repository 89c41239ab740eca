//! Good pieces by month as bars. The same figures stand in the table beside it. A month of which nothing is known
//! is an empty frame with a question mark: shape tells it, not colour.

use super::month_name;
use crate::pages::words::Say;
use eslabon_engine::capacity::MonthCapacity;
use jiff::civil::Date;
use maud::{Markup, html};

const WIDTH: i64 = 52;
const BAR: i64 = 34;
const TOP: i64 = 24;
const HEIGHT: i64 = 150;
/// Two lines of text under the bars.
const FOOT: i64 = 44;

/// The months as a chart.
pub fn chart(say: Say, process: &str, months: &[MonthCapacity], on: Date) -> Markup {
    let known = months.iter().filter_map(|month| month.pieces_on(on));
    let most = known.map(|range| match range.high {
        i64::MAX => range.low,
        high => high,
    });
    let most = most.max().unwrap_or(0).max(1);
    let whole = WIDTH * i64::try_from(months.len()).unwrap_or(0).max(1);
    let label = say.with("capacity-chart-label", &[("process", process)]);
    html! {
        div.map {
            div.scroll tabindex="0" role="region" aria-label=(label) {
                svg viewBox={ "0 0 " (whole) " " (TOP + HEIGHT + FOOT) } role="img" aria-labelledby="grafica-titulo grafica-texto" {
                    title #grafica-titulo { (say.with("capacity-chart-title", &[("process", process)])) }
                    desc #grafica-texto { (say.t("capacity-chart-desc")) }
                    @for (at, month) in (0..).zip(months) { (bar(say, at * WIDTH, month, most, on)) }
                }
            }
        }
    }
}

fn bar(say: Say, x: i64, month: &MonthCapacity, most: i64, on: Date) -> Markup {
    let middle = x + WIDTH / 2;
    let left = x + (WIDTH - BAR) / 2;
    let name = month_name(say, month.month);
    let (short, year) = name.split_once(' ').unwrap_or((name.as_str(), ""));
    let tall = |pieces: i64| {
        let tall = i128::from(pieces.clamp(0, most)) * i128::from(HEIGHT) / i128::from(most);
        i64::try_from(tall).unwrap_or(HEIGHT)
    };
    html! {
        @match month.pieces_on(on) {
            Some(range) => {
                @let (least, greatest) = (tall(range.low), tall(range.high));
                rect.t1 x=(left) y=(TOP + HEIGHT - greatest) width=(BAR) height=(greatest) {}
                rect.t3 x=(left) y=(TOP + HEIGHT - least) width=(BAR) height=(least) {}
                text x=(middle) y=(TOP + HEIGHT - greatest - 6) text-anchor="middle" { (short_pieces(range.low)) }
            }
            None => {
                rect.t0 x=(left) y=(TOP + HEIGHT / 2) width=(BAR) height=(HEIGHT / 2) {}
                text.t0 x=(middle) y=(TOP + HEIGHT * 3 / 4 + 5) text-anchor="middle" { "?" }
            }
        }
        text x=(middle) y=(TOP + HEIGHT + 18) text-anchor="middle" { (short) }
        text x=(middle) y=(TOP + HEIGHT + 36) text-anchor="middle" { (year) }
    }
}

/// A figure that fits over a bar: `86 k`, `1.2 M`; rounded down.
fn short_pieces(pieces: i64) -> String {
    let pieces = pieces.max(0);
    match pieces {
        0..=9_999 => pieces.to_string(),
        10_000..=999_999 => format!("{} k", pieces / 1_000),
        _ => format!("{}.{} M", pieces / 1_000_000, pieces / 100_000 % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::short_pieces;

    #[test]
    fn figures_over_bars_are_short_and_never_too_much() {
        for (pieces, shown) in [
            (0, "0"),
            (9_999, "9999"),
            (86_999, "86 k"),
            (1_299_999, "1.2 M"),
        ] {
            assert_eq!(short_pieces(pieces), shown);
        }
    }
}
