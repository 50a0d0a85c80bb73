//! Blocks on pages: what stands where. The result is plain marks; [`super::print`] makes the file of them.

use super::type_setting::{Font, Line, Shaped, lines, shape};
use crate::domain::document::{Align, Block, Document, Picture, Signature, Span, Style, Table};

/// A colour in 256 steps.
pub type Ink = (u8, u8, u8);
/// Text.
pub const BLACK: Ink = (24, 28, 27);
/// The river.
pub const RIVER: Ink = (15, 76, 64);
/// Lines of tables.
pub const GREY: Ink = (120, 128, 125);
/// Old gold, for the inner line of certificates.
pub const GOLD: Ink = (176, 141, 73);

/// One mark on a page; points from its upper left corner.
#[derive(Clone, Debug)]
pub enum Mark {
    /// Text at its base line.
    Text(f32, f32, f32, Ink, Shaped),
    /// A stroke: points, width.
    Stroke(Vec<(f32, f32)>, f32, Ink),
    /// A picture: left, top, width, height.
    Picture(f32, f32, f32, f32, usize),
}

/// A page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// In order.
    pub marks: Vec<Mark>,
}

/// A document laid out.
#[derive(Debug, Default)]
pub struct Laid<'a> {
    /// The page's width in points.
    pub width: f32,
    /// The page's height in points.
    pub height: f32,
    /// In order.
    pub pages: Vec<Page>,
    /// The pictures that marks name.
    pub pictures: Vec<&'a Picture>,
}

const A4: (f32, f32) = (595.28, 841.89);
/// The height of a line in parts of the letters' size.
const LEADING: f32 = 1.28;

struct Flow<'a> {
    laid: Laid<'a>,
    style: Style,
    left: f32,
    right: f32,
    top: f32,
    bottom: f32,
    y: f32,
    size: f32,
    scale: f32,
}

/// How far a certificate may shrink so that it stays on its page.
const SCALES: [f32; 5] = [1.0, 0.92, 0.84, 0.76, 0.68];

/// Lays a document out.
pub fn lay(document: &Document) -> Laid<'_> {
    if document.style == Style::Letter {
        let mut laid = laid(document.style, &document.blocks, 1.0);
        let all = laid.pages.len();
        if all > 1 {
            for (number, page) in laid.pages.iter_mut().enumerate() {
                let shaped = shape(&format!("{} / {all}", number + 1), Font::Regular);
                page.marks.push(Mark::Text(
                    laid.width - 57.0 - shaped.width * 10.0,
                    laid.height - 30.0,
                    10.0,
                    GREY,
                    shaped,
                ));
            }
        }
        return laid;
    }
    // Each certificate for itself: a long name makes its own page smaller and nobody else's.
    let mut all = Laid { width: A4.1, height: A4.0, ..Laid::default() };
    for one in document.blocks.split(|block| *block == Block::PageBreak) {
        let fits = SCALES.iter().map(|scale| laid(document.style, one, *scale)).find(|laid| laid.pages.len() == 1);
        let made = fits.unwrap_or_else(|| laid(document.style, one, SCALES[SCALES.len() - 1]));
        let before = all.pictures.len();
        all.pictures.extend(made.pictures);
        for mut page in made.pages {
            for mark in &mut page.marks {
                if let Mark::Picture(.., index) = mark {
                    *index += before;
                }
            }
            frame(&mut page, A4.1, A4.0);
            all.pages.push(page);
        }
    }
    all
}

/// Blocks on pages, all letters scaled alike.
fn laid(style: Style, blocks: &[Block], scale: f32) -> Laid<'_> {
    let (width, height, left, right, top, bottom, size) = match style {
        Style::Letter => (A4.0, A4.1, 71.0, 57.0, 48.0, 60.0, 12.0),
        Style::Certificate => (A4.1, A4.0, 100.0, 100.0, 50.0, 56.0, 16.5 * scale),
    };
    let laid = Laid { width, height, pages: vec![Page::default()], pictures: Vec::new() };
    let mut flow = Flow { laid, style, left, right: width - right, top, bottom: height - bottom, y: top, size, scale };
    for block in blocks {
        flow.block(block);
    }
    if style == Style::Certificate {
        flow.centre();
    }
    flow.laid
}

