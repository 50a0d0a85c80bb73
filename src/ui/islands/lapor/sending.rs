//! "Kirim laporan" on the phone: into the queue first, then the truth about where it is, until the receipt.

use super::asking::{Other, ask, clear_head, note, tell, tell_findings};
use super::checking;
use super::known;
use super::live::{Live, listen};
use super::paper::{by_id, escape, first, set_shown};
use super::phone::{get, list, number, object, on_change, queue, text, to_js, words_of};
use crate::domain::refusal::Finding;
use crate::domain::report::draft::Draft;
use crate::domain::report::merge::merge;
use js_sys::futures::spawn_local;
use leptos::prelude::{document, window};
use serde::Serialize;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlTextAreaElement};

/// A photo as a report names it.
#[derive(Serialize)]
pub struct Named {
    id: String,
    sha256: String,
    bytes: i64,
    activity: String,
    caption: String,
    public: bool,
    children: String,
}

/// The photos of a draft with their words, as far as their hashes are known.
fn named(live: &Live, draft: &Draft, wanted: impl Fn(&str) -> bool) -> Vec<Named> {
    let manifests = live.manifests.borrow();
    let photos = draft.photos.iter().filter(|photo| !photo.removed && wanted(&photo.id));
    photos
        .filter_map(|photo| {
            let manifest = manifests.iter().find(|manifest| manifest.id == photo.id && !manifest.sha256.is_empty())?;
            Some(Named {
                id: photo.id.clone(),
                sha256: manifest.sha256.clone(),
                bytes: manifest.bytes,
                activity: photo.activity.clone(),
                caption: photo.caption.clone(),
                public: photo.public,
                children: photo.children.clone(),
            })
        })
        .collect()
}

/// The photos that the server has already, with what the form says of them now.
pub fn server_photos(live: &Live, draft: &Draft) -> Vec<Named> {
    let known = live.known.borrow();
    named(live, draft, |id| known.photos.iter().any(|photo| photo.id == id))
}

/// Keeps the draft now and lets the office's copy follow.
pub async fn keep(live: Rc<Live>) {
    if !live.flush().await {
        if is_behind(&live).await {
            return;
        }
        let words = "<p>HP ini tidak bisa menyimpan isian. Jangan tutup halaman ini; kosongkan sedikit ruang di HP, lalu coba lagi.</p>";
        return tell(&note("danger", "Draf belum tersimpan", words));
    }
    tell(&note(
        "success",
        "Draf tersimpan",
        "<p>Tersimpan di HP ini. Begitu ada sinyal, draf juga tersimpan di dinas dan bisa dilanjutkan dari HP lain. Belum terkirim sebagai laporan.</p>",
    ));
    let _ = queue("sync", &[object(&[("now", true.into())])]).await;
}

/// Gives a correction up, on the phone and at the office.
pub async fn give_up(live: Rc<Live>) {
    // What waits to be kept is kept now, not after the draft is gone.
    live.flush().await;
    let _ = queue("dropDraft", &[live.key.as_str().into()]).await;
    let form = &live.paper.form;
    let _ = form.insert_adjacent_html("beforeend", "<input type=\"hidden\" name=\"aksi\" value=\"buang-perbaikan\">");
    let _ = form.submit();
}

/// Sends: checks by the rules, then puts the report into the queue. From then on it is safe on the phone.
pub async fn send(live: Rc<Live>) {
    live.tried.set(true);
    // What another tab has typed comes in with this; when the phone cannot keep it, the queue says so.
    if !live.flush().await && is_behind(&live).await {
        return;
    }
    let draft = live.paper.draft();
    let checked = checking::look(&live, &draft, true);
    if !checked.is_ready() {
        tell_findings(&checked.findings());
        return;
    }
    let photos = named(&live, &draft, |_| true);
    let body = object(&[
        #[expect(clippy::cast_precision_loss, reason = "the numbers of forms are small")]
        ("form", (live.form.number as f64).into()),
        ("draft", to_js(&draft)),
        ("nihil_reason", "".into()),
        ("photos", to_js(&photos)),
    ]);
    // What is sent becomes the common ground only once it has arrived: until then the office may have something else.
    if enqueue(&live.key, "submit", body, live.version.get()).await {
        live.sent.set(true);
        live.reopened.set(None);
        refresh(live).await;
        see_news();
    }
}

