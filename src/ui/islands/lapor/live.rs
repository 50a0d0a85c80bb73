//! The live form: opened with what the phone and the server have, kept at every change, its buttons served without a round trip.

use super::KNOWN;
use super::asking::{self, Other};
use super::checking;
use super::known::{self, Known, typed_photo};
use super::paper::{Paper, all, block_id, by_id, first, set_shown};
use super::phone::{self, get, list, number, object, queue, strings, text, to_js};
use super::photos::{self, Manifest};
use super::{sending, shell, steps};
use crate::domain::form::Form;
use crate::domain::indicator::Figures;
use crate::domain::moment::{Date, Month};
use crate::domain::report::draft::{Draft, TypedActivity, TypedPhoto, TypedStory};
use crate::domain::report::merge::{Clash, merge};
use crate::domain::report::rules::{Around, check};
use js_sys::futures::spawn_local;
use leptos::prelude::{TimeoutHandle, document, set_timeout_with_handle, window};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{Element, Event, EventTarget, HtmlInputElement};

/// A change is on the phone at the latest after this time.
const SOON: Duration = Duration::from_millis(250);

/// The form and everything that is known beside it.
pub struct Live {
    /// The form in the page.
    pub paper: Paper,
    /// What the server knows.
    pub known: RefCell<Known>,
    /// What is asked.
    pub form: Form,
    /// The report's month.
    pub month: Month,
    /// Today in the office's zone.
    pub today: Date,
    /// The report's name in the phone's store.
    pub key: String,
    /// How many things an empty report asks for.
    pub needed: usize,
    /// The person has tried to send: from now on, what is missing is told at its field.
    pub tried: Cell<bool>,
    /// The report was put into the queue while this page was open.
    pub sent: Cell<bool>,
    /// The form is open although a report waits: it says more than that, or is about to. The version of the newest receipt then.
    pub reopened: Cell<Option<i64>>,
    /// Photos that the person took out.
    pub removed: RefCell<Vec<String>>,
    /// Hash and size of the photos.
    pub manifests: RefCell<Vec<Manifest>>,
    /// What a person must decide between two phones, or two tabs.
    pub clashes: RefCell<Vec<(Clash, Other)>>,
    /// The common ground with the server, and its version.
    pub base: RefCell<Draft>,
    /// The server's version that this form is built on.
    pub version: Cell<i64>,
    /// The number of the phone's draft that was read or written last; 0: none.
    seq: Cell<i64>,
    /// What that draft says: the common ground with another tab.
    own: RefCell<Draft>,
    timer: Cell<Option<TimeoutHandle>>,
    /// Photos of the phone that the server no longer had when the page was opened: they were taken out elsewhere.
    gone: RefCell<Vec<String>>,
    /// A sending is under way: pressing again says nothing new.
    pub sending: Cell<bool>,
}

/// Makes the page's form live.
pub fn start() {
    spawn_local(async move {
        let opened = phone::open().await;
        let given = by_id(KNOWN.0).and_then(|place| place.get_attribute(KNOWN.1));
        let is_shell = given.is_none();
        let known = match given {
            Some(json) => Known::read(&phone::parse(&json)),
            None => match shell::known().await {
                Some(known) => known,
                None => return,
            },
        };
        let key = format!("{}/{}/{}", known.account, known.slug, known.month);
        if is_shell {
            shell::head(&known);
        }
        if sending::is_nihil() {
            if opened.is_ok() {
                sending::nihil(key, known.version, is_shell);
            }
        } else if let Some(paper) = Paper::find() {
            let live = Rc::new(Live::new(paper, known, key));
            live.open(opened, is_shell).await;
        }
        if let Ok(Some(root)) = document().query_selector(".lapor-watch") {
            let _ = root.set_attribute("data-live", "");
        }
    });
}

/// Has something run at every such event of a target, as long as the page lives.
pub fn listen(target: &EventTarget, event: &str, run: impl Fn(Event) + 'static) {
    let run = Closure::<dyn Fn(Event)>::new(run).into_js_value();
    let _ = target.add_event_listener_with_callback(event, run.unchecked_ref());
}

/// "09.05" by the phone's clock.
fn clock(at: &js_sys::Date) -> String {
    format!("{:02}.{:02}", at.get_hours(), at.get_minutes())
}

