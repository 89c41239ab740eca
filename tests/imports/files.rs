//! Files as people bring them, made of fictional plants.

use crate::Outcome;

/// A plant as registers publish it.
#[derive(Debug, Clone)]
pub struct Plant {
    pub id: String,
    pub clee: String,
    pub name: String,
    pub legal_name: String,
    pub class: String,
    pub activity: String,
    pub staff: String,
    pub street: String,
    pub settlement: String,
    pub park: String,
    pub postal_code: String,
    pub state: (String, String),
    pub municipality: (String, String),
    pub telephone: String,
    pub mail: String,
    pub website: String,
    pub lat: String,
    pub lon: String,
    pub since: String,
}

/// A telephone number that nobody has.
pub const TELEPHONE: &str = "3310987654";
/// A mail address that nobody has.
pub const MAIL: &str = "VENTAS.ZARZAPARRILLA@TALLERINVENTADO.EXAMPLE";

/// A plant in Zapopan, like no other of another number.
pub fn plant(number: usize) -> Plant {
    // Words that share no letters' pairs to speak of, so that no two plants look alike.
    const FIRST: [&str; 5] = ["TROQUELES", "FORJAS", "MOLDES", "BUJIAS", "LAMINADOS"];
    let word: String = (0..4)
        .map(|place| {
            char::from(b'A' + u8::try_from(number / 7_usize.pow(place) % 7 * 3).unwrap_or(0))
        })
        .collect();
    let first = FIRST.get(number % FIRST.len()).copied().unwrap_or_default();
    Plant {
        id: (7_000_000 + number).to_string(),
        clee: format!("14120332710{number:06}000000000U1"),
        name: format!("{first} {word}{word} {number}"),
        legal_name: format!("{first} {word}{word} {number} SA DE CV"),
        class: "332710".into(),
        activity: "Maquinado de piezas para maquinaria y equipo en general".into(),
        staff: "11 a 30 personas".into(),
        street: "DE LOS TORNEROS".into(),
        settlement: "EL COLLI INDUSTRIAL".into(),
        park: String::new(),
        postal_code: "45069".into(),
        state: ("14".into(), "Jalisco".into()),
        municipality: ("120".into(), "Zapopan".into()),
        telephone: String::new(),
        mail: String::new(),
        website: String::new(),
        lat: format!("20.{}", 640_000 + number * 7),
        lon: "-103.420113".into(),
        since: "2014-12".into(),
    }
}

/// How INEGI writes DENUE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// 42 columns, with `clee`.
    Current,
    /// 41 columns, before there was a `clee`.
    Older,
    /// 41 columns with long headings, from INEGI's website.
    WebExport,
}

const CURRENT: &str = "id,clee,nom_estab,raz_social,codigo_act,nombre_act,per_ocu,tipo_vial,nom_vial,\
    tipo_v_e_1,nom_v_e_1,tipo_v_e_2,nom_v_e_2,tipo_v_e_3,nom_v_e_3,numero_ext,letra_ext,edificio,edificio_e,\
    numero_int,letra_int,tipo_asent,nomb_asent,tipoCenCom,nom_CenCom,num_local,cod_postal,cve_ent,entidad,\
    cve_mun,municipio,cve_loc,localidad,ageb,manzana,telefono,correoelec,www,tipoUniEco,latitud,longitud,\
    fecha_alta";

const WEB_EXPORT: [&str; 41] = [
    "ID",
    "Nombre de la Unidad Económica",
    "Razón social",
    "Código de la clase de actividad SCIAN",
    "Nombre de clase de la actividad",
    "Descripcion estrato personal ocupado",
    "Tipo de vialidad",
    "Nombre de la vialidad",
    "Tipo de entre vialidad 1",
    "Nombre de entre vialidad 1",
    "Tipo de entre vialidad 2",
    "Nombre de entre vialidad 2",
    "Tipo de entre vialidad 3",
    "Nombre de entre vialidad 3",
    "Número exterior o kilómetro",
    "Letra exterior",
    "Edificio",
    "Piso",
    "Número interior",
    "Letra interior",
    "Tipo de asentamiento humano",
    "Nombre de asentamiento humano",
    "Tipo centro comercial",
    "Corredor industrial, centro comercial o mercado público",
    "Número de local",
    "Código Postal",
    "Clave entidad",
    "Entidad federativa",
    "Clave municipio",
    "Municipio",
    "Clave localidad",
    "Localidad",
    "Área geoestadística básica ",
    "Manzana",
    "Número de teléfono",
    "Correo electrónico",
    "Sitio en Internet",
    "Tipo de establecimiento",
    "Latitud",
    "Longitud",
    "Fecha de incorporación al DENUE",
];

impl Layout {
    /// The headings.
    pub fn header(self) -> Vec<String> {
        let current = CURRENT.split(',').map(str::trim);
        match self {
            Layout::Current => current.map(str::to_owned).collect(),
            Layout::Older => current
                .filter(|heading| *heading != "clee")
                .map(str::to_owned)
                .collect(),
            Layout::WebExport => WEB_EXPORT.map(str::to_owned).to_vec(),
        }
    }

