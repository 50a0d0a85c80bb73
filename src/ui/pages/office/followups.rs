//! Follow-ups (RTL) of a meeting: written down in the room, and afterwards before and after, as the reports tell it.

use crate::api::followups::{self, Line, Reminder, Sheet};
use crate::domain::board::brief_name;
use crate::domain::followup::State;
use crate::domain::number::{tenths, whole};
use crate::server::pages::encoded;
use crate::ui::field::{
    AreaField, Breadcrumbs, Button, Buttons, DateField, Drawing, Empty, Notice, NumberField, SelectField, Summary, Tag,
    TagKind, TextField, Tone, options,
};
use crate::ui::frame::{Frame, app, asker, page, param, query, typed};
use crate::ui::pages::office::meeting_nav::MeetingNav;
use leptos::prelude::*;

/// The follow-ups of a meeting; `?ubah=` opens the form of one.
#[component]
pub fn Followups() -> impl IntoView {
    let (app, asker, id, news, change) = (app(), asker(), param("id"), query("kabar"), query("ubah"));
    // A refused form that wrote a plan down is shown with what was typed; other buttons have forms of their own.
    let typed = typed();
    let change = if wrote() { typed.value("rtl").filter(|id| !id.is_empty()) } else { change };
    page(async move {
        let sheet = followups::sheet(&app, &asker, &id).await?;
        Ok(show(&sheet, news.as_deref(), change.as_deref(), &app.world.id()))
    })
}

/// Was a plan posted and refused?
fn wrote() -> bool {
    typed().value("aksi").as_deref() == Some("simpan")
}

fn show(sheet: &Sheet, news: Option<&str>, change: Option<&str>, op: &str) -> impl IntoView + use<> {
    let (id, name) = (sheet.desk.meeting.id.clone(), sheet.desk.meeting.name.clone());
    let news = match news {
        Some("tersimpan") => Some("Rencana tersimpan"),
        Some("dihapus") => Some("Rencana dihapus"),
        Some("selesai") => Some("Rencana ditandai selesai"),
        Some("dibuka") => Some("Rencana dibuka lagi"),
        _ => None,
    };
    let action = format!("/kantor/plm/{id}/tindak-lanjut");
    let changed = sheet.lines.iter().find(|line| Some(line.row.id.as_str()) == change);
    let form = form(sheet, changed, &action, op);
    let empty = sheet.lines.is_empty();
    let count = |which: fn(&State) -> bool| sheet.lines.iter().filter(|line| which(&line.state)).count();
    let (closed, late) = (count(State::is_closed), count(|state| *state == State::Late));
    let told = format!(
        "{} rencana, {closed} selesai{}.",
        sheet.lines.len(),
        if late > 0 { format!(", {late} lewat tanggal") } else { String::new() }
    );
    let cards = sheet.lines.iter().map(|line| card(line, &action, op)).collect_view();
    let rows = sheet.lines.iter().filter_map(before_after).collect::<Vec<_>>();
    let table = (!rows.is_empty()).then(|| view! {
        <section class="section" aria-labelledby="sebelum">
            <h2 id="sebelum">"Sebelum dan sesudah"</h2>
            <p class="muted">"Dari laporan yang sudah disetujui. Angka bisa berubah karena banyak hal; tabel ini tidak mengatakan sebabnya."</p>
            <div class="table-scroll" tabindex="0" role="region" aria-label="Sebelum dan sesudah">
                <table>
                    <thead><tr><th scope="col">"Perpustakaan"</th><th scope="col">"Angka"</th><th scope="col">"Sebelum"</th><th scope="col">"Sasaran"</th><th scope="col">"Laporan terbaru"</th><th scope="col">"Berubah"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    });
    let reminders = reminders(&sheet.reminders);
    view! {
        <Frame title=format!("Tindak lanjut: {name}") description="">
            <Breadcrumbs trail=vec![("/kantor/plm".to_owned(), "PLM".to_owned())] here="Tindak lanjut"/>
            <div class="page-head">
                <p class="eyebrow">{name}</p>
                <h1>"Rencana tindak lanjut"</h1>
                <p class="lede">"Apa yang akan dilakukan tiap perpustakaan, sampai kapan, dan angka mana yang diharapkan berubah. Ditutup oleh pengelola dengan bukti, atau oleh laporannya sendiri."</p>
                <p class="muted">"Yang lewat tanggal hanya terlihat oleh dinas dan perpustakaan itu sendiri. "<a href="/kantor/lingkaran">"Lihat lingkarannya"</a></p>
            </div>
            <MeetingNav meeting=id.clone()/>
            {news.map(|words| view! { <Notice tone=Tone::Success title=words>""</Notice> })}
            <Summary/>
            {form}
            <section class="section" aria-labelledby="daftar">
                <h2 id="daftar">"Semua rencana"</h2>
                {if empty {
                    view! { <Empty title="Belum ada rencana" drawing=Drawing::Meeting><p>"Tulis yang pertama lewat formulir di atas."</p></Empty> }.into_any()
                } else {
                    view! { <p>{told}</p><ul class="plain stack">{cards}</ul> }.into_any()
                }}
            </section>
            {table}
            {reminders}
        </Frame>
    }
}