/// The eye and the focus go to what is told above the form. The place stays when its words change.
fn see_news() {
    if let Some(place) = by_id("lapor-kabar") {
        place.scroll_into_view();
        super::steps::focus(&place);
    }
}

/// "Ubah isian": the form is open again while what was sent waits.
pub fn reopen(live: &Rc<Live>) {
    live.reopened.set(Some(live.version.get()));
    let form = &live.paper.form;
    let _ = form.remove_attribute("data-terkirim");
    if let Some(heading) = first(form, "[data-kini] h2") {
        heading.scroll_into_view();
        super::steps::focus(&heading);
    }
    spawn_local(refresh(live.clone()));
}

/// Puts a body into the queue. `false`: the phone could not keep it, and has said so.
async fn enqueue(key: &str, op: &str, body: JsValue, version: i64) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "versions are small")]
    let intent = object(&[("op", op.into()), ("body_json", body), ("base_version", (version as f64).into())]);
    match queue("enqueue", &[key.into(), intent]).await {
        Ok(_) => true,
        Err(failure) => {
            tell(&note("danger", "Belum tersimpan", &format!("<p>{}</p>", escape(&words_of(&failure)))));
            false
        }
    }
}

/// The queue's line about a report.
async fn state(key: &str) -> Option<JsValue> {
    let states = queue("states", &[]).await.ok()?;
    js_sys::Array::from(&states).iter().find(|line| text(line, "key") == key)
}

/// What the office found, with the fields.
fn findings_of(line: &JsValue) -> Vec<Finding> {
    let findings = list(&get(line, "findings"));
    findings.iter().map(|finding| Finding::new(text(finding, "field"), text(finding, "words"))).collect()
}

/// The phone's draft.
async fn load(key: &str) -> JsValue {
    queue("loadDraft", &[key.into()]).await.unwrap_or(JsValue::NULL)
}

/// Another tab has written or sent what this form has not taken in, and that was told.
async fn is_behind(live: &Live) -> bool {
    live.is_behind(&load(&live.key).await)
}

/// Shows where the report is, and takes in what the office has said meanwhile.
pub async fn refresh(live: Rc<Live>) {
    let mut record = load(&live.key).await;
    let mut stood_back = live.paper.form.has_attribute("data-terkirim");
    if live.is_behind(&record) {
        stood_back = false;
        // A page that nobody looks at waits: photos would be read again at every key of the other tab.
        if document().hidden() {
            return;
        }
        if live.take_in().await {
            live.flush().await;
        }
        record = load(&live.key).await;
        // Nothing to take in, which was told; or more has come meanwhile, which has its own turn.
        if live.is_behind(&record) {
            return;
        }
    }
    let theirs = get(&record, "theirs");
    let mut joined = false;
    if theirs.is_object() && number(&theirs, "version") > live.version.get() {
        joined = true;
        join(&live, &record, &theirs).await;
    } else if number(&record, "base_version") > live.version.get() {
        // The mirror has reached the office: that is the common ground now.
        live.version.set(number(&record, "base_version"));
        let mirrored = get(&record, "mirrored_pairs");
        if mirrored.is_object() {
            *live.base.borrow_mut() = known::draft(&mirrored);
        }
    }
    let Some(line) = state(&live.key).await else { return };
    let findings = findings_of(&line);
    if text(&line, "state") == "periksa" && !findings.is_empty() && !live.tried.get() {
        live.tried.set(true);
        checking::show(&live, &findings);
    }
    let waiting = !text(&line, "kind").is_empty();
    // The newest receipt that is known while something waits: another one has arrived.
    let receipt = number(&line, "version");
    let is_open = live.reopened.get().is_some() || get(&line, "newer").is_truthy();
    let reopened = if waiting { is_open.then_some(receipt) } else { live.reopened.get() };
    if reopened.is_some() && !waiting {
        // This page goes on with what its form says now.
        live.sent.set(false);
    }
    let change = if reopened.is_some() { REOPENED } else { CHANGE };
    let waits = show(&line, live.sent.get(), joined, &findings, change);
    let state = text(&line, "state");
    if let Some(before) = reopened.filter(|_| !waiting && !waits) {
        // What waited while the form was open has arrived, or was given up.
        if receipt <= before {
            tell("");
        } else if state != "periksa" || text(&line, "op_id").is_empty() {
            received(
                &line,
                "<p>Yang Anda ubah sesudah mengirim belum terkirim. Kirim lagi supaya sampai ke dinas.</p>",
            );
        }
    } else if stood_back && !waits && state == "lengkap" {
        // Sent from another tab while this one waited with it.
        received(&line, "");
    }
    live.reopened.set(reopened.filter(|_| waits));
    if waits && reopened.is_none() {
        let _ = live.paper.form.set_attribute("data-terkirim", "");
    } else {
        let _ = live.paper.form.remove_attribute("data-terkirim");
    }
}