/// Without blocks that nobody wrote into.
fn written(mut draft: Draft) -> Draft {
    let with_photos: Vec<String> = draft.photos.iter().map(|photo| photo.activity.clone()).collect();
    draft.activities.retain(|it| !TypedActivity::is_blank(it) || with_photos.contains(&it.id));
    draft.stories.retain(|it| !TypedStory::is_blank(it));
    draft
}

/// What a draft says, whatever its blocks are called.
fn said(draft: &Draft) -> Vec<(String, String)> {
    let mut pairs = draft.to_pairs();
    pairs.retain(|(name, _)| !name.ends_with("-id") && !name.starts_with("foto-"));
    pairs
}

/// What a draft of the phone was built on: what the server has as of its last mirror, else what it was opened with.
fn ground(record: &JsValue) -> Draft {
    let mirrored = get(record, "mirrored_pairs");
    known::draft(&if mirrored.is_object() { mirrored } else { get(&get(record, "kept"), "base") })
}

/// Adds the phone's photos that are not among these yet.
fn add_photos(photos: &mut Vec<TypedPhoto>, rows: &[JsValue]) {
    for row in rows {
        if photos.iter().all(|photo| photo.id != text(row, "id")) {
            photos.push(typed_photo(row));
        }
    }
}

impl Live {
    fn new(paper: Paper, known: Known, key: String) -> Self {
        let month = Month::parse(&known.month).unwrap_or(crate::domain::report::FIRST_MONTH);
        let form = known.form();
        let today = Date::parse(&known.today).unwrap_or_else(|| month.last().plus_days(1));
        let before = Figures::new();
        let empty = check(&Draft::default(), &Around { form: &form, month, today, before: &before });
        Self {
            form,
            month,
            today,
            key,
            needed: empty.missing.len(),
            tried: Cell::default(),
            sent: Cell::default(),
            reopened: Cell::default(),
            removed: RefCell::default(),
            manifests: RefCell::default(),
            clashes: RefCell::default(),
            base: RefCell::new(known.draft.clone()),
            version: Cell::new(known.version),
            seq: Cell::default(),
            own: RefCell::default(),
            timer: Cell::default(),
            gone: RefCell::default(),
            sending: Cell::default(),
            known: RefCell::new(known),
            paper,
        }
    }

    /// Brings together what the server had when the page was made, what the phone has kept, and what was typed before this program
    /// was there; then listens.
    async fn open(self: Rc<Self>, opened: Result<(), String>, is_shell: bool) {
        if is_shell {
            shell::fill(&self);
        }
        let typed = written(self.paper.draft());
        let (mut step, mut is_new) = (String::new(), false);
        match &opened {
            Ok(()) => (step, is_new) = self.take_up(typed, is_shell).await,
            // No store: the form is the server's, with its own buttons, and checked all the same.
            Err(words) if !words.is_empty() => Self::say_saved(words, "error"),
            Err(_) => {}
        }
        if let Some(doubts) = by_id("daftar-penjelasan") {
            self.paper.draft();
            doubts.remove();
        }
        let _ = self.paper.form.set_attribute("data-live", "");
        if is_new {
            // Before the page's own memory of it is let go.
            self.flush().await;
        }
        let forget = format!("ketik:{}", window().location().pathname().unwrap_or_default());
        if let Ok(Some(memory)) = window().session_storage() {
            let _ = memory.remove_item(&forget);
        }
        if let Some(line) = by_id("lapor-keadaan") {
            set_shown(&line, true);
        }
        checking::look(&self, &self.paper.draft(), true);
        if is_shell {
            checking::remarks(&self);
        }
        let closed = self.known.borrow().closed.clone();
        if !closed.is_empty() {
            asking::tell(&asking::note(
                "",
                "Belum bisa dilaporkan",
                &format!("<p>{}</p>", super::paper::escape(&closed)),
            ));
        }
        steps::open(&self.paper.form, &step);
        self.clone().listen(opened.is_ok());
        if opened.is_ok() {
            let _ = self.paper.form.set_attribute("data-hp", "");
            sending::refresh(self.clone()).await;
            let watched = self.clone();
            phone::on_change(move || spawn_local(sending::refresh(watched.clone())));
            if !is_shell {
                // For the time without signal, and for the photos' hashes.
                if let Ok(desk) = queue("refreshDesk", &[self.key.as_str().into()]).await {
                    self.learn(&Known::read(&desk));
                }
            }
        }
    }

