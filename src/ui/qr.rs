//! A QR code as SVG: black on white in both themes, because cameras want it so. The `qrcode` crate makes the modules; they are drawn here,
//! so that no picture format comes along.

use leptos::prelude::*;
use qrcode::{Color, EcLevel, QrCode};

/// Modules of white around the code, as the standard asks for.
const QUIET: usize = 4;

/// The path of the dark modules, one stroke for each run of a row, and the width in modules. `None`: too long for any code.
fn drawing(text: &str) -> Option<(String, usize)> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let (width, colors) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        while x < width {
            let run = row[x..].iter().take_while(|color| **color == Color::Dark).count();
            if run > 0 {
                path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET));
            }
            x += run.max(1);
        }
    }
    Some((path, width + 2 * QUIET))
}

/// The code of a text; `label` is what a screen reader says.
#[component]
pub fn Qr(#[prop(into)] text: String, #[prop(into)] label: String, #[prop(default = 232)] size: u16) -> impl IntoView {
    drawing(&text).map(|(path, width)| {
        view! {
            <svg class="qr" width=size height=size viewBox=format!("0 0 {width} {width}") shape-rendering="crispEdges" role="img" aria-label=label data-qr=text>
                <path fill="#fff" d=format!("M0 0h{width}v{width}H0z")/>
                <path fill="#000" d=path/>
            </svg>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drawing_is_the_code() {
        let text = "PLM:0000ABCD:ABCDEFGH23456777";
        let (path, width) = drawing(text).unwrap();
        let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
        assert_eq!(width, code.width() + 8);
        let dark = code.to_colors().iter().filter(|color| **color == Color::Dark).count();
        let drawn: usize = path.split('h').filter_map(|part| part.split('v').next()?.parse::<usize>().ok()).sum();
        assert_eq!(drawn, dark);
        assert!(drawing(&"A".repeat(9_000)).is_none());
    }
}
