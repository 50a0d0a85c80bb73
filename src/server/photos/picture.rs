//! A picture made anew: checked by its header before it is decoded, turned upright, made no larger than a page needs, and written
//! as a JPEG that holds nothing but pixels. Place, camera and anything hidden behind the picture are gone.

use crate::domain::photo::{Kind, MAX_SIDE, Trouble, fits};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};
use std::io::Cursor;

/// Longest side of a stored picture, in pixels.
const STORED_SIDE: u32 = 1_600;
/// JPEG quality of a stored picture.
const QUALITY: u8 = 80;
/// Most memory that a decoder may ask for, in bytes: 50 million pixels of 8 bytes (PNG with 16 bits a channel).
const DECODER_MEMORY: u64 = 450 * 1024 * 1024;

/// A finished picture.
#[derive(Debug)]
pub struct Made {
    /// The file.
    pub jpeg: Vec<u8>,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// Makes a picture anew.
pub fn make_anew(raw: &[u8], kind: Kind) -> Result<Made, Trouble> {
    let format = match kind {
        Kind::Jpeg => ImageFormat::Jpeg,
        Kind::Png => ImageFormat::Png,
        Kind::Webp => ImageFormat::WebP,
    };
    let (width, height) =
        ImageReader::with_format(Cursor::new(raw), format).into_dimensions().map_err(|_| Trouble::Damaged)?;
    fits(width, height)?;

    let mut reader = ImageReader::with_format(Cursor::new(raw), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(DECODER_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| Trouble::Damaged)?;
    // A phone held upright writes the turn beside the picture; without it the photo would lie on its side.
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| Trouble::Damaged)?;
    if width.max(height) > STORED_SIDE {
        picture = picture.thumbnail(STORED_SIDE, STORED_SIDE);
    }
    picture.apply_orientation(orientation);
    let picture = on_white(picture);
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&picture).map_err(|_| Trouble::Damaged)?;
    Ok(Made { jpeg, width: picture.width(), height: picture.height() })
}

/// A JPEG has no transparency: what is see-through becomes paper.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [r, g, b, a] = picture.get_pixel(x, y).0;
        let blend = |channel: u8| {
            let mixed = (u16::from(channel) * u16::from(a) + 255 * (255 - u16::from(a))) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        image::Rgb([blend(r), blend(g), blend(b)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
        let picture = DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| {
            image::Rgb([u8::try_from(x % 256).unwrap(), u8::try_from(y % 256).unwrap(), 90])
        }));
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    /// An EXIF block that says "turn by 90 degrees" and carries a readable word, as a phone's block carries its place.
    fn with_exif(jpeg: &[u8]) -> Vec<u8> {
        let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
        exif.extend_from_slice(b"PANGKALAN-BUN-2.68S");
        let mut out = jpeg[..2].to_vec();
        out.extend_from_slice(&[0xff, 0xe1]);
        out.extend_from_slice(&u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
        out.extend_from_slice(&exif);
        out.extend_from_slice(&jpeg[2..]);
        out
    }

    fn holds(bytes: &[u8], word: &[u8]) -> bool {
        bytes.windows(word.len()).any(|window| window == word)
    }

    #[test]
    fn every_kind_becomes_a_jpeg_of_page_size() {
        for (kind, format) in
            [(Kind::Jpeg, ImageFormat::Jpeg), (Kind::Png, ImageFormat::Png), (Kind::Webp, ImageFormat::WebP)]
        {
            let made = make_anew(&encoded(format, 2_000, 1_000), kind).unwrap();
            assert_eq!((made.width, made.height), (1_600, 800));
            assert!(made.jpeg.starts_with(&[0xff, 0xd8, 0xff]));
        }
    }

    #[test]
    fn row_42_place_and_camera_are_gone_and_the_photo_stands_upright() {
        let raw = with_exif(&encoded(ImageFormat::Jpeg, 64, 32));
        assert!(holds(&raw, b"PANGKALAN-BUN"));
        let made = make_anew(&raw, Kind::Jpeg).unwrap();
        assert_eq!((made.width, made.height), (32, 64));
        assert!(!holds(&made.jpeg, b"PANGKALAN-BUN") && !holds(&made.jpeg, b"Exif"));
    }

    #[test]
    fn row_42_what_hides_behind_a_picture_is_gone() {
        let mut raw = encoded(ImageFormat::Jpeg, 32, 32);
        raw.extend_from_slice(b"<script>alert(1)</script>");
        assert!(!holds(&make_anew(&raw, Kind::Jpeg).unwrap().jpeg, b"<script"));
    }

    #[test]
    fn row_42_a_bomb_is_refused_by_its_header() {
        // A PNG's header alone: 50 000 x 50 000, no pixels behind it.
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        png.extend_from_slice(&50_000u32.to_be_bytes());
        png.extend_from_slice(&50_000u32.to_be_bytes());
        png.extend_from_slice(&[8, 2, 0, 0, 0]);
        let checksum = png[12..].iter().fold(!0u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
        });
        png.extend_from_slice(&(!checksum).to_be_bytes());
        // The decoder reads on to the first data chunk before it tells the size.
        png.extend_from_slice(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
        assert_eq!(make_anew(&png, Kind::Png).unwrap_err(), Trouble::TooManyPixels { width: 50_000, height: 50_000 });
    }

    #[test]
    fn a_torn_file_is_damaged() {
        let raw = encoded(ImageFormat::Png, 64, 64);
        assert_eq!(make_anew(&raw[..raw.len() / 2], Kind::Png).unwrap_err(), Trouble::Damaged);
        assert_eq!(make_anew(&[0xff, 0xd8, 0xff, 0], Kind::Jpeg).unwrap_err(), Trouble::Damaged);
    }
}
