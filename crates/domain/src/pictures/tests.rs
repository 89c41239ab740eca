//! Small real files, made byte by byte: what must go is gone, what is the picture is there unchanged.

use super::*;
use proptest::prelude::*;

/// A segment of a JPEG.
fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0xff, marker];
    let length = u16::try_from(body.len() + 2).unwrap();
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(body);
    bytes
}

/// Exif with a way up, a maker, and a place in the directory of positions.
fn exif(way: u8, is_big: bool) -> Vec<u8> {
    let two = |n: u16| {
        if is_big {
            n.to_be_bytes()
        } else {
            n.to_le_bytes()
        }
    };
    let four = |n: u32| {
        if is_big {
            n.to_be_bytes()
        } else {
            n.to_le_bytes()
        }
    };
    let mut body = b"Exif\0\0".to_vec();
    body.extend_from_slice(if is_big { b"MM\0*" } else { b"II*\0" });
    body.extend_from_slice(&four(8));
    body.extend_from_slice(&two(2));
    for (tag, kind, value) in [(0x010f, 2, 4), (0x0112, 3, u32::from(way))] {
        body.extend_from_slice(&two(tag));
        body.extend_from_slice(&two(kind));
        body.extend_from_slice(&four(1));
        match kind {
            3 => body.extend_from_slice(&[two(u16::from(way)), [0, 0]].concat()),
            _ => body.extend_from_slice(&four(value)),
        }
    }
    body.extend_from_slice(&four(0));
    body.extend_from_slice(b"GPS 20.6736 -103.344 Telefono de Elvia");
    body
}

/// A grey JPEG of 3 by 2 pixels with everything that telephones add.
fn jpeg(way: u8, is_big: bool) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8];
    bytes.extend(segment(0xe0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0"));
    bytes.extend(segment(0xe1, &exif(way, is_big)));
    bytes.extend(segment(
        0xe1,
        b"http://ns.adobe.com/xap/1.0/\0<gps>20.6736</gps>",
    ));
    bytes.extend(segment(0xe2, b"ICC_PROFILE\0\x01\x01colores"));
    bytes.extend(segment(0xe2, b"MPF\0otra foto"));
    bytes.extend(segment(0xed, b"Photoshop 3.0\0Elvia"));
    bytes.extend(segment(0xfe, b"Elvia estuvo aqui"));
    bytes.extend(segment(0xdb, &[0; 65]));
    bytes.extend(segment(0xc0, &[8, 0, 2, 0, 3, 1, 1, 0x11, 0]));
    bytes.extend(segment(0xc4, &[0; 17]));
    bytes.extend(segment(0xda, &[1, 1, 0, 0, 63, 0]));
    // Stuffing and a restart marker stand inside of a scan.
    bytes.extend_from_slice(b"\x12\xff\x00\x34\xff\xd0\x56");
    bytes.extend_from_slice(&[0xff, 0xd9]);
    bytes.extend_from_slice(b"ftypmp42 un video con GPS 20.6736");
    bytes
}

/// A chunk of a PNG. Check sums are not looked at.
fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap();
    [&length.to_be_bytes(), kind, data, b"crc4"].concat()
}

fn png() -> Vec<u8> {
    let mut bytes = super::png::SIGNATURE.to_vec();
    bytes.extend(chunk(b"IHDR", b"\0\0\0\x04\0\0\0\x05\x08\0\0\0\0"));
    bytes.extend(chunk(b"eXIf", b"MM\0*GPS 20.6736"));
    bytes.extend(chunk(b"tEXt", b"Author\0Elvia"));
    bytes.extend(chunk(b"gAMA", b"\0\0\xb1\x8f"));
    bytes.extend(chunk(b"IDAT", b"la imagen"));
    bytes.extend(chunk(b"IEND", b""));
    bytes.extend_from_slice(b"GPS detras del fin");
    bytes
}

/// A chunk of a WebP.
fn part(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap();
    let padding: &[u8] = if data.len() % 2 == 1 { &[0] } else { &[] };
    [kind, &length.to_le_bytes(), data, padding].concat()
}

fn riff(parts: &[Vec<u8>]) -> Vec<u8> {
    let body = [b"WEBP".to_vec(), parts.concat()].concat();
    let length = u32::try_from(body.len()).unwrap();
    [b"RIFF".as_slice(), &length.to_le_bytes(), &body].concat()
}

const LOSSY: &[u8] = b"\x10\0\0\x9d\x01\x2a\x06\0\x07\0imagen";

fn webp() -> Vec<u8> {
    // Exif and XMP are announced; six by seven pixels.
    riff(&[
        part(b"VP8X", &[0x0c, 0, 0, 0, 5, 0, 0, 6, 0, 0]),
        part(b"VP8 ", LOSSY),
        part(b"EXIF", b"II*\0GPS 20.6736"),
        part(b"XMP ", b"<gps>Elvia</gps>"),
    ])
}

fn tells(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|part| part == word)
}

#[test]
fn a_jpeg_loses_place_maker_and_author_and_keeps_the_picture() {
    let cleaned = clean("IMG_2026.JPG", &jpeg(1, true)).unwrap();
    assert_eq!((cleaned.media, cleaned.size), (Media::Jpeg, Some((3, 2))));
    for word in [
        b"GPS".as_slice(),
        b"gps",
        b"Elvia",
        b"Exif",
        b"MPF",
        b"Photoshop",
    ] {
        assert!(!tells(&cleaned.bytes, word), "{word:?}");
    }
    for word in [
        b"JFIF".as_slice(),
        b"ICC_PROFILE",
        b"\x12\xff\x00\x34\xff\xd0\x56\xff\xd9",
    ] {
        assert!(tells(&cleaned.bytes, word), "{word:?}");
    }
    assert!(cleaned.bytes.ends_with(&[0xff, 0xd9]));
}

