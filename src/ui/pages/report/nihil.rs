//! "Nihil": nothing happened at the library this month. Two taps.

use super::Sheet;
use crate::ui::field::{AreaField, Button, Buttons, Notice, Tone};
use leptos::prelude::*;

/// The form that sends "nihil".
pub fn form(sheet: &Sheet) -> impl IntoView + use<> {
    let address = sheet.address();
    let back = address.clone();
    let filled = !sheet.draft.is_blank();
    view! {
        // In the shell both forms stand ready; the address says which one is meant.
        <div id="nihil" hidden=sheet.desk.is_none()>
            {filled
                .then(|| {
                    view! {
                        <Notice tone=Tone::Warning title="Laporan ini sudah ada isinya">
                            <p>"Kalau dikirim sebagai nihil, angka dan kegiatan yang sudah diisi tidak ikut terkirim."</p>
                        </Notice>
                    }
                })}
            <p class="lede">
                "Laporan nihil berarti: selama "{sheet.month_words()}
                " perpustakaan tidak melayani pengunjung dan tidak ada kegiatan. Laporan nihil adalah laporan yang sah."
            </p>
            <form method="post" action=address>
                <input type="hidden" name="op" value=sheet.app.world.id() />
                <input type="hidden" name="versi" value=sheet.version().to_string() />
                <AreaField name="alasan-nihil" label="Sebabnya" hint="Misalnya gedung diperbaiki, atau pengelola sakit." rows=3 optional=true />
                <Buttons>
                    <Button name="aksi" value="kirim-nihil">"Kirim laporan nihil"</Button>
                    <a class="button secondary" href=back>"Kembali ke formulir"</a>
                </Buttons>
            </form>
        </div>
    }
}
