//! The form of a machine: new, copied from another, or to be changed; and the small one by which it leaves the
//! list.

use super::{figures, framed, machine_path, name, new_path, path};
use crate::pages::fields::Fields;
use crate::pages::parts::{Fault, Field, fault_of, summary};
use crate::pages::profiles::{origins, split_unit, unit};
use crate::pages::visit::Visit;
use crate::pages::words::Say;
use eslabon_app::catalogue::concept_choices;
use eslabon_app::machines::MachineView;
use eslabon_app::profiles::{Unit, units_of};
use eslabon_domain::attributes::{EQUIPMENT_MAX_LENGTH, EQUIPMENT_MAX_LOAD};
use eslabon_domain::machines::{Machine, Measure};
use eslabon_domain::vocabulary::ConceptKind;
use maud::{Markup, html};

/// What came back with the page.
#[derive(Debug, Default)]
pub struct Returned {
    /// What was typed.
    pub fields: Option<Fields>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// Someone else changed the machine in between.
    pub overtaken: bool,
}

/// The lengths: the name of the control, and its label.
const LENGTHS: [(&str, &str); 4] = [
    ("x", "machine-x"),
    ("y", "machine-y"),
    ("z", "machine-z"),
    ("diametro", "machine-diameter"),
];

/// The page of a machine; `copied` is the one after which a new one is filled in.
pub fn page(
    visit: &Visit,
    view: &MachineView,
    copied: Option<&Machine>,
    back: &Returned,
) -> Markup {
    let say = visit.say;
    let known = view.machine.as_ref().or(copied);
    let known = known.map_or_else(
        || Fields::of(vec![("cantidad".to_owned(), "1".to_owned())]),
        |machine| typed(visit, machine),
    );
    let fields = back.fields.as_ref().unwrap_or(&known);
    let main = html! {
        (summary(say, &back.faults))
        @if let (true, Some(machine)) = (back.overtaken, &view.machine) { (overtaken(visit, machine)) }
        @if view.is_settled {
            p.note { (say.t("profile-settled")) }
            @if let Some(machine) = &view.machine { p { (figures(say, machine).join(" · ")) } }
            p { a.button href=(path(view.card.site)) { (say.t("machine-back")) } }
        } @else {
            (plate(visit, view, fields, &back.faults))
            @if let Some(machine) = &view.machine { (leaving(visit, view, machine, &back.faults)) }
        }
    };
    let title = match &view.machine {
        Some(machine) => name(visit, machine),
        None => say.t("machine-new"),
    };
    framed(visit, &view.card, true, title, main)
        .under(say.t("machine-mine"), path(view.card.site))
        .faulty(!back.faults.is_empty())
        .show(visit)
}

