//! Needs as a file in the form of their template: what is imported again changes nothing. Only needs that the actor
//! may change leave, for their target price goes along. A need that the template cannot say is left out and named:
//! half of it would be another need.

use super::neutralise::neutralise;
use super::requirements;
use super::values::Names;
use crate::audit::{Export, record_export};
use crate::context::{App, Words};
use crate::error::{AppError, AppResult};
use crate::needs::{list_needs, load_firms};
use crate::policy;
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{NeedId, OrganisationId};
use eslabon_domain::money::UnitPrice;
use eslabon_domain::needs::{Need, NeedStatus, Strength};
use eslabon_domain::terms::ToolingOwner;
use eslabon_storage::need_prices;
use jiff::civil::Date;

/// Needs read at a time.
const PAGE: u64 = 100;

/// The headings, as those of the template.
const HEADINGS: [&str; 23] = [
    "clave",
    "empresa",
    "titulo",
    "descripcion",
    "idioma",
    "requisitos",
    "deseos",
    "inicio",
    "cierre",
    "estatus",
    "nombre_reservado",
    "ficticio",
    "volumenes",
    "piezas_por_lote",
    "ciclo",
    "duracion_meses",
    "incoterm",
    "moneda",
    "dias_de_pago",
    "precio_objetivo",
    "herramental",
    "muestras",
    "idioma_planos",
];

/// A file of needs.
#[derive(Debug, Clone, Default)]
pub struct NeedsFile {
    /// The file, as CSV.
    pub content: Vec<u8>,
    /// How many needs are in it.
    pub rows: usize,
    /// Those that the template cannot say.
    pub left_out: Vec<NeedId>,
}

/// Writes the needs that the actor may change, the newest first. It is put on record.
///
/// # Errors
/// [`AppError::Forbidden`]; if the database fails.
pub async fn export_needs(app: &App, actor: &Actor) -> AppResult<NeedsFile> {
    let words = app.words();
    let names = Names::of(&words.vocabulary);
    let broken = |e: csv::Error| AppError::Internal(e.to_string());
    // The mark at the start makes spreadsheets read UTF-8.
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(HEADINGS).map_err(broken)?;
    let (mut file, mut after) = (NeedsFile::default(), None);
    loop {
        let needs = list_needs(app, actor, None, after, PAGE).await?;
        let Some(last) = needs.last() else { break };
        after = Some(last.id);
        let own = |need: &&Need| policy::may_see_target_price(actor, need);
        let needs: Vec<&Need> = needs.iter().filter(own).collect();
        let ids: Vec<NeedId> = needs.iter().map(|need| need.id).collect();
        let owners: Vec<OrganisationId> = needs.iter().map(|need| need.organisation).collect();
        let firms = load_firms(app, actor, &owners).await?;
        let prices = need_prices::load_many(app.database(), &ids).await?;
        for need in needs {
            let firm = firms.get(&need.organisation).map(|firm| firm.name.as_str());
            let price = prices.get(&need.id);
            match firm.and_then(|firm| row(need, firm, price, &words, &names)) {
                Some(cells) => {
                    let cells = cells.iter().map(|cell| neutralise(cell).into_owned());
                    writer.write_record(cells).map_err(broken)?;
                    file.rows += 1;
                }
                None => file.left_out.push(need.id),
            }
        }
    }
    file.content = writer
        .into_inner()
        .map_err(|e| AppError::Internal(e.to_string()))?;
    record_export(app, actor, Export::Needs, file.rows).await?;
    Ok(file)
}

/// The cells of a need; nothing where a criterion cannot be said, or there is none.
fn row(
    need: &Need,
    firm: &str,
    price: Option<&UnitPrice>,
    words: &Words,
    names: &Names,
) -> Option<Vec<String>> {
    let of = |strength| {
        let all = need.criteria.iter().filter(|one| one.strength == strength);
        let texts = all.map(|one| requirements::write(one, words, names));
        texts.collect::<Option<Vec<String>>>()
    };
    let (musts, wishes) = (of(Strength::Must)?, of(Strength::Wish)?);
    if need.criteria.is_empty() || need.title.lang != need.description.lang {
        return None;
    }
    let terms = &need.terms;
    let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
    let volumes = terms.volumes.iter();
    let volumes = volumes.map(|one| format!("{}:{}", one.month, one.pieces));
    Some(vec![
        need.id.to_string(),
        firm.to_owned(),
        need.title.text.clone(),
        need.description.text.clone(),
        need.title.lang.as_str().to_owned(),
        musts.join(" | "),
        wishes.join(" | "),
        day(need.starts_on),
        day(need.closes_on),
        status(need.status).to_owned(),
        yes_no(!need.buyer_shown),
        yes_no(need.fictional),
        volumes.collect::<Vec<_>>().join(";"),
        said(terms.lot_size),
        terms
            .cycle_ms
            .map_or_else(String::new, |ms| format!("{ms} ms")),
        said(terms.duration_months),
        said(terms.incoterm.map(|one| one.code())),
        said(terms.currency.map(|one| one.code())),
        said(terms.payment_days),
        price.map_or_else(String::new, |price| {
            format!("{} {}", price.number(), price.currency.code())
        }),
        said(terms.tooling_owner.map(owner)),
        day(terms.sample_on),
        said(terms.language.map(|lang| lang.as_str())),
    ])
}

fn said(value: Option<impl std::fmt::Display>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn yes_no(yes: bool) -> String {
    match yes {
        true => "sí".to_owned(),
        false => "no".to_owned(),
    }
}

fn status(of: NeedStatus) -> &'static str {
    match of {
        NeedStatus::Draft => "borrador",
        NeedStatus::Open => "abierto",
        NeedStatus::Awarded => "adjudicado",
        NeedStatus::Withdrawn => "retirado",
    }
}

fn owner(of: ToolingOwner) -> &'static str {
    match of {
        ToolingOwner::Buyer => "comprador",
        ToolingOwner::Supplier => "proveedor",
        ToolingOwner::Shared => "compartido",
    }
}
