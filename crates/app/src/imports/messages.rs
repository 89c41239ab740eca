//! What is said about a file and its rows: one code, one sentence in each language. The command
//! line, the pages, GraphQL and the downloadable files all take their words from here.

use eslabon_domain::text::Lang;

/// Declares the codes once: the variant, the word that storage keeps, Spanish, English.
macro_rules! codes {
    ($($variant:ident, $word:literal, $es:literal, $en:literal;)*) => {
        /// What can be wrong with a row, a cell or a pair of rows.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $en] $variant,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The word that storage keeps.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $word,)* }
            }

            /// One sentence: what is wrong and what to do.
            #[must_use]
            pub fn message(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $((Code::$variant, Lang::Es) => $es, (Code::$variant, Lang::En) => $en,)*
                }
            }
        }
    };
}

codes! {
    // The row cannot be read.
    RaggedRow, "ragged_row",
        "La fila no tiene tantas celdas como el encabezado; revise separadores y comillas.",
        "The row does not have as many cells as the header; check separators and quotes.";
    QuoteUnbalanced, "quote_unbalanced",
        "Falta cerrar una comilla en esta fila.",
        "A quotation mark is not closed in this row.";
    LineTooLong, "line_too_long",
        "La fila es demasiado larga (más de 8 MB).",
        "The row is too long (more than 8 MB).";
    CellTooLong, "cell_too_long",
        "La celda tiene más de 20,000 caracteres.",
        "The cell has more than 20,000 characters.";
    NulCharacter, "nul_character",
        "La celda contiene un carácter nulo; guarde el archivo de nuevo como CSV o XLSX.",
        "The cell contains a NUL character; save the file again as CSV or XLSX.";
    BadEncoding, "bad_encoding",
        "La fila contiene caracteres dañados; guarde el archivo como UTF-8.",
        "The row contains damaged characters; save the file as UTF-8.";
    // A required cell, or the key.
    MissingValue, "missing_value",
        "Falta un dato obligatorio.",
        "A required value is missing.";
    BadKey, "bad_key",
        "La clave no tiene la forma esperada.",
        "The key does not have the expected form.";
    KeyRepeated, "key_repeated",
        "La clave ya apareció en este archivo con otros datos; el valor indica la primera fila.",
        "The key stood earlier in this file with other data; the value names the first row.";
    OtherFirmsKey, "other_firms_key",
        "La clave pertenece a un requerimiento de otra empresa; use otra clave.",
        "The key belongs to a need of another firm; use another key.";
    NamesBuyer, "names_buyer",
        "El texto nombra a la empresa, que reservó su nombre en este requerimiento; quítelo.",
        "The text names the firm, which keeps its name back on this need; take it out.";
    NegativeValue, "negative_value",
        "El número no puede ser negativo.",
        "The number cannot be negative.";
    TooLong, "too_long",
        "El texto es demasiado largo; el valor indica el máximo de caracteres.",
        "The text is too long; the value gives the most characters.";
    // Numbers, dates, words.
    BadNumber, "bad_number",
        "No se entiende el número o su unidad.",
        "The number or its unit is not understood.";
    NotInPesos, "not_in_pesos",
        "El importe va en pesos mexicanos (MXN), no en otra moneda; conviértalo y escriba solo el número.",
        "The amount is in Mexican pesos (MXN), not in another currency; convert it and write the number alone.";
    BadDate, "bad_date",
        "No se entiende la fecha; escriba 2027-03-31 o +120d.",
        "The date is not understood; write 2027-03-31 or +120d.";
    DateInFuture, "date_in_future",
        "La fecha todavía no llega; se deja fuera.",
        "The date has not come yet; it is left out.";
    BadYesNo, "bad_yes_no",
        "Escriba sí o no.",
        "Write yes or no.";
    BadOrigin, "bad_origin",
        "El origen debe ser declarado, documentado, validado o medido.",
        "The origin must be declared, document, verified or measured.";
    BadLanguage, "bad_language",
        "El idioma debe ser es o en.",
        "The language must be es or en.";
    BadStatus, "bad_status",
        "El estatus debe ser abierto, borrador, adjudicado o retirado.",
        "The status must be open, draft, awarded or withdrawn.";
    BadCurrency, "bad_currency",
        "La moneda debe ser MXN o USD.",
        "The currency must be MXN or USD.";
    BadKind, "bad_kind",
        "El tipo no se reconoce.",
        "The type is not recognised.";
    BadRequirement, "bad_requirement",
        "No se entiende el requisito; escriba atributo <= valor, >= valor o = concepto.",
        "The requirement is not understood; write attribute <= value, >= value or = concept.";
    BadEffect, "bad_effect",
        "No se entiende el efecto; escriba atributo:concepto = sí, o atributo 85 % -> 95 %.",
        "The effect is not understood; write attribute:concept = yes, or attribute 85 % -> 95 %.";
    BadPrerequisite, "bad_prerequisite",
        "No se entiende lo que se pide antes; escriba atributo:concepto, o atributo >= 60 %.",
        "What is asked for before is not understood; write attribute:concept, or attribute >= 60 %.";
    ItemNotOf, "item_not_of",
        "Este atributo no lleva proceso, máquina ni certificado; déjelo vacío.",
        "This attribute takes no process, machine or certificate; leave it empty.";
    LevelFalls, "level_falls",
        "El servicio no llega a un nivel mejor que aquel del que parte; revise los dos niveles.",
        "The service reaches no better level than the one that it starts from; check both levels.";
    NeedsItself, "needs_itself",
        "El servicio pide antes lo mismo que da; pida un nivel menor o quite el requisito.",
        "The service asks before for what it gives; ask for a lower level, or take it away.";
    BadForm, "bad_form",
        "La forma debe ser curso, asesoría, prueba, préstamo, crédito o por acuerdo.",
        "The form must be course, consulting, test, loan, credit or arranged.";
    ConsultingDays, "consulting_days",
        "Una asesoría dura al menos un día, y de uno a siete por semana.",
        "Consulting takes a day at least, and one to seven a week.";
    CreditTerms, "credit_terms",
        "Revise el crédito: plazo de 1 a 360 meses, gracia menor que el plazo, tasa y monto no negativos.",
        "Check the credit: 1 to 360 months, fewer of grace, rate and amount not below zero.";
    SeatsUnknown, "seats_unknown",
        "El precio es por participante: diga cuántos toman parte y cuántas horas por semana.",
        "The price is for each participant: say how many take part, and how many hours a week.";
    UnknownWord, "unknown_word",
        "La palabra no es una de las que admite esta columna; vea la guía de la plantilla.",
        "The word is none of those that this column takes; see the guide of the template.";
    OutOfRange, "out_of_range",
        "El número está fuera de los límites permitidos.",
        "The number is outside the permitted limits.";
    BadCohort, "bad_cohort",
        "No se entiende la fecha del curso; escriba 2026-12-01..2026-12-05/20/8: inicio, fin, lugares y mínimo.",
        "The date of the course is not understood; write 2026-12-01..2026-12-05/20/8: first day, last day, seats and minimum.";
    ZeroSeats, "zero_seats",
        "El curso necesita al menos un lugar, y a lo más 1,000.",
        "The course needs one seat at least, and 1,000 at most.";
    EndsBeforeStart, "ends_before_start",
        "El curso termina antes de empezar; revise las dos fechas.",
        "The course ends before it begins; check both dates.";
    MinimumAboveSeats, "minimum_above_seats",
        "El mínimo es mayor que los lugares, o menor que cero: el curso nunca se daría.",
        "The minimum is above the seats, or below zero: the course would never be held.";
    TakenSeats, "taken_seats",
        "Los lugares ocupados son más que los lugares, o menos que cero.",
        "More seats are taken than there are, or fewer than none.";
    UnknownConcept, "unknown_concept",
        "El concepto no está en el vocabulario; use su clave, su nombre o un sinónimo.",
        "The concept is not in the vocabulary; use its id, its label or a synonym.";
    UnknownAttribute, "unknown_attribute",
        "El atributo no existe o no se puede pedir.",
        "The attribute does not exist or cannot be asked for.";
    UnknownInstitution, "unknown_institution",
        "La institución no está registrada; importe primero las instituciones.",
        "The institution is not known; import the institutions first.";
    UnknownSupplier, "unknown_supplier",
        "El proveedor no está registrado; importe primero los proveedores y use la misma clave.",
        "The supplier is not known; import the suppliers first and use the same key.";
    OtherSitesKey, "other_sites_key",
        "La clave pertenece a una máquina de otra planta; use otra clave.",
        "The key belongs to a machine of another plant; use another key.";
    TooManyMachines, "too_many_machines",
        "La planta ya tiene todas las máquinas que caben en su lista; junte en una línea las que son iguales.",
        "The plant has as many machines as its list holds; put those that are alike on one line.";
    NoCriteria, "no_criteria",
        "El requerimiento no pide nada: agregue al menos un criterio.",
        "The need asks for nothing: add at least one criterion.";
    BadCriterion, "bad_criterion",
        "Un criterio está fuera de los límites permitidos.",
        "A criterion is outside the permitted limits.";
    DatesReversed, "dates_reversed",
        "El cierre es posterior al inicio.",
        "The closing day is after the first day.";
    OlderThanKnown, "older_than_known",
        "Ya hay un dato más reciente; este se deja fuera.",
        "A more recent value is already known; this one is left out.";
    FictionalWithPublicKey, "fictional_with_public_key",
        "Una empresa ficticia no puede llevar la clave de un registro público.",
        "A fictional firm cannot carry the key of a public register.";
    BadVolumes, "bad_volumes",
        "No se entienden los meses; escriba 2027-01:500;2027-02:800, sin saltar meses y con 0 donde no haya piezas.",
        "The months are not understood; write 2027-01:500;2027-02:800, leaving no month out, with 0 where there are no pieces.";
    BadIncoterm, "bad_incoterm",
        "El Incoterm no existe en la edición 2020; se deja fuera.",
        "The Incoterm is none of the edition of 2020; it is left out.";
    BadTooling, "bad_tooling",
        "El dueño del herramental debe ser comprador, proveedor o compartido.",
        "The owner of the tooling must be buyer, supplier or shared.";
    BadPrice, "bad_price",
        "No se entiende el precio o su moneda, o difiere de la moneda del pago; escriba 12.50 MXN o 0.084 USD.",
        "The price or its currency is not understood, or differs from the currency of payment; write 12.50 MXN or 0.084 USD.";
    BadTerm, "bad_term",
        "El dato está fuera de los límites permitidos; se deja fuera.",
        "The value is outside the permitted limits; it is left out.";
    SampleAfterStart, "sample_after_start",
        "Las muestras se piden después del inicio; el valor es su fecha. Corrija el inicio, o ponga en el archivo la columna de muestras.",
        "Samples are due after the first day; the value is their day. Correct the first day, or put the column of samples into the file.";
    // Places.
    PositionImplausible, "position_implausible",
        "Las coordenadas no están en México; se usa el centro del municipio.",
        "The coordinates are not in Mexico; the centre of the municipality is used.";
    UnknownState, "unknown_state",
        "No se reconoce el estado.",
        "The state is not recognised.";
    UnknownMunicipality, "unknown_municipality",
        "No se reconoce el municipio.",
        "The municipality is not recognised.";
    // Registers.
    ScianUnknown, "scian_unknown",
        "La clase no está en el SCIAN 2023; la fila se conserva.",
        "The class is not in SCIAN 2023; the row is kept.";
    ScianMissing, "scian_missing",
        "Falta la clase SCIAN; la fila se conserva.",
        "The SCIAN class is missing; the row is kept.";
    NotManufacturing, "not_manufacturing",
        "La actividad no es manufactura (SCIAN 31–33); la fila se conserva.",
        "The activity is not manufacturing (SCIAN 31–33); the row is kept.";
    SizeUnreadable, "size_unreadable",
        "No se entiende el estrato de personal; se deja sin dato.",
        "The staff band is not understood; it is left unknown.";
    AliasTaken, "alias_taken",
        "Otra planta ya tiene esta clave; se propone como posible duplicado.",
        "Another plant already has this key; the pair is proposed as a possible duplicate.";
    // Why two rows may be one plant.
    SameKey, "same_key",
        "Comparten una clave.",
        "They share a key.";
    SameName, "same_name",
        "El nombre es el mismo.",
        "The name is the same.";
    SimilarName, "similar_name",
        "El nombre se parece.",
        "The name is similar.";
    SamePlace, "same_place",
        "Están a menos de 200 m.",
        "They are less than 200 m apart.";
    Near, "near",
        "Están a menos de 2 km.",
        "They are less than 2 km apart.";
    SameMunicipality, "same_municipality",
        "Están en el mismo municipio.",
        "They are in the same municipality.";
    SameWebsite, "same_website",
        "Tienen el mismo sitio en Internet.",
        "They have the same website.";
    SameActivity, "same_activity",
        "Tienen la misma clase SCIAN.",
        "They have the same SCIAN class.";
}

