//! The model's bytes: how they are written, checked once, and read in place without copying.
//!
//! After the header come columns with one entry a feature (number, count of texts, scale, start of
//! its row) and then the rows: for each weight the gap to the class before and eight bits of weight.
//! Nothing here may trust the bytes: whatever they hold, reading must end and never fail aloud.

use super::lexicon::Lexicon;
use super::matrix::Matrix;
use super::model::ModelError;
use std::borrow::Cow;
use std::ops::Range;

const MAGIC: &[u8; 4] = b"ESC2";
/// Bytes of a code.
const CODE: usize = 6;
/// A gap that carries no weight: so many classes are passed over.
const LONG_GAP: u8 = 255;
/// The largest weight of a row in eight bits.
const LARGEST: f32 = 127.0;

/// Weights below this part of their root mean square are left out.
const LEAST: f32 = 0.9;

/// Where things lie in the bytes of a model.
#[derive(Debug, Default)]
pub(super) struct Layout {
    bytes: Cow<'static, [u8]>,
    codes: Vec<String>,
    texts_count: u32,
    features: usize,
    numbers: Range<usize>,
    texts: Range<usize>,
    scales: Range<usize>,
    starts: Range<usize>,
    rows: Range<usize>,
}

impl Layout {
    /// Bytes for these classes, features and weights.
    pub fn write(codes: &[String], lexicon: &Lexicon, matrix: &Matrix) -> Vec<u8> {
        let mut rows: Vec<u8> = Vec::new();
        let (mut starts, mut scales) = (Vec::new(), Vec::new());
        let least = least_weight(matrix);
        let (mut numbers, mut texts) = (Vec::new(), Vec::new());
        for (place, (number, seen)) in (0_u32..).zip(lexicon.numbers.iter().zip(&lexicon.texts)) {
            starts.extend(small(rows.len()).to_le_bytes());
            scales.extend(write_row(matrix.row(place), least, &mut rows).to_le_bytes());
            numbers.extend(number.to_le_bytes());
            texts.extend(seen.to_le_bytes());
        }
        starts.extend(small(rows.len()).to_le_bytes());
        let mut bytes = MAGIC.to_vec();
        bytes.extend(small(codes.len()).to_le_bytes());
        bytes.extend(lexicon.count.to_le_bytes());
        bytes.extend(small(lexicon.len()).to_le_bytes());
        bytes.extend(codes.iter().flat_map(|code| code.bytes()));
        for column in [numbers, texts, scales, starts, rows] {
            bytes.extend(column);
        }
        bytes
    }

    /// Checks bytes and finds out where things lie in them.
    pub fn read(bytes: Cow<'static, [u8]>) -> Result<Self, ModelError> {
        let header = |at: usize| read_u32(&bytes, at).ok_or(ModelError("cut off"));
        if bytes.get(..MAGIC.len()) != Some(MAGIC) {
            return Err(ModelError("not a model"));
        }
        let classes = header(4)? as usize;
        let texts_count = header(8)?;
        let features = header(12)? as usize;
        let mut end = 16_usize;
        let mut column = |entries: usize, width: usize| {
            let from = end;
            end = entries
                .checked_mul(width)
                .and_then(|length| from.checked_add(length))
                .filter(|end| *end <= bytes.len())
                .ok_or(ModelError("cut off"))?;
            Ok::<_, ModelError>(from..end)
        };
        let codes = column(classes, CODE)?;
        let numbers = column(features, 4)?;
        let texts = column(features, 2)?;
        let scales = column(features, 2)?;
        let starts = column(features + 1, 4)?;
        let rows = starts.end..bytes.len();
        let codes = bytes
            .get(codes)
            .unwrap_or_default()
            .chunks(CODE)
            .map(|code| String::from_utf8(code.to_vec()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| ModelError("a code is no text"))?;
        let layout = Self {
            codes,
            texts_count,
            features,
            numbers,
            texts,
            scales,
            starts,
            rows,
            bytes,
        };
        if layout.start(features) != Some(layout.rows.len()) {
            return Err(ModelError("cut off"));
        }
        Ok(layout)
    }

    /// The bytes themselves.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many classes there are.
    pub fn classes(&self) -> usize {
        self.codes.len()
    }

    /// The code of a class.
    pub fn code(&self, class: usize) -> Option<&str> {
        self.codes.get(class).map(String::as_str)
    }

    /// How many texts were learnt from.
    pub fn texts_count(&self) -> u32 {
        self.texts_count
    }

    /// The place of a feature, and in how many texts it was seen.
    pub fn find(&self, number: u32) -> Option<(u32, u16)> {
        let (mut low, mut high) = (0, self.features);
        while low < high {
            let middle = low + (high - low) / 2;
            let found = read_u32(&self.bytes, self.numbers.start + 4 * middle)?;
            match found.cmp(&number) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => {
                    let texts = read_u16(&self.bytes, self.texts.start + 2 * middle)?;
                    return Some((u32::try_from(middle).ok()?, texts));
                }
            }
        }
        None
    }