    fn learn(&self, desk: &Known) {
        for photo in &desk.photos {
            self.note(Manifest { id: photo.id.clone(), sha256: photo.sha256.clone(), bytes: photo.bytes });
        }
    }

    fn note(&self, manifest: Manifest) {
        let mut manifests = self.manifests.borrow_mut();
        if manifests.iter().all(|known| known.id != manifest.id) {
            manifests.push(manifest);
        }
    }

    /// Takes up the phone's draft and photos. Answers the step at which the person left, and whether the form now says something that
    /// the phone does not have: typed before this program was there, or merged with what the server has.
    async fn take_up(&self, typed: Draft, is_shell: bool) -> (String, bool) {
        let key: JsValue = self.key.as_str().into();
        let server = self.known.borrow().draft.clone();
        let version = self.known.borrow().version;
        self.learn(&self.known.borrow());
        let record = queue("loadDraft", std::slice::from_ref(&key)).await.unwrap_or(JsValue::NULL);
        let kept = get(&record, "kept");
        let removed = strings(&get(&kept, "removed"));
        let rows = list(&queue("photos", std::slice::from_ref(&key)).await.unwrap_or(JsValue::NULL));
        let mut draft = server.clone();
        let mut clashes = Vec::new();
        // What the phone has, where the form is to say more.
        let mut own = None;
        let base_version = number(&record, "base_version");
        // What this phone has sent is the office's own: it counts only in a page that knows less, as one opened without signal does.
        let is_sent = get(&record, "sent").is_truthy();
        if get(&record, "pairs").is_object() && (!is_sent || base_version > version) {
            let mut mine = known::draft(&get(&record, "pairs"));
            let described = std::mem::take(&mut mine.photos);
            mine.photos = server
                .photos
                .iter()
                .filter(|photo| !removed.contains(&photo.id))
                .map(|photo| {
                    let here = described.iter().find(|typed| typed.id == photo.id).cloned();
                    TypedPhoto { activity: photo.activity.clone(), ..here.unwrap_or_else(|| photo.clone()) }
                })
                .collect();
            // The shell's copy of the desk carries its content: its version counts only together with that.
            if base_version < version {
                // What this phone sent last has arrived there, although no answer came back: then it is the common ground.
                let sent = get(&record, "frozen_pairs");
                let arrived = sent.is_object() && said(&written(known::draft(&sent))) == said(&written(server.clone()));
                let ground = if arrived { server.clone() } else { ground(&record) };
                let base = Draft { photos: server.photos.clone(), ..ground };
                let merged = merge(&base, &mine, &server);
                (draft, clashes) = (merged.draft, merged.clashes);
                own = Some(mine);
            } else {
                draft = mine;
                self.version.set(base_version.max(version));
            }
            if !is_sent {
                let at = js_sys::Date::new(&get(&record, "saved_at"));
                Self::say_saved(&format!("Tersimpan di HP {}", clock(&at)), "saved");
            }
        }
        // A photo that the server has taken in and no longer has was taken out elsewhere.
        let gone = |row: &JsValue| {
            let id = text(row, "id");
            removed.contains(&id)
                || (!is_shell && text(row, "state") == "stored" && server.photos.iter().all(|photo| photo.id != id))
        };
        let (out, rows): (Vec<JsValue>, Vec<JsValue>) = rows.into_iter().partition(gone);
        *self.gone.borrow_mut() = out.iter().map(|row| text(row, "id")).collect();
        add_photos(&mut draft.photos, &rows);
        // What was typed just now, before this program was there, is the newest of all.
        let rendered = written(server);
        let early = said(&typed) != said(&rendered) && !is_shell;
        if early {
            own.get_or_insert_with(|| draft.clone());
            let rendered = Draft { photos: Vec::new(), ..rendered };
            let bare = Draft { photos: Vec::new(), ..typed };
            let photos = std::mem::take(&mut draft.photos);
            draft = merge(&rendered, &bare, &written(draft)).draft;
            draft.photos = photos;
        }
        *self.removed.borrow_mut() = removed;
        self.show_draft(&draft, &rows);
        let is_new = own.is_some();
        self.seq.set(number(&record, "dirty_seq"));
        *self.own.borrow_mut() = own.unwrap_or_else(|| self.paper.draft());
        if !clashes.is_empty() {
            asking::ask(self, Other::Office, clashes);
        }
        (text(&record, "step"), is_new)
    }

