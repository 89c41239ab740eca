//! What is known before a visit: of a candidate each of the need's criteria that can be answered, of a firm alone
//! everything that its page shows.

use crate::pages::explain;
use crate::pages::parts::{table, table_of};
use crate::pages::shortlists::evidence;
use crate::pages::suppliers::profile_sections;
use crate::pages::visit::Visit;
use eslabon_app::candidates::CandidateView;
use eslabon_app::visits::VisitPack;
use eslabon_engine::matching::CriterionResult;
use maud::{Markup, html};

/// The section.
pub fn section(visit: &Visit, pack: &VisitPack) -> Markup {
    match &pack.candidate {
        Some(view) => criteria(visit, pack, view),
        None => profile_sections(visit, &pack.supplier),
    }
}

fn criteria(visit: &Visit, pack: &VisitPack, view: &CandidateView) -> Markup {
    let say = visit.say;
    let known: Vec<&CriterionResult> = pack.known().collect();
    let heading = say.t("visit-known");
    let rows = html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("why-asked")) }
                    th scope="col" { (say.t("why-verdict")) }
                    th scope="col" { (say.t("why-evidence")) }
                    th scope="col" { (say.t("visit-seen")) }
                }
            }
            tbody {
                @for result in known.iter().copied() {
                    @if let Some(criterion) = view.need.criteria.get(result.criterion) {
                        @let (mark, word) = explain::verdict(say, result.verdict);
                        tr {
                            th scope="row" { (explain::criterion(visit, criterion)) " " span.badge { (explain::strength(say, criterion.strength)) } }
                            td { (mark) " " (word) ". " (explain::reason(visit, result)) }
                            td { (evidence(visit, &criterion.attribute, &result.evidence)) }
                            td.wide { br; }
                        }
                    }
                }
            }
        }
    };
    html! {
        section aria-labelledby="sabido" {
            h2 #sabido { (heading) }
            @if known.is_empty() { p { (say.t("visit-known-none")) } }
            @else { (table(&table_of(say, &heading), &rows)) }
        }
    }
}
