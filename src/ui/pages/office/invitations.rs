//! Whom a meeting invites, with texts ready to be sent: `/kantor/plm/{id}/undangan`.

use crate::api::invitations::{self, Candidate, Desk, Invited};
use crate::domain::board::brief_name;
use crate::domain::score::Colour;
use crate::domain::standing::{SUBJECTS, coded};
use crate::server::pages::encoded;
use crate::ui::field::{
    AreaField, Button, Buttons, ChecksField, DateField, Look, Notice, NumberField, SelectField, Summary, Tag, TagKind,
    TextField, Tone, options,
};
use crate::ui::frame::{Frame, app, asker, page, param, query, typed};
use crate::ui::pages::office::meeting_nav::MeetingNav;
use leptos::prelude::*;

/// What the planner looks at.
struct Filter {
    district: String,
    colour: String,
    need: Option<usize>,
}

impl Filter {
    fn takes(&self, one: &Candidate) -> bool {
        let colour = one.colour.map_or("Tanpa", Colour::words);
        (self.district.is_empty() || one.library.village.district == self.district)
            && (self.colour.is_empty() || self.colour == colour)
            && self.need.is_none_or(|need| one.needs.contains(&need))
    }
}

/// The office's page of invitations.
#[component]
pub fn Invitations() -> impl IntoView {
    let (app, asker, typed) = (app(), asker(), typed());
    let (id, news, count) = (param("id"), query("kabar"), query("jumlah"));
    let value = |name: &str| query(name).unwrap_or_default();
    let filter = Filter { district: value("kec"), colour: value("warna"), need: coded(&value("butuh")) };
    page(async move {
        let desk = invitations::desk(&app, &asker, &id).await?;
        let news = match news.as_deref() {
            Some("diundang") => {
                Some(format!("{} perpustakaan diundang. Pesannya siap dikirim di bawah.", count.unwrap_or_default()))
            }
            Some("dicabut") => Some("Undangan dicabut. Tautannya mati dan pesertanya keluar dari daftar.".to_owned()),
            Some("diganti") => Some("Tautan diganti. Yang lama mati; kirim yang baru.".to_owned()),
            Some("diatur") => Some("Pengaturan tersimpan.".to_owned()),
            _ => None,
        };
        let posted = typed.value("aksi");
        let settling = posted.as_deref() == Some("atur") || (!typed.is_posted() && desk.invited.is_empty());
        let name = desk.hall.meeting.name.clone();
        let over = desk.hall.last() < desk.hall.today();
        Ok(view! {
            <Frame title=format!("Undangan: {name}") description="">
                <div class="page-head">
                    <p class="eyebrow">{name}</p>
                    <h1>"Undangan"</h1>
                    <p class="lede">"Satu undangan untuk setiap perpustakaan, dengan tautan yang hanya dipegang mereka."</p>
                </div>
                <MeetingNav meeting=id/>
                {news.map(|words| view! { <Notice tone=Tone::Success title=words>""</Notice> })}
                <Summary/>
                {over.then(|| view! { <Notice title="Pertemuan ini sudah selesai"><p>"Undangan masih bisa dicatat supaya daftar pesertanya lengkap; jawaban lewat tautan sudah ditutup."</p></Notice> })}
                {settings(&desk, settling)}
                {choose(&desk, &filter, &app.world.id())}
                {sent(&desk)}
            </Frame>
        })
    })
}