    /// Has another tab typed into the phone's draft, or sent it, since this form read it?
    pub fn is_behind(&self, record: &JsValue) -> bool {
        get(record, "other").is_truthy() && number(record, "dirty_seq") != self.seq.get()
    }

    /// Brings together what another tab has typed or sent and what stands in this form. `true`: the form says something that the phone
    /// does not have.
    pub async fn take_in(&self) -> bool {
        let key: JsValue = self.key.as_str().into();
        let rows = list(&queue("photos", std::slice::from_ref(&key)).await.unwrap_or(JsValue::NULL));
        let record = queue("loadDraft", &[key]).await.unwrap_or(JsValue::NULL);
        // From here on nothing waits, so that no other step of this tab comes between reading and filling.
        if !self.is_behind(&record) || asking::is_over(&record) {
            return false;
        }
        let is_sent = get(&record, "sent").is_truthy();
        let kept = get(&record, "kept");
        let mut removed = self.removed.borrow_mut();
        for id in strings(&get(&kept, "removed")) {
            if !removed.contains(&id) {
                removed.push(id);
            }
        }
        let theirs = known::draft(&get(&record, "pairs"));
        let (own, mine) = (self.own.borrow().clone(), self.paper.draft());
        let is_new = mine != own;
        // Photos stay by name; the other tab's words of one hold where this tab's are the ones that were kept.
        let mut photos: Vec<TypedPhoto> = mine.photos.clone();
        photos.retain(|photo| !removed.contains(&photo.id));
        for photo in &mut photos {
            if let Some(said) = theirs.photos.iter().find(|said| said.id == photo.id && own.photos.contains(photo)) {
                *photo = TypedPhoto { activity: photo.activity.clone(), ..said.clone() };
            }
        }
        let out = |id: String| removed.contains(&id) || self.gone.borrow().contains(&id);
        let rows: Vec<JsValue> = rows.into_iter().filter(|row| !out(text(row, "id"))).collect();
        drop(removed);
        add_photos(&mut photos, &rows);
        let bare = |draft: Draft| Draft { photos: Vec::new(), ..draft };
        let (own, mine, theirs) = (bare(own), bare(mine), bare(theirs));
        let merged = merge(&own, &mine, &theirs);
        let base_version = number(&record, "base_version");
        if base_version > self.version.get() {
            self.version.set(base_version);
            *self.base.borrow_mut() = ground(&record);
        }
        self.show_draft(&Draft { photos: photos.clone(), ..merged.draft }, &rows);
        self.seq.set(number(&record, "dirty_seq"));
        *self.own.borrow_mut() = if is_new { Draft { photos, ..theirs } } else { self.paper.draft() };
        checking::look(self, &self.paper.draft(), false);
        if !merged.clashes.is_empty() {
            asking::ask(self, if is_sent { Other::Office } else { Other::Tab }, merged.clashes);
        }
        if is_sent {
            asking::tell_sent();
        }
        is_new
    }

    /// Fills the form, with items for the phone's photos.
    pub fn show_draft(&self, draft: &Draft, rows: &[JsValue]) {
        self.paper.fill(draft);
        for row in rows {
            let id = text(row, "id");
            let Some(photo) = draft.photos.iter().find(|photo| photo.id == id) else { continue };
            let activity = photo.activity.clone();
            self.show_photo(row, &activity);
        }
        // The items that were just made are filled too.
        if !rows.is_empty() {
            self.paper.fill(draft);
        }
    }

    /// Shows a photo of the phone's store in its activity, unless the form has it already.
    pub fn show_photo(&self, row: &JsValue, activity: &str) {
        let id = text(row, "id");
        self.note(Manifest { id: id.clone(), sha256: text(row, "sha256"), bytes: number(row, "bytes") });
        let shown = self.paper.photo_items().into_iter().find(|(other, _)| *other == id);
        let url = text(row, "url");
        match shown {
            None => {
                Paper::add_photo(&id, activity, &url);
            }
            // The server has not read it yet; the phone has it.
            Some((_, item)) if first(&item, "img").is_none() && !url.is_empty() => {
                if let Some(place) = first(&item, ".report-photo-picture") {
                    place.set_inner_html(&format!("<img src=\"{url}\" alt=\"Foto kegiatan\">"));
                }
            }
            Some(_) => {}
        }
    }

