//! A need while it is being written. Everything is kept as it was typed and travels in the form
//! itself from step to step, so nothing is lost and the server remembers nothing. What a browser
//! sends is checked anew at each step and again by the use case.

use super::terms_typed::TermsTyped;
use crate::pages::fields::Fields;
use crate::pages::visit::Visit;
use eslabon_app::AppResult;
use eslabon_app::catalogue::concept_meant;
use eslabon_app::needs::{
    CONCEPTS_MAX, CRITERIA_MAX, CriterionDraft, NeedDraft, Proposal, propose_criteria,
};
use eslabon_app::search::locate;
use eslabon_domain::attributes::{
    MATERIAL_WORKED, PROCESS_OFFERED, SITE_POSITION, SITE_STAFF, SITE_STATE, STANDARD_HELD,
};
use eslabon_domain::needs::{Requirement, Strength};
use eslabon_domain::places::StateCode;
use eslabon_domain::text::{Lang, LocalText, guess_lang};
use eslabon_domain::units::parse_whole;
use eslabon_domain::vocabulary::{ConceptId, ConceptKind};
use jiff::civil::Date;

/// The kinds that can be added by typing: field, kind, attribute.
pub const ADDED: [(&str, ConceptKind, &str); 3] = [
    ("mas_proceso", ConceptKind::Process, PROCESS_OFFERED),
    ("mas_material", ConceptKind::Material, MATERIAL_WORKED),
    ("mas_certificado", ConceptKind::Standard, STANDARD_HELD),
];

/// What is said of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Required.
    Must,
    /// Preferred.
    Wish,
    /// Left out.
    No,
}

impl Choice {
    /// Every choice.
    pub const ALL: [Choice; 3] = [Choice::Must, Choice::Wish, Choice::No];

    /// The word in the form.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Choice::Must => "must",
            Choice::Wish => "wish",
            Choice::No => "no",
        }
    }

    fn parse(word: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|choice| choice.as_str() == word)
            .unwrap_or(Choice::Wish)
    }

    fn strength(self) -> Option<Strength> {
        match self {
            Choice::Must => Some(Strength::Must),
            Choice::Wish => Some(Strength::Wish),
            Choice::No => None,
        }
    }
}

/// A criterion that was proposed, added or copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The criterion; its strength is that of `choice`.
    pub criterion: CriterionDraft,
    /// Must, wish or left out.
    pub choice: Choice,
    /// The words that led to it.
    pub words: String,
}

/// A need as it has been typed so far.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// The lead firm, for staff.
    pub firm: String,
    /// A lead firm that is not listed, for staff.
    pub firm_name: String,
    /// In a line.
    pub title: String,
    /// In more words.
    pub description: String,
    /// Criteria so far.
    pub asked: Vec<Asked>,
    /// `libre`, `estados` or `radio`.
    pub place: String,
    /// States.
    pub states: Vec<StateCode>,
    /// The place of the radius.
    pub near: String,
    /// The radius in kilometres.
    pub radius: String,
    /// Whether the place is a must.
    pub place_wish: bool,
    /// The fewest people.
    pub staff: String,
    /// The first day on which parts are needed.
    pub starts_on: String,
    /// Candidates until.
    pub closes_on: String,
    /// On which terms.
    pub terms: TermsTyped,
    /// The buyer's name is kept back.
    pub hide_buyer: bool,
    /// What was typed into the fields that add criteria.
    pub typed: [String; 3],
}

impl Draft {
    /// What a form says.
    #[must_use]
    pub fn read(form: &Fields) -> Self {
        let keep = |name: &str| form.text(name).chars().take(200).collect::<String>();
        let mut states: Vec<StateCode> = form
            .all("estado")
            .flat_map(|value| value.split(','))
            .filter_map(StateCode::parse)
            .collect();
        states.sort();
        states.dedup();
        Self {
            firm: keep("empresa"),
            firm_name: form.text("empresa_nombre").chars().take(400).collect(),
            title: form.text("titulo").chars().take(2_000).collect(),
            description: form.text("descripcion").chars().take(40_000).collect(),
            asked: (0..CRITERIA_MAX)
                .filter_map(|at| read_asked(form, at))
                .collect(),
            place: keep("lugar"),
            states,
            near: keep("cerca"),
            radius: keep("radio"),
            place_wish: form.text("lugar_fuerza") == "wish",
            staff: keep("personal"),
            starts_on: keep("inicia"),
            closes_on: keep("cierra"),
            terms: TermsTyped::read(form),
            hide_buyer: form.text("reservar") == "si",
            typed: ADDED.map(|(field, _, _)| keep(field)),
        }
    }

