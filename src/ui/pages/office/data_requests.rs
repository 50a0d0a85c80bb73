//! What people ask for about their own data: the list with its deadlines, and one request with everything that is found.

use crate::api::data_requests::{
    self, AT_ONCE, DataCopy, KINDS, Looked, OUTCOMES, excerpt, is_erased_here, kind_words, mark, outcomes, page_of,
};
use crate::domain::moment::{Moment, Zone};
use crate::domain::number::whole;
use crate::storage::data_requests::{DataRequest, Found};
use crate::ui::field::{
    Breadcrumbs, Button, Buttons, CheckField, ChecksField, ChoiceField, Empty, Look, Notice, Summary, Tag, TagKind,
    TextField, Tone, options,
};
use crate::ui::frame::{Frame, app, asker, besides, page, param, query};
use leptos::prelude::*;

fn words_of(list: &[(&'static str, &'static str)], code: &str) -> &'static str {
    list.iter().find(|(known, _)| *known == code).map_or("", |(_, words)| *words)
}

/// On the board: every request that waits, with its time; one that is late makes the note red.
pub fn waiting(requests: &[DataRequest], now: Moment) -> Option<impl IntoView + use<>> {
    let late = requests.iter().any(|request| request.due_at().0 < now.0);
    let lines = requests
        .iter()
        .map(|request| {
            let (kind, time) = left(request.due_at(), now);
            let link = format!("/kantor/permintaan/{}", request.id);
            view! {
                <li>
                    <a href=link>{request.name.clone()}</a>": "{words_of(&KINDS, &request.kind)}". "<Tag kind=kind>{time}</Tag>
                </li>
            }
        })
        .collect_view();
    let (tone, title) = if late {
        (Tone::Danger, "Permintaan data pribadi lewat batas waktu")
    } else {
        (Tone::Warning, "Permintaan data pribadi menunggu")
    };
    (!requests.is_empty()).then(|| {
        view! {
            <Notice tone=tone title=title>
                <ul>{lines}</ul>
                {late.then(|| view! { <p>"Batasnya 3 × 24 jam sejak diminta (UU 27/2022). Kerjakan sekarang."</p> })}
            </Notice>
        }
    })
}

/// How much time is left, in words.
fn left(due: Moment, now: Moment) -> (TagKind, String) {
    match due.0 - now.0 {
        over @ ..-3_600 => (TagKind::Error, format!("Lewat batas 3 × 24 jam, sudah {} jam", -over / 3_600)),
        ..0 => (TagKind::Error, "Lewat batas 3 × 24 jam".to_owned()),
        left if left < 3_600 => (TagKind::Late, "Kurang dari 1 jam".to_owned()),
        left if left < 86_400 => (TagKind::Late, format!("Tinggal {} jam", left / 3_600)),
        left => (TagKind::Plain, format!("Tinggal {} hari {} jam", left / 86_400, left % 86_400 / 3_600)),
    }
}

/// The list, and the form for a new one.
#[component]
pub fn DataRequests() -> impl IntoView {
    let (app, asker, news) = (app(), asker(), query("kabar"));
    page(async move {
        let (op, now) = (app.world.id(), app.world.now());
        let (requests, zone) = data_requests::list(&app, &asker).await?;
        let news = news.filter(|news| news == "selesai").map(|_| {
            view! { <Notice tone=Tone::Success title="Permintaan selesai"><p>"Nama dan nomor orangnya sudah dihapus dari daftar ini."</p></Notice> }
        });
        let body = if requests.is_empty() {
            view! { <Empty title="Belum ada permintaan"><p>"Catat di bawah begitu ada orang yang meminta salinan atau penghapusan datanya."</p></Empty> }
                .into_any()
        } else {
            view! {
                <table class="cards">
                    <thead><tr><th scope="col">"Permintaan"</th><th scope="col">"Diterima"</th><th scope="col">"Keadaan"</th></tr></thead>
                    <tbody>{requests.iter().map(|request| row(request, now, zone)).collect_view()}</tbody>
                </table>
            }
            .into_any()
        };
        Ok(view! {
            <Frame title="Permintaan data pribadi" description="">
                {news}
                <Summary/>
                <div class="page-head">
                    <h1>"Permintaan data pribadi"</h1>
                    <p class="lede">"Siapa pun boleh meminta salinan datanya atau meminta datanya dihapus. Batasnya 3 × 24 jam (UU 27/2022)."</p>
                </div>
                {body}
                <h2>"Catat permintaan baru"</h2>
                <form method="post" action="/kantor/permintaan">
                    <input type="hidden" name="op" value=op/>
                    <ChoiceField name="kind" legend="Apa yang diminta" options=options(KINDS)/>
                    <TextField name="name" label="Nama orangnya" hint="Seperti tertulis di data: dipakai untuk mencari." required=true/>
                    <TextField name="phone" label="Nomor HP" kind="tel" inputmode="tel" width="w-10" optional=true/>
                    <Buttons><Button>"Cari datanya"</Button></Buttons>
                </form>
            </Frame>
        })
    })
}

