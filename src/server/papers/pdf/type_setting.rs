//! Letters on lines: fonts, shaping, line breaking by the font's own measures.

use crate::domain::document::Span;
use krilla::text::{GlyphId, KrillaGlyph};
use rustybuzz::{Face, UnicodeBuffer};
use std::sync::LazyLock;

/// EB Garamond, cut down to Latin with diacritics and embedded in the program; licence beside the files (OFL).
pub static FILES: [&[u8]; 3] = [
    include_bytes!("../fonts/EBGaramond-Regular.ttf"),
    include_bytes!("../fonts/EBGaramond-SemiBold.ttf"),
    include_bytes!("../fonts/EBGaramond-Italic.ttf"),
];

static FACES: LazyLock<[Face<'static>; 3]> = LazyLock::new(|| {
    FILES.map(|bytes| Face::from_slice(bytes, 0).expect("the fonts are part of the program and read in every test"))
});

/// One of the fonts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Font {
    /// Of running text.
    Regular = 0,
    /// Of headings.
    Strong = 1,
    /// Of captions.
    Italic = 2,
}

/// A word or a line that is shaped.
#[derive(Clone, Debug)]
pub struct Shaped {
    /// What it says.
    pub text: String,
    /// Its font.
    pub font: Font,
    /// Its glyphs; advances in parts of the font's size.
    pub glyphs: Vec<KrillaGlyph>,
    /// Its width in parts of the font's size.
    pub width: f32,
}

/// Shapes a text in one font. Control characters are blanks.
#[expect(clippy::cast_precision_loss, reason = "font units are small whole numbers")]
pub fn shape(text: &str, font: Font) -> Shaped {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let face = &FACES[font as usize];
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(&text);
    buffer.guess_segment_properties();
    // Names of other scripts keep their letters' order in the file; this service sets from left to right.
    buffer.set_direction(rustybuzz::Direction::LeftToRight);
    let output = rustybuzz::shape(face, &[], buffer);
    let em = face.units_per_em() as f32;
    let (infos, positions) = (output.glyph_infos(), output.glyph_positions());
    let mut glyphs = Vec::with_capacity(infos.len());
    let mut width = 0.0;
    for (index, (info, position)) in infos.iter().zip(positions).enumerate() {
        let start = info.cluster as usize;
        let end = infos[index..]
            .iter()
            .find(|other| other.cluster != info.cluster)
            .map_or(text.len(), |other| other.cluster as usize);
        let advance = position.x_advance as f32 / em;
        let (x, y) = (position.x_offset as f32 / em, position.y_offset as f32 / em);
        glyphs.push(KrillaGlyph::new(GlyphId::new(info.glyph_id), advance, x, y, 0.0, start..end.max(start), None));
        width += advance;
    }
    Shaped { text, font, glyphs, width }
}

/// A line: pieces with their distance from its left end, in points.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Pieces.
    pub pieces: Vec<(f32, Shaped)>,
    /// Its width in points.
    pub width: f32,
}

/// Breaks text into lines of at most `width` points. A word that is longer than a line is broken wherever it must be.
pub fn lines(spans: &[Span], base: Font, size: f32, width: f32) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut line = Line::default();
    let mut glue = false;
    for span in spans {
        let font = if span.strong { Font::Strong } else { base };
        let blank = shape(" ", font).width * size;
        for (row, text) in span.text.split('\n').enumerate() {
            if row > 0 {
                lines.push(std::mem::take(&mut line));
                glue = false;
            }
            if text.starts_with(char::is_whitespace) {
                glue = true;
            }
            for word in text.split_whitespace() {
                let mut rest = word.to_owned();
                while !rest.is_empty() {
                    let shaped = shape(&rest, font);
                    let wide = shaped.width * size;
                    let before = if line.pieces.is_empty() || !glue { 0.0 } else { blank };
                    if line.width + before + wide <= width {
                        let at = line.width + before;
                        line.width = at + wide;
                        line.pieces.push((at, shaped));
                        rest.clear();
                    } else if !line.pieces.is_empty() && (glue || wide <= width) {
                        lines.push(std::mem::take(&mut line));
                    } else {
                        let fits = fitting(&rest, font, size, width - line.width);
                        let tail = rest.split_off(fits);
                        let at = line.width;
                        let shaped = shape(&rest, font);
                        line.width = at + shaped.width * size;
                        line.pieces.push((at, shaped));
                        lines.push(std::mem::take(&mut line));
                        rest = tail;
                    }
                }
                glue = true;
            }
            glue = glue && (text.ends_with(char::is_whitespace) || text.is_empty());
        }
    }
    if !line.pieces.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// How many bytes of a word fit into so many points; at least one letter.
fn fitting(word: &str, font: Font, size: f32, width: f32) -> usize {
    let mut best = word.chars().next().map_or(0, char::len_utf8);
    let ends: Vec<usize> = word.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    let (mut low, mut high) = (0, ends.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        if shape(&word[..ends[middle]], font).width * size <= width {
            best = best.max(ends[middle]);
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::document::spans;

    fn told(text: &str, width: f32) -> Vec<String> {
        let words =
            |line: &Line| line.pieces.iter().map(|(_, shaped)| shaped.text.clone()).collect::<Vec<_>>().join(" ");
        lines(&spans(text), Font::Regular, 12.0, width).iter().map(words).collect()
    }

    #[test]
    fn lines_break_at_blanks_and_long_words_wherever_they_must() {
        let text = "Perpustakaan Desa Kumpai Batu Bawah";
        assert_eq!(told(text, 500.0), [text]);
        let broken = told(text, 90.0);
        assert!(broken.len() > 1);
        assert_eq!(broken.join(" "), text);
        let endless = "A".repeat(200);
        let broken = told(&endless, 90.0);
        assert!(broken.len() > 5);
        assert_eq!(broken.concat(), endless);
        for line in lines(&spans(&endless), Font::Regular, 12.0, 90.0) {
            assert!(line.width <= 90.0);
        }
        assert_eq!(told("a\nb", 90.0), ["a", "b"]);
    }

    #[test]
    fn heavy_words_keep_their_comma() {
        let line = &lines(&spans("kepada **Ibu Sari**, dari"), Font::Regular, 12.0, 500.0)[0];
        let at: Vec<(&str, f32)> = line.pieces.iter().map(|(at, shaped)| (shaped.text.as_str(), *at)).collect();
        let sari = line.pieces.iter().find(|(_, shaped)| shaped.text == "Sari").unwrap();
        let comma = at.iter().find(|(text, _)| *text == ",").unwrap();
        assert!((sari.0 + sari.1.width * 12.0 - comma.1).abs() < 0.01, "{at:?}");
    }

    #[test]
    fn names_with_diacritics_and_apostrophes_have_letters() {
        for name in ["Hj. Nur'aini, S.Sos., M.A.P.", "Ma\u{2019}ruf", "Sutarḍi Ḥanīf é", "X"] {
            for font in [Font::Regular, Font::Strong, Font::Italic] {
                assert!(
                    shape(name, font).glyphs.iter().all(|glyph| glyph.glyph_id != GlyphId::new(0)),
                    "{name} {font:?}"
                );
            }
        }
    }
}
