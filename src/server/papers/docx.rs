//! Documents as .docx, for offices that go on writing in a word processor.

use crate::domain::document::{Align, Block, Document, Signature, Span, Style, Table as Grid};
use docx_rs::{
    AlignmentType, BreakType, Docx, LineSpacing, PageMargin, PageOrientationType, Paragraph, Pic, Run, RunFonts, Tab,
    TabValueType, Table, TableCell, TableCellBorderPosition, TableRow, WidthType,
};
use std::io::Cursor;

/// Twentieths of a point: the unit of the format.
const POINT: i32 = 20;

/// A document as a file. The error is for the log.
pub fn write(document: &Document) -> Result<Vec<u8>, String> {
    let across = document.style == Style::Certificate;
    let (width, height) = if across { (16_838, 11_906) } else { (11_906, 16_838) };
    let side = if across { 110 } else { 64 };
    let margin = PageMargin {
        top: 48 * POINT,
        bottom: 56 * POINT,
        left: side * POINT,
        right: side * POINT,
        header: 0,
        footer: 0,
        gutter: 0,
    };
    let mut docx = Docx::new()
        .page_size(width, height)
        .page_margin(margin)
        .default_fonts(RunFonts::new().ascii("EB Garamond").hi_ansi("EB Garamond"))
        .default_size(if across { 30 } else { 24 });
    if across {
        docx = docx.page_orient(PageOrientationType::Landscape);
    }
    for block in &document.blocks {
        docx = put(docx, block, across);
    }
    let mut bytes = Cursor::new(Vec::new());
    docx.build().pack(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes.into_inner())
}

/// A line's runs; a line feed in the text is a line break.
fn runs(mut paragraph: Paragraph, spans: &[Span], size: Option<usize>, strong: bool) -> Paragraph {
    for span in spans {
        for (index, text) in span.text.split('\n').enumerate() {
            let mut run = Run::new();
            if index > 0 {
                run = run.add_break(BreakType::TextWrapping);
            }
            let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            run = run.add_text(text);
            if strong || span.strong {
                run = run.bold();
            }
            if let Some(size) = size {
                run = run.size(size * 2);
            }
            paragraph = paragraph.add_run(run);
        }
    }
    paragraph
}

fn centred(text: &str, size: usize, strong: bool) -> Paragraph {
    let span = Span { text: text.to_owned(), strong };
    runs(Paragraph::new().align(AlignmentType::Center), &[span], Some(size), strong)
}

fn put(docx: Docx, block: &Block, across: bool) -> Docx {
    match block {
        Block::Letterhead(above, name, below) => {
            let mut docx = docx.add_paragraph(centred(above, 13, false)).add_paragraph(centred(name, 16, true));
            for line in below {
                docx = docx.add_paragraph(centred(line, 10, false));
            }
            docx.add_paragraph(centred(&"_".repeat(if across { 40 } else { 78 }), 11, true))
        }
        Block::Title(text) => docx.add_paragraph(centred(text, if across { 32 } else { 15 }, true)),
        Block::Heading(text) => {
            let span = Span { text: text.clone(), strong: true };
            docx.add_paragraph(runs(
                Paragraph::new().line_spacing(LineSpacing::new().before(160)),
                &[span],
                Some(12),
                true,
            ))
        }
        Block::Paragraph(spans, align) => {
            let align = if across || *align == Align::Centre { AlignmentType::Center } else { AlignmentType::Left };
            let paragraph = Paragraph::new().align(align).line_spacing(LineSpacing::new().after(100));
            docx.add_paragraph(runs(paragraph, spans, None, false))
        }
        Block::Item(mark, spans) => {
            let first = Span { text: format!("{mark}\u{a0}"), strong: false };
            let paragraph = Paragraph::new().indent(Some(360), None, None, None);
            docx.add_paragraph(runs(paragraph, &[vec![first], spans.clone()].concat(), None, false))
        }
        Block::Fields(fields) => fields.iter().fold(docx, |docx, (label, value)| {
            let run = Run::new().add_text(label.clone()).add_tab().add_text(format!(": {value}"));
            let tab = Tab::new().val(TabValueType::Left).pos(2_400);
            docx.add_paragraph(Paragraph::new().add_tab(tab).add_run(run))
        }),
        Block::Table(table) => docx.add_table(grid(table)).add_paragraph(Paragraph::new()),
        Block::Name(name) => docx.add_paragraph(centred(name, if name.chars().count() > 60 { 20 } else { 34 }, true)),
        Block::Signatures(all) => all
            .chunks(3)
            .fold(docx, |docx, row| docx.add_table(signatures(row, across)).add_paragraph(Paragraph::new())),
        Block::Picture(picture) => {
            let scale = (380.0 / f64::from(picture.width.max(1))).min(250.0 / f64::from(picture.height.max(1)));
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred points")]
            let points = |pixels: u32| (f64::from(pixels) * scale * 12_700.0) as u32;
            let image = Pic::new_with_dimensions(picture.jpeg.clone(), picture.width, picture.height)
                .size(points(picture.width), points(picture.height));
            docx.add_paragraph(Paragraph::new().align(AlignmentType::Center).add_run(Run::new().add_image(image)))
                .add_paragraph(centred(&picture.caption, 10, false))
        }
        Block::PageBreak => docx.add_paragraph(Paragraph::new().add_run(Run::new().add_break(BreakType::Page))),
    }
}

