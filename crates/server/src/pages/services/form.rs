//! The form of a service. Levels stand in lines of their own: attribute, item, from, to; one that is left empty is
//! not there.

use super::{
    edit_path, effect, form_in_words, form_named, framed, funding, language, new_path, path, per,
};
use crate::pages::format::days;
use crate::pages::parts::{Fault, Field, fault_of, summary};
use crate::pages::visit::Visit;
use crate::pages::words::Say;
use eslabon_app::catalogue::{LEVELS_MAX, LevelDraft, ServiceDraft, concept_choices};
use eslabon_domain::attributes::ValueType;
use eslabon_domain::ids::OrganisationId;
use eslabon_domain::money::Currency;
use eslabon_domain::places::Places;
use eslabon_domain::services::{FundingKind, PricePer, Service, ServiceForm, ServiceStatus};
use eslabon_domain::text::Lang;
use eslabon_domain::vocabulary::ConceptKind;
use maud::{Markup, html};

/// Lines that stand empty below those that are filled in.
const SPARE: usize = 2;

/// What stands in the form.
pub struct Returned {
    /// What was typed, or what is stored.
    pub draft: ServiceDraft,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// Someone else changed the service in between.
    pub overtaken: bool,
}

impl Returned {
    /// This, with nothing wrong.
    pub fn of(draft: ServiceDraft) -> Self {
        Self {
            draft,
            faults: Vec::new(),
            overtaken: false,
        }
    }
}

/// The page: of a service that is known, or of a new one for the institution.
pub fn page(
    visit: &Visit,
    institution: &str,
    id: OrganisationId,
    known: Option<&Service>,
    back: &Returned,
) -> Markup {
    let say = visit.say;
    let main = html! {
        (summary(say, &back.faults))
        @if let (true, Some(stored)) = (back.overtaken, known) { (overtaken(visit, stored)) }
        (whole(visit, id, known, back))
    };
    let title = match known {
        Some(_) => say.t("service-edit"),
        None => say.with("service-new-of", &[("institution", institution)]),
    };
    let mut frame = framed(visit, title, main);
    if let Some(service) = known {
        frame = frame.under(service.name.text.clone(), path(service.id));
    }
    frame.faulty(!back.faults.is_empty()).show(visit)
}

/// Someone else saved in between: how it stands now, above what was typed.
fn overtaken(visit: &Visit, stored: &Service) -> Markup {
    let say = visit.say;
    let effects: Vec<String> = stored
        .effects
        .iter()
        .map(|one| effect(visit, one))
        .collect();
    html! {
        div.note role="alert" {
            p { (say.t("service-conflict")) }
            p {
                strong { (stored.name.text) } ". "
                (form_in_words(say, stored.form)) " · " (days(say, stored.duration_days)) " · "
                (stored.price) ", " (per(say, stored.price_per))
            }
            ul.plain { @for words in &effects { li { (words) } } }
        }
    }
}

/// One form at work: what stands in it, and what is wrong.
struct Sheet<'s> {
    say: Say,
    faults: &'s [Fault],
}

impl<'s> Sheet<'s> {
    fn field(&self, name: &'s str, label: &str, hint: Option<&str>, value: &'s str) -> Field<'s> {
        Field {
            name,
            label: self.say.t(label),
            hint: hint.map(|hint| self.say.t(hint)),
            value,
            fault: fault_of(self.faults, name),
        }
    }
}

