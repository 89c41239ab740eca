//! Showing the pipeline of a centre to another until a day.

use super::PATH;
use crate::pages::account::{faults_of, unprocessable};
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::format::date;
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, Field, fault_of, summary};
use crate::pages::visit::{Named, Visit};
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::centres::{self, CentreLine, Sharing, latest_day};
use eslabon_app::{AppError, AppResult};
use eslabon_domain::ids::CentreId;
use jiff::civil::Date;
use maud::{Markup, html};

/// `GET /centros/{id}/compartir`.
pub async fn show(visit: Visit, id: Named) -> Response {
    visit.respond(page(&visit, &id, &Fields::default(), &[]).await)
}

/// `POST /centros/{id}/compartir`.
pub async fn share(visit: Visit, id: Named, Posted(fields): Posted) -> Response {
    let outcome = try_share(&visit, &id, &fields).await;
    visit.respond(outcome)
}

async fn try_share(visit: &Visit, id: &Named, fields: &Fields) -> AppResult<Response> {
    let from = kept(visit, id).await?.0.id;
    let say = visit.say;
    let mut faults: Vec<Fault> = Vec::new();
    let to: Option<CentreId> = fields.text("to").parse().ok();
    if to.is_none() {
        faults.push(("to".to_owned(), say.t("fault-unknown-centre")));
    }
    let until: Option<Date> = fields.text("until").parse().ok();
    if until.is_none() {
        faults.push(("until".to_owned(), say.t("fault-date")));
    }
    if let (Some(to), Some(until)) = (to, until) {
        let note = fields.text("note").to_owned();
        let sharing = Sharing {
            from,
            to,
            until,
            note,
        };
        match centres::share(&visit.app, &visit.actor, sharing).await {
            Ok(_) => {
                let way = address(PATH, [("hecho", "acuerdo")]);
                return Ok(Redirect::to(&way).into_response());
            }
            Err(AppError::Invalid(found)) => {
                let latest = date(say, latest_day(&visit.app));
                faults.extend(faults_of(say, &found).into_iter().map(|(field, words)| {
                    match field == "until" {
                        true => (field, say.with("fault-until", &[("latest", &latest)])),
                        false => (field, words),
                    }
                }));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(unprocessable(page(visit, id, fields, &faults).await?))
}

/// The centre of the address, if the actor keeps it, and the others.
async fn kept(visit: &Visit, id: &Named) -> AppResult<(CentreLine, Vec<CentreLine>)> {
    let (known, _) = centres::list(&visit.app, &visit.actor).await?;
    let id: CentreId = id.id()?;
    let (mine, others): (Vec<_>, Vec<_>) = known.into_iter().partition(|one| one.id == id);
    let mine = mine.into_iter().find(|one| one.is_kept);
    Ok((mine.ok_or(AppError::NotFound)?, others))
}

async fn page(visit: &Visit, id: &Named, fields: &Fields, faults: &[Fault]) -> AppResult<Markup> {
    let say = visit.say;
    let (from, others) = kept(visit, id).await?;
    let choices: Vec<(String, String)> = others
        .into_iter()
        .map(|one| (one.id.to_string(), one.name))
        .collect();
    let main = html! {
        (summary(say, faults))
        p { (say.with("centres-share-text", &[("centre", &from.name)])) }
        form.text method="post" action=(visit.path) novalidate {
            (visit.proof())
            (Field { name: "to", label: say.t("centres-to"), hint: None, value: fields.text("to"), fault: fault_of(faults, "to") }.select(say, &choices))
            (Field { name: "until", label: say.t("centres-until"), hint: None, value: fields.text("until"), fault: fault_of(faults, "until") }.line(say, "date", None))
            (Field { name: "note", label: say.t("centres-note"), hint: Some(say.t("centres-note-hint")), value: fields.text("note"), fault: fault_of(faults, "note") }.line(say, "text", None))
            div.buttons { button type="submit" { (say.t("centres-share")) } a.button.second href=(PATH) { (say.t("cancel")) } }
        }
    };
    Ok(Page::new(Section::Centres, say.t("centres-share"), main)
        .under(say.t("centres-title"), PATH)
        .faulty(!faults.is_empty())
        .show(visit))
}