fn grid(table: &Grid) -> Table {
    const WIDTH: usize = 9_300;
    let all: usize = table.widths.iter().map(|width| usize::from(*width)).sum::<usize>().max(1);
    let widths: Vec<usize> = table.widths.iter().map(|width| WIDTH * usize::from(*width) / all).collect();
    let cell = |text: &str, strong: bool, width: usize| {
        let span = Span { text: text.to_owned(), strong };
        TableCell::new().width(width, WidthType::Dxa).add_paragraph(runs(Paragraph::new(), &[span], Some(10), strong))
    };
    let mut rows = Vec::new();
    if !table.head.is_empty() {
        let mut cells: Vec<TableCell> = Vec::new();
        let mut column = 0;
        while column < widths.len() {
            let mut end = column + 1;
            while end < widths.len() && table.head.get(end).is_some_and(String::is_empty) {
                end += 1;
            }
            let text = table.head.get(column).map_or("", String::as_str);
            let one = cell(text, true, widths[column..end].iter().sum());
            cells.push(if end - column > 1 { one.grid_span(end - column) } else { one });
            column = end;
        }
        rows.push(TableRow::new(cells));
    }
    for row in &table.rows {
        let cells = widths
            .iter()
            .enumerate()
            .map(|(column, width)| cell(row.get(column).map_or("", String::as_str), false, *width))
            .collect();
        let row = TableRow::new(cells);
        rows.push(if table.least > 0 { row.row_height(f32::from(table.least) * 20.0) } else { row });
    }
    Table::new(rows).set_grid(widths)
}

fn signatures(row: &[Signature], across: bool) -> Table {
    const WIDTH: usize = 9_300;
    let bare = |cell: TableCell| {
        [
            TableCellBorderPosition::Left,
            TableCellBorderPosition::Right,
            TableCellBorderPosition::Top,
            TableCellBorderPosition::Bottom,
        ]
        .into_iter()
        .fold(cell, TableCell::clear_border)
    };
    let one = |signature: &Signature| {
        let line = |text: &str, strong: bool| centred(text, if across { 13 } else { 12 }, strong);
        let mut cell = TableCell::new();
        if !signature.place.is_empty() {
            cell = cell.add_paragraph(line(&signature.place, false));
        }
        cell = cell.add_paragraph(line(&signature.role, false));
        for _ in 0..3 {
            cell = cell.add_paragraph(Paragraph::new());
        }
        cell = cell.add_paragraph(line(&signature.name, true));
        if !signature.below.is_empty() {
            cell = cell.add_paragraph(line(&signature.below, false));
        }
        bare(cell)
    };
    let mut cells: Vec<TableCell> = row.iter().map(one).collect();
    if cells.len() == 1 && !across {
        cells.insert(0, bare(TableCell::new().add_paragraph(Paragraph::new())));
    }
    let width = WIDTH / cells.len().max(1);
    let count = cells.len();
    Table::new(vec![TableRow::new(cells)]).set_grid(vec![width; count]).clear_all_border()
}
