//! A stored need as the draft of a form: copied, or to be changed. What no field of the form holds exactly
//! stands among the criteria, so that saving it unchanged changes nothing.

use super::draft::{Asked, Choice, Draft};
use super::terms_typed::TermsTyped;
use eslabon_app::needs::{CriterionDraft, NeedDraft};
use eslabon_app::search::locate;
use eslabon_domain::attributes::{SITE_STAFF, SITE_STATE};
use eslabon_domain::needs::{Criterion, Need, Requirement, Strength};
use eslabon_domain::text::LocalText;

/// The weight of what the form asks by fields of its own.
const PLAIN_WEIGHT: u8 = 10;

impl Draft {
    /// An earlier need, to be posted again with changes. Its dates are over, so they stay empty, and so do the
    /// months of its volume once they are.
    #[must_use]
    pub fn copy_of(need: &Need, today: jiff::civil::Date) -> Self {
        Self {
            starts_on: String::new(),
            closes_on: String::new(),
            terms: TermsTyped::of(&need.terms.still_ahead(today)),
            ..Self::of(need)
        }
    }

    /// A need as it is stored, to be changed.
    #[must_use]
    pub fn of(need: &Need) -> Self {
        let day = |day: Option<jiff::civil::Date>| day.map_or_else(String::new, |d| d.to_string());
        let mut draft = Self {
            firm: need.organisation.to_string(),
            title: need.title.text.clone(),
            description: need.description.text.clone(),
            starts_on: day(need.starts_on),
            closes_on: day(need.closes_on),
            terms: TermsTyped::of(&need.terms),
            hide_buyer: !need.buyer_shown,
            ..Self::default()
        };
        for criterion in &need.criteria {
            draft.take_up(criterion);
        }
        draft
    }

    fn take_up(&mut self, criterion: &Criterion) {
        let wish = criterion.strength == Strength::Wish;
        let plain = criterion.weight == PLAIN_WEIGHT && criterion.item.is_none();
        match &criterion.requirement {
            Requirement::InStates { states }
                if plain && self.place.is_empty() && criterion.attribute == SITE_STATE =>
            {
                self.place = "estados".into();
                (self.states, self.place_wish) = (states.clone(), wish);
            }
            within @ Requirement::Within {
                label, radius_m, ..
            } if plain && self.place.is_empty() && is_typed(within) => {
                (self.place, self.near) = ("radio".into(), label.clone());
                (self.radius, self.place_wish) = ((radius_m / 1_000).to_string(), wish);
            }
            Requirement::AtLeast { amount }
                if plain
                    && wish
                    && self.staff.is_empty()
                    && criterion.attribute == SITE_STAFF
                    && (0..=1_000_000).contains(amount) =>
            {
                self.staff = amount.to_string();
            }
            requirement => self.asked.push(Asked {
                criterion: CriterionDraft {
                    attribute: criterion.attribute.clone(),
                    item: criterion.item.clone(),
                    requirement: requirement.clone(),
                    strength: criterion.strength,
                    weight: criterion.weight,
                },
                choice: if wish { Choice::Wish } else { Choice::Must },
                words: String::new(),
            }),
        }
    }

    /// The need, with the stored texts where nobody changed them: browsers write line breaks their own way,
    /// and the language of few words is a guess.
    #[must_use]
    pub fn need_like(&self, stored: &Need) -> NeedDraft {
        let mut need = self.need();
        need.title = unless_changed(need.title, &stored.title);
        need.description = unless_changed(need.description, &stored.description);
        need
    }

    /// Whether the words are still those of a stored need.
    #[must_use]
    pub fn says_as(&self, stored: &Need) -> bool {
        is_same(&self.title, &stored.title.text)
            && is_same(&self.description, &stored.description.text)
    }
}

/// Whether the fields of place and radius give exactly this point and distance.
fn is_typed(within: &Requirement) -> bool {
    let Requirement::Within {
        centre,
        label,
        radius_m,
    } = within
    else {
        return false;
    };
    let whole = radius_m % 1_000 == 0 && (1_000..=3_000_000).contains(radius_m);
    whole && locate(label).is_some_and(|(point, name)| point == *centre && name == *label)
}

fn unless_changed(typed: LocalText, stored: &LocalText) -> LocalText {
    match is_same(&typed.text, &stored.text) {
        true => stored.clone(),
        false => typed,
    }
}

fn is_same(typed: &str, stored: &str) -> bool {
    let plain = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
    plain(typed) == plain(stored)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::fields::Fields;
    use eslabon_domain::ids::{CentreId, CriterionId, NeedId, OrganisationId};
    use eslabon_domain::needs::NeedStatus;
    use eslabon_domain::places::StateCode;
    use eslabon_domain::terms::NeedTerms;
    use eslabon_domain::text::Lang;

    fn criterion(attribute: &str, requirement: Requirement) -> Criterion {
        Criterion {
            id: CriterionId::from_name(attribute),
            attribute: attribute.into(),
            item: None,
            requirement,
            strength: Strength::Wish,
            weight: PLAIN_WEIGHT,
        }
    }

    fn need(criteria: Vec<Criterion>) -> Need {
        Need {
            id: NeedId::from_name("n"),
            organisation: OrganisationId::from_name("o"),
            centre: CentreId::from_name("c"),
            version: 3,
            title: LocalText::en("Bujes"),
            description: LocalText::en("Una\nDos"),
            criteria,
            terms: NeedTerms::default(),
            status: NeedStatus::Open,
            starts_on: Some(jiff::civil::date(2027, 3, 31)),
            closes_on: None,
            buyer_shown: true,
            fictional: false,
        }
    }

    #[test]
    fn what_is_taken_up_and_left_alone_asks_the_same() {
        let staff = |amount| Requirement::AtLeast { amount };
        let states = |codes: &[u8]| Requirement::InStates {
            states: codes.iter().copied().map(StateCode).collect(),
        };
        let must = |mut one: Criterion| {
            one.strength = Strength::Must;
            one
        };
        let mut heavy = criterion(SITE_STAFF, staff(20));
        heavy.weight = 40;
        for one in [
            criterion(SITE_STAFF, staff(20)),
            must(criterion(SITE_STAFF, staff(20))),
            heavy,
            criterion(SITE_STATE, states(&[8, 14])),
            must(criterion(SITE_STATE, states(&[32]))),
            criterion("process.tolerance", Requirement::AtMost { amount: 5 }),
        ] {
            let stored = need(vec![one.clone()]);
            // As a browser sends it, with its own line breaks.
            let mut pairs = Draft::of(&stored).pairs();
            for (_, value) in &mut pairs {
                *value = value.replace('\n', "\r\n");
            }
            let draft = Draft::read(&Fields::of(pairs));
            let again = draft.need_like(&stored);
            assert_eq!(again.criteria.len(), 1, "{one:?}");
            let asked = &again.criteria[0];
            assert_eq!(asked.requirement, one.requirement);
            assert_eq!((asked.strength, asked.weight), (one.strength, one.weight));
            assert_eq!(again.title, stored.title);
            assert_eq!(again.description.text, "Una\nDos");
            assert_eq!(again.description.lang, Lang::En);
            assert_eq!(again.starts_on, stored.starts_on);
            assert!(draft.says_as(&stored));
        }
    }

    #[test]
    fn a_second_place_is_not_lost() {
        let states = |code| Requirement::InStates {
            states: vec![StateCode(code)],
        };
        let stored = need(vec![
            criterion(SITE_STATE, states(8)),
            criterion(SITE_STATE, states(14)),
        ]);
        let again = Draft::of(&stored).need();
        assert_eq!(again.criteria.len(), 2);
    }
}