fn form(sheet: &Sheet, changed: Option<&Line>, action: &str, op: &str) -> impl IntoView + use<> {
    let libraries = options(sheet.desk.rules.libraries.clone());
    let measures = options(sheet.measures.clone());
    let plan = changed.map(|line| &line.plan);
    let text = |part: fn(&crate::domain::followup::Plan) -> &String| plan.map(part).cloned();
    let (what, audience, who) = (text(|plan| &plan.what), text(|plan| &plan.audience), text(|plan| &plan.who));
    let (support, remark) = (text(|plan| &plan.support), text(|plan| &plan.remark));
    let aim = plan.and_then(|plan| plan.aim.clone());
    let measure = aim.as_ref().map(|aim| aim.measure.clone());
    let (start, goal) = (aim.as_ref().map(|aim| i64::from(aim.start)), aim.as_ref().map(|aim| i64::from(aim.goal)));
    let due = plan.and_then(|plan| plan.due).map(|due| due.to_string());
    let first = sheet.desk.meeting.starts_on.to_string();
    let of_one = changed.map(|line| {
        view! {
            <input type="hidden" name="rtl" value=line.row.id.clone()/>
            <input type="hidden" name="versi" value=line.row.version.to_string()/>
            <p><strong>{line.row.library_name.clone()}</strong></p>
        }
    });
    let new = changed.is_none();
    let open = !new || sheet.lines.is_empty() || wrote();
    let (action, cancel) = (action.to_owned(), action.to_owned());
    let title = if new { "Tulis rencana baru" } else { "Ubah rencana" };
    view! {
        <details class="section" open=open id="rencana">
            <summary>{title}</summary>
            <form method="post" action=action class="stack narrow" novalidate>
                <input type="hidden" name="op" value=op.to_owned()/>
                {of_one}
                {new.then(|| view! { <SelectField name="perpustakaan" label="Perpustakaan" options=libraries empty="Pilih perpustakaan"/> })}
                <AreaField name="kegiatan" label="Apa yang akan dilakukan" rows=3 value=what/>
                <TextField name="sasaran" label="Sasaran" hint="Untuk siapa: anak SD, ibu-ibu PKK, petani." value=audience optional=true/>
                <TextField name="penanggung" label="Penanggung jawab" value=who optional=true/>
                <DateField name="tenggat" label="Sampai kapan" value=due min=first/>
                <TextField name="dukungan" label="Dukungan atau biaya" value=support optional=true/>
                <SelectField name="angka" label="Angka yang diharapkan berubah" hint="Begitu laporan yang disetujui mencapai sasarannya, rencana ini tertutup sendiri." options=measures value=measure empty="Tidak ada" optional=true/>
                <NumberField name="dari" label="Dari" hint="Sebulan. Kosongkan: diisi dari laporan terbaru sampai bulan pertemuan." value=start optional=true/>
                <NumberField name="menjadi" label="Menjadi" hint="Sebulan." value=goal optional=true/>
                <AreaField name="keterangan" label="Keterangan" rows=2 value=remark optional=true/>
                <Buttons>
                    <Button name="aksi" value="simpan">"Simpan rencana"</Button>
                    {(!new).then(|| view! { <a class="button quiet" href=cancel>"Batal"</a> })}
                </Buttons>
            </form>
        </details>
    }
}