impl Code {
    /// The code that [`Code::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.as_str() == word)
    }
}

/// The sentence for a stored code; the code itself where it is none of ours.
#[must_use]
pub fn message(code: &str, lang: Lang) -> &str {
    Code::parse(code).map_or(code, |known| known.message(lang))
}

/// Why a whole file cannot be read. `AppError::Unreadable` carries `code` or `code: detail`.
const FILE_FAULTS: &[(&str, &str, &str)] = &[
    ("empty_file", "El archivo está vacío.", "The file is empty."),
    (
        "no_rows",
        "El archivo solo tiene encabezado.",
        "The file has a header only.",
    ),
    (
        "unknown_header",
        "No se reconoce el encabezado. Se esperaba DENUE, RETC o una de nuestras plantillas; indique el tipo si lo conoce. Encabezado",
        "The header is not recognised. DENUE, RETC or one of our templates was expected; name the kind if you know it. Header",
    ),
    (
        "ambiguous_header",
        "El encabezado corresponde a más de un tipo de archivo; indique cuál es. Posibles",
        "The header fits more than one kind of file; name the kind. Possible",
    ),
    (
        "missing_columns",
        "Faltan columnas obligatorias",
        "Required columns are missing",
    ),
    (
        "too_large",
        "El archivo es demasiado grande; divídalo. Máximo",
        "The file is too large; split it. At most",
    ),
    (
        "old_excel",
        "Es un libro de Excel antiguo (.xls); guárdelo como .xlsx o CSV.",
        "This is an old Excel workbook (.xls); save it as .xlsx or CSV.",
    ),
    (
        "broken_workbook",
        "El libro de Excel está dañado",
        "The Excel workbook is damaged",
    ),
    (
        "not_a_table",
        "El archivo no es una tabla CSV ni un libro XLSX.",
        "The file is neither a CSV table nor an XLSX workbook.",
    ),
    (
        "cannot_open",
        "No se puede abrir el archivo",
        "The file cannot be opened",
    ),
    (
        "changed_while_reading",
        "El archivo cambió mientras se leía; impórtelo de nuevo.",
        "The file changed while it was read; import it again.",
    ),
];

