//! Charts drawn on the server: plain SVG, read by everybody through the table that stands beside each.

use crate::domain::number::whole;
use leptos::prelude::*;

/// Width of the drawing in its own units.
const WIDE: f64 = 640.0;
/// Height of the room for bars.
const TALL: f64 = 150.0;

fn shown(value: u64) -> String {
    whole(i64::try_from(value).unwrap_or(i64::MAX))
}

/// Upright bars, one for each month or group; `None` leaves its place empty. `what` says what is drawn.
pub fn bars(what: &str, values: &[(String, Option<u64>)]) -> impl IntoView + use<> {
    let most = values.iter().filter_map(|(_, value)| *value).max().unwrap_or(0).max(1);
    let count = u32::try_from(values.len().max(1)).unwrap_or(1);
    let step = WIDE / f64::from(count);
    let every = values.len().div_ceil(12).max(1);
    let marks = values
        .iter()
        .enumerate()
        .map(|(n, (name, value))| {
            let left = step * f64::from(u32::try_from(n).unwrap_or(0));
            #[expect(clippy::cast_precision_loss, reason = "a drawing of 150 units needs no more than 52 bits")]
            let height = value.map(|value| TALL * value as f64 / most as f64);
            let middle = format!("{:.1}", left + step / 2.0);
            let bar = height.map(|height| {
                view! {
                    <rect
                        x=format!("{:.1}", left + step * 0.12)
                        y=format!("{:.1}", 20.0 + TALL - height)
                        width=format!("{:.1}", step * 0.76)
                        height=format!("{height:.1}")
                        rx="2"
                    />
                }
            });
            let number = value.filter(|_| values.len() <= 14).map(|value| {
                let y = format!("{:.1}", 14.0 + TALL - height.unwrap_or(0.0));
                view! { <text x=middle.clone() y=y text-anchor="middle" font-size="12">{shown(value)}</text> }
            });
            let label = n.is_multiple_of(every).then(|| {
                view! { <text x=middle.clone() y="188" text-anchor="middle" font-size="12">{name.clone()}</text> }
            });
            view! { {bar}{number}{label} }
        })
        .collect_view();
    let what = what.to_owned();
    view! {
        <svg class="chart" viewBox="0 0 640 196" role="img" aria-label=what fill="currentColor">
            <path d="M0 170.5h640" stroke="currentColor" stroke-width="1"/>
            {marks}
        </svg>
    }
}
