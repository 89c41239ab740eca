//! Photographs and scans as telephones send them: what a file is, told by what is in it, and the file without
//! what it tells besides the picture. Where a photograph was taken, with which telephone and under whose name
//! stands in parts of the file of their own; they are left out here, before anything is stored. Of a JPEG the
//! way up is written back, alone. Must not decode pictures.

mod jpeg;
mod png;
mod webp;

#[cfg(test)]
mod tests;

/// What a file is stored and served as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Media {
    /// A photograph.
    Jpeg,
    /// A picture.
    Png,
    /// A photograph of newer telephones.
    Webp,
    /// A scan or a printed document.
    Pdf,
}

impl Media {
    /// Every kind.
    pub const ALL: [Media; 4] = [Media::Jpeg, Media::Png, Media::Webp, Media::Pdf];

    /// The type under which it is stored and served, never another.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Media::Jpeg => "image/jpeg",
            Media::Png => "image/png",
            Media::Webp => "image/webp",
            Media::Pdf => "application/pdf",
        }
    }

    /// The kind that [`Media::media_type`] wrote.
    #[must_use]
    pub fn parse(media_type: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|media| media.media_type() == media_type)
    }

    /// The ending of a download's name.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Media::Jpeg => "jpg",
            Media::Png => "png",
            Media::Webp => "webp",
            Media::Pdf => "pdf",
        }
    }

    /// Whether a browser shows it as a picture.
    #[must_use]
    pub fn is_picture(self) -> bool {
        self != Media::Pdf
    }

    /// Whether a file of this kind may be called so. A name without an ending says nothing.
    fn may_be_called(self, name: &str) -> bool {
        let Some((_, ending)) = name.rsplit_once('.') else {
            return true;
        };
        let ending = ending.to_lowercase();
        match self {
            Media::Jpeg => matches!(ending.as_str(), "jpg" | "jpeg" | "jpe" | "jfif"),
            Media::Png => ending == "png",
            Media::Webp => ending == "webp",
            Media::Pdf => ending == "pdf",
        }
    }
}

/// A file that may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// What it is.
    pub media: Media,
    /// Its bytes, without what they told besides the picture. A PDF is kept as it came.
    pub bytes: Vec<u8>,
    /// Width and height as it is shown, in pixels; of pictures.
    pub size: Option<(u32, u32)>,
}

/// Why a file is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// A photograph in the format of recent iPhones, which few programs show.
    Heic,
    /// None of the kinds that are kept, or not what its name says.
    Kind,
    /// It begins as one of them and does not go on so.
    Broken,
}

/// The longest side of a picture, in pixels: more is no photograph, and makes browsers stumble.
const SIDE_MAX: u32 = 30_000;

/// Looks into a file and leaves out of it whatever is not the picture.
///
/// # Errors
/// [`Refusal`] where it is not kept.
pub fn clean(name: &str, bytes: &[u8]) -> Result<Cleaned, Refusal> {
    if is_heic(bytes) {
        return Err(Refusal::Heic);
    }
    let media = media_of(bytes).ok_or(Refusal::Kind)?;
    if !media.may_be_called(name) {
        return Err(Refusal::Kind);
    }
    let picture = match media {
        Media::Jpeg => jpeg::clean(bytes),
        Media::Png => png::clean(bytes),
        Media::Webp => webp::clean(bytes),
        Media::Pdf => return pdf(bytes),
    };
    let (bytes, (width, height)) = picture.ok_or(Refusal::Broken)?;
    let is_sound = |side| (1..=SIDE_MAX).contains(&side);
    if !is_sound(width) || !is_sound(height) {
        return Err(Refusal::Broken);
    }
    Ok(Cleaned {
        media,
        bytes,
        size: Some((width, height)),
    })
}

/// What a file begins as.
fn media_of(bytes: &[u8]) -> Option<Media> {
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Some(Media::Jpeg);
    }
    if bytes.starts_with(png::SIGNATURE) {
        return Some(Media::Png);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some(Media::Webp);
    }
    bytes.starts_with(b"%PDF-").then_some(Media::Pdf)
}

/// ISO 14496-12: a box `ftyp` that names one of the brands of HEIF and AVIF.
fn is_heic(bytes: &[u8]) -> bool {
    const BRANDS: [&[u8]; 8] = [
        b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif",
    ];
    bytes.get(4..8) == Some(b"ftyp") && bytes.get(8..12).is_some_and(|b| BRANDS.contains(&b))
}

/// A PDF is kept as it came, where it is whole.
fn pdf(bytes: &[u8]) -> Result<Cleaned, Refusal> {
    let is_whole = bytes.windows(5).rev().any(|part| part == b"%%EOF");
    if !is_whole {
        return Err(Refusal::Broken);
    }
    Ok(Cleaned {
        media: Media::Pdf,
        bytes: bytes.to_vec(),
        size: None,
    })
}

/// A picture without the rest: its bytes, width and height.
type Picture = (Vec<u8>, (u32, u32));

/// Two bytes, the greater first.
fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..)?.first_chunk::<2>()?;
    Some(u16::from_be_bytes(*two))
}

/// Four bytes, the greatest first.
fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_be_bytes(*four))
}

/// Two bytes, the lesser first.
fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..)?.first_chunk::<2>()?;
    Some(u16::from_le_bytes(*two))
}

/// Four bytes, the least first.
fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_le_bytes(*four))
}