    /// The language in which the person wrote.
    #[must_use]
    pub fn tongue(&self) -> Lang {
        guess_lang(&self.whole_text())
    }

    /// All that the person wrote of what she looks for.
    #[must_use]
    pub fn whole_text(&self) -> String {
        format!("{}\n{}", self.title, self.description)
    }

    /// Adds what the words ask for; what is there already keeps the person's choice. For a need that is
    /// changed it is only offered: she left it out once, or never thought of it.
    ///
    /// # Errors
    /// If the actor may not post needs.
    pub fn propose(&mut self, visit: &Visit, only_offered: bool) -> AppResult<()> {
        let text = LocalText {
            lang: self.tongue(),
            text: self.whole_text(),
        };
        for Proposal { criterion, spans } in propose_criteria(&visit.app, &visit.actor, &text)? {
            let mut words: Vec<&str> = spans
                .into_iter()
                .filter_map(|span| text.text.get(span))
                .collect();
            words.dedup();
            let choice = match criterion.strength {
                _ if only_offered => Choice::No,
                Strength::Must => Choice::Must,
                Strength::Wish => Choice::Wish,
            };
            self.ask(criterion, choice, words.join(", "));
        }
        Ok(())
    }

    /// Adds what was typed; a name that nobody knows stays in its field and is answered as such.
    pub fn add_typed(&mut self, visit: &Visit) -> Vec<&'static str> {
        let mut unknown = Vec::new();
        for (at, (field, kind, attribute)) in ADDED.into_iter().enumerate() {
            let typed = self.typed.get(at).cloned().unwrap_or_default();
            if typed.is_empty() {
                continue;
            }
            let concepts = concepts_meant(visit, kind, &typed);
            if concepts.is_empty() {
                unknown.push(field);
                continue;
            }
            let criterion = CriterionDraft {
                attribute: attribute.to_owned(),
                item: None,
                requirement: Requirement::AnyOf { concepts },
                strength: Strength::Must,
                weight: 10,
            };
            let choice = if kind == ConceptKind::Process {
                Choice::Must
            } else {
                Choice::Wish
            };
            self.ask(criterion, choice, String::new());
            if let Some(typed) = self.typed.get_mut(at) {
                typed.clear();
            }
        }
        unknown
    }

    fn ask(&mut self, criterion: CriterionDraft, choice: Choice, words: String) {
        let same = |asked: &Asked| {
            (
                &asked.criterion.attribute,
                &asked.criterion.item,
                &asked.criterion.requirement,
            ) == (
                &criterion.attribute,
                &criterion.item,
                &criterion.requirement,
            )
        };
        if !self.asked.iter().any(same) && self.asked.len() < CRITERIA_MAX {
            self.asked.push(Asked {
                criterion,
                choice,
                words,
            });
        }
    }

    /// Puts what was probably meant in place of the amount of a criterion, by its place in [`Draft::need`].
    pub fn correct(&mut self, at: usize, meant: Requirement) {
        let mut said = self
            .asked
            .iter_mut()
            .filter(|asked| asked.choice != Choice::No);
        match said.nth(at) {
            Some(asked) => asked.criterion.requirement = meant,
            // Of what has a field of its own, only the staff is an amount.
            None => {
                if let Requirement::AtLeast { amount } = meant {
                    self.staff = amount.to_string();
                }
            }
        }
    }

    /// Whether any criterion beside place and size is asked for.
    #[must_use]
    pub fn asks_something(&self) -> bool {
        self.asked.iter().any(|asked| asked.choice != Choice::No)
    }

    /// The need, as far as what was typed can be read; the steps say what cannot.
    #[must_use]
    pub fn need(&self) -> NeedDraft {
        let tongue = self.tongue();
        let mut criteria: Vec<CriterionDraft> = self
            .asked
            .iter()
            .filter_map(|asked| {
                asked.choice.strength().map(|strength| CriterionDraft {
                    strength,
                    ..asked.criterion.clone()
                })
            })
            .collect();
        let strength = if self.place_wish {
            Strength::Wish
        } else {
            Strength::Must
        };
        let mut put = |attribute: &str, requirement, strength| {
            criteria.push(CriterionDraft {
                attribute: attribute.to_owned(),
                item: None,
                requirement,
                strength,
                weight: 10,
            });
        };
        match self.place.as_str() {
            "estados" => put(
                SITE_STATE,
                Requirement::InStates {
                    states: self.states.clone(),
                },
                strength,
            ),
            "radio" => {
                if let (Some((centre, label)), Some(km)) = (locate(&self.near), self.radius_km()) {
                    put(
                        SITE_POSITION,
                        Requirement::Within {
                            centre,
                            label,
                            radius_m: km * 1_000,
                        },
                        strength,
                    );
                }
            }
            _ => {}
        }
        if let Some(amount) = parse_whole(&self.staff)
            .ok()
            .filter(|_| !self.staff.is_empty())
        {
            put(SITE_STAFF, Requirement::AtLeast { amount }, Strength::Wish);
        }
        NeedDraft {
            organisation: self.firm.parse().ok(),
            organisation_name: Some(self.firm_name.clone()).filter(|name| !name.is_empty()),
            title: LocalText {
                lang: tongue,
                text: self.title.clone(),
            },
            description: LocalText {
                lang: tongue,
                text: self.description.clone(),
            },
            criteria,
            terms: self.terms.terms(),
            target_price: self.terms.price(),
            starts_on: day(&self.starts_on),
            closes_on: day(&self.closes_on),
            hide_buyer: self.hide_buyer,
        }
    }

    /// The radius, where it is a number between 1 and 3,000.
    #[must_use]
    pub fn radius_km(&self) -> Option<i64> {
        self.radius
            .parse()
            .ok()
            .filter(|km| (1..=3_000).contains(km))
    }

    /// Names and values of everything, for hidden fields and for tests.
    #[must_use]
    pub fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs: Vec<(String, String)> = [
            ("empresa", &self.firm),
            ("empresa_nombre", &self.firm_name),
            ("titulo", &self.title),
            ("descripcion", &self.description),
            ("lugar", &self.place),
            ("cerca", &self.near),
            ("radio", &self.radius),
            ("personal", &self.staff),
            ("inicia", &self.starts_on),
            ("cierra", &self.closes_on),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .collect();
        pairs.extend(self.terms.pairs());
        let states: Vec<String> = self.states.iter().map(ToString::to_string).collect();
        pairs.push(("estado".into(), states.join(",")));
        pairs.push((
            "lugar_fuerza".into(),
            if self.place_wish {
                "wish".into()
            } else {
                "must".into()
            },
        ));
        if self.hide_buyer {
            pairs.push(("reservar".into(), "si".into()));
        }
        for (at, asked) in self.asked.iter().enumerate() {
            pairs.extend(asked.fixed_pairs(at));
            pairs.push((format!("c{at}.fuerza"), asked.choice.as_str().to_owned()));
        }
        pairs.retain(|(_, value)| !value.is_empty());
        pairs
    }
}

