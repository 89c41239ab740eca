//! Pictures in small, on the pages of files and on others. A picture has its width and height, so that nothing
//! jumps when it comes, and comes only when it is looked at.

use super::{SMALL, file_path, list_path, name};
use crate::pages::fields::address;
use crate::pages::format::time;
use crate::pages::visit::Visit;
use eslabon_app::records::SiteFile;
use eslabon_domain::ids::SiteId;
use eslabon_domain::site_files::SHOWN_MAX;
use maud::{Markup, html};

/// Where a file about something is added.
#[must_use]
pub fn add_path(site: SiteId, attribute: &str, item: Option<&str>) -> String {
    let item = item.map(|item| ("de", item));
    let pairs = std::iter::once(("atributo", attribute)).chain(item);
    format!("{}#agregar", address(&list_path(site), pairs))
}

/// A picture, no larger than `most` either way; the file itself where it is none.
pub(super) fn picture(visit: &Visit, file: &SiteFile, most: u32) -> Markup {
    let name = name(visit, file);
    let Some((width, height)) = file.size.map(|size| fitted(size, most)) else {
        return html! { span { (name) } " " span.quiet { "(" (file.media.ending().to_uppercase()) ")" } };
    };
    // Wide enough to be touched.
    let width = width.max(24);
    html! { img src=(file_path(file.id)) width=(width) height=(height) alt=(name) loading="lazy" decoding="async"; }
}

/// A size within a square, in its proportion.
fn fitted((width, height): (u32, u32), most: u32) -> (u32, u32) {
    let (width, height) = (u64::from(width.max(1)), u64::from(height.max(1)));
    let longest = width.max(height).max(u64::from(most));
    let side = |side: u64| u32::try_from((side * u64::from(most) / longest).max(1)).unwrap_or(most);
    (side(width), side(height))
}

/// Pictures with their captions, each leading to the whole.
#[must_use]
pub fn gallery(visit: &Visit, files: &[&SiteFile], most: u32) -> Markup {
    html! {
        ul.plain.grid {
            @for file in files {
                li {
                    a.go href=(file_path(file.id)) { (picture(visit, file, most)) }
                    @if file.size.is_some() { br; (name(visit, file)) }
                    @if let Some(day) = file.taken_on { br; span.quiet { (time(visit.say, day)) } }
                }
            }
        }
    }
}

/// The files of a firm on a page that is about something else: folded, a few, and a link to all.
#[must_use]
pub fn on_other_pages(visit: &Visit, site: SiteId, files: &[SiteFile], may_add: bool) -> Markup {
    let say = visit.say;
    if files.is_empty() && !may_add {
        return html! {};
    }
    let pictures: Vec<&SiteFile> = files
        .iter()
        .filter(|file| file.size.is_some())
        .take(SHOWN_MAX)
        .collect();
    let link = match (files.is_empty(), may_add) {
        (true, _) => say.t("files-add"),
        (false, true) => say.t("files-all-add"),
        (false, false) => say.t("files-all"),
    };
    html! {
        section aria-labelledby="archivos" {
            h2 #archivos { (say.t("files-title")) }
            @if files.is_empty() { p { (say.t("files-none-own")) } }
            @if !pictures.is_empty() {
                details {
                    summary { (say.count("files-show", pictures.len() as u64)) }
                    (gallery(visit, &pictures, SMALL))
                }
            }
            p { a.go href=(list_path(site)) { (link) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fitted;

    #[test]
    fn pictures_keep_their_proportion_and_small_ones_their_size() {
        assert_eq!(fitted((4_000, 3_000), 160), (160, 120));
        assert_eq!(fitted((3_000, 4_000), 160), (120, 160));
        assert_eq!(fitted((100, 50), 160), (100, 50));
        assert_eq!(fitted((30_000, 1), 160), (160, 1));
        assert_eq!(fitted((0, 0), 160), (1, 1));
    }
}