fn settings(desk: &Desk, open: bool) -> impl IntoView + use<> {
    let invite = &desk.invite;
    let said = format!(
        "Jawaban sampai {}, {}, narahubung {}.",
        desk.until.plain(),
        invite
            .capacity
            .map_or_else(|| "tanpa batas tempat duduk".to_owned(), |seats| format!("{seats} tempat duduk sehari")),
        if invite.contact().is_empty() { "belum diisi".to_owned() } else { invite.contact() }
    );
    view! {
        <details open=open>
            <summary>"Cara mengundang"</summary>
            <form method="post" novalidate>
                <p class="muted">{said}</p>
                <DateField name="batas" label="Jawaban ditunggu sampai" value=invite.until.map(|date| date.to_string()) optional=true/>
                <NumberField name="kapasitas" label="Tempat duduk sehari" hint="Yang mendaftar sesudah penuh masuk daftar tunggu." value=invite.capacity.map(i64::from) unit="orang" optional=true/>
                <TextField name="peta" label="Tautan peta" hint="Misalnya dari Google Maps, diawali https://" value=invite.map_link.clone() kind="url" optional=true/>
                <TextField name="narahubung" label="Narahubung" value=invite.contact_name.clone() optional=true/>
                <TextField name="hp" label="Nomor HP narahubung" value=invite.contact_phone.as_ref().map(crate::domain::phone::Phone::local) kind="tel" inputmode="tel" optional=true/>
                <AreaField name="catatan" label="Catatan untuk yang diundang" hint="Misalnya: bawa laptop dan satu hasil karya." value=invite.note.clone() rows=3 maxlength="500" optional=true/>
                <Buttons><Button name="aksi" value="atur" look=Look::Secondary>"Simpan pengaturan"</Button></Buttons>
            </form>
        </details>
    }
}

fn choose(desk: &Desk, filter: &Filter, op: &str) -> impl IntoView + use<> {
    let mut districts: Vec<String> = desk.candidates.iter().map(|one| one.library.village.district.clone()).collect();
    districts.dedup();
    let districts = options(districts.iter().map(|name| (name.clone(), name.clone())));
    let colours = Colour::ALL.map(Colour::words).into_iter().map(|words| (words, words));
    let colours = options(colours.chain([("Tanpa", "Belum ada warna")]));
    let subjects = options(SUBJECTS.map(|subject| (subject.code, subject.label)));
    let found: Vec<&Candidate> = desk.candidates.iter().filter(|one| filter.takes(one)).collect();
    let all: Vec<String> = found.iter().map(|one| one.library.slug.clone()).collect();
    let rows = found.iter().map(|one| {
        let needs: Vec<&str> = one.needs.iter().map(|subject| SUBJECTS[*subject].label).collect();
        let needs = if needs.is_empty() { String::new() } else { format!(" · perlu: {}", needs.join(", ")) };
        let colour = one.colour.map(|colour| format!(" · {}", colour.words())).unwrap_or_default();
        let words = format!("{}, {}{colour}{needs}", brief_name(&one.library.name), one.library.village.district);
        (one.library.slug.clone(), words)
    });
    let rows = options(rows);
    let (nobody, none) = (desk.candidates.is_empty(), found.is_empty());
    let need = filter.need.map(|need| SUBJECTS[need].code);
    let body = if nobody {
        view! { <p class="muted">"Semua perpustakaan aktif sudah diundang."</p> }.into_any()
    } else {
        view! {
            <form class="filters" method="get" role="search">
                <SelectField name="kec" label="Kecamatan" options=districts value=filter.district.clone() empty="Semua kecamatan"/>
                <SelectField name="warna" label="Warna KPI" options=colours value=filter.colour.clone() empty="Semua warna"/>
                <SelectField name="butuh" label="Kebutuhan" options=subjects value=need empty="Semua"/>
                <div class="buttons"><button class="button secondary" type="submit">"Tampilkan"</button></div>
            </form>
            {none.then(|| view! { <p>"Tidak ada perpustakaan yang cocok dengan saringan ini."</p> })}
            {(!none).then(|| view! {
                <form method="post" novalidate>
                    <input type="hidden" name="op" value=op.to_owned()/>
                    <ChecksField name="perpustakaan" legend="Perpustakaan" hint="Warna dan kebutuhan hanya dilihat dinas. Perlu: nilainya di bawah separuh yang terdepan, dari laporan yang disetujui." options=rows values=all/>
                    <Buttons><Button name="aksi" value="undang">"Undang yang dicentang"</Button></Buttons>
                </form>
            })}
        }
        .into_any()
    };
    view! { <section class="section" aria-labelledby="pilih"><h2 id="pilih">"Undang perpustakaan"</h2>{body}</section> }
}