impl<'a> Flow<'a> {
    fn width(&self) -> f32 {
        self.right - self.left
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.laid.pages.last_mut() {
            page.marks.push(mark);
        }
    }

    fn turn(&mut self) {
        if self.style == Style::Certificate {
            self.centre();
        }
        self.laid.pages.push(Page::default());
        self.y = self.top;
    }

    /// Goes on to the next page if so many points do not fit any more.
    fn room(&mut self, height: f32) {
        if self.y + height > self.bottom && self.y > self.top {
            self.turn();
        }
    }

    /// A certificate's page stands in the middle of its frame.
    fn centre(&mut self) {
        let free = (self.bottom - self.y).max(0.0) / 2.0;
        let Some(page) = self.laid.pages.last_mut() else { return };
        for mark in &mut page.marks {
            match mark {
                Mark::Text(_, y, ..) | Mark::Picture(_, y, ..) => *y += free,
                Mark::Stroke(points, ..) => points.iter_mut().for_each(|point| point.1 += free),
            }
        }
    }

    fn line(&mut self, line: Line, left: f32, size: f32, ink: Ink) {
        for (at, shaped) in line.pieces {
            self.mark(Mark::Text(left + at, self.y + size, size, ink, shaped));
        }
    }

    /// Text between two edges.
    fn text(&mut self, spans: &[Span], font: Font, size: f32, edges: (f32, f32), align: Align, ink: Ink) {
        let width = edges.1 - edges.0;
        for line in lines(spans, font, size, width) {
            self.room(size * LEADING);
            let left = if align == Align::Centre { edges.0 + (width - line.width) / 2.0 } else { edges.0 };
            self.line(line, left, size, ink);
            self.y += size * LEADING;
        }
    }

    fn centred(&mut self, text: &str, font: Font, size: f32, ink: Ink) {
        self.text(&[plain(text)], font, size, (self.left, self.right), Align::Centre, ink);
    }

    fn block(&mut self, block: &'a Block) {
        let (size, edges) = (self.size, (self.left, self.right));
        let certificate = self.style == Style::Certificate;
        match block {
            Block::Letterhead(above, name, below) => self.letterhead(above, name, below),
            Block::Title(text) if certificate => {
                self.y += 8.0;
                self.spaced(text, 36.0 * self.scale);
                self.y += 6.0;
            }
            Block::Title(text) => {
                self.room(60.0);
                self.centred(text, Font::Strong, 15.0, BLACK);
                self.y += 4.0;
            }
            Block::Heading(text) => {
                self.room(size * LEADING * 3.0);
                self.y += 8.0;
                self.text(&[plain(text)], Font::Strong, size + 0.5, edges, Align::Left, RIVER);
                self.y += 2.0;
            }
            Block::Paragraph(spans, align) => {
                let align = if certificate { Align::Centre } else { *align };
                self.text(spans, Font::Regular, size, edges, align, BLACK);
                self.y += size * 0.45;
            }
            Block::Item(mark, spans) => {
                self.room(size * LEADING);
                let shaped = shape(mark, Font::Regular);
                let at = (self.left + 6.0, self.y + size);
                self.mark(Mark::Text(at.0, at.1, size, BLACK, shaped));
                self.text(spans, Font::Regular, size, (self.left + 26.0, self.right), Align::Left, BLACK);
                self.y += size * 0.2;
            }
            Block::Fields(fields) => self.fields(fields),
            Block::Table(table) => self.table(table),
            Block::Name(name) => self.name(name),
            Block::Signatures(signatures) => self.signatures(signatures),
            Block::Picture(picture) => self.picture(picture),
            Block::PageBreak => self.turn(),
        }
    }