fn row(request: &DataRequest, now: Moment, zone: Zone) -> impl IntoView + use<> {
    let name = if request.name.is_empty() { "Nama sudah dihapus".to_owned() } else { request.name.clone() };
    let (kind, words) = match request.done_at() {
        Some(at) => (TagKind::Good, format!("{}, {}", words_of(&OUTCOMES, &request.outcome), at.date(zone).plain())),
        None => left(request.due_at(), now),
    };
    view! {
        <tr>
            <th scope="row"><a href=format!("/kantor/permintaan/{}", request.id)>{name}</a>": "{words_of(&KINDS, &request.kind)}</th>
            <td data-label="Diterima">{request.asked_at().short(zone)}</td>
            <td data-label="Keadaan"><Tag kind=kind>{words}</Tag></td>
        </tr>
    }
}

/// One request.
#[component]
pub fn DataRequestPage() -> impl IntoView {
    let (app, asker, id, news) = (app(), asker(), param("id"), query("kabar"));
    let sheet = query("lembar").and_then(|sheet| sheet.parse().ok()).unwrap_or(1_i64);
    let copy = besides::<DataCopy>();
    page(async move {
        if let Some(copy) = copy {
            return Ok(printed(copy, &id).into_any());
        }
        let now = app.world.now();
        let Looked { request, found, before, count, zone } = data_requests::one(&app, &asker, &id, sheet).await?;
        let action = format!("/kantor/permintaan/{id}");
        let (erases, kind_asked) = (request.kind == "hapus", request.kind.clone());
        let shown = part_words(before, found.len(), count, &action);
        let (here, elsewhere): (Vec<Found>, Vec<Found>) = found.into_iter().partition(is_erased_here);
        let none = count == 0;
        let name = request.name.clone();
        let copied = options(here.iter().chain(&elsewhere).map(|found| (mark(found), line(found, &name))));
        let title =
            if request.name.is_empty() { "Permintaan yang sudah selesai".to_owned() } else { request.name.clone() };
        let done = request.done_at().map(|at| {
            let words = format!("{}. {} hal, {}.", words_of(&OUTCOMES, &request.outcome), request.found, at.long(zone));
            view! { <Notice title="Selesai"><p>{words}</p></Notice> }
        });
        let open = done.is_none();
        let (kind, words) = left(request.due_at(), now);
        let news = news.filter(|news| news == "dihapus").map(|_| {
            view! { <Notice tone=Tone::Success title="Sudah dihapus"><p>"Di tempatnya tertulis “dihapus atas permintaan” dengan tanggal hari ini."</p></Notice> }
        });
        Ok(view! {
            <Frame title=title.clone() description="">
                <Breadcrumbs trail=vec![("/kantor/permintaan".into(), "Permintaan data pribadi".into())] here=title.clone()/>
                {news}
                <Summary/>
                <h1>{title}</h1>
                <p class="lead">
                    {words_of(&KINDS, &request.kind)}", diterima "{request.asked_at().long(zone)}". "
                    {open.then(|| view! { <Tag kind=kind>{words}</Tag> })}
                </p>
                {done}
                {(open && none).then(|| view! {
                    <Empty title="Tidak ada yang ditemukan"><p>"Nama dan nomor ini tidak ada di tulisan mana pun yang disimpan program. Periksa ejaannya; nama panggilan atau nama tanpa gelar dicatat sebagai permintaan sendiri."</p></Empty>
                })}
                {open.then(|| view! { <p class="muted">"Program mencari di semua tulisan. Gambar, misalnya pindaian dokumen dan isi foto, tidak bisa dicarinya: lihat sendiri."</p> })}
                {(open && !none).then(|| view! { {shown} <Listed here=here elsewhere=elsewhere erases=erases name=name action=action.clone()/> })}
                {(open && !none).then(|| view! {
                    <h2>"Salinan untuk orangnya"</h2>
                    <p>"Satu halaman untuk dicetak, atau berkas JSON untuk dibaca program lain. Serahkan hanya kepada orangnya sendiri, sesudah Anda yakin siapa dia."</p>
                    <form method="post" action=action.clone()>
                        <ChecksField
                            name="salin"
                            legend="Mana yang ikut disalin?"
                            hint="Nama bisa sama. Centang hanya yang memang tentang orang ini."
                            options=copied
                        />
                        <Buttons>
                            <Button name="aksi" value="salinan">"Tampilkan salinan"</Button>
                            <Button look=Look::Secondary name="aksi" value="berkas" attr:data-unduh="">"Unduh berkas JSON"</Button>
                        </Buttons>
                    </form>
                })}
                {open.then(|| view! {
                    <h2>"Tutup permintaan"</h2>
                    <form method="post" action=action>
                        <input type="hidden" name="aksi" value="selesai"/>
                        <ChoiceField name="outcome" legend="Bagaimana selesainya" options=options(outcomes(&kind_asked))/>
                        <Buttons><Button>"Tutup permintaan"</Button></Buttons>
                    </form>
                })}
            </Frame>
        }
        .into_any())
    })
}

