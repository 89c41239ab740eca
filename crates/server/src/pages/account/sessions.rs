//! One's sessions: which browsers have signed in, and ending them.

use super::own;
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::format::instant;
use crate::pages::layout::{Page, Section};
use crate::pages::parts::table;
use crate::pages::visit::Visit;
use crate::pages::words::Say;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::accounts::sessions::{SessionLine, list, revoke, revoke_others};
use eslabon_app::{AppError, AppResult};
use eslabon_domain::ids::SecretId;
use maud::{Markup, html};

/// Where they are.
pub const PATH: &str = "/cuenta/sesiones";

/// `GET /cuenta/sesiones`.
pub async fn show(visit: Visit) -> Response {
    visit.respond(page(&visit).await)
}

/// `POST /cuenta/sesiones`: ends `id`, or with `que=otras` all but this one.
pub async fn end(visit: Visit, Posted(fields): Posted) -> Response {
    let outcome = try_end(&visit, &fields).await;
    visit.respond(outcome)
}

async fn try_end(visit: &Visit, fields: &Fields) -> AppResult<Response> {
    let session = visit.signed_in()?;
    if fields.text("que") == "otras" {
        revoke_others(&visit.app, &visit.actor, session.id).await?;
    } else {
        let id = fields.text("id").parse().map_err(|_| AppError::NotFound)?;
        revoke(&visit.app, &visit.actor, id).await?;
    }
    Ok(Redirect::to(&address(PATH, [("hecho", "1")])).into_response())
}

async fn page(visit: &Visit) -> AppResult<Markup> {
    let say = visit.say;
    let open = list(&visit.app, &visit.actor).await?;
    let this = visit.signed_in()?.id;
    let main = html! {
        @if visit.query.text("hecho") == "1" { p.done role="status" { (say.t("sessions-done")) } }
        p { (say.t("sessions-lead")) }
        (table(&say.t("sessions-title"), &rows(visit, &open, this)))
        @if open.len() > 1 {
            form method="post" action=(PATH) {
                (visit.proof())
                div.buttons { button.second type="submit" name="que" value="otras" { (say.t("sessions-end-others")) } }
            }
        }
    };
    Ok(Page::new(Section::Elsewhere, say.t("sessions-title"), main)
        .under(say.t("account-title"), own::PATH)
        .show(visit))
}

fn rows(visit: &Visit, open: &[SessionLine], this: SecretId) -> Markup {
    let say = visit.say;
    html! {
        table.rows {
            caption.hidden { (say.t("sessions-title")) }
            thead {
                tr {
                    th scope="col" { (say.t("sessions-browser")) }
                    th scope="col" { (say.t("sessions-since")) }
                    th scope="col" { (say.t("sessions-used")) }
                    th scope="col" { (say.t("sessions-end")) }
                }
            }
            tbody {
                @for session in open {
                    tr {
                        th scope="row" { (browser(say, &session.label)) }
                        td { (instant(say, session.opened_at)) }
                        td { (instant(say, session.last_used_at)) }
                        td {
                            @if session.id == this { span.badge.good { (say.t("sessions-this")) } }
                            @else {
                                form method="post" action=(PATH) {
                                    (visit.proof())
                                    input type="hidden" name="id" value=(session.id);
                                    button.quiet type="submit" { (say.t("sessions-end")) span.hidden { ": " (browser(say, &session.label)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What a browser calls itself, as people call it: “Chrome, Android”. The order matters: most claim to be
/// others as well.
fn browser(say: Say, label: &str) -> String {
    const BROWSERS: [(&str, &str); 7] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("Chrom", "Chrome"),
        ("Safari", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let find = |known: &[(&str, &'static str)]| {
        let found = known.iter().find(|(sign, _)| label.contains(sign));
        found.map(|(_, name)| *name)
    };
    let chrome_on_ios = label.contains("CriOS").then_some("Chrome");
    match (chrome_on_ios.or_else(|| find(&BROWSERS)), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => say.t("sessions-unknown"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use eslabon_domain::text::Lang;

    #[test]
    fn browsers_are_named_as_people_name_them() {
        let say = Say { lang: Lang::Es };
        for (label, expected) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
                "Chrome, Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
                "Edge, Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15; SM-A156M) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile",
                "Samsung Internet, Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0 Mobile/15E148",
                "Chrome, iPhone",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
                "Safari, macOS",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
                "Firefox, Linux",
            ),
        ] {
            assert_eq!(browser(say, label), expected, "{label}");
        }
        assert_eq!(browser(say, ""), say.t("sessions-unknown"));
        assert_eq!(browser(say, "<script>"), say.t("sessions-unknown"));
    }
}
