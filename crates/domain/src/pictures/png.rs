//! PNG (ISO 15948): a row of chunks. Kept are the picture, its transparency and its colours; texts, times,
//! Exif, unknown chunks and everything after the end are left out.

use super::{Picture, be32};

pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

const KEPT: [&[u8]; 12] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT",
    b"pHYs", b"bKGD",
];

/// The picture without the rest; nothing where it is no whole PNG.
pub(super) fn clean(bytes: &[u8]) -> Option<Picture> {
    let mut rest = bytes.strip_prefix(SIGNATURE)?;
    let mut kept = SIGNATURE.to_vec();
    let (mut size, mut has_data) = (None, false);
    loop {
        let length = usize::try_from(be32(rest, 0)?).ok()?;
        // Length, kind, data, check sum.
        let (chunk, after) = rest.split_at_checked(length.checked_add(12)?)?;
        let kind = chunk.get(4..8)?;
        if size.is_none() {
            // The header comes first.
            if kind != b"IHDR" {
                return None;
            }
            size = Some((be32(chunk, 8)?, be32(chunk, 12)?));
        }
        has_data |= kind == b"IDAT";
        if KEPT.contains(&kind) {
            kept.extend_from_slice(chunk);
        }
        if kind == b"IEND" {
            break;
        }
        rest = after;
    }
    Some((kept, size.filter(|_| has_data)?))
}
