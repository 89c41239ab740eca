//! Volume month by month: a table with a chart of the same figures, and the table in which months are
//! corrected. The bars take the colour of the text, so that they read in grey and in the dark.

use super::terms_typed::MONTH_FIELD;
use crate::pages::format::{month, number};
use crate::pages::parts::table;
use crate::pages::words::Say;
use eslabon_domain::terms::MonthlyVolume;
use maud::{Markup, html};

/// The drawing, in units of the screen: it fits the narrowest telephone.
const WIDTH: u32 = 280;
const HEIGHT: u32 = 120;
/// Room for the words above and below the bars.
const ABOVE: u32 = 16;
const BELOW: u32 = 18;

/// The chart and the table; nothing where no month is said.
#[must_use]
pub fn shown(say: Say, volumes: &[MonthlyVolume]) -> Markup {
    if volumes.is_empty() {
        return html! {};
    }
    let rows = html! {
        table.rows {
            thead { tr { th scope="col" { (say.t("terms-month")) } th.num scope="col" { (say.t("terms-pieces")) } } }
            tbody {
                @for volume in volumes {
                    tr { th scope="row" { (month(say, volume.month)) } td.num { (pieces(volume)) } }
                }
                tr { th scope="row" { (say.t("terms-total")) } td.num { (total(volumes)) } }
            }
        }
    };
    html! {
        h3 { (say.t("terms-volume")) }
        (chart(say, volumes))
        (table(&say.t("terms-volume-table"), &rows))
    }
}

/// The months with a field each, under a heading that opens.
#[must_use]
pub fn correctable(say: Say, volumes: &[MonthlyVolume]) -> Markup {
    if volumes.is_empty() {
        return html! {};
    }
    let rows = html! {
        table.rows {
            thead { tr { th scope="col" { (say.t("terms-month")) } th scope="col" { (say.t("terms-pieces")) } } }
            tbody {
                @for volume in volumes {
                    @let name = format!("{MONTH_FIELD}{}", volume.month);
                    @let id = name.replace('.', "-");
                    tr {
                        th scope="row" { label for=(id) { (month(say, volume.month)) } }
                        td { input id=(id) name=(name) type="text" inputmode="numeric" autocomplete="off" value=(volume.pieces); }
                    }
                }
            }
        }
    };
    html! {
        (chart(say, volumes))
        p { (say.t("terms-volume")) ": " (summary(say, volumes)) }
        details.data {
            summary { (say.t("terms-correct-months")) }
            (table(&say.t("terms-volume-table"), &rows))
        }
    }
}

fn pieces(volume: &MonthlyVolume) -> String {
    number(volume.pieces.max(0).unsigned_abs())
}

fn total(volumes: &[MonthlyVolume]) -> String {
    let sum = volumes
        .iter()
        .fold(0_i64, |sum, volume| sum.saturating_add(volume.pieces));
    number(sum.max(0).unsigned_abs())
}

/// From which volume to which, and how many in all.
fn summary(say: Say, volumes: &[MonthlyVolume]) -> String {
    let (Some(first), Some(last)) = (volumes.first(), volumes.last()) else {
        return say.t("not-said");
    };
    say.with(
        "terms-volume-summary",
        &[
            ("first", &pieces(first)),
            ("from", &month(say, first.month)),
            ("last", &pieces(last)),
            ("to", &month(say, last.month)),
            ("total", &total(volumes)),
        ],
    )
}

/// A bar a month, as high as its pieces; the highest is labelled, and so are the first and the last month.
fn chart(say: Say, volumes: &[MonthlyVolume]) -> Markup {
    let most = volumes
        .iter()
        .map(|one| one.pieces)
        .max()
        .unwrap_or(0)
        .max(1);
    let count = u32::try_from(volumes.len()).unwrap_or(1).max(1);
    let step = (WIDTH / count).max(1);
    // Few months make no wide slabs.
    let step = step.min(40);
    let bar = |at: usize, pieces: i64| {
        let room = i64::from(HEIGHT - ABOVE - BELOW);
        let high = u32::try_from(pieces.max(0).saturating_mul(room) / most).unwrap_or(0);
        let left = u32::try_from(at).unwrap_or(0).saturating_mul(step);
        (left, HEIGHT - BELOW - high, high)
    };
    let base = HEIGHT - BELOW;
    let (first, last) = (volumes.first(), volumes.last());
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } width=(WIDTH) height=(HEIGHT) role="img" aria-labelledby="volumen-titulo volumen-texto" {
            title #volumen-titulo { (say.t("terms-volume-table")) }
            desc #volumen-texto { (summary(say, volumes)) }
            @for (at, volume) in volumes.iter().enumerate() {
                @let (left, top, high) = bar(at, volume.pieces);
                rect x=(left) y=(top) width=((step * 4 / 5).max(1)) height=(high) fill="currentColor" {}
            }
            path d={ "M0 " (base) "H" (WIDTH) } stroke="currentColor" fill="none" {}
            text x="0" y="11" font-size="12" fill="currentColor" { (say.with("terms-most", &[("pieces", &number(most.unsigned_abs()))])) }
            @if let Some(first) = first { text x="0" y=(HEIGHT - 4) font-size="12" fill="currentColor" { (month(say, first.month)) } }
            @if let Some(last) = last.filter(|_| count > 1) {
                text x=(WIDTH) y=(HEIGHT - 4) font-size="12" text-anchor="end" fill="currentColor" { (month(say, last.month)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use eslabon_domain::terms::parse_volumes;
    use eslabon_domain::text::Lang;

    const SAY: Say = Say { lang: Lang::Es };

    #[test]
    fn the_chart_has_a_bar_a_month_and_says_its_figures() {
        let volumes = parse_volumes("2027-01:0;2027-02:750;2027-03:1500").unwrap();
        let drawn = shown(SAY, &volumes).into_string();
        assert_eq!(drawn.matches("<rect").count(), 3);
        assert!(
            drawn.contains("<desc") && drawn.contains("1,500"),
            "{drawn}"
        );
        assert!(drawn.contains("2,250"), "the total stands in the table");
        assert!(!drawn.contains("style="));
        assert_eq!(shown(SAY, &[]).into_string(), "");
    }

    #[test]
    fn every_month_has_its_labelled_field() {
        let volumes = parse_volumes("2027-01:0;2027-02:750").unwrap();
        let drawn = correctable(SAY, &volumes).into_string();
        for name in ["mes.2027-01", "mes.2027-02"] {
            let id = name.replace('.', "-");
            assert!(drawn.contains(&format!("for=\"{id}\"")), "{name}");
            assert!(drawn.contains(&format!("id=\"{id}\"")), "{name}");
            assert!(drawn.contains(&format!("name=\"{name}\"")), "{name}");
        }
    }
}
