//! The form of wishes, piece by piece.

use super::Names;
use super::payer;
use super::wishes::{
    BUDGET, CLOSED, CURRENCY, FORBID, HOURS, PEAK, PIN, START, ceiling_name, parts_name,
    pin_day_name, rows,
};
use crate::pages::fields::Fields;
use crate::pages::parts::{Fault, Field, fault_of, table};
use crate::pages::visit::Visit;
use crate::pages::words::Say;
use eslabon_app::programmes::Planning;
use eslabon_domain::ids::ServiceId;
use eslabon_domain::money::Currency;
use eslabon_domain::programmes::Payer;
use maud::{Markup, html};

/// Money and days.
#[must_use]
pub fn frame(say: Say, fields: &Fields, faults: &[Fault]) -> Markup {
    let currencies: Vec<(String, String)> = Currency::ALL
        .iter()
        .map(|one| (one.code().to_owned(), one.code().to_owned()))
        .collect();
    let field = |name: &'static str, label: String, hint: Option<String>| Field {
        name,
        label,
        hint,
        value: fields.text(name),
        fault: fault_of(faults, name),
    };
    html! {
        (field(START, say.t("programme-start"), Some(say.t("programme-start-hint"))).line(say, "date", None))
        (field(BUDGET, say.t("programme-budget"), Some(say.t("programme-budget-hint"))).figure(say))
        (field(CURRENCY, say.t("programme-currency"), None).select(say, &currencies))
        (field(HOURS, say.t("programme-hours"), Some(say.t("programme-hours-hint"))).figure(say))
    }
}

/// When the firm has less time, or is closed: what was typed, and one row more.
#[must_use]
pub fn periods(say: Say, fields: &Fields) -> Markup {
    let [from, to, hours] = PEAK;
    let peaks = rows(fields, from, to, Some(hours));
    let [closed_from, closed_to] = CLOSED;
    let closed = rows(fields, closed_from, closed_to, None);
    let is_open = !peaks.is_empty() || !closed.is_empty();
    let blank = || (String::new(), String::new(), String::new());
    html! {
        details open[is_open] {
            summary { (say.t("programme-periods")) }
            p.hint { (say.t("programme-periods-hint")) }
            @for (place, (begins, ends, left)) in (1_usize..).zip(peaks.into_iter().chain([blank()])) {
                fieldset {
                    legend { (say.count("programme-peak", place as u64)) }
                    div.line {
                        (day(&format!("{from}-{place}"), from, &say.t("programme-from"), &begins))
                        (day(&format!("{to}-{place}"), to, &say.t("programme-to"), &ends))
                        div.field {
                            label for={ (hours) "-" (place) } { (say.t("programme-peak-hours")) }
                            input id={ (hours) "-" (place) } name=(hours) type="text" inputmode="decimal" autocomplete="off" value=(left);
                        }
                    }
                }
            }
            @for (place, (begins, ends, _)) in (1_usize..).zip(closed.into_iter().chain([blank()])) {
                fieldset {
                    legend { (say.count("programme-closure", place as u64)) }
                    div.line {
                        (day(&format!("{closed_from}-{place}"), closed_from, &say.t("programme-from"), &begins))
                        (day(&format!("{closed_to}-{place}"), closed_to, &say.t("programme-to"), &ends))
                    }
                }
            }
        }
    }
}

fn day(id: &str, name: &str, label: &str, value: &str) -> Markup {
    html! {
        div.field {
            label for=(id) { (label) }
            input id=(id) name=(name) type="date" value=(value);
        }
    }
}

/// Who pays, by which parts, up to which ceiling.
#[must_use]
pub fn payers(say: Say, fields: &Fields, faults: &[Fault]) -> Markup {
    let fault = fault_of(faults, "pagadores");
    let rows = html! {
        table {
            thead {
                tr {
                    th scope="col" { (say.t("programme-payer")) }
                    th scope="col" { (say.t("programme-parts")) }
                    th scope="col" { (say.t("programme-ceiling")) }
                }
            }
            tbody {
                @for one in Payer::ALL.iter().copied() {
                    @let (parts, ceiling) = (parts_name(one), ceiling_name(one));
                    tr {
                        th scope="row" { (payer(say, one)) }
                        td {
                            label.hidden for=(parts) { (say.t("programme-parts")) ": " (payer(say, one)) }
                            input.short id=(parts) name=(parts) type="text" inputmode="numeric" autocomplete="off" value=(fields.text(&parts));
                        }
                        td {
                            label.hidden for=(ceiling) { (say.t("programme-ceiling")) ": " (payer(say, one)) }
                            input id=(ceiling) name=(ceiling) type="text" inputmode="decimal" autocomplete="off" value=(fields.text(&ceiling));
                        }
                    }
                }
            }
        }
    };
    html! {
        details #pagadores tabindex="-1" open[fault.is_some()] {
            summary { (say.t("programme-payers")) }
            p.hint { (say.t("programme-payers-hint")) }
            @if let Some(words) = fault { p.fault { span.hidden { (say.t("error-prefix")) " " } (words) } }
            (table(&say.t("programme-payers"), &rows))
        }
    }
}

/// Every service that can play a part, with what is decided of it.
#[must_use]
pub fn services(
    visit: &Visit,
    names: &Names,
    planning: &Planning,
    fields: &Fields,
    faults: &[Fault],
) -> Markup {
    let say = visit.say;
    let is_in = |name: &str, id: &str| fields.all(name).any(|one| one.trim() == id);
    let is_open = fields.has(PIN) || fields.has(FORBID);
    let fault = fault_of(faults, "acciones");
    let price = |service: ServiceId| {
        let mut offers = planning.problem.offers.iter();
        offers
            .find(|offer| offer.service == service)
            .map(|offer| offer.price)
    };
    let rows = html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("programme-service")) }
                    th.num scope="col" { (say.t("programme-cost")) }
                    th scope="col" { (say.t("programme-pin")) }
                    th scope="col" { (say.t("programme-pin-day")) }
                    th scope="col" { (say.t("programme-forbid")) }
                }
            }
            tbody {
                @for (service, name) in names.all() {
                    @let id = service.to_string();
                    @let day = pin_day_name(service);
                    tr {
                        th scope="row" { (name) br; span.quiet { (names.provider(say, service)) } }
                        td.num.nowrap {
                            @match price(service) {
                                Some(price) => { (price) }
                                None => { span.quiet { (say.t("programme-not-in-currency")) } }
                            }
                        }
                        td { label.check { input type="checkbox" name=(PIN) value=(id) checked[is_in(PIN, &id)]; (say.t("programme-pin")) span.hidden { " " (name) } } }
                        td {
                            label.hidden for=(day) { (say.t("programme-pin-day")) ": " (name) }
                            input id=(day) name=(day) type="date" value=(fields.text(&day));
                        }
                        td { label.check { input type="checkbox" name=(FORBID) value=(id) checked[is_in(FORBID, &id)]; (say.t("programme-forbid")) span.hidden { " " (name) } } }
                    }
                }
            }
        }
    };
    html! {
        details #acciones tabindex="-1" open[is_open || fault.is_some()] {
            summary { (say.t("programme-services")) }
            p.hint { (say.t("programme-services-hint")) }
            @if let Some(words) = fault { p.fault { span.hidden { (say.t("error-prefix")) " " } (words) } }
            (table(&say.t("programme-services"), &rows))
        }
    }
}