/// The copy for the person, in words and to be printed.
fn printed(copy: DataCopy, id: &str) -> impl IntoView + use<> {
    let request = format!("/kantor/permintaan/{id}");
    let trail =
        vec![("/kantor/permintaan".into(), "Permintaan data pribadi".into()), (request.clone(), copy.about.clone())];
    let (made, share) = (copy.made_at.long(copy.zone), copy.share());
    let things = copy
        .things
        .into_iter()
        .map(|thing| {
            let kind = kind_words(&thing.kind);
            let name = if thing.place.is_empty() { kind.to_owned() } else { format!("{kind}, {}", thing.place) };
            view! { <div><dt>{name}</dt><dd class="typed">{thing.words}</dd></div> }
        })
        .collect_view();
    view! {
        <Frame title="Salinan data pribadi" description="">
            <Breadcrumbs trail=trail here="Salinan"/>
            <h1>{format!("Salinan data tentang {}", copy.about)}</h1>
            <p class="lead">"Dibuat "{made}", menurut "{DataCopy::LAW}"."</p>
            <p class="no-print">"Cetak halaman ini (Ctrl+P, atau Bagikan lalu Cetak di HP) dan serahkan kepada orangnya."</p>
            <dl class="facts">{things}</dl>
            <p class="muted">"Keterangan: "{share}"."</p>
            <p class="no-print"><a class="button secondary" href=request>"Kembali ke permintaan"</a></p>
        </Frame>
    }
}

/// "Ditampilkan 1 sampai 500 dari 812", with the way to the others; nothing when all is on one page.
fn part_words(before: i64, shown: usize, count: i64, action: &str) -> Option<impl IntoView + use<>> {
    let last = before + i64::try_from(shown).unwrap_or(i64::MAX);
    let sheet = before / AT_ONCE + 1;
    let link = |sheet: i64, words: &'static str| {
        view! { " "<a href=format!("{action}?lembar={sheet}")>{words}</a> }
    };
    (count > AT_ONCE || before > 0).then(|| {
        let words =
            format!("Ditampilkan {} sampai {} dari {} yang ditemukan.", whole(before + 1), whole(last), whole(count));
        view! {
            <p>
                <strong>{words}</strong>
                {(before > 0).then(|| link(sheet - 1, "Sebelumnya"))}
                {(last < count).then(|| link(sheet + 1, "Selanjutnya"))}
            </p>
        }
    })
}

/// "Cerita, Natai Raya: Ibu ...", so much that it is recognised.
fn line(found: &Found, name: &str) -> String {
    let place = if found.place.is_empty() { String::new() } else { format!(", {}", found.place) };
    format!("{}{place}: {}", kind_words(&found.kind), excerpt(found, name))
}

/// What is found, with boxes where it can be erased here, and with links where a text is mended by hand.
#[component]
fn Listed(here: Vec<Found>, elsewhere: Vec<Found>, erases: bool, name: String, action: String) -> impl IntoView {
    let others = elsewhere
        .iter()
        .map(|found| {
            let (page, mended) = page_of(found).unwrap_or_default();
            let mended = (!mended.is_empty()).then(|| format!(" ({mended})"));
            view! { <li><a href=page>{line(found, &name)}</a>{mended}</li> }
        })
        .collect_view();
    let (some, more) = (!here.is_empty(), !elsewhere.is_empty());
    view! {
        <h2>"Yang ditemukan"</h2>
        {if erases && some {
            let choices = options(here.iter().map(|found| (mark(found), line(found, &name))));
            view! {
                <form method="post" action=action>
                    <input type="hidden" name="aksi" value="hapus"/>
                    <ChecksField
                        name="pilih"
                        legend="Mana yang tentang orang ini?"
                        hint="Nama bisa sama. Centang hanya yang memang tentang orang ini."
                        options=choices
                    />
                    <CheckField name="yakin" label="Saya sudah memastikan orangnya; yang dihapus tidak bisa kembali"/>
                    <Buttons><Button>"Hapus yang dicentang"</Button></Buttons>
                </form>
            }
            .into_any()
        } else {
            view! { <ul>{here.iter().map(|found| view! { <li>{line(found, &name)}</li> }).collect_view()}</ul> }.into_any()
        }}
        {more.then(|| view! {
            <h3>"Disebut di dalam tulisan"</h3>
            <p>"Tulisan ini milik bersama, jadi diubah di halamannya sendiri; yang tidak bisa diubah disebut alasannya."</p>
            <ul>{others}</ul>
        })}
    }
}
