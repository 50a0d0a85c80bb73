//! One's own account: what opens it, and how to change that.

use crate::api::own_account::{self, Own, Reset};
use crate::server::forms::own_account::Sheet;
use crate::server::totp;
use crate::ui::field::{Breadcrumbs, Button, Buttons, Notice, Summary, TextField, Tone};
use crate::ui::frame::{Frame, app, asker, besides, page, query};
use crate::ui::qr::Qr;
use leptos::prelude::*;

fn trail() -> Vec<(String, String)> {
    vec![("/akun".to_owned(), "Akun saya".to_owned())]
}

/// The field that every change begins with.
#[component]
fn Current() -> impl IntoView {
    view! {
        <TextField
            name="password"
            label="Kata sandi Anda yang sekarang"
            kind="password"
            autocomplete="current-password"
            required=true
        />
    }
}

/// A new password, typed twice; the second time it is `password_again`.
#[component]
pub fn PasswordTwice(
    /// Of the first time.
    name: &'static str,
) -> impl IntoView {
    view! {
        <TextField
            name=name
            label="Kata sandi baru"
            hint="Paling sedikit 8 huruf atau angka. Tiga atau empat kata yang mudah Anda ingat sudah kuat."
            kind="password"
            autocomplete="new-password"
            required=true
        />
        <TextField
            name="password_again"
            label="Kata sandi baru, sekali lagi"
            kind="password"
            autocomplete="new-password"
            required=true
        />
    }
}

/// For seven days after the account was opened anew: what was done, when, and what to do if that was somebody else. Stands on the
/// first page after signing in and on the account's own.
#[component]
pub fn Resets(resets: Vec<Reset>) -> impl IntoView {
    let lines = resets
        .iter()
        .map(|Reset { at, what, by }| {
            let by = by.as_ref().map(|by| format!(", oleh {by}"));
            view! { <li>{at.clone()}": "{*what}{by}"."</li> }
        })
        .collect_view();
    (!resets.is_empty()).then(|| {
        view! {
            <Notice tone=Tone::Warning title="Cara masuk ke akun ini baru diubah">
                <ul>{lines}</ul>
                <p>
                    "Bukan Anda yang meminta? "<a href="/akun/kata-sandi">"Ganti kata sandi"</a>", keluarkan perangkat lain di "
                    <a href="/akun">"Akun saya"</a>", lalu telepon dinas. Pemberitahuan ini tampil 7 hari."
                </p>
            </Notice>
        }
    })
}

/// The overview.
#[component]
pub fn OwnAccount() -> impl IntoView {
    let (app, asker, news) = (app(), asker(), query("kabar"));
    page(async move {
        let person = asker.signed_in()?.clone();
        let zone = crate::api::libraries::office(&app, &person.office).await?.zone;
        let resets = own_account::resets(&app, &asker).await?;
        let Own { phone, sessions, sheet, second, begun: _, staff } = own_account::own(&app, &asker).await?;
        let news = match news.as_deref() {
            Some("sandi") => Some("Kata sandi sudah diganti. Perangkat lain harus masuk lagi."),
            Some("nomor") => Some("Nomor HP sudah diganti. Perangkat lain harus masuk lagi."),
            Some("sesi") => Some("Perangkat lain sudah dikeluarkan."),
            Some("lepas") => Some("Langkah kedua sudah dilepas. Untuk masuk cukup nomor HP dan kata sandi."),
            _ => None,
        };
        let on = move |at: crate::domain::moment::Moment| at.date(zone).plain();
        Ok(view! {
            <Frame title="Akun saya" description="">
                {news.map(|words| view! { <Notice tone=Tone::Success title="Tersimpan"><p>{words}</p></Notice> })}
                <Resets resets=resets/>
                <Summary/>
                <div class="page-head">
                    <h1>"Akun saya"</h1>
                    <p class="lede">{person.name.clone()}", "{phone}</p>
                </div>
                <h2>"Kata sandi dan nomor HP"</h2>
                <p><a href="/akun/kata-sandi">"Ganti kata sandi"</a>" · "<a href="/akun/nomor">"Ganti nomor HP"</a></p>
                <h2>"Lembar kode pemulihan"</h2>
                <p>
                    {match sheet {
                        None => "Anda belum punya lembar. Delapan kode sekali pakai, dicetak dan disimpan di rumah, membuka akun ini bila kata sandi atau HP hilang.".to_owned(),
                        Some((left, made)) => format!("Dibuat {}; masih {left} kode yang belum dipakai.", on(made)),
                    }}
                </p>
                <p><a href="/akun/lembar">"Buat lembar baru"</a></p>
                {staff.then(|| view! {
                    <h2>"Langkah kedua saat masuk"</h2>
                    <p>
                        {match second {
                            None => "Belum dipasang. Dengan langkah kedua, orang yang tahu kata sandi Anda tetap tidak bisa masuk tanpa HP Anda.".to_owned(),
                            Some(at) => format!("Terpasang sejak {}: saat masuk, kode dari aplikasi di HP ikut ditanyakan.", on(at)),
                        }}
                    </p>
                    <p><a href="/akun/langkah-kedua">{if second.is_some() { "Lepas langkah kedua" } else { "Pasang langkah kedua" }}</a></p>
                })}
                <h2>"Perangkat yang sedang masuk"</h2>
                <p>{if sessions > 1 { format!("{sessions} perangkat, termasuk ini.") } else { "Hanya perangkat ini.".to_owned() }}</p>
                {(sessions > 1).then(|| view! {
                    <form method="post" action="/akun">
                        <Buttons><Button>"Keluarkan perangkat lain"</Button></Buttons>
                    </form>
                })}
            </Frame>
        })
    })
}

