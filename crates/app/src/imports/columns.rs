//! The columns of every kind of file: our name of the field, and the headings under which it is
//! known, folded (`text::normal_form`). A new layout of a register is a new heading here.

use super::recognise::ImportKind;

/// One column of a kind of file.
pub struct Column {
    /// Our name of it.
    pub field: &'static str,
    /// The headings under which it comes.
    pub names: &'static [&'static str],
    /// Without it the file is not of this kind.
    pub required: bool,
}

const fn must(field: &'static str, names: &'static [&'static str]) -> Column {
    Column {
        field,
        names,
        required: true,
    }
}

const fn may(field: &'static str, names: &'static [&'static str]) -> Column {
    Column {
        field,
        names,
        required: false,
    }
}

/// The columns of a kind of file.
#[must_use]
pub fn of(kind: ImportKind) -> &'static [Column] {
    match kind {
        ImportKind::Denue => DENUE,
        ImportKind::Retc => RETC,
        ImportKind::Suppliers => SUPPLIERS,
        ImportKind::Needs => NEEDS,
        ImportKind::Institutions => INSTITUTIONS,
        ImportKind::Services => SERVICES,
        ImportKind::Machines => MACHINES,
    }
}

/// Whether a column holds telephone numbers or e-mail addresses.
#[must_use]
pub fn is_private(heading: &str) -> bool {
    heading.split(' ').any(|word| {
        word.starts_with("telefono")
            || word.starts_with("correo")
            || [
                "tel",
                "phone",
                "telephone",
                "celular",
                "movil",
                "fax",
                "email",
                "mail",
                "whatsapp",
                "lada",
            ]
            .contains(&word)
    })
}

/// The attribute meant by our templates' short headings.
#[must_use]
pub fn attribute_of(heading: &str) -> Option<&'static str> {
    ATTRIBUTES
        .iter()
        .find(|(_, names)| names.contains(&heading))
        .map(|(id, _)| *id)
}

/// The 42 columns of today, the 41 of before (no `clee`), the web export's long headings.
const DENUE: &[Column] = &[
    must("key", &["id"]),
    may("clee", &["clee"]),
    must(
        "name",
        &[
            "nom estab",
            "nombre de la unidad economica",
            "nombre unidad economica",
        ],
    ),
    may("legal_name", &["raz social", "razon social"]),
    may(
        "scian",
        &[
            "codigo act",
            "codigo de la clase de actividad scian",
            "codigo de clase de la actividad scian",
            "codigo de la clase de actividad",
            "codigo de actividad",
        ],
    ),
    may(
        "activity",
        &[
            "nombre act",
            "nombre de clase de la actividad",
            "nombre de la clase de actividad",
            "nombre de la clase de la actividad",
            "nombre de la clase de actividad scian",
        ],
    ),
    may(
        "staff",
        &[
            "per ocu",
            "descripcion estrato personal ocupado",
            "estrato personal ocupado",
            "personal ocupado",
        ],
    ),
    may("road_type", &["tipo vial", "tipo de vialidad"]),
    may(
        "road",
        &["nom vial", "nombre de la vialidad", "nombre de vialidad"],
    ),
    may(
        "number",
        &[
            "numero ext",
            "numero exterior o kilometro",
            "numero exterior",
        ],
    ),
    may("letter", &["letra ext", "letra exterior"]),
    may("inner_number", &["numero int", "numero interior"]),
    may(
        "settlement_type",
        &[
            "tipo asent",
            "tipo de asentamiento humano",
            "tipo asentamiento humano",
        ],
    ),
    may(
        "settlement",
        &[
            "nomb asent",
            "nombre de asentamiento humano",
            "nombre del asentamiento humano",
        ],
    ),
    may(
        "centre_type",
        &[
            "tipocencom",
            "tipo centro comercial",
            "tipo de centro comercial",
        ],
    ),
    may(
        "centre_name",
        &[
            "nom cencom",
            "nombre centro comercial",
            "nombre de centro comercial",
            "corredor industrial centro comercial o mercado publico",
        ],
    ),
    may("postal_code", &["cod postal", "codigo postal"]),
    may(
        "state_code",
        &["cve ent", "clave entidad", "clave de entidad"],
    ),
    may("state", &["entidad", "entidad federativa"]),
    may(
        "municipality_code",
        &["cve mun", "clave municipio", "clave de municipio"],
    ),
    may("municipality", &["municipio", "nombre del municipio"]),
    may("locality", &["localidad"]),
    may("website", &["www", "sitio en internet", "pagina web"]),
    may("lat", &["latitud"]),
    may("lon", &["longitud"]),
    may(
        "since",
        &[
            "fecha alta",
            "fecha de incorporacion al denue",
            "fecha de incorporacion",
        ],
    ),
];

