//! Pictures for made-up activities: a shelf of books, drawn by chance. No photo of a real person is ever in the demo.

use super::chance::Chance;
use image::{Rgb, RgbImage};

const WIDTH: u32 = 960;
const HEIGHT: u32 = 640;
const SPINES: [[u8; 3]; 8] = [
    [0x1d, 0x5c, 0x4d],
    [0xb5, 0x4a, 0x2f],
    [0xd9, 0xa4, 0x41],
    [0x2f, 0x4b, 0x6e],
    [0x7a, 0x3b, 0x52],
    [0x5b, 0x7f, 0x3a],
    [0xe3, 0xd5, 0xb8],
    [0x8a, 0x5a, 0x36],
];

fn fill(picture: &mut RgbImage, (left, top): (u32, u32), (right, bottom): (u32, u32), colour: [u8; 3]) {
    for y in top..bottom.min(HEIGHT) {
        for x in left..right.min(WIDTH) {
            picture.put_pixel(x, y, Rgb(colour));
        }
    }
}

/// A JPEG of two shelves of books.
pub fn shelf(chance: &mut Chance) -> Result<Vec<u8>, image::ImageError> {
    let mut picture = RgbImage::from_pixel(WIDTH, HEIGHT, Rgb([0xf3, 0xea, 0xd8]));
    for (top, bottom) in [(40, 300), (340, 600)] {
        let mut left = 30;
        while left < WIDTH - 60 {
            let right = (left + chance.between(22, 58)).min(WIDTH - 30);
            let head = top + chance.between(10, 90);
            let colour = *chance.one_of(&SPINES);
            fill(&mut picture, (left, head), (right, bottom), colour);
            let band = head + chance.between(20, 60);
            fill(&mut picture, (left, band), (right, band + 10), [0xf7, 0xf1, 0xe3]);
            left = right + chance.between(2, 6);
            if chance.percent(8) {
                left += chance.between(30, 90);
            }
        }
        fill(&mut picture, (0, bottom), (WIDTH, bottom + 22), [0x6b, 0x4a, 0x2f]);
    }
    let mut jpeg = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 72).encode_image(&picture)?;
    Ok(jpeg)
}
