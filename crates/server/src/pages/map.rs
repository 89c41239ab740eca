//! Mexico as tiles: one square per state, placed by hand near where the state lies. Each tile is a
//! link and carries its number; the shade only repeats it. The same data stand in a table beneath.

use super::format::number;
use super::parts::{state_name, table};
use super::words::Say;
use eslabon_domain::places::{Places, StateCode};
use maud::{Markup, html};

/// Each state with the abbreviation on its tile, its column and its row.
const TILES: [(u8, &str, u16, u16); 32] = [
    (1, "AGS", 3, 2),
    (2, "BC", 0, 0),
    (3, "BCS", 0, 1),
    (4, "CAMP", 8, 3),
    (5, "COAH", 3, 0),
    (6, "COL", 2, 3),
    (7, "CHIS", 7, 5),
    (8, "CHIH", 2, 0),
    (9, "CDMX", 5, 3),
    (10, "DGO", 2, 1),
    (11, "GTO", 4, 2),
    (12, "GRO", 4, 4),
    (13, "HGO", 6, 2),
    (14, "JAL", 2, 2),
    (15, "MÉX", 4, 3),
    (16, "MICH", 3, 3),
    (17, "MOR", 5, 4),
    (18, "NAY", 1, 2),
    (19, "NL", 4, 0),
    (20, "OAX", 6, 5),
    (21, "PUE", 6, 4),
    (22, "QRO", 5, 2),
    (23, "QROO", 9, 3),
    (24, "SLP", 4, 1),
    (25, "SIN", 1, 1),
    (26, "SON", 1, 0),
    (27, "TAB", 7, 4),
    (28, "TAMPS", 5, 0),
    (29, "TLAX", 6, 3),
    (30, "VER", 7, 3),
    (31, "YUC", 9, 2),
    (32, "ZAC", 3, 1),
];

const COLUMNS: u16 = 10;
const ROWS: u16 = 6;
/// Side of a tile and the gap between two, in the units of the drawing: pixels on a wide screen.
const SIDE: u16 = 56;
const STEP: u16 = 60;

/// The map of counts. `address` gives where a tile leads; `chosen` are drawn with a frame.
#[must_use]
pub fn counts(
    say: Say,
    counts: &[(StateCode, u64)],
    chosen: &[StateCode],
    address: &dyn Fn(StateCode) -> String,
) -> Markup {
    let of = |code: u8| {
        counts
            .iter()
            .find(|(state, _)| state.0 == code)
            .map_or(0, |(_, count)| *count)
    };
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    html! {
        div.map {
            div.scroll tabindex="0" role="region" aria-label=(say.t("map-label")) {
                svg viewBox={ "0 0 " (COLUMNS * STEP) " " (ROWS * STEP) } role="group" aria-labelledby="mapa-titulo mapa-texto" {
                    title #mapa-titulo { (say.t("map-title")) }
                    desc #mapa-texto { (say.t("map-desc")) }
                    @for (code, short, column, row) in TILES {
                        (tile(say, &Tile { code: StateCode(code), short, column, row, count: of(code), most }, chosen, address))
                    }
                }
            }
            (listing(say, counts, address))
        }
    }
}

struct Tile {
    code: StateCode,
    short: &'static str,
    column: u16,
    row: u16,
    count: u64,
    most: u64,
}

fn tile(
    say: Say,
    tile: &Tile,
    chosen: &[StateCode],
    address: &dyn Fn(StateCode) -> String,
) -> Markup {
    let (x, y) = (tile.column * STEP + 2, tile.row * STEP + 2);
    let state = state_name(tile.code);
    let shown = if tile.count == 0 {
        "–".to_owned()
    } else {
        number(tile.count)
    };
    // What is seen comes first in the name, so that whoever speaks it is understood.
    let said = if tile.count == 0 {
        say.count_with("map-tile", tile.count, &[("state", &state)])
    } else {
        format!("{} {shown} · {state}", tile.short)
    };
    let drawing = html! {
        title { (said) }
        rect x=(x) y=(y) width=(SIDE) height=(SIDE) class={ "t" (shade(tile.count, tile.most)) } {}
        text x=(x + SIDE / 2) y=(y + 23) text-anchor="middle" class={ "n t" (shade(tile.count, tile.most)) } { (tile.short) }
        text x=(x + SIDE / 2) y=(y + 42) text-anchor="middle" class={ "t" (shade(tile.count, tile.most)) } {
            (shown)
        }
    };
    // A tile without suppliers leads nowhere.
    if tile.count == 0 {
        return html! { g.tile { (drawing) } };
    }
    html! {
        a.tile.chosen[chosen.contains(&tile.code)] href=(address(tile.code)) { (drawing) }
    }
}

/// Five steps of shade, by powers of the largest count, so that small states do not all look empty.
fn shade(count: u64, most: u64) -> u8 {
    match (count, most) {
        (0, _) | (_, 0) => 0,
        _ if count * 2 > most => 4,
        _ if count * 6 > most => 3,
        _ if count * 20 > most => 2,
        _ => 1,
    }
}

fn listing(say: Say, counts: &[(StateCode, u64)], address: &dyn Fn(StateCode) -> String) -> Markup {
    let mut sorted: Vec<(String, StateCode, u64)> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(code, count)| (state_name(*code), *code, *count))
        .collect();
    sorted.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
    let rows = html! {
        table {
            thead { tr { th scope="col" { (say.t("map-state")) } th.num scope="col" { (say.t("map-count")) } } }
            tbody {
                @for (name, code, count) in &sorted {
                    tr { td { a href=(address(*code)) { (name) } } td.num { (number(*count)) } }
                }
            }
        }
    };
    html! {
        details.data {
            summary { (say.t("map-table")) }
            (table(&say.t("map-table-label"), &rows))
        }
    }
}

/// A small map that only shows where a state lies.
#[must_use]
pub fn locator(say: Say, state: StateCode) -> Markup {
    html! {
        svg.locator viewBox={ "0 0 " (COLUMNS * 12) " " (ROWS * 12) } width="180" height="108" role="img" aria-labelledby="lugar-titulo" {
            title #lugar-titulo { (say.with("locator-title", &[("state", &state_name(state))])) }
            @for (code, _, column, row) in TILES {
                rect.here[code == state.0] x=(column * 12 + 1) y=(row * 12 + 1) width="10" height="10" {}
            }
        }
    }
}

/// Every state by name, for a list of choices.
#[must_use]
pub fn states_by_name() -> Vec<(StateCode, String)> {
    let mut states: Vec<(StateCode, String)> = Places::shared()
        .states()
        .iter()
        .map(|state| (state.code, state.name.clone()))
        .collect();
    states.sort_by_key(|(_, name)| eslabon_domain::text::normal_form(name));
    states
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_state_has_one_tile_and_no_two_share_a_place() {
        let codes: BTreeSet<u8> = TILES.iter().map(|(code, ..)| *code).collect();
        let places: BTreeSet<(u16, u16)> = TILES
            .iter()
            .map(|(_, _, column, row)| (*column, *row))
            .collect();
        assert_eq!(codes, (1..=32).collect());
        assert_eq!(places.len(), 32);
        assert!(
            places
                .iter()
                .all(|(column, row)| *column < COLUMNS && *row < ROWS)
        );
    }

    #[test]
    fn shades_rise_with_the_count() {
        let shades: Vec<u8> = [0, 1, 60, 200, 1_000]
            .iter()
            .map(|count| shade(*count, 1_000))
            .collect();
        assert_eq!(shades, [0, 1, 2, 3, 4]);
        assert_eq!(shade(0, 0), 0);
    }
}
