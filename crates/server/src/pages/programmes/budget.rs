//! Who pays what, to the cent.

use super::payer;
use crate::pages::parts::{Mark, table};
use crate::pages::visit::Visit;
use eslabon_app::programmes::{PayerTotal, Planning, ProgrammeView};
use eslabon_domain::money::{Currency, Money};
use eslabon_engine::programme::Plan;
use maud::{Markup, html};

/// Who would pay what of a plan.
#[must_use]
pub fn of_plan(visit: &Visit, planning: &Planning, plan: &Plan) -> Markup {
    let split = planning.split(plan);
    drawn(visit, &split.totals, split.uncovered_minor, plan.cost)
}

/// Who pays what of a programme.
#[must_use]
pub fn of_programme(visit: &Visit, view: &ProgrammeView) -> Markup {
    let uncovered = view.steps.iter().map(|line| line.uncovered_minor).sum();
    drawn(visit, &view.budget, uncovered, view.programme.cost)
}

fn drawn(visit: &Visit, totals: &[PayerTotal], uncovered: i64, cost: Money) -> Markup {
    let say = visit.say;
    let money = |minor: i64| shown(minor, cost.currency);
    let rows = html! {
        table {
            thead {
                tr {
                    th scope="col" { (say.t("programme-payer")) }
                    th.num scope="col" { (say.t("programme-pays")) }
                    th.num scope="col" { (say.t("programme-left")) }
                }
            }
            tbody {
                @for total in totals {
                    tr {
                        th scope="row" { (payer(say, total.payer)) }
                        td.num.nowrap { (money(total.minor)) }
                        td.num.nowrap {
                            @match total.left_minor {
                                Some(left) => { (money(left)) }
                                None => { span.quiet { (say.t("programme-no-ceiling")) } }
                            }
                        }
                    }
                }
                @if uncovered > 0 {
                    tr {
                        th scope="row" { (Mark::Gap) " " (say.t("programme-uncovered")) }
                        td.num.nowrap { (money(uncovered)) }
                        td {}
                    }
                }
                tr {
                    th scope="row" { (say.t("programme-total")) }
                    td.num.nowrap { strong { (cost) } }
                    td {}
                }
            }
        }
    };
    html! {
        p { strong { (say.t("programme-by-payer")) } }
        (table(&say.t("programme-by-payer-table"), &rows))
        p.quiet { (say.t("programme-remainder")) }
    }
}

/// An amount in a currency.
#[must_use]
pub fn shown(minor: i64, currency: Currency) -> String {
    Money { minor, currency }.to_string()
}