/// The state in a tag. Kind words: a day that has passed is no fault.
pub fn state_tag(line: &Line) -> impl IntoView + use<> {
    let (kind, words) = match &line.state {
        State::Open => (TagKind::Draft, format!("sampai {}", line.course.due.plain())),
        State::Late => (TagKind::Late, format!("direncanakan sampai {}", line.course.due.plain())),
        State::Done(date) => (TagKind::Good, format!("selesai {}", date.plain())),
        State::Reached(reading) => (TagKind::Good, format!("tercapai, laporan {}", reading.month.long())),
    };
    view! { <Tag kind=kind>{words}</Tag> }
}

/// What was promised, for whom, by whom, which figure: the lines under a follow-up, on every page that shows one.
pub fn details(line: &Line) -> impl IntoView + use<> {
    let plan = &line.plan;
    let row = |label: &'static str, words: String| {
        (!words.is_empty()).then(|| view! { <li><span class="muted">{label}": "</span>{words}</li> })
    };
    let aim = plan.aim.as_ref().map(crate::domain::followup::Aim::words).unwrap_or_default();
    let moved = match (&plan.aim, line.readings.last()) {
        (Some(aim), Some(newest)) => format!(
            "berubah dari {} menjadi {} (laporan {}, {})",
            whole(i64::from(aim.start)),
            tenths(newest.value),
            newest.month.long(),
            newest.reference
        ),
        (Some(_), None) => "belum ada laporan disetujui sesudah pertemuan yang memuat angka ini".to_owned(),
        (None, _) => String::new(),
    };
    let proof = (!line.row.proof.is_empty()).then(|| {
        let by = if line.row.closed_by_name.is_empty() {
            "Pernah ditulis sebagai bukti".to_owned()
        } else {
            format!("Bukti dari {}", line.row.closed_by_name)
        };
        view! { <li><span class="muted">{by}": "</span><span class="typed">{line.row.proof.clone()}</span></li> }
    });
    view! {
        <ul class="plain small">
            {row("Sasaran", plan.audience.clone())}
            {row("Penanggung jawab", plan.who.clone())}
            {row("Dukungan", plan.support.clone())}
            {row("Angka", aim)}
            {row("Sejauh ini", moved)}
            {(!line.readable).then(|| view! { <li class="unknown">"Angka ini tidak lagi ditanyakan di formulir; tutup rencananya dengan bukti."</li> })}
            {row("Keterangan", plan.remark.clone())}
            {proof}
        </ul>
    }
}

