//! The frame of every page: skip link, who acts, navigation, language, footer. One `h1` a page,
//! and it is the frame that writes it.

use super::alerts::PATH as ALERTS;
use super::assets::{ICON, SCRIPT, STYLE};
use super::candidates::OPPORTUNITIES;
use super::gap_analysis::MAP_PATH as GAP_MAP;
use super::programmes::PATH as PROGRAMMES;
use super::visit::Visit;
use super::words::Say;
use eslabon_app::accounts::sessions::Hat;
use eslabon_app::policy::{self, Operation};
use eslabon_domain::text::Lang;
use maud::{DOCTYPE, Markup, html};

/// The part of the site to which a page belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// None that the navigation names.
    Elsewhere,
    /// Suppliers.
    Search,
    /// Needs, shortlists and those on the lists of needs.
    Needs,
    /// Upgrading programmes.
    Programmes,
    /// The open needs for one's own firm.
    Opportunities,
    /// Institutions.
    Institutions,
    /// One's own firm's profile.
    Profile,
    /// Imports.
    Imports,
    /// Duplicates.
    Duplicates,
    /// Who can see one's data.
    Consents,
    /// Claims of registry entries.
    Claims,
    /// People.
    People,
    /// Centres.
    Centres,
    /// Vocabulary.
    Vocabulary,
    /// About.
    About,
}

/// What a page puts into the frame.
pub struct Page {
    title: String,
    lead: Option<Markup>,
    section: Section,
    main: Markup,
    trail: Vec<(String, String)>,
    in_form: bool,
    faulty: bool,
}

impl Page {
    /// A page with its heading.
    #[must_use]
    pub fn new(section: Section, title: impl Into<String>, main: Markup) -> Self {
        let title = title.into();
        Self {
            title,
            lead: None,
            section,
            main,
            trail: Vec::new(),
            in_form: false,
            faulty: false,
        }
    }

    /// What stands right beneath the heading.
    #[must_use]
    pub fn lead(mut self, lead: Markup) -> Self {
        self.lead = Some(lead);
        self
    }

    /// A page above this one.
    #[must_use]
    pub fn under(mut self, name: impl Into<String>, address: impl Into<String>) -> Self {
        self.trail.push((name.into(), address.into()));
        self
    }

    /// The page is a step of a form, which holds [`language_button`]: a link would lose what was typed.
    #[must_use]
    pub fn in_form(mut self) -> Self {
        self.in_form = true;
        self
    }

    /// The page holds errors of input: its title says so first, as screen readers read titles first.
    #[must_use]
    pub fn faulty(mut self, faulty: bool) -> Self {
        self.faulty = faulty;
        self
    }

    /// The whole document.
    #[must_use]
    pub fn show(self, visit: &Visit) -> Markup {
        let say = visit.say;
        let site = say.t("site-name");
        let title = if self.title == site {
            site.clone()
        } else {
            format!("{} · {site}", self.title)
        };
        html! {
            (DOCTYPE)
            html lang=(say.tag_text()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { @if self.faulty { (say.t("error-prefix")) " " } (title) }
                    link rel="icon" type="image/svg+xml" href=(ICON.address());
                    link rel="stylesheet" href=(STYLE.address());
                    script src=(SCRIPT.address()) defer {}
                }
                body {
                    a.skip href="#contenido" { (say.t("skip")) }
                    (header(visit, self.section, self.in_form))
                    main #contenido tabindex="-1" {
                        @if !self.trail.is_empty() { (trail(say, &self.trail)) }
                        h1 { (self.title) }
                        @if let Some(lead) = self.lead { (lead) }
                        (self.main)
                    }
                    (footer(visit))
                }
            }
        }
    }
}

fn header(visit: &Visit, section: Section, in_form: bool) -> Markup {
    let say = visit.say;
    html! {
        header.top {
            (acting(visit))
            div.row {
                a.brand href="/" { (logo()) span { (say.t("site-name")) } }
                nav.main aria-label=(say.t("nav-label")) {
                    ul {
                        @for (part, address, key) in places(visit) {
                            li { a href=(address) aria-current=[(part == section).then_some("page")] { (say.t(key)) } }
                        }
                    }
                }
                @if !in_form { (language_link(visit)) }
            }
        }
    }
}

/// The places that the navigation names, as far as the role may go there.
fn places(visit: &Visit) -> Vec<(Section, &'static str, &'static str)> {
    let mut places = vec![(Section::Search, "/buscar", "nav-search")];
    if visit.may(Operation::SeeNeeds) {
        places.push((Section::Needs, "/requerimientos", "nav-needs"));
    }
    if visit.may(Operation::SeeOpportunities) {
        let place = (Section::Opportunities, OPPORTUNITIES, "opportunities-nav");
        places.push(place);
    }
    if visit.may(Operation::SeeProgramme) {
        places.push((Section::Programmes, PROGRAMMES, "programme-nav"));
    }
    if visit.may(Operation::RecordFacts) && !policy::records_for_others(&visit.actor) {
        places.push((Section::Profile, "/mi-empresa", "profile-nav"));
    }
    places.push((Section::Institutions, "/instituciones", "nav-institutions"));
    if visit.may(Operation::SeeImports) {
        places.push((Section::Imports, "/importar", "nav-imports"));
    }
    if visit.may(Operation::OpenOwnData) {
        places.push((Section::Consents, "/consentimientos", "nav-consents"));
    }
    if visit.may(Operation::DecideDuplicates) {
        places.push((Section::Duplicates, "/duplicados", "nav-duplicates"));
    }
    if visit.may(Operation::DecideClaim) {
        places.push((Section::Claims, "/es-mi-empresa", "nav-claims"));
    }
    if visit.may(Operation::KeepPeople) {
        places.push((Section::People, "/personas", "nav-people"));
    }
    if visit.may(Operation::KeepCentres) {
        places.push((Section::Centres, "/centros", "nav-centres"));
    }
    places
}

