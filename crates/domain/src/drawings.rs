//! Files that hang on a need: of which kinds they may be, told by what is in them. A name says nothing:
//! what a file is served as follows from its bytes.

/// What a drawing is stored and served as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DrawingKind {
    /// A printed drawing.
    Pdf,
    /// A picture.
    Png,
    /// A photograph.
    Jpeg,
    /// A two-dimensional drawing for exchange.
    Dxf,
    /// A solid for exchange (ISO 10303-21).
    Step,
}

/// The largest file, in bytes.
pub const DRAWING_MAX: usize = 50 * 1024 * 1024;
/// The most files of one need.
pub const DRAWINGS_MAX: usize = 20;
/// The longest name.
pub const DRAWING_NAME_MAX: usize = 120;

impl DrawingKind {
    /// Every kind.
    pub const ALL: [DrawingKind; 5] = [
        DrawingKind::Pdf,
        DrawingKind::Png,
        DrawingKind::Jpeg,
        DrawingKind::Dxf,
        DrawingKind::Step,
    ];

    /// The word that storage uses, and the ending of a download's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            DrawingKind::Pdf => "pdf",
            DrawingKind::Png => "png",
            DrawingKind::Jpeg => "jpg",
            DrawingKind::Dxf => "dxf",
            DrawingKind::Step => "step",
        }
    }

    /// The kind that [`DrawingKind::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The type under which it is served, never another.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            DrawingKind::Pdf => "application/pdf",
            DrawingKind::Png => "image/png",
            DrawingKind::Jpeg => "image/jpeg",
            DrawingKind::Dxf => "image/vnd.dxf",
            DrawingKind::Step => "model/step",
        }
    }

    /// The kind of a file: what its first bytes say, where its name does not say otherwise. Nothing for
    /// what is none of these.
    #[must_use]
    pub fn of(name: &str, bytes: &[u8]) -> Option<Self> {
        let ending = name.rsplit_once('.').map(|(_, end)| end.to_lowercase());
        let by_name = match ending.as_deref()? {
            "pdf" => DrawingKind::Pdf,
            "png" => DrawingKind::Png,
            "jpg" | "jpeg" => DrawingKind::Jpeg,
            "dxf" => DrawingKind::Dxf,
            "step" | "stp" => DrawingKind::Step,
            _ => return None,
        };
        let by_bytes = if bytes.starts_with(b"%PDF-") {
            DrawingKind::Pdf
        } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            DrawingKind::Png
        } else if bytes.starts_with(b"\xff\xd8\xff") {
            DrawingKind::Jpeg
        } else if bytes.trim_ascii_start().starts_with(b"ISO-10303-21;") {
            DrawingKind::Step
        } else if is_dxf(bytes) {
            DrawingKind::Dxf
        } else {
            return None;
        };
        (by_name == by_bytes).then_some(by_bytes)
    }
}

/// A binary DXF says so; one in text begins with a group code 0 (or a comment, 999) on its own line.
fn is_dxf(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"AutoCAD Binary DXF\r\n\x1a\0") {
        return true;
    }
    let mut lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    match (lines.next(), lines.next()) {
        (Some(b"0"), Some(b"SECTION")) => true,
        (Some(b"999"), Some(_)) => lines.next() == Some(b"0") && lines.next() == Some(b"SECTION"),
        _ => false,
    }
}

/// A name as it is kept and given back: the last part of a path, without what steers a terminal, a
/// header or a path.
#[must_use]
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '"' | '<' | '>' | '|' | '*' | '?' | ':'))
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .take(DRAWING_NAME_MAX)
        .collect();
    kept.trim().trim_start_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_and_its_name_agree_on() {
        let dxf = b"  0\r\nSECTION\r\n  2\r\nHEADER\r\n".as_slice();
        for (name, bytes, kind) in [
            ("leva.pdf", b"%PDF-1.7\n".as_slice(), Some(DrawingKind::Pdf)),
            ("leva.PDF", b"%PDF-1.7\n", Some(DrawingKind::Pdf)),
            ("leva.png", b"\x89PNG\r\n\x1a\n", Some(DrawingKind::Png)),
            ("leva.jpeg", b"\xff\xd8\xff\xe0", Some(DrawingKind::Jpeg)),
            ("leva.dxf", dxf, Some(DrawingKind::Dxf)),
            (
                "leva.stp",
                b"ISO-10303-21;\nHEADER;",
                Some(DrawingKind::Step),
            ),
            ("leva.pdf", b"<html><script>", None),
            ("leva.pdf", b"\x89PNG\r\n\x1a\n", None),
            ("leva.svg", b"<svg/>", None),
            ("leva.exe", b"MZ", None),
            ("leva", b"%PDF-1.7\n", None),
            ("leva.pdf", b"", None),
        ] {
            assert_eq!(DrawingKind::of(name, bytes), kind, "{name}");
        }
    }

    #[test]
    fn names_lead_nowhere_and_steer_nothing() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\planos\\leva 3.pdf"), "leva 3.pdf");
        assert_eq!(
            clean_name("a\"b\r\nSet-Cookie: x.pdf"),
            "abSet-Cookie x.pdf"
        );
        assert_eq!(clean_name("..\u{202e}fdp.exe"), "fdp.exe");
        assert_eq!(clean_name(&"x".repeat(900)).len(), DRAWING_NAME_MAX);
    }
}
