//! Pages: server-rendered, Spanish first, working without JavaScript. A handler reads its address
//! or form, calls one use case and renders; it holds no rule.

mod about;
mod access;
mod account;
mod alerts;
mod assessments;
mod assets;
mod candidates;
mod capacity;
mod centres;
mod claims;
mod confirmations;
mod consents;
mod duplicates;
pub(crate) mod errors;
pub(crate) mod explain;
mod fields;
mod figures;
mod follow_up;
pub(crate) mod format;
pub(crate) mod gap_analysis;
mod home;
mod imports;
mod institutions;
mod layout;
mod machines;
mod map;
mod needs;
pub(crate) mod parts;
mod people;
mod privacy;
mod profiles;
mod programmes;
mod referrals;
mod search;
mod services;
mod shortlists;
mod site_files;
mod suppliers;
mod visit;
mod visits;
mod vocabulary;
pub(crate) mod words;
mod workbook;

use crate::http::Faces;
use crate::http::uploads::FILE_MAX;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

pub use programmes::document as programme_document;
pub(crate) use programmes::set_paper;

/// Every page. The addresses are Spanish in both languages, so that a link can be shared.
pub fn router() -> Router<Faces> {
    // The form around a file adds a little to its size.
    let upload = post(imports::upload).layer(DefaultBodyLimit::max(FILE_MAX + 64 * 1024));
    let file = post(site_files::add).layer(DefaultBodyLimit::max(site_files::BODY_MAX));
    let claim = post(claims::make).layer(DefaultBodyLimit::max(claims::BODY_MAX));
    let router = Router::new();
    #[cfg(feature = "oidc")]
    let router = router.merge(account::sign_on::router());
    router
        .route("/", get(home::show))
        .route("/entrar", get(account::show).post(account::enter))
        .route(
            "/entrar/codigo",
            get(account::show_code).post(account::code),
        )
        .route("/salir", post(account::leave))
        .route(
            "/olvide",
            get(account::forgotten::show).post(account::forgotten::ask),
        )
        .route(
            "/restablecer/{secret}",
            get(account::reset::show).post(account::reset::finish),
        )
        .route(
            "/invitacion/{secret}",
            get(account::invitation::show).post(account::invitation::accept),
        )
        .route(
            "/configurar/{secret}",
            get(account::setup::show).post(account::setup::finish),
        )
        .route("/cuenta", get(account::own::show).post(account::own::save))
        .route("/cuenta/funcion", post(account::choose_role))
        .route(
            "/cuenta/clave",
            get(account::password::show).post(account::password::change),
        )
        .route(
            "/cuenta/segundo-factor",
            get(account::second_factor::show).post(account::second_factor::change),
        )
        .route(
            "/cuenta/sesiones",
            get(account::sessions::show).post(account::sessions::end),
        )
        .route(
            "/cuenta/tokens",
            get(account::tokens::show).post(account::tokens::change),
        )
        .route("/avisos", get(alerts::list))
        .route("/avisos/leidos", post(alerts::read))
        .route("/cuenta/avisos", post(alerts::choose_mail))
        .route("/personas", get(people::list))
        .route(
            "/personas/invitar",
            get(people::show_invite).post(people::invite),
        )
        .route(
            "/personas/{membership}/liga",
            get(people::ask_hand_over).post(people::hand_over),
        )
        .route(
            "/personas/{membership}/terminar",
            get(people::ask_end).post(people::end),
        )
        .route("/centros", get(centres::list))
        .route(
            "/centros/nuevo",
            get(centres::show_found).post(centres::found),
        )
        .route(
            "/centros/{id}/compartir",
            get(centres::show_share).post(centres::share),
        )
        .route("/centros/acuerdos/{id}", post(centres::end))
        .route("/buscar", get(search::list))
        .route("/buscar.csv", get(search::csv))
        .route("/buscar.xlsx", get(search::xlsx))
        .route("/sugerencias", get(search::suggestions))
        .route("/proveedores/{site}", get(suppliers::show))
        .route(
            "/proveedores/{site}/es-mi-empresa",
            get(claims::form).merge(claim),
        )
        .route(
            "/proveedores/{site}/es-mi-empresa/retirar",
            post(claims::withdraw),
        )
        .route("/proveedores/{site}/historia", get(claims::history))
        .route(
            "/proveedores/{site}/confirmar",
            get(confirmations::ask).post(confirmations::prepare),
        )
        .route(
            "/proveedores/{site}/confirmar/retirar",
            post(confirmations::withdraw),
        )
        .route(
            "/proveedores/{site}/archivos",
            get(site_files::list).merge(file),
        )
        .route("/proveedores/{site}/visita", get(visits::of_site))
        .route("/archivos/{file}", get(site_files::open))
        .route(
            "/archivos/{file}/quitar",
            get(site_files::ask_remove).post(site_files::remove),
        )
        .route(
            "/archivos/{file}/confirmar",
            get(site_files::ask_confirm).post(site_files::confirm),
        )
        .route(
            "/proveedores/{site}/brechas",
            get(gap_analysis::show).post(gap_analysis::take),
        )
        .route("/mapa-de-brechas", get(gap_analysis::show_map))
        .route("/mi-empresa", get(profiles::mine))
        .route("/mi-empresa/maquinas", get(machines::mine))
        .route("/proveedores/{site}/maquinas", get(machines::list))
        .route(
            "/proveedores/{site}/maquinas/nueva",
            get(machines::start).post(machines::add),
        )
        .route(
            "/maquinas/{machine}",
            get(machines::show).post(machines::change),
        )
        .route("/maquinas/{machine}/quitar", post(machines::remove))
        .route("/mi-empresa/capacidad", get(capacity::mine))
        .route(
            "/proveedores/{site}/capacidad",
            get(capacity::show).post(capacity::take),
        )
        .route("/proveedores/{site}/perfil", get(profiles::overview))
        .route(
            "/proveedores/{site}/perfil/{attribute}",
            get(profiles::ask).post(profiles::take),
        )
        .route(
            "/confirmar/{secret}",
            get(confirmations::show).post(confirmations::send),
        )
        .route(
            "/proveedores/{site}/evaluaciones",
            get(assessments::list).post(assessments::begin),
        )
        .route(
            "/evaluaciones/{id}",
            get(assessments::show).post(assessments::save),
        )
        .route(
            "/evaluaciones/{id}/terminar",
            get(assessments::preview).post(assessments::finish),
        )
        .route("/evaluaciones/{id}/anular", post(assessments::take_back))
        .route(
            "/evaluaciones/{id}/archivos",
            post(assessments::add_file).layer(DefaultBodyLimit::max(assessments::FILE_FORM_MAX)),
        )
        .route("/evaluaciones/archivos/{file}", get(assessments::download))
        .route(
            "/preguntas",
            get(assessments::sets).merge(
                post(assessments::load_set).layer(DefaultBodyLimit::max(assessments::SET_FORM_MAX)),
            ),
        )
        .route("/es-mi-empresa", get(claims::queue))
        .route(
            "/es-mi-empresa/{claim}",
            get(claims::show).post(claims::decide),
        )
        .route("/es-mi-empresa/{claim}/evidencia", get(claims::evidence))
        .route("/requerimientos", get(needs::list))
        .route("/requerimientos.csv", get(needs::csv))
        .route(needs::POST_PATH, get(needs::start).post(needs::step))
        .route("/requerimientos/{id}", get(needs::show))
        .route(
            "/requerimientos/{id}/cambiar",
            get(needs::change::start).post(needs::change::step),
        )
        .route("/requerimientos/{id}/estado", post(needs::standing::change))
        .route(
            "/requerimientos/{id}/preselecciones",
            post(needs::candidates),
        )
        .route(
            "/requerimientos/{id}/planos",
            post(needs::drawings::add).layer(DefaultBodyLimit::max(needs::drawings::FORM_MAX)),
        )
        .route(
            "/requerimientos/{id}/convenio",
            get(needs::drawings::terms_page).post(needs::drawings::accept),
        )
        .route("/requerimientos/{id}/abrir", post(needs::openings::open_to))
        .route(
            "/requerimientos/{id}/nombre",
            post(needs::openings::show_name),
        )
        .route("/requerimientos/{id}/candidatos", get(candidates::list))
        .route("/candidatos/{id}", get(candidates::show))
        .route("/candidatos/{id}/visita", get(visits::of_candidate))
        .route("/candidatos/{id}/mover", post(candidates::move_on))
        .route("/candidatos/{id}/firmar", post(candidates::sign))
        .route("/candidatos/{id}/rechazar", post(candidates::reject))
        .route("/candidatos/{id}/nota", post(candidates::note))
        .route("/candidatos/{id}/siguiente", post(candidates::plan))
        .route("/candidatos/{id}/respuesta", post(candidates::take_down))
        .route("/programas", get(programmes::list))
        .route("/programas/{id}", get(programmes::show))
        .route(
            "/programas/{id}/ajustar",
            get(programmes::show_adjust).post(programmes::adjust),
        )
        .route("/programas/{id}/proponer", post(programmes::propose))
        .route("/programas/{id}/firmar", post(programmes::sign))
        .route(
            "/programas/{id}/firma-a-mano",
            post(programmes::sign_by_hand).layer(DefaultBodyLimit::max(site_files::BODY_MAX)),
        )
        .route("/programas/{id}/documento.pdf", get(programmes::pdf))
        .route("/firmas/{signature}", get(programmes::scan))
        .route("/programas/{id}/cambios", post(programmes::ask_changes))
        .route("/programas/{id}/iniciar", post(programmes::start))
        .route("/programas/{id}/cerrar", post(programmes::close))
        .route("/programas/{id}/detener", post(programmes::stop))
        .route(
            "/proveedores/{site}/programas/nuevo",
            get(programmes::show_new).post(programmes::draft),
        )
        .route("/oportunidades", get(candidates::opportunities))
        .route("/oportunidades/{need}", get(candidates::opportunity))
        .route(
            "/oportunidades/{need}/respuesta",
            post(candidates::answer_need),
        )
        .route("/brechas", get(candidates::gaps))
        .route("/brechas/{id}/respuesta", post(candidates::reply_to_gap))
        .route("/brechas/{id}/decision", post(candidates::decide_gap))
        .route("/planos/{file}", get(needs::drawings::download))
        .route("/planos/{file}/quitar", post(needs::drawings::remove))
        .route(
            "/consentimientos",
            get(consents::show).post(consents::change),
        )
        .route("/consentimientos/{id}/cerrar", post(consents::close))
        .route("/preselecciones/{id}", get(shortlists::show))
        .route("/preselecciones/{id}/xlsx", get(shortlists::export::xlsx))
        .route("/preselecciones/{id}/lista", post(candidates::add))
        .route("/instituciones", get(institutions::list))
        .route(
            "/instituciones/{id}/servicios/nuevo",
            get(services::start).post(services::add),
        )
        .route("/servicios/{id}", get(services::show))
        .route(
            "/servicios/{id}/editar",
            get(services::edit).post(services::change),
        )
        .route(
            "/servicios/{id}/fechas",
            get(services::dates).post(services::save_date),
        )
        .route("/importar", get(imports::start).merge(upload))
        .route(
            "/importar/vista/{token}",
            get(imports::preview).post(imports::confirm),
        )
        .route("/importar/plantillas/{kind}", get(imports::template))
        .route("/importar/{run}", get(imports::run))
        .route("/importar/{run}/problemas.csv", get(imports::problems))
        .route(
            "/duplicados",
            get(duplicates::list).post(duplicates::decide),
        )
        .route("/duplicados/fusionar", post(duplicates::merge))
        .route("/duplicados/separar", post(duplicates::separate))
        .route("/mis-tareas", get(follow_up::tasks))
        .route("/programas/{id}/seguimiento", get(follow_up::show))
        .route("/programas/{id}/bitacora", post(follow_up::log))
        .route("/bitacora/{entry}/quitar", post(follow_up::strike))
        .route(
            "/programas/{id}/indicadores",
            get(follow_up::indicators).post(follow_up::agree),
        )
        .route("/programas/{id}/cifras", post(follow_up::record))
        .route(
            "/programas/{id}/brechas/{gap}",
            get(follow_up::ask_verify).post(follow_up::verify),
        )
        .route("/acciones/{step}/estado", post(follow_up::mark))
        .route(
            "/acciones/{step}/canalizar",
            get(referrals::ask_send).post(referrals::send),
        )
        .route("/canalizaciones", get(referrals::list))
        .route("/canalizaciones/{id}", get(referrals::show))
        .route("/canalizaciones/{id}/respuesta", post(referrals::answer))
        .route("/canalizaciones/{id}/decision", post(referrals::settle))
        .route("/canalizaciones/{id}/bitacora", post(referrals::log))
        .route(
            "/canalizaciones/{id}/resultado",
            get(referrals::ask_report)
                .merge(post(referrals::report).layer(DefaultBodyLimit::max(referrals::BODY_MAX))),
        )
        .route("/cifras", get(figures::show).post(figures::publish))
        .route("/accesos", get(access::mine))
        .route("/accesos/centro", get(access::centre))
        .route("/vocabulario/{kind}", get(vocabulary::show))
        .route("/acerca", get(about::show))
        .route("/privacidad", get(privacy::notice))
        .route(
            "/privacidad/aceptar",
            get(privacy::ask).post(privacy::accept),
        )
        .route(
            "/privacidad/solicitudes",
            get(privacy::mine).post(privacy::file),
        )
        .route(
            "/privacidad/solicitudes/{id}",
            get(privacy::one).post(privacy::add_words),
        )
        .route("/privacidad/atender", get(privacy::queue))
        .route(
            "/privacidad/atender/{id}",
            get(privacy::open).post(privacy::answer),
        )
        .route(
            "/privacidad/atender/{id}/datos.json",
            get(privacy::data_json),
        )
        .route(
            "/privacidad/atender/{id}/datos.html",
            get(privacy::data_html),
        )
        .route("/privacidad/atender/{id}/borrar", post(privacy::erase))
        .route("/privacidad/borrado", get(privacy::erased))
        .route("/cuenta/mis-datos", get(privacy::own_data))
        .route("/cuenta/mis-datos.json", get(privacy::own_json))
        .route("/cuenta/mis-datos.html", get(privacy::own_html))
        .route("/cuenta/mis-datos/borrar", post(privacy::erase_own))
        .route("/assets/{name}", get(assets::get))
        .route("/favicon.ico", get(assets::favicon))
        .fallback(errors::not_found)
        .method_not_allowed_fallback(errors::wrong_method)
}