    /// Something changed: checks at once, keeps soon. `settled`: the person has left a field or pressed a button.
    pub fn changed(self: &Rc<Self>, settled: bool) {
        checking::look(self, &self.paper.draft(), settled);
        if let Some(timer) = self.timer.take() {
            timer.clear();
        }
        let live = self.clone();
        let timer = set_timeout_with_handle(move || live.flush_later(), SOON);
        self.timer.set(timer.ok());
    }

    /// Keeps the form on the phone, without anybody waiting for it.
    fn flush_later(self: &Rc<Self>) {
        let live = self.clone();
        spawn_local(async move { _ = live.flush().await });
    }

    /// Keeps the form on the phone now. `false`: the phone could not, or this form is behind what no merge can bring in
    /// ([`asking::is_over`]); the line that says whether the form is safe says so.
    pub async fn flush(&self) -> bool {
        loop {
            if let Some(timer) = self.timer.take() {
                timer.clear();
            }
            let draft = self.paper.draft();
            let kept = object(&[
                ("base", to_js(&self.base.borrow().to_pairs())),
                ("removed", to_js(&*self.removed.borrow())),
                ("photos", to_js(&sending::server_photos(self, &draft))),
            ]);
            #[expect(clippy::cast_precision_loss, reason = "versions and counts are small")]
            let record = object(&[
                ("pairs", to_js(&self.paper.pairs())),
                ("draft", to_js(&written(draft.clone()))),
                ("base_version", (self.version.get() as f64).into()),
                ("step", steps::current(&self.paper.form).into()),
                ("kept", kept),
                ("seq", (self.seq.get() as f64).into()),
            ]);
            match queue("saveDraft", &[self.key.as_str().into(), record]).await {
                Ok(answer) if get(&answer, "other").is_object() => {
                    if asking::is_over(&get(&answer, "other")) {
                        Self::say_saved("Isian tab ini tidak disimpan", "error");
                        return false;
                    }
                    // Once more, with the other tab's words.
                    self.take_in().await;
                }
                Ok(answer) => {
                    self.seq.set(number(&answer, "dirty_seq"));
                    *self.own.borrow_mut() = draft;
                    Self::say_saved(&format!("Tersimpan di HP {}", clock(&js_sys::Date::new_0())), "saved");
                    return true;
                }
                Err(failure) => {
                    Self::say_saved(&phone::words_of(&failure), "error");
                    return false;
                }
            }
        }
    }

    /// The line that says whether the form is safe.
    pub fn say_saved(words: &str, state: &str) {
        if let Some(line) = by_id("lapor-simpan") {
            line.set_text_content(Some(words));
            let _ = line.set_attribute("data-state", state);
        }
    }

    fn listen(self: Rc<Self>, queue: bool) {
        let form: EventTarget = self.paper.form.clone().into();
        let live = self.clone();
        let check = move |settled| {
            if queue { live.changed(settled) } else { drop(checking::look(&live, &live.paper.draft(), settled)) }
        };
        let on_input = check.clone();
        listen(&form, "input", move |_| on_input(false));
        let live = self.clone();
        listen(&form, "change", move |event| {
            let input: Option<HtmlInputElement> = event.target().and_then(|target| target.dyn_into().ok());
            if let Some(input) = input.filter(|_| queue) {
                if input.type_() == "file" {
                    spawn_local(photos::take(live.clone(), input));
                    return;
                }
                if let Ok(Some(item)) = input.closest("li[data-foto]") {
                    spawn_local(photos::describe(live.clone(), item.get_attribute("data-foto").unwrap_or_default()));
                }
            }
            check(true);
        });
        let live = self.clone();
        listen(&form, "click", move |event| live.click(&event, queue));
        let live = self.clone();
        listen(&window(), "hashchange", move |_| steps::show(&live.paper.form, true));
        if queue {
            for (target, name) in [(EventTarget::from(window()), "pagehide"), (document().into(), "visibilitychange")] {
                let live = self.clone();
                listen(&target, name, move |_| {
                    if let Some(timer) = live.timer.take() {
                        timer.clear();
                        live.flush_later();
                    }
                    // What another tab has typed meanwhile is taken in once somebody looks.
                    if !document().hidden() {
                        spawn_local(sending::refresh(live.clone()));
                    }
                });
            }
        }
    }