/// The extract with SCIAN classes, and SEMARNAT's yearly files without.
const RETC: &[Column] = &[
    must("key", &["nra", "numero de registro ambiental"]),
    must(
        "name",
        &[
            "name",
            "nombre",
            "razon social",
            "nombre del establecimiento",
        ],
    ),
    may("scian", &["scian", "codigo scian", "clave scian"]),
    may("activity", &["principal activity", "actividad principal"]),
    may(
        "other_activity",
        &["semarnat subsector", "actividad principal semarnat"],
    ),
    may("sector", &["semarnat sector", "sector", "sector semarnat"]),
    may("industrial_park", &["industrial park", "parque industrial"]),
    may(
        "edition",
        &["last year", "ano", "anio", "year", "ano de reporte"],
    ),
    may("road", &["calle", "domicilio", "vialidad"]),
    may(
        "number",
        &["numero exterior", "no exterior", "num exterior"],
    ),
    may("settlement", &["colonia", "asentamiento"]),
    may("postal_code", &["postal code", "codigo postal", "cp"]),
    may("state_code", &["cve ent", "clave entidad"]),
    may("state", &["state", "estado", "entidad federativa"]),
    may(
        "municipality",
        &[
            "municipality",
            "delegacion municipio",
            "municipio",
            "municipio o delegacion",
            "municipio delegacion",
        ],
    ),
    may("locality", &["locality", "localidad", "poblacion"]),
    may("lat", &["lat", "latitud norte", "latitud"]),
    may("lon", &["lon", "longitud oeste", "longitud"]),
    may("website", &["pagina web", "www"]),
];

const SUPPLIERS: &[Column] = &[
    must("key", &["clave", "key"]),
    must("name", &["nombre", "name"]),
    may("company_key", &["clave empresa", "company key"]),
    may("company", &["empresa", "company"]),
    may("state", &["estado", "state"]),
    may("municipality", &["municipio", "municipality"]),
    may("locality", &["localidad", "locality"]),
    may("postal_code", &["codigo postal", "postal code", "cp"]),
    may("address", &["domicilio", "address", "direccion"]),
    may("lat", &["latitud", "lat", "latitude"]),
    may("lon", &["longitud", "lon", "longitude"]),
    may(
        "staff",
        &[
            "personal",
            "staff",
            "personal ocupado",
            "employees",
            "empleados",
        ],
    ),
    may("sectors", &["sectores", "sectors", "sector"]),
    may("processes", &["procesos", "processes"]),
    may("materials", &["materiales", "materials"]),
    may(
        "certificates",
        &[
            "certificados",
            "certificates",
            "certificaciones",
            "standards",
            "normas",
        ],
    ),
    may(
        "equipment",
        &["equipos", "equipment", "maquinaria", "equipo"],
    ),
    may("complete_lists", &["listas completas", "complete lists"]),
    may("description", &["descripcion", "description"]),
    may("language", &["idioma", "language"]),
    may("origin", &["origen", "origin"]),
    may("observed", &["observado", "observed"]),
    may("rfc", &["rfc"]),
    may("denue_id", &["denue id", "id denue"]),
    may("clee", &["clee"]),
    may("nra", &["nra"]),
    may("fictional", &["ficticio", "fictional", "ficticia"]),
];

/// The column of what a buyer wants to pay: read, but never quoted, and left out of what is given back.
pub const TARGET_PRICE: &str = "target_price";

const NEEDS: &[Column] = &[
    must("key", &["clave", "key"]),
    must("company", &["empresa", "company"]),
    must("title", &["titulo", "title"]),
    may("description", &["descripcion", "description"]),
    may("language", &["idioma", "language"]),
    may("processes", &["procesos", "processes"]),
    may("materials", &["materiales", "materials"]),
    may(
        "certificates",
        &[
            "certificados",
            "certificates",
            "certificaciones",
            "standards",
            "normas",
        ],
    ),
    may("equipment", &["equipos", "equipment", "maquinaria"]),
    may("sectors", &["sectores", "sectors"]),
    may("states", &["estados", "states"]),
    may("radius_km", &["radio km", "radius km", "radio", "radius"]),
    may("around", &["alrededor de", "around"]),
    may("min_staff", &["personal minimo", "min staff"]),
    may("requirements", &["requisitos", "requirements"]),
    may("wishes", &["deseos", "wishes"]),
    may("starts_on", &["inicio", "starts on"]),
    may("closes_on", &["cierre", "closes on"]),
    may("status", &["estatus", "status"]),
    may("hide_buyer", &["nombre reservado", "name reserved"]),
    may("fictional", &["ficticio", "fictional"]),
    may("volumes", &["volumenes", "volumes", "piezas por mes"]),
    may("lot_size", &["piezas por lote", "lot size", "lote"]),
    may("cycle", &["ciclo", "cycle"]),
    may("duration_months", &["duracion meses", "duration months"]),
    may("incoterm", &["incoterm"]),
    may("currency", &["moneda", "currency"]),
    may("payment_days", &["dias de pago", "payment days"]),
    may(TARGET_PRICE, &["precio objetivo", "target price"]),
    may("tooling_owner", &["herramental", "tooling owner"]),
    may("sample_on", &["muestras", "sample on"]),
    may("drawings_language", &["idioma planos", "drawings language"]),
];