/// A new password.
#[component]
pub fn NewPassword() -> impl IntoView {
    view! {
        <Frame title="Ganti kata sandi" description="">
            <Breadcrumbs trail=trail() here="Ganti kata sandi"/>
            <Summary/>
            <h1>"Ganti kata sandi"</h1>
            <p class="lead">"Sesudahnya semua perangkat lain harus masuk lagi."</p>
            <form method="post" action="/akun/kata-sandi">
                <Current/>
                <PasswordTwice name="password_new"/>
                <Buttons><Button>"Simpan"</Button><a class="button secondary" href="/akun">"Batal"</a></Buttons>
            </form>
        </Frame>
    }
}

/// A new number.
#[component]
pub fn NewPhone() -> impl IntoView {
    let (app, asker) = (app(), asker());
    page(async move {
        let own = own_account::own(&app, &asker).await?;
        Ok(view! {
            <Frame title="Ganti nomor HP" description="">
                <Breadcrumbs trail=trail() here="Ganti nomor HP"/>
                <Summary/>
                <h1>"Ganti nomor HP"</h1>
                <p class="lead">"Nomor ini untuk masuk, dan dipakai dinas untuk menelepon balik. Sekarang "{own.phone}"."</p>
                <form method="post" action="/akun/nomor">
                    <Current/>
                    <TextField name="phone" label="Nomor HP baru" kind="tel" inputmode="tel" autocomplete="username" width="w-10" required=true/>
                    <Buttons><Button>"Simpan"</Button><a class="button secondary" href="/akun">"Batal"</a></Buttons>
                </form>
            </Frame>
        })
    })
}

/// The codes of a sheet, once.
#[component]
fn Codes(codes: Vec<String>) -> impl IntoView {
    view! {
        <Notice tone=Tone::Warning title="Hanya tampil sekali ini">
            <p>"Cetak halaman ini atau salin kodenya ke kertas, lalu simpan di rumah. Jangan difoto. Lembar sebelumnya tidak berlaku lagi."</p>
        </Notice>
        <ol>{codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view()}</ol>
        <p>
            "Setiap kode untuk satu kali: di halaman Buat kata sandi bila lupa kata sandi, atau, bila langkah kedua terpasang, sebagai pengganti kode aplikasi. Coret kode yang sudah dipakai."
        </p>
        <p><a class="button" href="/akun">"Sudah saya simpan"</a></p>
    }
}

/// A new sheet.
#[component]
pub fn NewSheet() -> impl IntoView {
    let (made, op) = (besides::<Sheet>(), app().world.id());
    view! {
        <Frame title="Lembar kode pemulihan" description="">
            <Breadcrumbs trail=trail() here="Lembar kode pemulihan"/>
            <Summary/>
            <h1>"Lembar kode pemulihan"</h1>
            {match made {
                Some(Sheet(codes)) => view! { <Codes codes=codes/> }.into_any(),
                None => view! {
                    <p class="lead">"Delapan kode sekali pakai di atas kertas: jalan masuk bila kata sandi lupa atau HP hilang. Lembar yang lama langsung mati."</p>
                    <form method="post" action="/akun/lembar">
                        <input type="hidden" name="op" value=op/>
                        <Current/>
                        <Buttons><Button>"Buat lembar baru"</Button><a class="button secondary" href="/akun">"Batal"</a></Buttons>
                    </form>
                }
                .into_any(),
            }}
        </Frame>
    }
}