    /// Calls for each class and weight of a feature.
    pub fn row(&self, place: u32, mut each: impl FnMut(usize, f32)) {
        let place = place as usize;
        let scale = read_u16(&self.bytes, self.scales.start + 2 * place)
            .map_or(0.0, |half| f32::from_bits(u32::from(half) << 16));
        let row = match (self.start(place), self.start(place + 1)) {
            (Some(from), Some(to)) => self
                .bytes
                .get(self.rows.clone())
                .and_then(|rows| rows.get(from..to))
                .unwrap_or_default(),
            _ => return,
        };
        let (mut class, mut rest) = (0, row);
        while let Some((gap, after)) = rest.split_first() {
            class += usize::from(*gap);
            rest = after;
            if *gap == LONG_GAP {
                continue;
            }
            let Some((weight, after)) = rest.split_first() else {
                return;
            };
            each(class, f32::from(weight.cast_signed()) * scale);
            rest = after;
        }
    }

    fn start(&self, place: usize) -> Option<usize> {
        let at = self.starts.start + 4 * place;
        if at >= self.starts.end {
            return None;
        }
        read_u32(&self.bytes, at).map(|start| start as usize)
    }
}

/// Weights below this are left out.
fn least_weight(matrix: &Matrix) -> f32 {
    let (mut sum, mut count) = (0.0_f64, 0.0_f64);
    for weight in matrix.weights.iter().filter(|weight| **weight != 0.0) {
        sum += f64::from(weight * weight);
        count += 1.0;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a mean of floats is a float"
    )]
    let mean = (sum / f64::max(count, 1.0)).sqrt() as f32;
    mean * LEAST
}

/// Writes a row's weights that are worth it and gives the scale, as the upper half of a float.
fn write_row(row: &[f32], least: f32, bytes: &mut Vec<u8>) -> u16 {
    let most = row
        .iter()
        .fold(0.0_f32, |most, weight| most.max(weight.abs()));
    // Rounded up, so that no weight leaves its eight bits.
    let half = u16::try_from((most / LARGEST).to_bits() >> 16).unwrap_or(0) + 1;
    let scale = f32::from_bits(u32::from(half) << 16);
    let mut before = 0;
    for (class, weight) in row.iter().enumerate() {
        #[expect(clippy::cast_possible_truncation, reason = "at most 127 by the scale")]
        let small = (weight / scale).round() as i8;
        if small == 0 || weight.abs() < least {
            continue;
        }
        let mut gap = class - before;
        while gap >= usize::from(LONG_GAP) {
            bytes.push(LONG_GAP);
            gap -= usize::from(LONG_GAP);
        }
        bytes.push(u8::try_from(gap).unwrap_or(0));
        bytes.extend(small.to_le_bytes());
        before = class;
    }
    half
}

/// A count in the width in which the model keeps it.
fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn read_u32(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_le_bytes(*four))
}

fn read_u16(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..)?.first_chunk::<2>()?;
    Some(u16::from_le_bytes(*two))
}
