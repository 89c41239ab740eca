//! Pieces that several pages are made of: marks, badges, tables in a region, fields with their
//! errors, the summary of errors.

use super::words::Say;
use eslabon_app::search::SupplierCard;
use eslabon_domain::actors::Actor;
use eslabon_domain::places::{Places, StateCode};
use eslabon_domain::privacy::ERASED_NAME;
use eslabon_domain::registry::{Register, SizeBand};
use eslabon_search::classes::ClassTexts;
use maud::{Markup, PreEscaped, Render, html};

/// A sign that differs by shape as well as by colour; words always stand beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A filled disc with a tick.
    Meets,
    /// A triangle.
    Gap,
    /// A ring with a question mark.
    Unknown,
    /// A square with a bar.
    Out,
}

impl Render for Mark {
    fn render(&self) -> Markup {
        let (class, drawing) = match self {
            Mark::Meets => (
                "m-meets",
                r#"<circle cx="8" cy="8" r="7.5"/><path class="cut" d="M4.5 8.3l2.5 2.5 4.5-5"/>"#,
            ),
            Mark::Gap => (
                "m-gap",
                r#"<path d="M8 .8l7.6 14H.4z"/><path class="cut" d="M8 6v4.5M8 12v1"/>"#,
            ),
            Mark::Unknown => (
                "m-unknown",
                r#"<circle class="ring" cx="8" cy="8" r="6.5"/><path class="line" d="M6 6.5a2 2 0 1 1 2.7 1.9c-.5.2-.7.5-.7 1.1M8 11v1"/>"#,
            ),
            Mark::Out => (
                "m-out",
                r#"<rect x="1" y="1" width="14" height="14"/><path class="cut" d="M4.5 8h7"/>"#,
            ),
        };
        html! {
            svg class={ "mark " (class) } viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false" {
                (PreEscaped(drawing))
            }
        }
    }
}

/// The mark of what is invented for the demonstration.
#[must_use]
pub fn fictional(say: Say) -> Markup {
    html! { span.badge.invented { (say.t("badge-fictional")) } }
}

/// Where a supplier is known from and how well.
#[must_use]
pub fn badges(say: Say, card: &SupplierCard) -> Markup {
    html! {
        @if card.fictional { (fictional(say)) " " }
        @for register in &card.registers { span.badge { (register.attribution()) } " " }
        @if card.verified { span.badge.good { (say.t("badge-verified")) } " " }
        @if card.has_profile { span.badge { (say.t("badge-profile")) } }
        @else { span.badge.pale { (say.t("badge-unclaimed")) } }
    }
}

/// Municipality and state: `Zapopan, Jalisco`.
#[must_use]
pub fn place(say: Say, municipality: Option<&str>, state: Option<StateCode>) -> String {
    match town_and_state(municipality, state) {
        (Some(town), Some(state)) => format!("{town}, {state}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => say.t("place-unknown"),
    }
}

/// The names of a municipality and of a state, as far as they are known.
#[must_use]
pub fn town_and_state(
    municipality: Option<&str>,
    state: Option<StateCode>,
) -> (Option<&'static str>, Option<&'static str>) {
    let places = Places::shared();
    let town = municipality
        .and_then(|code| places.municipality(code))
        .map(|m| m.name.as_str());
    let state = state
        .and_then(|code| places.state(code))
        .map(|s| s.short.as_str());
    (town, state)
}

/// A state's name for a heading.
#[must_use]
pub fn state_name(code: StateCode) -> String {
    Places::shared()
        .state(code)
        .map_or_else(|| code.to_string(), |state| state.name.clone())
}

/// A SCIAN class with its title: `332710 Maquinado de piezas…`.
#[must_use]
pub fn class_title(say: Say, code: &str) -> String {
    let texts = ClassTexts::shared();
    texts
        .title(code, say.lang)
        .or_else(|| texts.title(code, eslabon_domain::text::Lang::Es))
        .unwrap_or_default()
        .to_owned()
}

/// A band of staff in words.
#[must_use]
pub fn size(say: Say, band: SizeBand) -> String {
    let (low, high) = band.range();
    if high == i64::MAX {
        return say.with("size-from", &[("low", &low.to_string())]);
    }
    say.with(
        "size-range",
        &[("low", &low.to_string()), ("high", &high.to_string())],
    )
}

/// The attribution that a register's facts carry, with the year of the edition.
#[must_use]
pub fn attribution(register: Register, edition: &str) -> String {
    if edition.is_empty() {
        register.attribution().to_owned()
    } else {
        format!("{}, {edition}", register.attribution())
    }
}

/// A table that scrolls by itself where the page is narrow.
#[must_use]
pub fn table(label: &str, table: &Markup) -> Markup {
    html! { div.scroll tabindex="0" role="region" aria-label=(label) { (table) } }
}

/// Who did something. Of those who act, the command line has no name of its own, and whoever was erased
/// none any more.
#[must_use]
pub fn doer(say: Say, name: &str) -> String {
    if name == Actor::command_line().name {
        say.t("person-command-line")
    } else if name == ERASED_NAME || name.is_empty() {
        say.t("person-erased")
    } else {
        name.to_owned()
    }
}

/// The name of a table's region where the section around it has the plain name.
#[must_use]
pub fn table_of(say: Say, what: &str) -> String {
    say.with("table-of", &[("what", what)])
}

/// One error of input: the id of its field, and what to do.
pub type Fault = (String, String);

/// The summary of errors at the top of a page, each leading to its field.
#[must_use]
pub fn summary(say: Say, faults: &[Fault]) -> Markup {
    if faults.is_empty() {
        return html! {};
    }
    html! {
        div.summary role="alert" aria-labelledby="errores" {
            h2 #errores { (say.t("summary-title")) }
            ul { @for (id, words) in faults { li { a href={ "#" (id) } { (words) } } } }
        }
    }
}

/// A field of a form.
pub struct Field<'a> {
    /// Name and id.
    pub name: &'a str,
    /// What is asked.
    pub label: String,
    /// How to answer.
    pub hint: Option<String>,
    /// What stands in it.
    pub value: &'a str,
    /// What is wrong with it.
    pub fault: Option<&'a str>,
}