    /// Capitals set apart, for a certificate's title.
    fn spaced(&mut self, text: &str, size: f32) {
        const APART: f32 = 0.12;
        let mut shaped = shape(text, Font::Strong);
        for glyph in &mut shaped.glyphs {
            glyph.x_advance += APART;
        }
        #[expect(clippy::cast_precision_loss, reason = "a title has a few letters")]
        let width = (shaped.width + APART * shaped.glyphs.len().saturating_sub(1) as f32) * size;
        let left = self.left + (self.width() - width) / 2.0;
        self.mark(Mark::Text(left, self.y + size, size, RIVER, shaped));
        self.y += size * LEADING;
    }

    fn letterhead(&mut self, above: &str, name: &str, below: &[String]) {
        if self.style == Style::Certificate {
            emblem(self);
            self.centred(above, Font::Regular, 13.0 * self.scale, BLACK);
            self.centred(name, Font::Strong, 17.0 * self.scale, BLACK);
            self.y += 6.0;
            return;
        }
        self.centred(above, Font::Regular, 13.0, BLACK);
        self.centred(name, Font::Strong, 16.5, BLACK);
        for line in below {
            self.centred(line, Font::Regular, 10.5, BLACK);
        }
        self.y += 5.0;
        let (left, right, y) = (self.left, self.right, self.y);
        self.mark(Mark::Stroke(vec![(left, y), (right, y)], 2.0, BLACK));
        self.mark(Mark::Stroke(vec![(left, y + 2.8), (right, y + 2.8)], 0.6, BLACK));
        self.y += 18.0;
    }

    fn fields(&mut self, fields: &[(String, String)]) {
        let size = self.size;
        let widest = fields.iter().map(|(label, _)| shape(label, Font::Regular).width * size).fold(0.0, f32::max);
        let colon = self.left + widest.min(self.width() / 3.0) + 12.0;
        for (label, value) in fields {
            let value = lines(&[plain(value)], Font::Regular, size, self.right - colon - 12.0);
            for (index, line) in value.into_iter().enumerate() {
                self.room(size * LEADING);
                if index == 0 {
                    let (left, y) = (self.left, self.y + size);
                    self.mark(Mark::Text(left, y, size, BLACK, shape(label, Font::Regular)));
                    self.mark(Mark::Text(colon, y, size, BLACK, shape(":", Font::Regular)));
                }
                self.line(line, colon + 12.0, size, BLACK);
                self.y += size * LEADING;
            }
        }
        self.y += size * 0.45;
    }

    /// As large as its length allows on one line; below a size that still reads from a wall it takes more lines.
    fn name(&mut self, name: &str) {
        const LARGEST: f32 = 40.0;
        const LEAST: f32 = 19.0;
        let wide = shape(name, Font::Strong).width;
        let size = (self.width() / wide.max(0.1)).clamp(LEAST * self.scale, LARGEST * self.scale);
        self.y += 2.0;
        self.centred(name, Font::Strong, size, BLACK);
        self.y += 6.0;
        let middle = f32::midpoint(self.left, self.right);
        let y = self.y;
        self.mark(Mark::Stroke(vec![(middle - 130.0, y), (middle + 130.0, y)], 0.8, GOLD));
        self.y += 10.0;
    }

    fn signatures(&mut self, signatures: &[Signature]) {
        let size = if self.style == Style::Certificate { 13.0 * self.scale } else { self.size };
        let align = if self.style == Style::Certificate || signatures.len() > 1 { Align::Centre } else { Align::Left };
        for row in signatures.chunks(3) {
            let height = size * LEADING * 7.5;
            self.room(height);
            self.y += 8.0;
            let top = self.y;
            let mut lowest = top;
            #[expect(clippy::cast_precision_loss, reason = "at most three")]
            let (count, wide) = (row.len(), self.width() / row.len().max(1) as f32);
            let mut left = self.left;
            let placed = row.iter().any(|one| !one.place.is_empty());
            for one in row {
                // A single signature stands at the right, as letters have it; on a certificate in the middle.
                let edges = match (count, self.style) {
                    (1, Style::Letter) => (self.left + self.width() * 0.52, self.right),
                    _ => (left + 4.0, left + wide - 4.0),
                };
                self.y = top;
                if placed {
                    self.text(&[plain(&one.place)], Font::Regular, size, edges, align, BLACK);
                }
                self.text(&[plain(&one.role)], Font::Regular, size, edges, align, BLACK);
                self.y = self.y.max(top + size * LEADING * if placed { 2.0 } else { 1.0 }) + size * 3.4;
                self.text(&[plain(&one.name)], Font::Strong, size, edges, align, BLACK);
                if !one.below.is_empty() {
                    self.text(&[plain(&one.below)], Font::Regular, size - 1.0, edges, align, BLACK);
                }
                lowest = lowest.max(self.y);
                left += wide;
            }
            self.y = lowest + 6.0;
        }
    }