/// Merges what the office has with what stands in the form.
async fn join(live: &Rc<Live>, record: &JsValue, theirs: &JsValue) {
    let office = known::draft(&get(theirs, "pairs"));
    let mirrored = get(record, "mirrored_pairs");
    let base = if mirrored.is_object() { known::draft(&mirrored) } else { live.base.borrow().clone() };
    let mine = live.paper.draft();
    // Photos are added and described by name, never merged away.
    let photos = mine.photos.clone();
    let bare = |draft: Draft| Draft { photos: Vec::new(), ..draft };
    let merged = merge(&bare(base), &bare(mine), &bare(office.clone()));
    live.paper.fill(&Draft { photos, ..merged.draft });
    *live.base.borrow_mut() = office;
    live.version.set(number(theirs, "version"));
    live.known.borrow_mut().remarks = known::remarks(&get(theirs, "reviews"));
    checking::remarks(live);
    live.clashes.borrow_mut().clear();
    ask(live, Other::Office, merged.clashes);
    live.flush().await;
}

/// What the office is asked by `WhatsApp` when a report may not be changed any more.
fn request(code: &str, key: &str) -> Option<String> {
    let ask = match code {
        "period_locked" => "Minta perpanjangan",
        "locked" => "Minta buka kembali",
        _ => return None,
    };
    let mut parts = key.split('/').skip(1);
    let (slug, month) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let words = format!("{ask} untuk laporan {slug} bulan {month}. Laporannya masih tersimpan di HP saya.");
    let words = String::from(js_sys::encode_uri_component(&words));
    Some(format!("<p><a class=\"button secondary\" href=\"https://wa.me/?text={words}\">{ask}</a></p>"))
}

/// The way back into the form while a report waits, and what is said once it was taken.
const CHANGE: &str = "<p><button type=\"button\" class=\"button secondary\" data-ubah>Ubah isian</button></p>";
const REOPENED: &str = "<p>Yang Anda ubah sekarang baru ikut terkirim setelah Anda kirim lagi.</p>";

/// Shows a line of the queue above the form. `true`: the report is on its way, and the form steps back. `sent`: it was sent from this
/// page, so its receipt is what comes next. `change`: what is offered while it waits.
fn show(line: &JsValue, sent: bool, joined: bool, findings: &[Finding], change: &str) -> bool {
    let (state, key, why, receipt) = (text(line, "state"), text(line, "key"), text(line, "why"), text(line, "receipt"));
    let why = if why.is_empty() { String::new() } else { format!("<p>{}</p>", escape(&why)) };
    let queue_link = "<p><a href=\"/lapor/antrean\">Lihat semua yang menunggu</a></p>";
    match state.as_str() {
        "menunggu" => {
            // One reason: what the last try met says more than that something is waited for.
            let why = if why.is_empty() { "<p>Menunggu jaringan.</p>".to_owned() } else { why };
            let on = "<p>Laporan terkirim sendiri begitu bisa; halaman ini boleh ditutup.</p>";
            tell(&note("success", "Laporan sudah aman di HP ini", &format!("{why}{on}{queue_link}{change}")));
        }
        "mengirim" => {
            tell(&note("success", "Mengirim laporan", "<p>Laporan sudah aman di HP ini dan sedang dikirim.</p>"));
        }
        "masuk" => {
            let back = String::from(js_sys::encode_uri_component(&window().location().pathname().unwrap_or_default()));
            tell(&note(
                "warning",
                "Perlu masuk lagi",
                &format!("{why}<p><a class=\"button\" href=\"/masuk?next={back}\">Masuk</a></p>{change}"),
            ));
        }
        "ditolak" | "periksa"
            if !text(line, "op_id").is_empty() && receipt.is_empty() | !text(line, "kind").is_empty() =>
        {
            let title = if state == "ditolak" { "Laporan ditolak" } else { "Perlu Anda periksa" };
            let body = if joined {
                "<p>Laporan ini juga diubah di tempat lain. Isiannya sudah digabung di sini; periksa, lalu kirim lagi.</p>".to_owned()
            } else {
                let list = if findings.is_empty() { String::new() } else { checking::list(findings) };
                format!("{why}{list}{}{queue_link}", request(&text(line, "code"), &key).unwrap_or_default())
            };
            tell(&note("warning", title, &body));
            return false;
        }
        "diterima" | "lengkap" if sent => {
            if state == "lengkap" {
                let _ = window().location().set_href(&format!("/lapor/{}/terkirim", address_of(&key)));
            }
            received(line, &why);
        }
        "periksa" if !text(line, "op_id").is_empty() => {
            tell(&note("warning", "Perlu Anda periksa", &format!("{why}{queue_link}")));
            return false;
        }
        "diterima" => {
            tell(&note("", &text(line, "words"), &format!("<p>Foto menyusul sendiri begitu ada sinyal.</p>{why}")));
            return false;
        }
        _ => return false,
    }
    true
}