const INSTITUTIONS: &[Column] = &[
    must("key", &["clave", "key"]),
    must("name", &["nombre", "name"]),
    may("kind", &["tipo", "type", "kind"]),
    may("fictional", &["ficticio", "fictional", "ficticia"]),
];

const SERVICES: &[Column] = &[
    must("key", &["clave", "key"]),
    must("institution", &["institucion", "institution"]),
    must("kind", &["tipo", "type", "kind"]),
    must("name", &["nombre", "name"]),
    must("days", &["dias", "days"]),
    must("price", &["precio", "price"]),
    may("description", &["descripcion", "description"]),
    may("language", &["idioma", "language"]),
    may("effects", &["efectos", "effects"]),
    may("currency", &["moneda", "currency"]),
    may(
        "price_as_of",
        &["fecha del precio", "price as of", "fecha de precio"],
    ),
    may("source", &["fuente", "source"]),
    may("states", &["estados", "states"]),
    may("prerequisites", &["prerequisitos", "prerequisites"]),
    may("form", &["forma", "form"]),
    may("consulting_days", &["dias de asesoria", "consulting days"]),
    may("days_per_week", &["dias por semana", "days per week"]),
    may("credit_limit", &["monto maximo", "credit limit"]),
    may("yearly_rate", &["tasa anual", "yearly rate"]),
    may("credit_months", &["plazo meses", "credit months"]),
    may("grace_months", &["meses de gracia", "grace months"]),
    may("lead_days", &["anticipacion dias", "lead days"]),
    may("effort_minutes", &["horas por semana", "hours per week"]),
    may("people", &["participantes", "people"]),
    may("price_per", &["precio por", "price per"]),
    may("languages", &["idiomas", "languages"]),
    may("funding", &["financiamiento", "funding"]),
    may("evidence", &["evidencia", "evidence"]),
    may("status", &["estatus", "status"]),
    may("cohorts", &["fechas", "cohorts", "dates"]),
    may("fictional", &["ficticio", "fictional"]),
];

const MACHINES: &[Column] = &[
    must("key", &["clave", "key"]),
    must(
        "supplier",
        &["clave proveedor", "supplier key", "proveedor", "supplier"],
    ),
    must(
        "kind",
        &["tipo de maquina", "machine type", "maquina", "machine"],
    ),
    may(
        "make_model",
        &["marca y modelo", "make and model", "marca", "make"],
    ),
    may("year", &["ano", "year", "anio"]),
    may("count", &["cantidad", "count"]),
    may("axes", &["ejes", "axes"]),
    may("travel_x", &["recorrido x", "travel x"]),
    may("travel_y", &["recorrido y", "travel y"]),
    may("travel_z", &["recorrido z", "travel z"]),
    may("max_diameter", &["diametro maximo", "max diameter"]),
    may("tonnage", &["tonelaje", "tonnage", "toneladas"]),
    may("max_load", &["carga maxima", "max load"]),
    may("note", &["nota", "note"]),
    may("origin", &["origen", "origin"]),
    may("observed", &["observado", "observed"]),
];

/// Short headings of our templates for attributes of `schema/vocabulary/attributes.csv`.
const ATTRIBUTES: &[(&str, &[&str])] = &[
    (
        "process.tolerance",
        &["tolerancia", "tolerance", "tolerancias", "tolerances"],
    ),
    ("process.roughness_ra", &["rugosidad", "roughness"]),
    ("process.max_length", &["tamano maximo", "max size"]),
    ("process.cpk", &["cpk"]),
    ("site.defect_ppm", &["ppm"]),
    (
        "site.on_time_delivery",
        &["entregas a tiempo", "on time delivery", "otd"],
    ),
    ("site.oee", &["oee"]),
    (
        "site.lead_time_days",
        &[
            "tiempo de entrega dias",
            "tiempo de entrega",
            "lead time days",
            "lead time",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use eslabon_domain::text::normal_form;

    #[test]
    fn headings_are_written_folded_and_mean_one_field() {
        for kind in ImportKind::ALL {
            let mut seen = std::collections::BTreeSet::new();
            for column in of(kind) {
                for name in column.names {
                    assert_eq!(normal_form(name), *name);
                    assert!(seen.insert(name), "{kind} {name}");
                    assert!(!is_private(name), "{name}");
                }
            }
        }
    }

    #[test]
    fn telephones_and_mail_are_known_in_every_layout() {
        for heading in [
            "telefono",
            "Correoelec",
            "Correo electrónico",
            "Número de teléfono",
            "E-mail",
            "Tel.",
            "phone",
        ] {
            assert!(is_private(&normal_form(heading)), "{heading}");
        }
        assert!(!is_private("tipo de vialidad"));
    }
}