#[test]
fn a_photograph_that_was_taken_sideways_stays_upright() {
    for is_big in [true, false] {
        let cleaned = clean("foto.jpg", &jpeg(6, is_big)).unwrap();
        // Shown, it is two wide and three high.
        assert_eq!(cleaned.size, Some((2, 3)), "{is_big}");
        assert!(!tells(&cleaned.bytes, b"GPS"));
        // What was written back is read as it was.
        let again = clean("foto.jpg", &cleaned.bytes).unwrap();
        assert_eq!(again, cleaned);
    }
    assert_eq!(
        clean("foto.jpg", &jpeg(3, true)).unwrap().size,
        Some((3, 2))
    );
    // A way up that there is not is none.
    let odd = clean("foto.jpg", &jpeg(9, true)).unwrap();
    assert!(!tells(&odd.bytes, b"Exif"));
}

#[test]
fn a_png_keeps_picture_and_colours_only() {
    let cleaned = clean("captura.png", &png()).unwrap();
    assert_eq!((cleaned.media, cleaned.size), (Media::Png, Some((4, 5))));
    for word in [b"GPS".as_slice(), b"Elvia", b"tEXt", b"eXIf"] {
        assert!(!tells(&cleaned.bytes, word), "{word:?}");
    }
    assert!(tells(&cleaned.bytes, b"la imagen") && tells(&cleaned.bytes, b"gAMA"));
    assert!(cleaned.bytes.ends_with(&chunk(b"IEND", b"")));
}

#[test]
fn a_webp_keeps_the_picture_and_announces_nothing_else() {
    let cleaned = clean("foto.webp", &webp()).unwrap();
    assert_eq!((cleaned.media, cleaned.size), (Media::Webp, Some((6, 7))));
    for word in [b"GPS".as_slice(), b"Elvia", b"EXIF", b"XMP "] {
        assert!(!tells(&cleaned.bytes, word), "{word:?}");
    }
    let expected = riff(&[
        part(b"VP8X", &[0, 0, 0, 0, 5, 0, 0, 6, 0, 0]),
        part(b"VP8 ", LOSSY),
    ]);
    assert_eq!(cleaned.bytes, expected);
    let plain = clean(
        "foto.webp",
        &riff(&[part(b"VP8L", b"\x2f\x02\x40\0\0datos")]),
    )
    .unwrap();
    assert_eq!(plain.size, Some((3, 2)));
}

#[test]
fn a_file_is_what_its_bytes_and_its_name_agree_on() {
    let pdf = b"%PDF-1.7\ncertificado\n%%EOF\n";
    assert_eq!(clean("iso.pdf", pdf).unwrap().bytes, pdf);
    assert_eq!(clean("sin nombre", pdf).unwrap().media, Media::Pdf);
    for (name, bytes, refusal) in [
        (
            "foto.heic",
            b"\0\0\0\x18ftypheic\0\0\0\0".as_slice(),
            Refusal::Heic,
        ),
        ("foto.jpg", b"\0\0\0\x18ftypmif1\0\0\0\0", Refusal::Heic),
        ("iso.pdf", b"%PDF-1.7\ncortado", Refusal::Broken),
        ("foto.jpg", pdf, Refusal::Kind),
        ("iso.pdf.exe", pdf, Refusal::Kind),
        ("foto.jpg", b"<html><script>", Refusal::Kind),
        ("foto.svg", b"<svg/>", Refusal::Kind),
        ("foto.gif", b"GIF89a", Refusal::Kind),
        ("foto.jpg", b"", Refusal::Kind),
        ("foto.jpg", b"\xff\xd8\xff\xd9", Refusal::Broken),
        ("foto.png", super::png::SIGNATURE, Refusal::Broken),
        ("foto.webp", b"RIFF\x04\0\0\0WEBP", Refusal::Broken),
    ] {
        assert_eq!(clean(name, bytes), Err(refusal), "{name}");
    }
}

#[test]
fn moving_and_enormous_pictures_are_refused() {
    let moving = riff(&[part(b"ANIM", b"\0\0\0\0\0\0"), part(b"ANMF", b"cuadro")]);
    assert_eq!(clean("a.webp", &moving), Err(Refusal::Broken));
    let mut enormous = super::png::SIGNATURE.to_vec();
    enormous.extend(chunk(b"IHDR", b"\x7f\xff\xff\xff\0\0\0\x05\x08\0\0\0\0"));
    enormous.extend(chunk(b"IDAT", b"x"));
    enormous.extend(chunk(b"IEND", b""));
    assert_eq!(clean("a.png", &enormous), Err(Refusal::Broken));
}

proptest! {
    /// Whatever arrives, nothing breaks, and what is kept is kept unchanged the second time.
    #[test]
    fn cleaning_twice_is_cleaning_once(
        which in 0..4_usize,
        cut in 0..400_usize,
        at in 0..400_usize,
        byte in any::<u8>(),
    ) {
        let mut bytes = match which {
            0 => jpeg(6, true),
            1 => jpeg(8, false),
            2 => png(),
            _ => webp(),
        };
        bytes.truncate(bytes.len().saturating_sub(cut));
        if let Some(one) = bytes.get_mut(at) {
            *one = byte;
        }
        if let Ok(cleaned) = clean("", &bytes) {
            prop_assert_eq!(clean("", &cleaned.bytes), Ok(cleaned));
        }
    }

    /// A cut file is never taken for a whole one.
    #[test]
    fn what_is_cut_before_its_end_is_refused(keep in 12..180_usize) {
        let whole = webp();
        let cut = whole.get(..keep.min(whole.len() - 1)).unwrap();
        prop_assert_eq!(clean("", cut), Err(Refusal::Broken));
    }
}
