//! Documents as PDF, by krilla (the writer under typst, which embeds and subsets the fonts).

mod flow;
mod type_setting;

use crate::domain::document::Document;
use crate::domain::moment::{Moment, Zone};
use flow::{Ink, Laid, Mark};
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Size, Transform};
use krilla::image::Image;
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke};
use krilla::surface::Surface;
use krilla::text::Font;

/// A document as a file. The error is for the log.
pub fn print(document: &Document, now: Moment) -> Result<Vec<u8>, String> {
    let laid = flow::lay(document);
    let fonts = type_setting::FILES.map(|bytes| Font::new(bytes.into(), 0));
    let [Some(regular), Some(strong), Some(italic)] = fonts else { return Err("a font of the program".to_owned()) };
    let fonts = [regular, strong, italic];
    let pictures: Vec<Option<Image>> =
        laid.pictures.iter().map(|picture| Image::from_jpeg(picture.jpeg.clone().into(), true).ok()).collect();
    let mut file = krilla::Document::new();
    file.set_metadata(metadata(document, now));
    for page in &laid.pages {
        let settings = PageSettings::from_wh(laid.width, laid.height).ok_or("a page without a size")?;
        let mut sheet = file.start_page_with(settings);
        let mut surface = sheet.surface();
        for mark in &page.marks {
            draw(&mut surface, mark, &fonts, &pictures);
        }
        surface.finish();
        sheet.finish();
    }
    drop::<Laid<'_>>(laid);
    file.finish().map_err(|error| format!("{error:?}"))
}

fn metadata(document: &Document, now: Moment) -> Metadata {
    let utc = Zone::default();
    let (date, minute) = (now.date(utc), now.minute_of_day(utc));
    let hour = i8::try_from(utc.hours).unwrap_or(0);
    let clock = |number: u16| u8::try_from(number).unwrap_or(0);
    let made = DateTime::new(u16::try_from(date.year).unwrap_or(2000))
        .month(date.month)
        .day(date.day)
        .hour(clock(minute / 60))
        .minute(clock(minute % 60))
        .utc_offset_hour(hour)
        .utc_offset_minute(0);
    Metadata::new()
        .title(document.title.clone())
        .language("id".to_owned())
        .creator("Pantau Pustaka".to_owned())
        .creation_date(made)
}

fn fill(ink: Ink) -> Fill {
    Fill { paint: rgb::Color::new(ink.0, ink.1, ink.2).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

fn draw(surface: &mut Surface<'_>, mark: &Mark, fonts: &[Font; 3], pictures: &[Option<Image>]) {
    match mark {
        Mark::Text(x, y, size, ink, shaped) => {
            surface.set_stroke(None);
            surface.set_fill(Some(fill(*ink)));
            let font = fonts[shaped.font as usize].clone();
            surface.draw_glyphs(Point::from_xy(*x, *y), &shaped.glyphs, font, &shaped.text, *size, false);
        }
        Mark::Stroke(points, width, ink) => {
            let mut path = PathBuilder::new();
            for (index, (x, y)) in points.iter().enumerate() {
                if index == 0 { path.move_to(*x, *y) } else { path.line_to(*x, *y) }
            }
            if points.len() > 2 && points.first() == points.last() {
                path.close();
            }
            let Some(path) = path.finish() else { return };
            surface.set_fill(None);
            surface.set_stroke(Some(Stroke {
                paint: rgb::Color::new(ink.0, ink.1, ink.2).into(),
                width: *width,
                line_cap: LineCap::Round,
                line_join: LineJoin::Miter,
                ..Stroke::default()
            }));
            surface.draw_path(&path);
        }
        Mark::Picture(x, y, width, height, index) => {
            let (Some(Some(image)), Some(size)) = (pictures.get(*index), Size::from_wh(*width, *height)) else {
                return;
            };
            surface.push_transform(&Transform::from_translate(*x, *y));
            surface.draw_image(image.clone(), size);
            surface.pop();
        }
    }
}

/// For each page, where each text on it begins, ends and stands, in points.
#[cfg(test)]
pub fn marks(document: &Document) -> Vec<Vec<(f32, f32, f32)>> {
    let text = |mark: &Mark| match mark {
        Mark::Text(x, y, size, _, shaped) => Some((*x, x + shaped.width * size, *y)),
        Mark::Stroke(..) | Mark::Picture(..) => None,
    };
    flow::lay(document).pages.iter().map(|page| page.marks.iter().filter_map(text).collect()).collect()
}