    fn cells(self, plant: &Plant) -> Vec<String> {
        let Plant {
            id,
            clee,
            name,
            legal_name,
            class,
            activity,
            staff,
            ..
        } = plant;
        let centre = if plant.park.is_empty() {
            ""
        } else {
            "PARQUE INDUSTRIAL"
        };
        let mut cells = vec![id.as_str()];
        if self == Layout::Current {
            cells.push(clee);
        }
        cells.extend([name, legal_name, class, activity, staff].map(String::as_str));
        cells.extend(["CALLE", &plant.street, "CALLE", "FRESA", "CALLE", "TORNO"]);
        cells.extend(["CALLE", "LIMADORA", "318", "", "", "", "0", ""]);
        cells.extend(["COLONIA", &plant.settlement, centre, &plant.park, ""]);
        cells.extend([&plant.postal_code, &plant.state.0, &plant.state.1].map(String::as_str));
        cells.extend([&plant.municipality.0, &plant.municipality.1].map(String::as_str));
        cells.extend(["0001", &plant.municipality.1, "2422", "027"]);
        cells.extend([&plant.telephone, &plant.mail, &plant.website].map(String::as_str));
        cells.extend(["Fijo", &plant.lat, &plant.lon, &plant.since]);
        cells.into_iter().map(str::to_owned).collect()
    }

    /// A file of these plants.
    pub fn csv(self, plants: &[Plant]) -> String {
        let rows: Vec<Vec<String>> = plants.iter().map(|plant| self.cells(plant)).collect();
        csv(&self.header(), &rows, b',')
    }
}

/// Today's layout of DENUE.
pub fn denue(plants: &[Plant]) -> String {
    Layout::Current.csv(plants)
}

/// The extract of RETC with classes.
pub fn retc(plants: &[Plant], year: &str) -> String {
    let header = [
        "nra",
        "last_year",
        "name",
        "scian",
        "principal_activity",
        "semarnat_sector",
        "semarnat_subsector",
        "industrial_park",
        "cve_ent",
        "state",
        "municipality",
        "locality",
        "postal_code",
        "lat",
        "lon",
    ];
    let row = |plant: &Plant| -> Vec<String> {
        let cells = [
            &nra(plant),
            year,
            &plant.legal_name,
            &plant.class,
            &plant.activity,
            "Automotriz",
            "Produccion de otras auto partes",
            &plant.park,
            &plant.state.0,
            &plant.state.1,
            &plant.municipality.1,
            &plant.municipality.1,
            &plant.postal_code,
            &plant.lat,
            &plant.lon,
        ];
        cells.map(str::to_owned).to_vec()
    };
    let rows: Vec<Vec<String>> = plants.iter().map(row).collect();
    csv(&header.map(str::to_owned), &rows, b',')
}

/// The environmental registration number of a plant.
pub fn nra(plant: &Plant) -> String {
    format!("ZZZ14{}", plant.id)
}

/// Some rows under a header as CSV.
pub fn csv(header: &[String], rows: &[Vec<String>], delimiter: u8) -> String {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .from_writer(Vec::new());
    let written = std::iter::once(header)
        .chain(rows.iter().map(Vec::as_slice))
        .try_for_each(|row| writer.write_record(row));
    assert!(written.is_ok(), "writing to memory");
    String::from_utf8_lossy(&writer.into_inner().unwrap_or_default()).into_owned()
}

/// Rows given as text with one delimiter, as another.
pub fn table(text: &str) -> Outcome<Vec<Vec<String>>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let rows: Result<Vec<csv::StringRecord>, _> = reader.records().collect();
    Ok(rows?
        .iter()
        .map(|row| row.iter().map(str::to_owned).collect())
        .collect())
}

/// A workbook with one sheet for each table.
pub fn workbook(sheets: &[&[Vec<String>]]) -> Outcome<Vec<u8>> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for rows in sheets {
        let sheet = book.add_worksheet();
        for (at, row) in (0_u32..).zip(*rows) {
            for (column, cell) in (0_u16..).zip(row) {
                match cell.parse::<f64>() {
                    // As Excel does with what looks like a number.
                    Ok(number) if !cell.starts_with('0') => {
                        sheet.write_number(at, column, number)?
                    }
                    _ => sheet.write_string(at, column, cell)?,
                };
            }
        }
    }
    Ok(book.save_to_buffer()?)
}

/// The letters of Western Europe, one byte each.
pub fn windows_1252(text: &str) -> Vec<u8> {
    text.chars()
        .map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?'))
        .collect()
}

/// Two bytes a letter, with the mark that tells their order.
pub fn utf_16(text: &str, big_endian: bool) -> Vec<u8> {
    let bytes = |unit: u16| {
        if big_endian {
            unit.to_be_bytes()
        } else {
            unit.to_le_bytes()
        }
    };
    std::iter::once(0xFEFF)
        .chain(text.encode_utf16())
        .flat_map(bytes)
        .collect()
}

/// A file of the given cells: every heading that any row names is a column.
pub fn records(rows: &[&[(&str, &str)]]) -> String {
    let mut header: Vec<String> = Vec::new();
    for (heading, _) in rows.iter().copied().flatten() {
        if !header.iter().any(|known| known == heading) {
            header.push((*heading).to_owned());
        }
    }
    let cell = |row: &[(&str, &str)], heading: &str| {
        let named = row.iter().find(|(known, _)| *known == heading);
        named
            .map(|(_, value)| (*value).to_owned())
            .unwrap_or_default()
    };
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| header.iter().map(|heading| cell(row, heading)).collect())
        .collect();
    csv(&header, &rows, b',')
}