/// The second factor: putting it on, proving it, taking it off.
#[component]
pub fn SecondFactor() -> impl IntoView {
    let (app, asker, made) = (app(), asker(), besides::<Sheet>());
    page(async move {
        let own = own_account::own(&app, &asker).await?;
        if !own.staff {
            return Err(crate::domain::refusal::Refusal::Forbidden.into());
        }
        let body = match (made, own.second, own.begun.clone()) {
            (Some(Sheet(codes)), _, _) => view! {
                <Notice tone=Tone::Success title="Langkah kedua terpasang">
                    <p>"Mulai sekarang, sesudah kata sandi, kode dari aplikasi ikut ditanyakan."</p>
                </Notice>
                <h2>"Kode untuk keadaan darurat"</h2>
                <Codes codes=codes/>
            }
            .into_any(),
            (None, Some(_), _) => view! {
                <p class="lead">"Langkah kedua terpasang. Kalau dilepas, kata sandi saja cukup untuk masuk ke akun ini."</p>
                <form method="post" action="/akun/langkah-kedua">
                    <input type="hidden" name="aksi" value="lepas"/>
                    <Current/>
                    <Buttons><Button>"Lepas langkah kedua"</Button><a class="button secondary" href="/akun">"Batal"</a></Buttons>
                </form>
            }
            .into_any(),
            (None, None, Some(secret)) => prove(&secret, &own.phone).into_any(),
            (None, None, None) => view! {
                <p class="lead">
                    "Yang perlu: HP dengan aplikasi kode (misalnya FreeOTP, Aegis, atau Google Authenticator). Aplikasi itu bekerja tanpa internet dan tidak mengirim apa-apa."
                </p>
                <form method="post" action="/akun/langkah-kedua">
                    <input type="hidden" name="aksi" value="mulai"/>
                    <Current/>
                    <Buttons><Button>"Tampilkan kode QR"</Button><a class="button secondary" href="/akun">"Batal"</a></Buttons>
                </form>
            }
            .into_any(),
        };
        Ok(view! {
            <Frame title="Langkah kedua saat masuk" description="">
                <Breadcrumbs trail=trail() here="Langkah kedua"/>
                <Summary/>
                <h1>"Langkah kedua saat masuk"</h1>
                {body}
            </Frame>
        })
    })
}

fn prove(secret: &str, phone: &str) -> impl IntoView + use<> {
    let (address, typed) = (totp::address(secret, phone), totp::in_groups(secret));
    view! {
        <ol>
            <li>"Buka aplikasi kode di HP, pilih tambah akun, lalu pindai gambar ini."</li>
            <li>"Ketik kode 6 angka yang tampil di aplikasi."</li>
        </ol>
        <Qr text=address label="Kode QR untuk aplikasi kode"/>
        <p class="muted">"Tidak bisa memindai? Ketik kunci ini di aplikasi: "<code>{typed}</code></p>
        <form method="post" action="/akun/langkah-kedua">
            <input type="hidden" name="aksi" value="bukti"/>
            <Code inputmode="numeric"/>
            <Buttons><Button>"Pasang"</Button><a class="button secondary" href="/akun">"Batal"</a></Buttons>
        </form>
    }
}

/// The field for a code. A code of the application is digits, one of the sheet has letters.
#[component]
fn Code(inputmode: &'static str) -> impl IntoView {
    view! {
        <TextField name="code" label="Kode" inputmode=inputmode autocomplete="one-time-code" width="w-10" maxlength="20" required=true/>
    }
}

/// The second half of signing in.
#[component]
pub fn Second() -> impl IntoView {
    let next = crate::ui::frame::typed().or("next", query("next").unwrap_or_default());
    view! {
        <Frame title="Langkah kedua" description="">
            <Summary/>
            <h1>"Langkah kedua"</h1>
            <p class="lead">"Kata sandi benar. Ketik kode 6 angka dari aplikasi di HP Anda, atau satu kode dari lembar pemulihan."</p>
            <form method="post" action="/masuk/kedua">
                <input type="hidden" name="next" value=next/>
                <Code inputmode="text"/>
                <Buttons><Button>"Masuk"</Button></Buttons>
            </form>
            <p>"HP dan lembarnya hilang? Minta administrator lain di kantor melepas langkah kedua dari akun Anda."</p>
        </Frame>
    }
}