fn card(line: &Line, action: &str, op: &str) -> impl IntoView + use<> {
    let row = &line.row;
    let name = brief_name(&row.library_name).to_owned();
    let href = format!("/kantor/perpustakaan/{}", row.library_slug);
    let change = format!("{action}?ubah={}#rencana", row.id);
    let report = match &line.state {
        State::Reached(reading) => Some(
            view! { <p class="small"><a href=format!("/kantor/laporan/{}", reading.report)>{format!("Laporan {} ({})", reading.month.long(), reading.reference)}</a></p> },
        ),
        _ => None,
    };
    let about = format!(" untuk {name}: {}", line.plan.what);
    let hidden = || view! { <span class="visually-hidden">{about.clone()}</span> };
    let (closed, field) = (line.state.is_closed(), format!("bukti-{}", row.id));
    // What was typed as proof and refused comes back into its own card.
    let typed = typed();
    let refused = typed.value("rtl").as_ref() == Some(&row.id) && !wrote();
    let written = typed.value("bukti").filter(|_| refused);
    let proof = (!closed).then(|| view! {
        <div class="field"><label for=field.clone()>"Bukti"</label><textarea id=field name="bukti" rows="2">{written}</textarea></div>
    });
    let buttons = if closed {
        view! { <button class="button secondary small" name="aksi" value="buka">"Buka lagi"{hidden()}</button> }
            .into_any()
    } else {
        view! { <button class="button secondary small" name="aksi" value="selesai">"Tandai selesai"{hidden()}</button> }
            .into_any()
    };
    view! {
        <li class="card calm" id=format!("rtl-{}", row.id)>
            <h3><a href=href>{name.clone()}</a>" "{state_tag(line)}{(!row.is_active()).then(|| view! { " "<Tag>"tidak aktif"</Tag> })}</h3>
            <p class="typed"><strong>{line.plan.what.clone()}</strong></p>
            {details(line)}
            {report}
            <details open=refused>
                <summary>"Ubah, tutup, atau hapus"{hidden()}</summary>
                <form method="post" action=action.to_owned() class="stack">
                    <input type="hidden" name="op" value=op.to_owned()/>
                    <input type="hidden" name="rtl" value=row.id.clone()/>
                    <input type="hidden" name="versi" value=row.version.to_string()/>
                    {proof}
                    <div class="row">
                        {buttons}
                        <a class="button quiet small" href=change>"Ubah"{hidden()}</a>
                        <button class="button quiet small" name="aksi" value="hapus">"Hapus"{hidden()}</button>
                    </div>
                </form>
            </details>
        </li>
    }
}

/// One row of before and after.
pub fn before_after(line: &Line) -> Option<impl IntoView + use<>> {
    let aim = line.plan.aim.as_ref()?;
    let label = aim.known().map_or("Angka", |known| known.label);
    let newest = line.readings.last();
    let moved = newest.map(|newest| newest.value - f64::from(aim.start));
    let sign = |value: f64| if value > 0.0 { format!("+{}", tenths(value)) } else { tenths(value) };
    Some(view! {
        <tr>
            <th scope="row">{brief_name(&line.row.library_name).to_owned()}</th>
            <td>{label}</td>
            <td class="number">{whole(i64::from(aim.start))}</td>
            <td class="number">{whole(i64::from(aim.goal))}</td>
            <td class="number">{newest.map_or_else(|| "belum ada".to_owned(), |newest| format!("{} ({})", tenths(newest.value), newest.month.short()))}</td>
            <td class="number">{moved.map_or_else(String::new, sign)}</td>
        </tr>
    })
}

fn reminders(reminders: &[Reminder]) -> Option<impl IntoView + use<>> {
    let list = reminders
        .iter()
        .enumerate()
        .map(|(n, one)| {
            let id = format!("pesan-{n}");
            let send = one.phone.as_ref().map(|phone| {
                let href = format!("https://wa.me/{}?text={}", phone.digits(), encoded(&one.words));
                view! { <a class="button secondary small" href=href target="_blank" rel="noopener noreferrer">"Kirim lewat WhatsApp"<span class="visually-hidden">" kepada "{one.person.clone()}</span></a> }
            });
            view! {
                <li class="card calm">
                    <p class="row"><strong>{brief_name(&one.library).to_owned()}</strong>{one.person.clone()}{send}</p>
                    <details>
                        <summary>"Lihat pesannya"<span class="visually-hidden">" kepada "{one.person.clone()}</span></summary>
                        <div class="field"><label for=id.clone()>"Pesan untuk "{one.person.clone()}</label><textarea id=id readonly=true rows="8">{one.words.clone()}</textarea></div>
                    </details>
                </li>
            }
        })
        .collect_view();
    (!reminders.is_empty()).then(|| view! {
        <section class="section" aria-labelledby="ingatkan">
            <h2 id="ingatkan">"Pesan pengingat"</h2>
            <p class="muted">"Untuk yang rencananya masih berjalan. Satu pesan untuk satu orang; tidak ada yang dikirim sendiri."</p>
            <ul class="plain stack">{list}</ul>
        </section>
    })
}
