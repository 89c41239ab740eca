//! JPEG (ITU T.81): a row of segments, each with a marker and a length, and scans between. Kept are the segments
//! that decoding needs, the plain JFIF header, the colour profile and Adobe's note on colours. Exif, XMP, IPTC,
//! comments, thumbnails and everything after the end are left out: telephones hang videos and second pictures
//! there.

use super::{Picture, be16, be32, le16, le32};

const START: [u8; 2] = [0xff, 0xd8];
const END: [u8; 2] = [0xff, 0xd9];
const SCAN: u8 = 0xda;
/// APP1: Exif and XMP.
const APP1: u8 = 0xe1;

/// The picture without the rest; nothing where it is no whole JPEG.
pub(super) fn clean(bytes: &[u8]) -> Option<Picture> {
    let mut rest = bytes.strip_prefix(&START)?;
    let mut kept = START.to_vec();
    let (mut size, mut turned, mut has_scan) = (None, false, false);
    loop {
        let (marker, after) = marker(rest)?;
        match marker {
            0xd9 => break,
            // Markers without a length: nothing that stands between segments.
            0x01 | 0xd0..=0xd7 => rest = after,
            _ => {
                let (segment, after) = segment(after)?;
                rest = after;
                if is_frame(marker) {
                    // Precision, then height and width.
                    let of = |at| be16(segment, at).map(u32::from);
                    size = Some((of(5)?, of(3)?));
                }
                match (marker, orientation(segment)) {
                    (APP1, Some(way)) if way > 1 => {
                        kept.extend_from_slice(&way_up(way));
                        turned = way >= 5;
                    }
                    _ if is_kept(marker, segment) => {
                        kept.extend_from_slice(&[0xff, marker]);
                        kept.extend_from_slice(segment);
                    }
                    _ => {}
                }
                if marker == SCAN {
                    has_scan = true;
                    let (scan, after) = rest.split_at_checked(end_of_scan(rest)?)?;
                    kept.extend_from_slice(scan);
                    rest = after;
                }
            }
        }
    }
    kept.extend_from_slice(&END);
    let (width, height) = size.filter(|_| has_scan)?;
    let shown = if turned {
        (height, width)
    } else {
        (width, height)
    };
    Some((kept, shown))
}

/// The next marker and what follows it. Any number of FF may stand before.
fn marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let mut rest = bytes.strip_prefix(&[0xff])?;
    loop {
        let (first, after) = rest.split_first()?;
        match first {
            0xff => rest = after,
            0x00 => return None,
            marker => return Some((*marker, after)),
        }
    }
}

/// A segment with its two bytes of length, and what follows it.
fn segment(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = usize::from(be16(bytes, 0)?);
    if length < 2 {
        return None;
    }
    bytes.split_at_checked(length)
}

/// Where the coded data of a scan ends: at the first marker that is neither stuffing nor a restart.
fn end_of_scan(bytes: &[u8]) -> Option<usize> {
    bytes
        .windows(2)
        .position(|two| matches!(two, [0xff, next] if !matches!(next, 0x00 | 0xff | 0xd0..=0xd7)))
}

/// A frame header: baseline, progressive and the rest, but not tables.
fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}

fn is_kept(marker: u8, segment: &[u8]) -> bool {
    let body = segment.get(2..).unwrap_or_default();
    match marker {
        // JFIF without a thumbnail has this length and no other.
        0xe0 => body.starts_with(b"JFIF\0") && segment.len() == 16,
        0xe2 => body.starts_with(b"ICC_PROFILE\0"),
        0xee => body.starts_with(b"Adobe"),
        0xe1..=0xef | 0xfe => false,
        _ => true,
    }
}

/// Which way up the picture is, of an Exif segment: 1 to 8.
fn orientation(segment: &[u8]) -> Option<u8> {
    let tiff = segment.get(2..)?.strip_prefix(b"Exif\0\0")?;
    let is_big = match tiff.get(..4)? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let two = |at| {
        if is_big {
            be16(tiff, at)
        } else {
            le16(tiff, at)
        }
    };
    let four = |at| {
        if is_big {
            be32(tiff, at)
        } else {
            le32(tiff, at)
        }
    };
    let directory = usize::try_from(four(4)?).ok()?;
    let entries = usize::from(two(directory)?);
    let places = (0..entries).filter_map(|n| directory.checked_add(2 + n * 12));
    let mut found = places.filter(|at| two(*at) == Some(0x0112) && two(at + 2) == Some(3));
    let way = two(found.next()? + 8)?;
    u8::try_from(way).ok().filter(|way| (1..=8).contains(way))
}

/// An Exif segment that says which way up the picture is, and nothing else.
fn way_up(way: u8) -> Vec<u8> {
    let mut bytes = vec![0xff, APP1, 0, 34];
    bytes.extend_from_slice(b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
    bytes.extend_from_slice(&[way, 0, 0, 0, 0, 0, 0]);
    bytes
}