fn sent(desk: &Desk) -> impl IntoView + use<> {
    let cards = desk.invited.iter().map(|one| card(one, desk)).collect::<Vec<_>>();
    let none = cards.is_empty();
    let answered = desk.invited.iter().filter(|one| one.invitation.coming().is_some()).count();
    let count = format!("{answered} dari {} undangan sudah dijawab.", cards.len());
    let withdrawn = (!desk.withdrawn.is_empty()).then(|| {
        let names = desk.withdrawn.iter().map(|name| brief_name(name).to_owned()).collect::<Vec<_>>().join(", ");
        view! { <p class="muted">"Undangan yang dicabut: "{names}"."</p> }
    });
    view! {
        <section class="section" aria-labelledby="sudah">
            <h2 id="sudah">"Sudah diundang"</h2>
            {if none { view! { <p class="muted">"Belum ada."</p> }.into_any() } else { view! { <p>{count}</p> }.into_any() }}
            {withdrawn}
            <ul class="plain stack">{cards}</ul>
        </section>
    }
}

/// The tag of an answer. Once the meeting is over nobody is awaited: what was not answered here is not on record.
pub fn answer_tag(coming: Option<bool>, over: bool) -> impl IntoView {
    match coming {
        None if over => view! { <Tag kind=TagKind::Missing>"Tidak tercatat"</Tag> },
        None => view! { <Tag kind=TagKind::Missing>"Belum menjawab"</Tag> },
        Some(true) => view! { <Tag kind=TagKind::Good>"Hadir"</Tag> },
        Some(false) => view! { <Tag kind=TagKind::Error>"Tidak hadir"</Tag> },
    }
}

fn card(one: &Invited, desk: &Desk) -> impl IntoView + use<> {
    let (name, id) = (brief_name(&one.library.name).to_owned(), one.invitation.id.clone());
    let over = desk.hall.last() < desk.hall.today();
    let (area, anchor) = (format!("surat-{id}"), format!("u-{id}"));
    let text = encoded(&one.letter);
    let whatsapp = |words: String, digits: &str| {
        let hidden = format!(" untuk {name}");
        view! { <a class="button secondary small" href=format!("https://wa.me/{digits}?text={text}") target="_blank" rel="noopener noreferrer">{words}<span class="visually-hidden">{hidden}</span></a> }
    };
    let buttons = if one.contacts.is_empty() {
        vec![whatsapp("WhatsApp".to_owned(), "")]
    } else {
        one.contacts.iter().map(|(person, digits)| whatsapp(format!("WhatsApp {person}"), digits)).collect()
    };
    let answered = one.invitation.answered().map(|at| format!("Dijawab {}.", at.short(desk.hall.zone)));
    let link = format!("/undangan/{}", one.invitation.token);
    view! {
        <li class="card calm" id=anchor>
            <h3>{name.clone()}" "{answer_tag(one.invitation.coming(), over)}</h3>
            <p class="row">{buttons}<a class="small" href=link>"Buka undangan"<span class="visually-hidden">" "{name.clone()}</span></a></p>
            {answered.map(|words| view! { <p class="muted small">{words}</p> })}
            <details>
                <summary>"Surat, ganti tautan, cabut"<span class="visually-hidden">": "{name.clone()}</span></summary>
                <div class="field">
                    <label for=area.clone()>"Pesan untuk "{name.clone()}</label>
                    <textarea id=area readonly=true rows="10">{one.letter.clone()}</textarea>
                </div>
                <form method="post">
                    <input type="hidden" name="undangan" value=id/>
                    <p class="muted">"Ganti tautan bila tautannya jatuh ke orang lain: jawaban dan peserta tetap. Cabut bila perpustakaan ini tidak jadi diundang atau mengundurkan diri: pesertanya keluar dari daftar."</p>
                    <Buttons>
                        <Button look=Look::Secondary name="aksi" value="ganti">"Ganti tautan"</Button>
                        <Button look=Look::Danger name="aksi" value="cabut">"Cabut undangan"</Button>
                    </Buttons>
                </form>
            </details>
        </li>
    }
}
