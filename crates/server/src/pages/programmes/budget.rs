//! Who pays what, to the cent.

use super::payer;
use crate::pages::parts::{Mark, table};
use crate::pages::visit::Visit;
use eslabon_app::AppResult;
use eslabon_app::programmes::{PayerTotal, Planning, ProgrammeView};
use eslabon_domain::money::{Currency, Money};
use eslabon_engine::programme::Plan;
use maud::{Markup, html};

/// Who would pay what of a plan; of one that is planned anew, together with what is paid of steps that are over.
///
/// # Errors
/// As [`Planning::split`].
pub fn of_plan(visit: &Visit, planning: &Planning, plan: &Plan) -> AppResult<Markup> {
    let split = planning.split(plan)?;
    let cost = Money {
        minor: plan.cost.minor.saturating_add(planning.spent.minor),
        ..plan.cost
    };
    Ok(drawn(visit, &split.totals, split.uncovered_minor, cost))
}

/// Who pays what of a programme: what nobody pays is not kept.
#[must_use]
pub fn of_programme(visit: &Visit, view: &ProgrammeView) -> Markup {
    let paid: i64 = view.budget.iter().map(|total| total.minor).sum();
    let cost = Money {
        minor: paid,
        ..view.programme.cost
    };
    drawn(visit, &view.budget, 0, cost)
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
