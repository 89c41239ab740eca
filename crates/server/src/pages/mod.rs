//! Pages: server-rendered, Spanish first, working without JavaScript. A handler reads its address
//! or form, calls one use case and renders; it holds no rule.

mod about;
mod account;
mod assets;
mod centres;
mod duplicates;
mod errors;
mod explain;
mod fields;
mod format;
mod home;
mod imports;
mod institutions;
mod layout;
mod map;
mod needs;
mod parts;
mod people;
mod search;
mod shortlists;
mod suppliers;
mod visit;
mod vocabulary;
mod words;

use crate::http::Faces;
use crate::http::uploads::FILE_MAX;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

/// Every page. The addresses are Spanish in both languages, so that a link can be shared.
pub fn router() -> Router<Faces> {
    // The form around a file adds a little to its size.
    let upload = post(imports::upload).layer(DefaultBodyLimit::max(FILE_MAX + 64 * 1024));
    Router::new()
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
        .route("/requerimientos", get(needs::list))
        .route(needs::POST_PATH, get(needs::start).post(needs::step))
        .route("/requerimientos/{id}", get(needs::show))
        .route(
            "/requerimientos/{id}/preselecciones",
            post(needs::candidates),
        )
        .route("/preselecciones/{id}", get(shortlists::show))
        .route("/instituciones", get(institutions::list))
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
        .route("/vocabulario/{kind}", get(vocabulary::show))
        .route("/acerca", get(about::show))
        .route("/assets/{name}", get(assets::get))
        .route("/favicon.ico", get(assets::favicon))
        .fallback(errors::not_found)
        .method_not_allowed_fallback(errors::wrong_method)
}