/// Who acts, in which of her roles, and the way out; or the way in.
fn acting(visit: &Visit) -> Markup {
    let say = visit.say;
    let Some(session) = &visit.session else {
        return html! { p.acting { a href="/entrar" { (say.t("sign-in")) } } };
    };
    html! {
        div.acting {
            a href="/cuenta" { (session.name) }
            @if visit.may(Operation::SeeAlerts) { a href=(ALERTS) { (alerts_in_words(visit)) } }
            @if session.hats.len() > 1 && !session.owes_second_factor {
                form method="post" action="/cuenta/funcion" {
                    (visit.proof())
                    label for="funcion" { (say.t("acting")) }
                    select #funcion name="funcion" {
                        @for hat in &session.hats { option value=(hat.membership) selected[hat.membership == session.hat] { (hat_in_words(say, hat)) } }
                    }
                    button.quiet type="submit" { (say.t("acting-change")) }
                }
            } @else if let Some(hat) = session.hats.first() {
                span.quiet { (hat_in_words(say, hat)) }
            }
            form method="post" action="/salir" { (visit.proof()) button.quiet type="submit" { (say.t("sign-out")) } }
        }
    }
}

/// The way to one's alerts, with how many are unread.
fn alerts_in_words(visit: &Visit) -> String {
    match visit.unread_alerts {
        0 => visit.say.t("alerts-title"),
        unread => visit.say.count("alerts-nav", unread),
    }
}

/// A role with the organisation in which it is held.
#[must_use]
pub fn hat_in_words(say: Say, hat: &Hat) -> String {
    let role = role(say, hat.role.as_str());
    match &hat.organisation {
        // “Centre for Supplier Development of …” names its role by itself.
        Some(organisation) if organisation.name.starts_with(&role) => organisation.name.clone(),
        Some(organisation) => format!("{role} · {}", organisation.name),
        None => role,
    }
}

/// A role in words.
#[must_use]
pub fn role(say: Say, role: &str) -> String {
    say.find(&format!("role-{}", role.replace('_', "-")))
        .unwrap_or_else(|| role.to_owned())
}

/// The other language: itself, its own name, its tag.
fn other_language(visit: &Visit) -> (Lang, &'static str, &'static str) {
    match visit.lang() {
        Lang::Es => (Lang::En, "English", "en"),
        Lang::En => (Lang::Es, "Español", "es-MX"),
    }
}

fn language_link(visit: &Visit) -> Markup {
    let (other, name, tag) = other_language(visit);
    html! { a.tongue href=(visit.address_in(other)) lang=(tag) hreflang=(tag) { (name) } }
}

/// Changes the language by posting the form as it stands. It comes last in its form: the first
/// button of a form is the one that Enter presses.
#[must_use]
pub fn language_button(visit: &Visit) -> Markup {
    let (other, name, tag) = other_language(visit);
    html! {
        button.quiet type="submit" name="ir" value="igual" lang=(tag)
            formaction=(super::fields::address(&visit.path, [("lang", other.as_str())])) { (name) }
    }
}

fn trail(say: Say, trail: &[(String, String)]) -> Markup {
    html! {
        nav.trail aria-label=(say.t("trail-label")) {
            ol { @for (name, address) in trail { li { a href=(address) { (name) } } } }
        }
    }
}

fn footer(visit: &Visit) -> Markup {
    let say = visit.say;
    html! {
        footer {
            div {
                @if visit.demonstration { p { (say.t("footer-fictional")) } }
                p { (say.t("footer-sources")) }
                ul {
                    @if visit.may(Operation::SeeOwnAudit) { li { a href="/accesos" { (say.t("access-title")) } } }
                    @if visit.may(Operation::SeeGapMap) { li { a href=(GAP_MAP) { (say.t("gapmap-title")) } } }
                    @if visit.may(Operation::SeeFigures) { li { a href="/cifras" { (say.t("figures-title")) } } }
                    li { a href="/vocabulario/process" { (say.t("nav-vocabulary")) } }
                    li { a href="/acerca" { (say.t("nav-about")) } }
                    li { a href="/privacidad" { (say.t("nav-privacy")) } }
                }
            }
        }
    }
}

/// Two links of a chain.
fn logo() -> Markup {
    html! {
        svg viewBox="0 0 32 20" width="32" height="20" aria-hidden="true" focusable="false" {
            g fill="none" stroke="currentColor" stroke-width="3" {
                rect x="1.5" y="4.5" width="17" height="11" rx="5.5" {}
                path d="M15 15.5H25a5.5 5.5 0 0 0 0-11H21" {}
            }
        }
    }
}