impl Asked {
    /// What the person does not type: the criterion itself, and the words that led to it.
    #[must_use]
    pub fn fixed_pairs(&self, at: usize) -> Vec<(String, String)> {
        let criterion = serde_json::to_string(&self.criterion).unwrap_or_default();
        vec![
            (format!("c{at}"), criterion),
            (format!("c{at}.palabras"), self.words.clone()),
        ]
    }
}

/// What a name means, or names with `/` between them, of which any will do. Nothing where one is not known.
fn concepts_meant(visit: &Visit, kind: ConceptKind, typed: &str) -> Vec<ConceptId> {
    if let Some(concept) = concept_meant(&visit.words, kind, typed) {
        return vec![concept];
    }
    let mut concepts: Vec<ConceptId> = Vec::new();
    for name in typed
        .split('/')
        .map(str::trim)
        .filter(|name| !name.is_empty())
    {
        match concept_meant(&visit.words, kind, name) {
            Some(concept) if concepts.contains(&concept) => {}
            Some(concept) => concepts.push(concept),
            None => return Vec::new(),
        }
    }
    concepts.truncate(CONCEPTS_MAX);
    concepts
}

fn read_asked(form: &Fields, at: usize) -> Option<Asked> {
    let criterion = serde_json::from_str(form.find(&format!("c{at}"))?).ok()?;
    Some(Asked {
        criterion,
        choice: Choice::parse(form.text(&format!("c{at}.fuerza"))),
        words: form
            .text(&format!("c{at}.palabras"))
            .chars()
            .take(400)
            .collect(),
    })
}

