//! Typst with nothing around it: one template, one sheet of data, two fonts, all in memory. There is no file system,
//! no package, no network and no clock to ask; what is not the template or the sheet is *not found*.

use crate::programme::DocumentError;
use crate::sheet::Sheet;
use std::sync::OnceLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

const TEMPLATE: &str = include_str!("../templates/programme.typ");

/// The one file that the template reads.
const SHEET: &str = "sheet.json";

/// IBM Plex Sans, under the SIL Open Font License (`fonts/LICENSE-OFL.txt`), as its makers ship it.
const FONTS: [&[u8]; 2] = [
    include_bytes!("../fonts/IBMPlexSans-Regular.ttf"),
    include_bytes!("../fonts/IBMPlexSans-SemiBold.ttf"),
];

/// What typst has worked out is kept for so many documents more, and then forgotten.
const REMEMBERED: usize = 2;

/// What is the same for every document; made once.
struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
}

impl Press {
    fn get() -> &'static Press {
        static PRESS: OnceLock<Press> = OnceLock::new();
        PRESS.get_or_init(|| {
            let fonts = FONTS.into_iter().map(Bytes::new);
            let fonts: Vec<Font> = fonts.flat_map(Font::iter).collect();
            Press {
                library: LazyHash::new(Library::default()),
                book: LazyHash::new(FontBook::from_fonts(&fonts)),
                fonts,
                template: Source::detached(TEMPLATE),
            }
        })
    }
}

/// The press with a sheet in it.
struct Job {
    press: &'static Press,
    sheet: Bytes,
}

impl World for Job {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.book
    }

    fn main(&self) -> FileId {
        self.press.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        match id == self.press.template.id() {
            true => Ok(self.press.template.clone()),
            false => Err(FileError::AccessDenied),
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match id.get().vpath().get_without_slash() == SHEET {
            true => Ok(self.sheet.clone()),
            false => Err(FileError::AccessDenied),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Every font has this character.
pub fn is_in_font(c: char) -> bool {
    let mut fonts = Press::get().fonts.iter();
    fonts.all(|font| font.info().coverage.contains(u32::from(c)))
}

/// Sets the pages.
///
/// # Errors
/// [`DocumentError::Setting`].
pub fn set(sheet: &Sheet) -> Result<PagedDocument, DocumentError> {
    let sheet = serde_json::to_vec(sheet).map_err(|e| DocumentError::Setting(e.to_string()))?;
    let job = Job {
        press: Press::get(),
        sheet: Bytes::new(sheet),
    };
    typst::compile(&job).output.map_err(|e| refused(&e))
}

/// Sets the pages and makes a PDF of them. The name tells this document from every other.
///
/// # Errors
/// [`DocumentError::Setting`].
pub fn print(sheet: &Sheet, ident: String) -> Result<Vec<u8>, DocumentError> {
    let pages = set(sheet)?;
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|e| DocumentError::Setting(e.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some("Eslabón".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(&pages, &options).map_err(|e| refused(&e));
    typst::comemo::evict(REMEMBERED);
    pdf
}

fn refused(errors: &[SourceDiagnostic]) -> DocumentError {
    let messages = errors.iter().map(|error| error.message.as_str());
    DocumentError::Setting(messages.collect::<Vec<_>>().join("; "))
}
