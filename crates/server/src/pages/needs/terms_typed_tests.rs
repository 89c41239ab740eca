use super::*;
use eslabon_domain::terms::recognise;
use jiff::civil::date;

const SAY: Say = Say { lang: Lang::Es };

fn typed(pairs: &[(&str, &str)]) -> TermsTyped {
    let pairs = pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    TermsTyped::read(&Fields::of(pairs.collect()))
}

fn whole_terms() -> NeedTerms {
    NeedTerms {
        volumes: parse_volumes("2027-01:500;2027-02:1500").unwrap(),
        lot_size: Some(1_250),
        cycle_ms: Some(3_600_500),
        duration_months: Some(36),
        incoterm: Some(Incoterm::Ddp),
        currency: Some(Currency::Usd),
        payment_days: Some(60),
        tooling_owner: Some(ToolingOwner::Shared),
        sample_on: Some(date(2026, 12, 24)),
        language: Some(Lang::En),
    }
}

#[test]
fn stored_terms_that_are_left_alone_stay_as_they_are() {
    let price = UnitPrice::parse("1,234.0625", Currency::Usd).ok();
    let again = TermsTyped::of(&whole_terms()).priced(price);
    assert_eq!((again.terms(), again.price()), (whole_terms(), price));
    assert!(again.unreadable(SAY, None).is_empty());
    let carried = TermsTyped::read(&Fields::of(again.pairs().collect()));
    assert_eq!(carried, again);
    // Without a currency of the need, the price names its own.
    let alone = TermsTyped::default().priced(price);
    assert_eq!((alone.price(), alone.terms().currency), (price, None));
    assert_eq!(TermsTyped::of(&NeedTerms::default()), TermsTyped::default());
}

#[test]
fn a_ramp_is_spread_over_its_months_once() {
    let mut terms = typed(&[
        ("rampa_mes", "ene-27"),
        ("rampa_piezas", "500 pzas"),
        ("rampa_meses", "3"),
        ("rampa_hasta", "1,000"),
        ("volumenes", "2020-01: 1"),
    ]);
    terms.spread(None);
    assert_eq!(
        terms.get("volumenes"),
        "2027-01: 500\n2027-02: 750\n2027-03: 1000"
    );
    assert!(!terms.ramps());
    // The same volume in every month, from the month in which parts are needed.
    let mut even = typed(&[("rampa_piezas", "0"), ("rampa_meses", "2")]);
    assert_eq!(even.unreadable(SAY, None).len(), 1, "from when is not said");
    even.spread(Some(date(2027, 12, 24)));
    assert_eq!(even.get("volumenes"), "2027-12: 0\n2028-01: 0");
}

#[test]
fn months_of_the_check_page_take_the_place_of_the_list() {
    let terms = typed(&[
        ("volumenes", "2027-01: 500\n2027-02: 600"),
        ("mes.2027-01", "550"),
        ("mes.2027-02", "muchas"),
        ("mes.nunca", "1"),
    ]);
    assert_eq!(terms.get("volumenes"), "2027-01: 550\n2027-02: muchas");
    let faults = terms.unreadable(SAY, None);
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].0, "volumenes");
    assert!(faults[0].1.contains("2027-02: muchas"), "{}", faults[0].1);
}

#[test]
fn what_cannot_be_read_is_told_beside_its_field_and_kept() {
    let nonsense: Vec<(&str, &str)> = FIELDS.iter().map(|name| (*name, "¿?")).collect();
    let terms = typed(&nonsense);
    let faults = terms.unreadable(SAY, None);
    for name in FIELDS {
        assert!(faults.iter().any(|(field, _)| field == name), "{name}");
        assert_eq!(terms.get(name), "¿?");
    }
    let bare = typed(&[("precio", "12.5")]);
    let fields: Vec<String> = bare
        .unreadable(SAY, None)
        .into_iter()
        .map(|f| f.0)
        .collect();
    assert_eq!(fields, ["moneda"]);
    assert_eq!(bare.price(), None);
}

#[test]
fn units_behind_a_number_are_understood() {
    for (text, wanted) in [
        ("60", 60),
        ("60 días", 60),
        ("net 45", 45),
        ("Neto 30 días", 30),
    ] {
        assert_eq!(days(text), Some(wanted), "{text}");
    }
    for (text, wanted) in [
        ("36", 36),
        ("18 meses", 18),
        ("3 años", 36),
        ("2 years", 24),
    ] {
        assert_eq!(months(text), Some(wanted), "{text}");
    }
    assert_eq!(
        (days("contado"), months(""), whole("1,250 pzas")),
        (None, None, Some(1_250))
    );
}

#[test]
fn what_the_words_say_is_offered_where_nothing_is_said_and_taken_on_request() {
    let text = "5,000 pzas/mes en lotes de 250, DDP, pago a 60 días";
    let mut terms = typed(&[("pago", "30")]);
    let offered = terms.offered(recognise(text));
    assert_eq!(offered.len(), 3);
    terms.take(&offered, None, date(2026, 12, 10));
    assert_eq!(terms.get("rampa_mes"), "2027-01");
    assert_eq!((terms.get("lote"), terms.get("pago")), ("250", "30"));
    assert!(terms.offered(recognise(text)).is_empty());
    terms.spread(None);
    assert_eq!(terms.terms().volumes.len(), 12);
    assert!(terms.offered(recognise(text)).is_empty());
}
