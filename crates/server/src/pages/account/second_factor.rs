//! The second factor: a code to scan or to type, a first code as a proof, recovery codes shown once; and
//! giving it up. Whoever owes one is led here from every page.

use super::{SECOND_FACTOR_PATH, faults_of, own, unprocessable};
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, Field, fault_of, summary};
use crate::pages::visit::Visit;
use crate::pages::words::Say;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::accounts::own::load;
use eslabon_app::accounts::second_factor::{Enrolment, begin, confirm, remove};
use eslabon_app::{AppError, AppResult};
use maud::{Markup, PreEscaped, html};
use qrcode::{Color, QrCode};

/// Light modules around the code, without which cameras do not find it.
const QUIET: usize = 4;

/// `GET /cuenta/segundo-factor`.
pub async fn show(visit: Visit) -> Response {
    visit.respond(page(&visit, &[]).await)
}

/// `POST /cuenta/segundo-factor`: `que` is `activar` or `quitar`.
pub async fn change(visit: Visit, Posted(fields): Posted) -> Response {
    let outcome = try_change(&visit, &fields).await;
    visit.respond(outcome)
}

async fn try_change(visit: &Visit, fields: &Fields) -> AppResult<Response> {
    visit.signed_in()?;
    let code = fields.text("code");
    let faults = if fields.text("que") == "quitar" {
        match remove(&visit.app, &visit.actor, code).await {
            Ok(()) => {
                let way = address(own::PATH, [("hecho", "factor")]);
                return Ok(Redirect::to(&way).into_response());
            }
            Err(AppError::Invalid(faults)) => faults,
            Err(error) => return Err(error),
        }
    } else {
        match confirm(&visit.app, &visit.actor, code).await {
            Ok(codes) => return Ok(recovery(visit, &codes).into_response()),
            Err(AppError::Invalid(faults)) => faults,
            Err(error) => return Err(error),
        }
    };
    let faults = faults_of(visit.say, &faults);
    Ok(unprocessable(page(visit, &faults).await?))
}

async fn page(visit: &Visit, faults: &[Fault]) -> AppResult<Markup> {
    let say = visit.say;
    let owes = visit.signed_in()?.owes_second_factor;
    let body = match begin(&visit.app, &visit.actor).await {
        Ok(enrolment) => enrol(visit, &enrolment, faults, owes)?,
        // It is set up already.
        Err(AppError::Conflict) => held(visit, faults).await?,
        Err(error) => return Err(error),
    };
    let main = html! { (summary(say, faults)) (body) };
    let page = Page::new(Section::Elsewhere, say.t("second-factor-title"), main);
    let page = match owes {
        true => page,
        false => page.under(say.t("account-title"), own::PATH),
    };
    Ok(page.faulty(!faults.is_empty()).show(visit))
}

fn enrol(visit: &Visit, enrolment: &Enrolment, faults: &[Fault], owes: bool) -> AppResult<Markup> {
    let say = visit.say;
    Ok(html! {
        @if owes { p.note { (say.t("second-factor-owed")) } }
        p { (say.t("second-factor-lead")) }
        ol {
            li { p { (say.t("second-factor-step-app")) } }
            li {
                p { (say.t("second-factor-step-scan")) }
                (drawn(&enrolment.url, &say.t("second-factor-qr"))?)
                p { (say.t("second-factor-step-type")) br; strong.code translate="no" { (in_groups(&enrolment.secret)) } }
            }
            li { p { (say.t("second-factor-step-code")) } }
        }
        form.text method="post" action=(SECOND_FACTOR_PATH) novalidate {
            (visit.proof())
            input type="hidden" name="que" value="activar";
            (code_field(say, say.t("second-factor-code-hint"), faults))
            div.buttons { button type="submit" { (say.t("second-factor-activate")) } }
        }
    })
}

async fn held(visit: &Visit, faults: &[Fault]) -> AppResult<Markup> {
    let say = visit.say;
    let account = load(&visit.app, &visit.actor).await?;
    Ok(html! {
        p.done { (say.count("second-factor-held", account.recovery_codes as u64)) }
        p { (say.t("second-factor-renew")) }
        h2 { (say.t("second-factor-remove")) }
        p { (say.t("second-factor-remove-text")) }
        form.text method="post" action=(SECOND_FACTOR_PATH) novalidate {
            (visit.proof())
            input type="hidden" name="que" value="quitar";
            (code_field(say, say.t("sign-in-code-hint"), faults))
            div.buttons { button.second type="submit" { (say.t("second-factor-remove")) } }
        }
    })
}

fn code_field(say: Say, hint: String, faults: &[Fault]) -> Markup {
    let field = Field {
        name: "code",
        label: say.t("sign-in-code"),
        hint: Some(hint),
        value: "",
        fault: fault_of(faults, "code"),
    };
    field.auto(say, "text", "one-time-code")
}

/// The recovery codes, once. The page prints without its frame.
fn recovery(visit: &Visit, codes: &[String]) -> Markup {
    let say = visit.say;
    let main = html! {
        p.done role="status" { (say.t("recovery-done")) }
        p { (say.t("recovery-lead")) }
        ul.plain translate="no" aria-label=(say.t("recovery-title")) {
            @for code in codes { li { strong.code { (code) } } }
        }
        p { (say.t("recovery-keep")) }
        div.buttons { a.button href="/" { (say.t("recovery-kept")) } }
    };
    Page::new(Section::Elsewhere, say.t("recovery-title"), main).show(visit)
}

/// `ABCD EFGH …`: as it is read from a screen and typed on a telephone.
fn in_groups(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join(" ")
}

/// The address as a code to scan: dark on white in either theme, because many cameras read no other.
fn drawn(url: &str, title: &str) -> AppResult<Markup> {
    let code = QrCode::new(url).map_err(|e| AppError::Internal(format!("a QR code: {e}")))?;
    let side = code.width();
    let mut path = String::new();
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (at % side + QUIET, at / side + QUIET);
            path.push_str(&format!("M{x} {y}h1v1h-1z"));
        }
    }
    let whole = side + 2 * QUIET;
    Ok(html! {
        svg role="img" aria-label=(title) viewBox={ "0 0 " (whole) " " (whole) } width="220" height="220" shape-rendering="crispEdges" {
            (PreEscaped(format!("<rect width=\"{whole}\" height=\"{whole}\" fill=\"#fff\"/><path fill=\"#000\" d=\"{path}\"/>")))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_shown_in_groups_of_four() {
        assert_eq!(in_groups("ABCDEFGHIJ"), "ABCD EFGH IJ");
        assert_eq!(in_groups(""), "");
    }

    #[test]
    fn the_drawing_has_every_dark_module_within_its_frame() {
        let url = "otpauth://totp/Eslabon:ana%40taller.mx?secret=JBSWY3DPEHPK3PXP&issuer=Eslabon";
        let drawing = drawn(url, "Código").unwrap().into_string();
        let code = QrCode::new(url).unwrap();
        let dark = code
            .to_colors()
            .iter()
            .filter(|c| **c == Color::Dark)
            .count();
        assert_eq!(drawing.matches("h1v1h-1z").count(), dark);
        let whole = code.width() + 2 * QUIET;
        assert!(drawing.contains(&format!("viewBox=\"0 0 {whole} {whole}\"")));
        assert!(drawing.contains("aria-label=\"Código\""));
    }
}