    fn picture(&mut self, picture: &'a Picture) {
        #[expect(clippy::cast_precision_loss, reason = "pixels of a photo")]
        let (width, height) = (picture.width.max(1) as f32, picture.height.max(1) as f32);
        let scale = (self.width() * 0.8 / width).min(250.0 / height);
        let (width, height) = (width * scale, height * scale);
        self.room(height + 26.0);
        let index = self.laid.pictures.len();
        self.laid.pictures.push(picture);
        let left = self.left + (self.width() - width) / 2.0;
        self.mark(Mark::Picture(left, self.y, width, height, index));
        self.y += height + 3.0;
        self.centred(&picture.caption, Font::Italic, 10.0, GREY);
        self.y += 8.0;
    }

    fn table(&mut self, table: &Table) {
        const SIZE: f32 = 10.5;
        const PAD: f32 = 4.0;
        let all: f32 = table.widths.iter().map(|width| f32::from(*width)).sum::<f32>().max(1.0);
        let mut edges = vec![self.left];
        for width in &table.widths {
            let last = edges.last().copied().unwrap_or(self.left);
            edges.push(last + self.width() * f32::from(*width) / all);
        }
        let columns = edges.len() - 1;
        let set = |cells: &[String], font: Font| -> Vec<Vec<Line>> {
            (0..columns)
                .map(|column| {
                    let text = cells.get(column).map_or("", String::as_str);
                    // A name of columns reaches over those after it that have none.
                    let mut end = column + 1;
                    while font == Font::Strong && end < columns && cells.get(end).is_some_and(String::is_empty) {
                        end += 1;
                    }
                    lines(&[plain(text)], font, SIZE, (edges[end] - edges[column] - 2.0 * PAD).max(SIZE))
                })
                .collect()
        };
        let tall = |cells: &[Vec<Line>]| {
            let most = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
            #[expect(clippy::cast_precision_loss, reason = "lines of a cell")]
            let height = most as f32 * SIZE * LEADING + 2.0 * PAD;
            height
        };
        let head = set(&table.head, Font::Strong);
        let head_height = tall(&head);
        let least = f32::from(table.least);
        self.room(head_height + least.max(30.0));
        let headed = |flow: &mut Self| {
            if !table.head.is_empty() {
                flow.row(head.clone(), &edges, head_height, &table.head, SIZE, PAD);
            }
        };
        headed(self);
        for row in &table.rows {
            let mut cells = set(row, Font::Regular);
            loop {
                let height = tall(&cells).max(least);
                if self.y + height <= self.bottom {
                    self.row(cells, &edges, height, &[], SIZE, PAD);
                    break;
                }
                let whole = self.bottom - self.top - head_height;
                if height <= whole {
                    self.turn();
                    headed(self);
                    continue;
                }
                // Longer than a page: as many lines as there is room for, the rest on the next.
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few dozen lines")]
                let fit = ((self.bottom - self.y - 2.0 * PAD) / (SIZE * LEADING)).max(0.0) as usize;
                let rest = cells.iter_mut().map(|lines| lines.split_off(fit.min(lines.len()))).collect();
                if fit > 0 {
                    self.row(cells, &edges, self.bottom - self.y, &[], SIZE, PAD);
                }
                cells = rest;
                self.turn();
                headed(self);
            }
        }
        self.y += 10.0;
    }