/// What is known, as it would be typed. Measures that share a unit stand as bare numbers beside it.
fn typed(visit: &Visit, machine: &Machine) -> Fields {
    let plate = &machine.plate;
    let whole = |figure: Option<i64>| figure.map(|figure| figure.to_string()).unwrap_or_default();
    let lengths = [
        plate.travel_x.as_ref(),
        plate.travel_y.as_ref(),
        plate.travel_z.as_ref(),
        plate.max_diameter.as_ref(),
    ];
    let (lengths, length_unit) = in_one_unit(visit, EQUIPMENT_MAX_LENGTH, lengths);
    let ([load], load_unit) = in_one_unit(visit, EQUIPMENT_MAX_LOAD, [plate.max_load.as_ref()]);
    let mut pairs = vec![
        ("tipo", visit.concept(&plate.kind)),
        ("marca", plate.make_model.clone()),
        ("anio", whole(plate.year)),
        ("cantidad", plate.count.to_string()),
        ("ejes", whole(plate.axes)),
        ("toneladas", whole(plate.tonnage)),
        ("unidad", length_unit),
        ("carga", load),
        ("unidad_carga", load_unit),
        ("nota", plate.note.clone()),
    ];
    let names = LENGTHS.iter().map(|(name, _)| *name);
    pairs.extend(names.zip(lengths));
    let pairs = pairs.into_iter();
    Fields::of(
        pairs
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

/// The measures as bare numbers with the unit that they share; where they share none, each as it was typed.
fn in_one_unit<const N: usize>(
    visit: &Visit,
    attribute: &str,
    measures: [Option<&Measure>; N],
) -> ([String; N], String) {
    let units = units(visit, attribute);
    let mut shared: Option<&'static str> = None;
    let mut is_one = true;
    let numbers = measures.map(|measure| {
        let Some(measure) = measure else {
            return String::new();
        };
        match split_unit(&measure.entered, units, visit.lang()) {
            Some((number, unit)) if shared.is_none_or(|known| known == unit) => {
                shared = Some(unit);
                number
            }
            _ => {
                is_one = false;
                String::new()
            }
        }
    });
    match (is_one, shared) {
        (true, unit) => (numbers, unit.unwrap_or_default().to_owned()),
        (false, _) => (
            measures.map(|one| one.map(|one| one.entered.clone()).unwrap_or_default()),
            String::new(),
        ),
    }
}

fn units(visit: &Visit, attribute: &str) -> &'static [Unit] {
    let known = visit.words.attributes.find(attribute);
    known.map_or(&[], units_of)
}

/// Someone else saved in between: how it stands now, above what was typed.
fn overtaken(visit: &Visit, machine: &Machine) -> Markup {
    let say = visit.say;
    html! {
        div.note role="alert" {
            p { (say.t("machine-conflict")) }
            p {
                strong { (visit.concept(&machine.plate.kind)) ", " (name(visit, machine)) } " "
                (figures(say, machine).join(" · "))
            }
        }
    }
}

fn plate(visit: &Visit, view: &MachineView, fields: &Fields, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let field = |name: &'static str, label: &str, hint: Option<&str>| Field {
        name,
        label: say.t(label),
        hint: hint.map(|hint| say.t(hint)),
        value: fields.text(name),
        fault: fault_of(faults, name),
    };
    let action = match &view.machine {
        Some(machine) => machine_path(machine.id),
        None => new_path(view.card.site),
    };
    let choices = concept_choices(&visit.words, ConceptKind::Equipment);
    html! {
        form.text method="post" action=(action) novalidate {
            (visit.proof())
            @if let Some(machine) = &view.machine { input type="hidden" name="version" value=(machine.version); }
            (field("tipo", "machine-kind", Some("machine-kind-hint")).line(say, "text", Some("tipos")))
            datalist id="tipos" { @for (_, concept) in choices { option value=(concept.label.get(visit.lang())) {} } }
            (field("marca", "machine-make", Some("machine-make-hint")).line(say, "text", None))
            (field("anio", "machine-year", None).figure(say))
            (field("cantidad", "machine-how-many", Some("machine-how-many-hint")).figure(say))
            (field("ejes", "machine-axes", None).figure(say))
            (field("toneladas", "machine-tonnage", Some("machine-tonnage-hint")).figure(say))
            fieldset {
                legend { (say.t("machine-envelope")) }
                div {
                    p.hint { (say.t("machine-envelope-hint")) }
                    @for (name, label) in LENGTHS { (field(name, label, None).figure(say)) }
                    (field("unidad", "profile-unit", None).select(say, &unit_choices(visit, EQUIPMENT_MAX_LENGTH)))
                }
            }
            (field("carga", "machine-load", None).figure(say))
            (field("unidad_carga", "machine-load-unit", None).select(say, &unit_choices(visit, EQUIPMENT_MAX_LOAD)))
            (field("nota", "machine-note", Some("machine-note-hint")).area(say, 2))
            @if view.by_staff {
                (field("origen", "profile-origin", None).select(say, &origins(say)))
                (field("visto", "profile-observed", None).line(say, "date", None))
            }
            div.buttons {
                button type="submit" { (say.t("machine-save")) }
                a.button.second href=(path(view.card.site)) { (say.t("machine-back")) }
            }
        }
    }
}

fn unit_choices(visit: &Visit, attribute: &str) -> Vec<(String, String)> {
    units(visit, attribute)
        .iter()
        .map(|one| {
            let word = one.word(visit.lang()).to_owned();
            (word, unit(visit.say, *one))
        })
        .collect()
}

/// The form by which it leaves the list. Its fault opens it.
fn leaving(visit: &Visit, view: &MachineView, machine: &Machine, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let fault = fault_of(faults, "quitar-origen");
    html! {
        details open[fault.is_some()] {
            summary { (say.t("machine-remove")) }
            form.text method="post" action={ (machine_path(machine.id)) "/quitar" } novalidate {
                (visit.proof())
                input type="hidden" name="version" value=(machine.version);
                p { (say.t("machine-remove-text")) }
                @if view.by_staff { (how_known(say, fault)) }
                div.buttons { button.second type="submit" { (say.t("machine-remove-button")) } }
            }
        }
    }
}

/// How staff know that it is gone. The form above has such a control, too: this one has an id of its own.
fn how_known(say: Say, fault: Option<&str>) -> Markup {
    let fault_id = fault.map(|_| "quitar-origen-error");
    html! {
        div.field.wrong[fault.is_some()] {
            label for="quitar-origen" { (say.t("profile-origin")) }
            @if let Some(words) = fault { p.fault id=[fault_id] { span.hidden { (say.t("error-prefix")) " " } (words) } }
            select id="quitar-origen" name="origen" aria-describedby=[fault_id] aria-invalid=[fault.map(|_| "true")] {
                @for (value, label) in origins(say) { option value=(value) { (label) } }
            }
        }
    }
}
