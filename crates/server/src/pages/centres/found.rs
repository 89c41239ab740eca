//! Founding a centre: its name and the states that it serves.

use super::PATH;
use crate::pages::account::{faults_of, unprocessable};
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, Field, fault_of, summary};
use crate::pages::visit::Visit;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::centres::{self, may_found};
use eslabon_app::policy::{self, Operation, Relation};
use eslabon_app::{AppError, AppResult};
use eslabon_domain::places::{Places, StateCode};
use maud::{Markup, html};

/// `GET /centros/nuevo`.
pub async fn show(visit: Visit) -> Response {
    let asked = policy::require_on(&visit.actor, Operation::KeepCentres, Relation::Foreign);
    let outcome = asked.map(|()| form(&visit, &Fields::default(), &[]));
    visit.respond(outcome)
}

/// `POST /centros/nuevo`.
pub async fn found(visit: Visit, Posted(fields): Posted) -> Response {
    let outcome = try_found(&visit, &fields).await;
    visit.respond(outcome)
}

async fn try_found(visit: &Visit, fields: &Fields) -> AppResult<Response> {
    let states = fields.all("estado").filter_map(StateCode::parse).collect();
    match centres::found(&visit.app, &visit.actor, fields.text("name"), states).await {
        Ok(_) => Ok(Redirect::to(&address(PATH, [("hecho", "centro")])).into_response()),
        Err(AppError::Invalid(faults)) if may_found(&visit.actor) => {
            let faults = faults_of(visit.say, &faults);
            Ok(unprocessable(form(visit, fields, &faults)))
        }
        Err(error) => Err(error),
    }
}

fn form(visit: &Visit, fields: &Fields, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let chosen: Vec<StateCode> = fields.all("estado").filter_map(StateCode::parse).collect();
    let main = html! {
        (summary(say, faults))
        form method="post" action="/centros/nuevo" novalidate {
            (visit.proof())
            (Field { name: "name", label: say.t("centres-name"), hint: None, value: fields.text("name"), fault: fault_of(faults, "name") }.auto(say, "text", "off"))
            fieldset {
                legend { (say.t("centres-states")) }
                p.hint { (say.t("centres-states-hint")) }
                div.grid {
                    @for state in Places::shared().states() {
                        label.check { input type="checkbox" name="estado" value=(state.code) checked[chosen.contains(&state.code)]; (state.short) }
                    }
                }
            }
            div.buttons { button type="submit" { (say.t("centres-found")) } }
        }
    };
    Page::new(Section::Centres, say.t("centres-found"), main)
        .under(say.t("centres-title"), PATH)
        .faulty(!faults.is_empty())
        .show(visit)
}