    fn row(&mut self, cells: Vec<Vec<Line>>, edges: &[f32], height: f32, head: &[String], size: f32, pad: f32) {
        let top = self.y;
        let bottom = top + height;
        for (column, lines) in cells.into_iter().enumerate() {
            self.y = top + pad - 1.0;
            for line in lines {
                self.line(line, edges[column] + pad, size, BLACK);
                self.y += size * LEADING;
            }
        }
        let (left, right) = (edges[0], edges.last().copied().unwrap_or(self.right));
        for y in [top, bottom] {
            self.mark(Mark::Stroke(vec![(left, y), (right, y)], 0.6, GREY));
        }
        for (column, x) in edges.iter().enumerate() {
            let inside = column > 0 && head.get(column).is_some_and(String::is_empty);
            if !inside {
                self.mark(Mark::Stroke(vec![(*x, top), (*x, bottom)], 0.6, GREY));
            }
        }
        self.y = bottom;
    }
}

fn plain(text: &str) -> Span {
    Span { text: text.to_owned(), strong: false }
}

/// An open book on the river, as on the service's own pages.
fn emblem(flow: &mut Flow<'_>) {
    let (x, y, scale) = (f32::midpoint(flow.left, flow.right) - 18.0, flow.y, 0.9);
    let at = |points: &[(f32, f32)]| points.iter().map(|(px, py)| (x + px * scale, y + py * scale)).collect::<Vec<_>>();
    let half = [
        (20.0, 11.0),
        (16.5, 8.9),
        (12.0, 7.4),
        (8.0, 6.9),
        (4.0, 7.0),
        (4.0, 26.0),
        (10.0, 26.0),
        (15.5, 27.4),
        (20.0, 30.0),
    ];
    let mirrored = half.map(|(px, py)| (40.0 - px, py));
    flow.mark(Mark::Stroke(at(&half), 1.8, RIVER));
    flow.mark(Mark::Stroke(at(&mirrored), 1.8, RIVER));
    flow.mark(Mark::Stroke(at(&[(20.0, 11.0), (20.0, 30.0)]), 1.8, RIVER));
    flow.mark(Mark::Stroke(at(&wave(4.0, 36.0, 35.5, 1.4, 8.0)), 1.6, GOLD));
    flow.y += 44.0;
}

/// A river from left to right.
fn wave(left: f32, right: f32, y: f32, high: f32, long: f32) -> Vec<(f32, f32)> {
    let mut points = Vec::new();
    let mut x = left;
    while x <= right {
        points.push((x, y - high * ((x - left) / long * std::f32::consts::TAU).cos()));
        x += 0.8;
    }
    points
}

/// The border of a certificate: a band of river green, a thin line of gold, and a river along the lower edge.
fn frame(page: &mut Page, width: f32, height: f32) {
    let around = |inset: f32| {
        vec![
            (inset, inset),
            (width - inset, inset),
            (width - inset, height - inset),
            (inset, height - inset),
            (inset, inset),
        ]
    };
    let mut marks = vec![
        Mark::Stroke(around(24.0), 7.0, RIVER),
        Mark::Stroke(around(33.0), 0.8, GOLD),
        Mark::Stroke(around(36.0), 0.4, GOLD),
    ];
    // Four small pages in the corners.
    for (cx, cy, dx, dy) in [
        (36.0, 36.0, 1.0, 1.0),
        (width - 36.0, 36.0, -1.0, 1.0),
        (36.0, height - 36.0, 1.0, -1.0),
        (width - 36.0, height - 36.0, -1.0, -1.0),
    ] {
        for step in [0.0, 5.0, 10.0] {
            let far = 34.0 - step;
            marks.push(Mark::Stroke(
                vec![
                    (cx + dx * far, cy),
                    (cx + dx * far, cy + dy * (far * 0.35)),
                    (cx + dx * (far * 0.35), cy + dy * far),
                    (cx, cy + dy * far),
                ],
                0.8,
                GOLD,
            ));
        }
    }
    for (step, ink) in [(0.0, RIVER), (5.0, GOLD)] {
        marks.push(Mark::Stroke(wave(width * 0.32, width * 0.68, height - 46.0 + step * 0.9, 1.6, 24.0), 1.0, ink));
    }
    marks.append(&mut page.marks);
    page.marks = marks;
}
