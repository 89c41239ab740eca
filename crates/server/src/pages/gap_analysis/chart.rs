//! Gaps as bars on one scale: how much of what is asked for is reached. The same figures stand in the table beneath.
//! A gap whose level is not known is an empty frame with a question mark: shape tells it, not colour.

use super::{about, level};
use crate::pages::format::share;
use crate::pages::visit::Visit;
use eslabon_engine::gaps::{Gap, PresentLevel};
use maud::{Markup, html};

const WIDTH: i64 = 520;
/// What a full bar takes: what is required stands at its end.
const BAR: i64 = 400;
const ROW: i64 = 58;
const HIGH: i64 = 18;
/// Letters of a name that fit beside each other.
const LETTERS: usize = 50;

/// The gaps as a chart, in the order of the table.
pub fn chart(visit: &Visit, gaps: &[Gap]) -> Markup {
    let say = visit.say;
    let height = ROW * i64::try_from(gaps.len()).unwrap_or(0).max(1) + 8;
    html! {
        div.map {
            div.scroll tabindex="0" role="region" aria-label=(say.t("gaps-chart-label")) {
                svg viewBox={ "0 0 " (WIDTH) " " (height) } role="img" aria-labelledby="barras-titulo barras-texto" {
                    title #barras-titulo { (say.t("gaps-chart-title")) }
                    desc #barras-texto { (say.t("gaps-chart-desc")) }
                    @for (at, gap) in (0..).zip(gaps) { (bar(visit, at * ROW, gap)) }
                    path d={ "M" (BAR) " 22V" (height - 8) } stroke="currentColor" stroke-dasharray="4 3" fill="none" {}
                }
            }
        }
    }
}

fn bar(visit: &Visit, top: i64, gap: &Gap) -> Markup {
    let name = shortened(&about(visit, &gap.dimension));
    let under = top + 22;
    let attribute = gap.dimension.attribute.as_str();
    let required = level(visit, attribute, gap.required, gap.required);
    html! {
        text x="0" y=(top + 15) { (name) }
        rect.t0 x="0" y=(under) width=(BAR) height=(HIGH) {}
        @match &gap.present {
            Some(present) => { (known(gap, present, under)) }
            None => { text.t0 x=(BAR / 2) y=(under + 14) text-anchor="middle" { "?" } }
        }
        text x=(BAR + 6) y=(under + 14) { (required) }
    }
}

fn known(gap: &Gap, present: &PresentLevel, under: i64) -> Markup {
    let (sure, best) = present.reached_milli(gap.direction, gap.required);
    let wide = |milli: u16| i64::from(milli) * BAR / 1_000;
    html! {
        rect.t1 x="0" y=(under) width=(wide(best)) height=(HIGH) {}
        rect.t3 x="0" y=(under) width=(wide(sure)) height=(HIGH) {}
        text x=(BAR - 6) y=(under - 7) text-anchor="end" { (share(u32::from(sure))) }
    }
}

/// A name that fits; the table has it whole.
fn shortened(name: &str) -> String {
    match name.char_indices().nth(LETTERS) {
        None => name.to_owned(),
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_between_letters() {
        assert_eq!(shortened("Tolerancia"), "Tolerancia");
        assert_eq!(shortened(&"ñ".repeat(70)).chars().count(), LETTERS + 1);
    }
}