fn whole(visit: &Visit, id: OrganisationId, known: Option<&Service>, back: &Returned) -> Markup {
    let (say, draft) = (visit.say, &back.draft);
    let sheet = Sheet {
        say,
        faults: &back.faults,
    };
    let action = known.map_or_else(|| new_path(id), |service| edit_path(service.id));
    let away = known.map_or_else(|| super::DIRECTORY.to_owned(), |service| path(service.id));
    let kinds = concept_choices(&visit.words, ConceptKind::Service);
    html! {
        form.text method="post" action=(action) novalidate {
            (visit.proof())
            @if let Some(service) = known { input type="hidden" name="version" value=(service.version); }
            (sheet.field("tipo", "service-kind", Some("service-kind-hint"), &draft.kind).line(say, "text", Some("tipos")))
            datalist id="tipos" { @for (_, concept) in kinds { option value=(concept.label.get(visit.lang())) {} } }
            (sheet.field("nombre", "service-title", None, &draft.name).line(say, "text", None))
            (sheet.field("descripcion", "service-description", None, &draft.description).area(say, 4))
            (sheet.field("lengua", "service-text-language", None, draft.lang.as_str()).select(say, &languages(say)))
            (attribute_list(visit))
            (lines(&sheet, "efecto", "service-effects", "service-effects-hint", &draft.effects))
            (lines(&sheet, "antes", "service-prerequisites", "service-prerequisites-hint", &draft.prerequisites))
            (how(&sheet, draft))
            (time_and_money(&sheet, draft))
            (ticks(say, "estados", "service-region", Some("service-region-hint"), "estado", &states(), &draft.states))
            (ticks(say, "idiomas", "service-languages", None, "idioma", &languages(say), &draft.languages))
            (ticks(say, "financiamiento", "service-funding", None, "fondo", &funds(say), &draft.funding))
            (sheet.field("evidencia", "service-evidence", Some("service-evidence-hint"), &draft.evidence).area(say, 3))
            (sheet.field("estatus", "service-status", None, &draft.status).select(say, &statuses(say)))
            div.buttons {
                button type="submit" { (say.t("service-save")) }
                a.button.second href=(away) { (say.t("service-back")) }
            }
        }
    }
}

/// The attributes that have levels, to choose from while typing.
fn attribute_list(visit: &Visit) -> Markup {
    let with_levels = visit
        .words
        .attributes
        .iter()
        .filter(|one| matches!(one.value_type, ValueType::Flag | ValueType::Amount));
    html! {
        datalist id="atributos" { @for one in with_levels { option value=(one.label.get(visit.lang())) {} } }
    }
}

/// The lines of a list of levels, each a group of its own, and a few that are empty.
fn lines(sheet: &Sheet<'_>, list: &str, title: &str, hint: &str, levels: &[LevelDraft]) -> Markup {
    let say = sheet.say;
    let count = levels.len().saturating_add(SPARE).min(LEVELS_MAX);
    let empty = LevelDraft::default();
    html! {
        fieldset {
            legend { (say.t(title)) }
            p.hint { (say.t(hint)) }
            @for at in 0..count { (line(sheet, list, at, levels.get(at).unwrap_or(&empty))) }
        }
    }
}

fn line(sheet: &Sheet<'_>, list: &str, at: usize, level: &LevelDraft) -> Markup {
    let say = sheet.say;
    let id = |part: &str| format!("{list}-{at}-{part}");
    let (what, of, from, to) = (id("que"), id("de"), id("desde"), id("hasta"));
    let number = at.saturating_add(1).to_string();
    // Four controls a line would have the same names in every line.
    let field = |name: &str, label: &str, value: &str, suggest: Option<&str>| {
        Field {
            name,
            label: say.with(label, &[("number", &number)]),
            hint: None,
            value,
            fault: fault_of(sheet.faults, name),
        }
        .line(say, "text", suggest)
    };
    html! {
        div.grid {
            (field(&what, "service-level-what", &level.attribute, Some("atributos")))
            (field(&of, "service-level-of", &level.item, None))
            @if list == "efecto" { (field(&from, "service-level-from", &level.from, None)) }
            (field(&to, "service-level-to", &level.to, None))
        }
    }
}