impl Field<'_> {
    /// The ids that describe the control, for `aria-describedby`.
    fn described_by(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-ayuda", self.name));
        let fault = self.fault.map(|_| format!("{}-error", self.name));
        let ids: Vec<String> = hint.into_iter().chain(fault).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn wrap(&self, say: Say, control: &Markup) -> Markup {
        html! {
            div.field.wrong[self.fault.is_some()] {
                label for=(self.name) { (self.label) }
                @if let Some(hint) = &self.hint { p.hint id={ (self.name) "-ayuda" } { (hint) } }
                @if let Some(fault) = self.fault {
                    p.fault id={ (self.name) "-error" } { span.hidden { (say.t("error-prefix")) " " } (fault) }
                }
                (control)
            }
        }
    }

    /// A line of text.
    #[must_use]
    pub fn line(&self, say: Say, kind: &str, list: Option<&str>) -> Markup {
        self.wrap(say, &html! {
            input id=(self.name) name=(self.name) type=(kind) value=(self.value) list=[list]
                aria-describedby=[self.described_by()] aria-invalid=[self.fault.map(|_| "true")];
        })
    }

    /// A line for a figure: telephones show their digits.
    #[must_use]
    pub fn figure(&self, say: Say) -> Markup {
        self.wrap(say, &html! {
            input id=(self.name) name=(self.name) type="text" inputmode="decimal" autocomplete="off" value=(self.value)
                aria-describedby=[self.described_by()] aria-invalid=[self.fault.map(|_| "true")];
        })
    }

    /// A line that the browser may fill in: what of it says the HTML standard's word.
    #[must_use]
    pub fn auto(&self, say: Say, kind: &str, what: &str) -> Markup {
        self.wrap(say, &html! {
            input id=(self.name) name=(self.name) type=(kind) value=(self.value) autocomplete=(what)
                aria-describedby=[self.described_by()] aria-invalid=[self.fault.map(|_| "true")];
        })
    }

    /// A line to copy: shown, not asked for.
    #[must_use]
    pub fn shown(&self, say: Say) -> Markup {
        self.wrap(say, &html! {
            input id=(self.name) type="text" value=(self.value) readonly translate="no" spellcheck="false" autocomplete="off"
                aria-describedby=[self.described_by()];
        })
    }

    /// A file to bring, of these endings; browsers keep none when a page comes back.
    #[must_use]
    pub fn file(&self, say: Say, endings: &str) -> Markup {
        self.file_input(say, endings, true)
    }

    /// A file that may be brought, of these endings.
    #[must_use]
    pub fn optional_file(&self, say: Say, endings: &str) -> Markup {
        self.file_input(say, endings, false)
    }

    fn file_input(&self, say: Say, endings: &str, required: bool) -> Markup {
        self.wrap(say, &html! {
            input id=(self.name) name=(self.name) type="file" accept=(endings) required[required]
                aria-describedby=[self.described_by()] aria-invalid=[self.fault.map(|_| "true")];
        })
    }

    /// Several lines of text.
    #[must_use]
    pub fn area(&self, say: Say, rows: u8) -> Markup {
        self.wrap(say, &html! {
            textarea id=(self.name) name=(self.name) rows=(rows)
                aria-describedby=[self.described_by()] aria-invalid=[self.fault.map(|_| "true")] { (self.value) }
        })
    }

    /// One of several.
    #[must_use]
    pub fn select(&self, say: Say, options: &[(String, String)]) -> Markup {
        self.wrap(say, &html! {
            select id=(self.name) name=(self.name)
                aria-describedby=[self.described_by()] aria-invalid=[self.fault.map(|_| "true")] {
                @for (value, label) in options { option value=(value) selected[value == self.value] { (label) } }
            }
        })
    }
}

/// The fault of a field, where it has one.
#[must_use]
pub fn fault_of<'a>(faults: &'a [Fault], name: &str) -> Option<&'a str> {
    faults
        .iter()
        .find(|(field, _)| field == name)
        .map(|(_, words)| words.as_str())
}