/// A day as browsers send it (2027-03-31) or as people in Mexico write it (31/03/2027).
#[must_use]
pub fn day(typed: &str) -> Option<Date> {
    if let Ok(date) = typed.parse::<Date>() {
        return Some(date);
    }
    let parts: Vec<i16> = typed
        .split(['/', '-', '.'])
        .map(|part| part.trim().parse().ok())
        .collect::<Option<_>>()?;
    let [day, month, year] = parts.try_into().ok()?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> Asked {
        Asked {
            criterion: CriterionDraft {
                attribute: PROCESS_OFFERED.into(),
                item: None,
                requirement: Requirement::AnyOf {
                    concepts: vec!["process.cnc_turning".into()],
                },
                strength: Strength::Must,
                weight: 10,
            },
            choice: Choice::Must,
            words: "torneado CNC".into(),
        }
    }

    #[test]
    fn what_a_form_carries_comes_back_unchanged() {
        let draft = Draft {
            title: "Bujes \"de latón\" <5 mm>".into(),
            description: "Línea 1\r\nLínea 2".into(),
            asked: vec![asked()],
            place: "estados".into(),
            states: vec![StateCode(8), StateCode(14)],
            staff: "veinte".into(),
            starts_on: "31/02/2027".into(),
            hide_buyer: true,
            ..Draft::default()
        };
        let again = Draft::read(&Fields::of(draft.pairs()));
        assert_eq!(again.pairs(), draft.pairs());
        assert_eq!(
            (again.staff.as_str(), again.starts_on.as_str()),
            ("veinte", "31/02/2027"),
            "nonsense is kept, too"
        );
        assert_eq!(again.asked, draft.asked);
    }

    #[test]
    fn left_out_criteria_are_not_asked_for() {
        let mut draft = Draft {
            title: "x".into(),
            asked: vec![asked()],
            ..Draft::default()
        };
        assert_eq!(draft.need().criteria.len(), 1);
        draft.asked[0].choice = Choice::No;
        assert!(draft.need().criteria.is_empty() && !draft.asks_something());
    }

    #[test]
    fn what_was_meant_takes_the_place_of_what_was_asked() {
        let mut left_out = asked();
        left_out.choice = Choice::No;
        let mut amount = asked();
        amount.criterion.attribute = "process.tolerance".into();
        amount.criterion.requirement = Requirement::AtMost { amount: 20 };
        let mut draft = Draft {
            asked: vec![left_out.clone(), asked(), amount],
            staff: "5000000".into(),
            ..Draft::default()
        };
        draft.correct(1, Requirement::AtMost { amount: 20_000 });
        draft.correct(2, Requirement::AtLeast { amount: 5_000 });
        assert_eq!(draft.asked[0], left_out);
        assert_eq!(draft.asked[1], asked());
        let need = draft.need();
        assert_eq!(
            need.criteria[1].requirement,
            Requirement::AtMost { amount: 20_000 }
        );
        assert_eq!(
            need.criteria[2].requirement,
            Requirement::AtLeast { amount: 5_000 }
        );
    }

    #[test]
    fn days_are_read_as_browsers_and_people_write_them() {
        let wanted = jiff::civil::date(2027, 3, 31);
        for typed in ["2027-03-31", "31/03/2027", "31-3-2027"] {
            assert_eq!(day(typed), Some(wanted), "{typed}");
        }
        for typed in ["", "31/02/2027", "mañana", "99999/1/1", "2027"] {
            assert_eq!(day(typed), None, "{typed}");
        }
    }

    #[test]
    fn place_and_size_become_criteria() {
        let draft = Draft {
            place: "radio".into(),
            near: "Guadalajara, Jalisco".into(),
            radius: "80".into(),
            staff: "20".into(),
            ..Draft::default()
        };
        let need = draft.need();
        assert!(matches!(
            need.criteria[0].requirement,
            Requirement::Within {
                radius_m: 80_000,
                ..
            }
        ));
        assert!(matches!(
            need.criteria[1].requirement,
            Requirement::AtLeast { amount: 20 }
        ));
    }
}