/// The number of what the office has, and the way to its receipt.
fn received(line: &JsValue, why: &str) {
    clear_head();
    let receipt = escape(&text(line, "receipt"));
    // What was typed since has words of its own.
    let words =
        if text(line, "op_id").is_empty() { String::new() } else { format!(" {}.", escape(&text(line, "words"))) };
    let address = address_of(&text(line, "key"));
    tell(&note(
        "success",
        "Laporan diterima",
        &format!(
            "<p>Nomor laporan <span class=\"ref\">{receipt}</span>.{words}</p>{why}<p><a href=\"/lapor/{address}/terkirim\">Lihat tanda terima</a></p>"
        ),
    ));
}

/// A library and a month, as addresses name them.
fn address_of(key: &str) -> String {
    key.split('/').skip(1).collect::<Vec<_>>().join("/")
}

/// Is this the page of a nihil report?
pub fn is_nihil() -> bool {
    by_id("laporan").is_none() || window().location().search().is_ok_and(|search| search.contains("nihil="))
}

/// "Kirim laporan nihil" through the queue. In the shell its form takes the place of the other.
pub fn nihil(key: String, version: i64, is_shell: bool) {
    let Some(place) = by_id("nihil") else { return };
    if is_shell {
        set_shown(&place, true);
        for id in ["laporan", "nihil-tautan"] {
            if let Some(other) = by_id(id) {
                set_shown(&other, false);
            }
        }
    }
    let Some(form) = first(&place, "form") else { return };
    let page = Rc::new(Nihil { key, form: form.clone(), sent: Cell::default(), sending: Cell::default() });
    let watched = page.clone();
    let look = move || {
        let page = watched.clone();
        spawn_local(async move { page.look().await });
    };
    look();
    on_change(look);
    listen(&form, "submit", move |event| {
        event.prevent_default();
        // Pressed again before the first press is in the queue: the same intent.
        if page.sending.replace(true) {
            return;
        }
        let reason = first(&page.form, "textarea").and_then(|area| area.dyn_into::<HtmlTextAreaElement>().ok());
        let reason = reason.map(|area| area.value()).unwrap_or_default();
        let page = page.clone();
        spawn_local(async move {
            let body = object(&[("draft", to_js(&Draft::default())), ("nihil_reason", reason.into())]);
            if enqueue(&page.key, "nihil", body, version).await {
                page.sent.set(true);
                page.look().await;
                see_news();
            }
            page.sending.set(false);
        });
    });
}

/// The page of a nihil report.
struct Nihil {
    key: String,
    form: Element,
    /// It was put into the queue from this page.
    sent: Cell<bool>,
    /// That is under way.
    sending: Cell<bool>,
}

impl Nihil {
    /// Shows where the report is.
    async fn look(&self) {
        let Some(line) = state(&self.key).await else { return };
        let sent = self.sent.get();
        // Another intent of the same month says nothing about this page.
        if sent || text(&line, "kind") == "nihil" {
            // Two taps are sent: there is nothing to change.
            set_shown(&self.form, !show(&line, sent, false, &findings_of(&line), ""));
        }
    }
}