/// How it is given, with what belongs to one form or the other.
fn how(sheet: &Sheet<'_>, draft: &ServiceDraft) -> Markup {
    let say = sheet.say;
    let forms = ServiceForm::WORDS.map(|word| (word.to_owned(), form_named(say, word)));
    html! {
        (sheet.field("forma", "service-form", Some("service-form-hint"), &draft.form).select(say, &forms))
        fieldset {
            legend { (say.t("service-form-consulting")) }
            (sheet.field("dias-asesoria", "service-consulting-days", None, &draft.consulting_days).figure(say))
            (sheet.field("dias-semana", "service-days-per-week", None, &draft.days_per_week).figure(say))
        }
        fieldset {
            legend { (say.t("service-form-credit")) }
            (sheet.field("monto", "service-credit-limit", Some("service-credit-limit-hint"), &draft.credit_limit).figure(say))
            (sheet.field("tasa", "service-yearly-rate", Some("service-yearly-rate-hint"), &draft.yearly_rate).figure(say))
            (sheet.field("plazo", "service-credit-months", None, &draft.credit_months).figure(say))
            (sheet.field("gracia", "service-grace-months", None, &draft.grace_months).figure(say))
        }
    }
}

fn time_and_money(sheet: &Sheet<'_>, draft: &ServiceDraft) -> Markup {
    let say = sheet.say;
    let currencies = Currency::ALL.map(|one| (one.code().to_owned(), one.code().to_owned()));
    let pers: Vec<(String, String)> = PricePer::ALL
        .iter()
        .map(|one| (one.as_str().to_owned(), per(say, *one)))
        .collect();
    html! {
        (sheet.field("dias", "service-days", Some("service-days-hint"), &draft.days).figure(say))
        (sheet.field("anticipacion", "service-lead", Some("service-lead-hint"), &draft.lead_days).figure(say))
        (sheet.field("horas", "service-hours", Some("service-hours-hint"), &draft.hours_per_week).figure(say))
        (sheet.field("participantes", "service-people", Some("service-people-hint"), &draft.people).figure(say))
        (sheet.field("precio", "service-price", None, &draft.price).figure(say))
        (sheet.field("moneda", "service-currency", None, &draft.currency).select(say, &currencies))
        (sheet.field("por", "service-price-per", None, &draft.price_per).select(say, &pers))
        (sheet.field("fecha", "service-price-date", None, &draft.price_as_of).line(say, "date", None))
        (sheet.field("fuente", "service-source", Some("service-source-hint"), &draft.source).line(say, "text", None))
    }
}

/// Several of several.
fn ticks(
    say: Say,
    id: &str,
    title: &str,
    hint: Option<&str>,
    name: &str,
    choices: &[(String, String)],
    chosen: &[String],
) -> Markup {
    html! {
        fieldset id=(id) {
            legend { (say.t(title)) }
            @if let Some(hint) = hint { p.hint { (say.t(hint)) } }
            div.grid {
                @for (value, label) in choices {
                    label.check { input type="checkbox" name=(name) value=(value) checked[chosen.contains(value)]; span { (label) } }
                }
            }
        }
    }
}

fn states() -> Vec<(String, String)> {
    let states = Places::shared().states();
    states
        .iter()
        .map(|state| (state.code.0.to_string(), state.short.clone()))
        .collect()
}

fn languages(say: Say) -> Vec<(String, String)> {
    let all = Lang::ALL.iter();
    all.map(|one| (one.as_str().to_owned(), language(say, *one)))
        .collect()
}

fn funds(say: Say) -> Vec<(String, String)> {
    let all = FundingKind::ALL.iter();
    all.map(|one| (one.as_str().to_owned(), funding(say, *one)))
        .collect()
}

fn statuses(say: Say) -> Vec<(String, String)> {
    let name = |one: &ServiceStatus| match one {
        ServiceStatus::Offered => say.t("service-status-offered"),
        ServiceStatus::Ended => say.t("service-status-ended"),
    };
    let all = ServiceStatus::ALL.iter();
    all.map(|one| (one.as_str().to_owned(), name(one)))
        .collect()
}
