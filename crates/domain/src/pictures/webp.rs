//! WebP: a RIFF container of chunks. Kept are the picture, its transparency and its colour profile; Exif, XMP,
//! unknown chunks and everything after the end are left out. Moving pictures are no photographs.

use super::{Picture, le16, le32};

const KEPT: [&[u8]; 5] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"];
/// The flags of `VP8X` that announce Exif, XMP and movement.
const ANNOUNCED: u8 = 0x08 | 0x04 | 0x02;

/// The picture without the rest; nothing where it is no whole WebP.
pub(super) fn clean(bytes: &[u8]) -> Option<Picture> {
    let length = usize::try_from(le32(bytes, 4)?).ok()?;
    // The length counts the four bytes `WEBP`.
    let mut rest = bytes.get(12..length.checked_add(8)?)?;
    let mut body = b"WEBP".to_vec();
    let (mut size, mut canvas) = (None, None);
    while !rest.is_empty() {
        let kind = rest.get(..4)?;
        let data = usize::try_from(le32(rest, 4)?).ok()?;
        // Chunks are padded to an even length.
        let (chunk, after) = rest.split_at_checked(data.checked_add(8 + data % 2)?)?;
        rest = after;
        if !KEPT.contains(&kind) {
            continue;
        }
        let mut chunk = chunk.to_vec();
        match kind {
            b"VP8 " => size = Some(lossy(&chunk)?),
            b"VP8L" => size = Some(lossless(&chunk)?),
            b"VP8X" => {
                canvas = Some((le24(&chunk, 12)? + 1, le24(&chunk, 15)? + 1));
                *chunk.get_mut(8)? &= !ANNOUNCED;
            }
            _ => {}
        }
        body.extend_from_slice(&chunk);
    }
    let shown = size.map(|size| canvas.unwrap_or(size))?;
    let mut kept = b"RIFF".to_vec();
    kept.extend_from_slice(&u32::try_from(body.len()).ok()?.to_le_bytes());
    kept.extend_from_slice(&body);
    Some((kept, shown))
}

/// Of a key frame (RFC 6386, 9.1): three bytes, the start code, then width and height in 14 bits each.
fn lossy(chunk: &[u8]) -> Option<(u32, u32)> {
    if chunk.get(11..14)? != b"\x9d\x01\x2a" {
        return None;
    }
    let side = |at| le16(chunk, at).map(|two| u32::from(two & 0x3fff));
    Some((side(14)?, side(16)?))
}

/// A signature, then width and height less one in 14 bits each.
fn lossless(chunk: &[u8]) -> Option<(u32, u32)> {
    if chunk.get(8) != Some(&0x2f) {
        return None;
    }
    let bits = le32(chunk, 9)?;
    Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
}

fn le24(bytes: &[u8], at: usize) -> Option<u32> {
    let three = bytes.get(at..)?.first_chunk::<3>()?;
    let [a, b, c] = *three;
    Some(u32::from_le_bytes([a, b, c, 0]))
}