    fn click(self: &Rc<Self>, event: &Event, queue: bool) {
        let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
        if queue && target.dyn_ref::<HtmlInputElement>().is_some_and(|input| input.type_() == "file") {
            // The camera may take all memory, and this tab with it: what is typed is on the phone before it opens.
            self.flush_later();
            return;
        }
        let Ok(Some(button)) = target.closest("button") else { return };
        if let Some(by) = button.get_attribute("data-ke") {
            steps::turn(&self.paper.form, &by);
        } else if let Some(pick) = button.get_attribute("data-pilih") {
            asking::picked(self, &pick);
        } else if button.has_attribute("data-ubah") {
            sending::reopen(self);
        } else if queue && button.get_attribute("name").as_deref() == Some("aksi") {
            event.prevent_default();
            self.act(&button.get_attribute("value").unwrap_or_default(), &button);
        }
    }

    /// Does what a button of the form says, on the phone.
    fn act(self: &Rc<Self>, action: &str, button: &Element) {
        let live = self.clone();
        match action {
            // Pressed again before the first press is in the queue: the same intent.
            "kirim" if live.sending.replace(true) => {}
            "kirim" => spawn_local(async move {
                sending::send(live.clone()).await;
                live.sending.set(false);
            }),
            "simpan" => spawn_local(sending::keep(live)),
            "buang-perbaikan" => spawn_local(sending::give_up(live)),
            "tambah-kegiatan" | "tambah-cerita" => {
                if let Some(block) = Paper::add_block(action.trim_start_matches("tambah-")) {
                    self.changed(true);
                    block.scroll_into_view();
                    if let Some(input) = first(&block, "input:not([type=hidden]), textarea") {
                        steps::focus(&input);
                    }
                }
            }
            "salin-kegiatan" => {
                let mut draft = written(self.paper.draft());
                draft.copy_activities(&self.known.borrow().previous.activities);
                self.paper.fill(&draft);
                self.changed(true);
            }
            _ => {
                let gone = || {
                    if let Some(line) = button.parent_element() {
                        line.remove();
                    }
                };
                if let Some(code) = action.strip_prefix("pakai-hitung-") {
                    let input =
                        by_id(&format!("f-angka-{code}")).and_then(|input| input.dyn_into::<HtmlInputElement>().ok());
                    if let Some(input) = input {
                        input.set_value(&button.get_attribute("data-nilai").unwrap_or_default());
                        gone();
                        steps::focus(&input);
                    }
                    self.changed(true);
                } else if action.starts_with("pakai-rencana-") {
                    let content = button.get_attribute("data-isi").unwrap_or_default();
                    let plan = known::draft(&phone::parse(&content));
                    let mut draft = written(self.paper.draft());
                    draft.copy_activities(&plan.activities);
                    self.paper.fill(&draft);
                    gone();
                    self.changed(true);
                } else if let Some(id) = action.strip_prefix("hapus-foto-") {
                    spawn_local(photos::remove(live, id.to_owned()));
                } else if let Some((kind, n)) = action.strip_prefix("hapus-").and_then(|rest| rest.split_once('-')) {
                    self.remove_block(kind, n.parse().unwrap_or(usize::MAX));
                }
            }
        }
    }

    fn remove_block(self: &Rc<Self>, kind: &str, n: usize) {
        let mut draft = self.paper.draft();
        let Some(block) = Paper::blocks(kind).into_iter().nth(n) else { return };
        let is_written = draft.activities.get(n).is_some_and(|it| kind == "kegiatan" && !it.is_blank())
            || draft.stories.get(n).is_some_and(|it| kind == "cerita" && !it.is_blank())
            || first(&block, "li[data-foto]").is_some();
        let question = format!("Hapus {kind} {}? Isinya ikut terhapus.", n + 1);
        if is_written && !window().confirm_with_message(&question).unwrap_or(true) {
            return;
        }
        let id = block_id(&block);
        for item in all(&block, "li[data-foto]") {
            let photo = item.get_attribute("data-foto").unwrap_or_default();
            spawn_local(photos::remove(self.clone(), photo));
        }
        draft.photos.retain(|photo| kind != "kegiatan" || photo.activity != id);
        match kind {
            "kegiatan" if n < draft.activities.len() => drop(draft.activities.remove(n)),
            "cerita" if n < draft.stories.len() => drop(draft.stories.remove(n)),
            _ => {}
        }
        self.paper.fill(&draft);
        self.changed(true);
        if let Some(heading) = by_id(&format!("{kind}-kepala")) {
            steps::focus(&heading);
        }
    }
}