/// The words for [`crate::AppError::Unreadable`].
#[must_use]
pub fn unreadable(why: &str, lang: Lang) -> String {
    let (code, detail) = why.split_once(": ").unwrap_or((why, ""));
    let Some((_, es, en)) = FILE_FAULTS.iter().find(|(known, _, _)| *known == code) else {
        return why.to_owned();
    };
    let sentence = match lang {
        Lang::Es => es,
        Lang::En => en,
    };
    if detail.is_empty() {
        (*sentence).to_owned()
    } else {
        format!("{sentence}: {detail}")
    }
}

/// The name of a field as the preview shows it.
#[must_use]
pub fn field(word: &str, lang: Lang) -> &str {
    let known = FIELDS.iter().find(|(field, _, _)| *field == word);
    match (known, lang) {
        (Some((_, es, _)), Lang::Es) => es,
        (Some((_, _, en)), Lang::En) => en,
        (None, _) => word,
    }
}

const FIELDS: &[(&str, &str, &str)] = &[
    ("key", "Clave", "Key"),
    ("name", "Nombre", "Name"),
    ("legal_name", "Razón social", "Legal name"),
    ("activity", "Actividad", "Activity"),
    ("scian", "Clase SCIAN", "SCIAN class"),
    (
        "scian_suggested",
        "Clase SCIAN sugerida",
        "Suggested SCIAN class",
    ),
    ("staff", "Personal", "Staff"),
    ("address", "Domicilio", "Address"),
    ("place", "Lugar", "Place"),
    ("position", "Coordenadas", "Coordinates"),
    (
        "approximate_position",
        "Coordenadas aproximadas",
        "Approximate coordinates",
    ),
    ("industrial_park", "Parque industrial", "Industrial park"),
    ("website", "Sitio en Internet", "Website"),
    ("edition", "Edición", "Edition"),
    ("organisation", "Organización", "Organisation"),
    ("facts", "Datos de capacidad", "Capability facts"),
    ("title", "Título", "Title"),
    ("criteria", "Criterios", "Criteria"),
    ("kind", "Tipo", "Type"),
    ("price", "Precio", "Price"),
    ("days", "Días", "Days"),
    ("effects", "Efectos", "Effects"),
    ("cohorts", "Fechas de curso", "Course dates"),
    ("fictional", "Ficticio", "Fictional"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_has_one_word_and_both_languages() {
        let words: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(words.len(), Code::ALL.len());
        for code in Code::ALL {
            let (es, en) = (code.message(Lang::Es), code.message(Lang::En));
            assert!(
                es.ends_with('.') && en.ends_with('.') && es != en,
                "{code:?}"
            );
            assert_eq!(message(code.as_str(), Lang::Es), es);
        }
    }

    #[test]
    fn every_fault_of_a_file_has_both_languages() {
        for fault in super::super::read::Fault::examples() {
            let why = fault.to_string();
            let (es, en) = (unreadable(&why, Lang::Es), unreadable(&why, Lang::En));
            assert!(es != why && en != why && es != en, "{why}");
        }
    }
}
