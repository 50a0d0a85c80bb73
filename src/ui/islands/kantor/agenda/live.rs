//! The builder while it is open in a browser: what it knows, and how the page follows.

use super::dom::{
    all, by_id, counterpart, first, focused, holds_words, is_refused, is_touched, mark, refocus, say, style, write,
};
use super::html::{esc, when};
use super::row::{self, Row};
use super::shown::{Shown, Start};
use super::{day, hands, parts, sync};
use crate::domain::agenda::rebase::Client;
use crate::domain::agenda::{Agenda, Edit, flow};
use leptos::prelude::{document, request_animation_frame, set_timeout};
use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

/// What is folded away follows once edits have paused for so long.
const REST: Duration = Duration::from_millis(120);

/// A row in the page.
struct Drawn {
    row: Row,
    element: Element,
}

/// The builder. One to a page.
pub struct Live {
    /// What the page shows.
    pub shown: Shown,
    /// The numbered agenda and what waits on top of it.
    pub client: Client,
    /// The agenda with a lifted item where it hangs; shown instead of the client's.
    pub lifted: Option<Agenda>,
    /// What stands in the page, by the id of the part.
    written: HashMap<String, String>,
    rows: HashMap<String, Drawn>,
    order: HashMap<String, Vec<String>>,
    /// Who took out the days that are just going, by the day's id.
    pub removers: HashMap<String, String>,
    /// How many times the page has been drawn.
    draws: u32,
    /// What is folded away is still to be brought up to date.
    owed: bool,
}

thread_local! {
    static LIVE: RefCell<Option<Live>> = const { RefCell::new(None) };
}

/// Does something with the builder. `None` while it is at work already: rewriting the page moves the focus, and that is heard too.
pub fn with<T>(act: impl FnOnce(&mut Live) -> T) -> Option<T> {
    LIVE.with(|live| live.try_borrow_mut().ok()?.as_mut().map(act))
}

/// Is that part of the page folded away, so that nobody sees what stands in it?
fn is_folded(id: &str) -> bool {
    let Some(part) = by_id(id) else { return false };
    if id.ends_with("-isi") {
        return part.parent_element().is_some_and(|around| !around.has_attribute("open"));
    }
    first(&part, "details").is_some() && first(&part, "details[open]").is_none()
}

/// Says something to people who do not see it move.
pub fn tell(words: &str) {
    if let Some(place) = by_id("g-ucap") {
        place.set_text_content(Some(words));
    }
}

/// Hides the rows that do not hold what is searched for.
pub fn search() {
    let Some(field) = by_id("cari").and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) else { return };
    let wanted = field.value().trim().to_lowercase();
    let Some(root) = by_id("g-hari-hari") else { return };
    if wanted.is_empty() && first(&root, "[data-item][hidden]").is_none() {
        return;
    }
    for row in all(&root, "[data-item]") {
        let words = first(&row, ".agenda-what").and_then(|words| words.text_content()).unwrap_or_default();
        let _ = row.toggle_attribute_with_force("hidden", !words.to_lowercase().contains(&wanted));
    }
}

/// Takes over the page that the server has written.
pub fn start(start: Start) {
    let client = Client::new(start.agenda.clone(), start.head);
    let mut live = Live {
        shown: Shown::open(start),
        client,
        lifted: None,
        written: HashMap::new(),
        rows: HashMap::new(),
        order: HashMap::new(),
        removers: HashMap::new(),
        draws: 0,
        owed: false,
    };
    // The island's nodes are in the page once this call is over.
    request_animation_frame(move || {
        live.take_over();
        let Some(root) = by_id("builder") else { return };
        LIVE.with(|place| *place.borrow_mut() = Some(live));
        hands::attach(&root);
        sync::watch();
        let _ = root.set_attribute("data-live", "ya");
    });
}

impl Live {
    /// What the server has written is known; only what differs with scripts is written anew.
    fn take_over(&mut self) {
        for (id, html) in self.parts(&|_| true) {
            self.written.insert(id, html);
        }
        for index in 0..self.shown.agenda.days.len() {
            let mut order = Vec::new();
            for row in day::rows(&self.shown, index) {
                let id = row.item.id.clone();
                if let Some(element) = by_id(&format!("i-{id}")) {
                    style(&element, "--m", &row.minutes().to_string());
                    self.rows.insert(id.clone(), Drawn { row, element });
                    order.push(id);
                }
            }
            self.order.insert(self.shown.agenda.days[index].id.clone(), order);
        }
        self.shown.live = true;
        self.draw();
    }

    /// The parts that are wanted, as they should stand now.
    fn parts(&self, wanted: &dyn Fn(&str) -> bool) -> Vec<(String, String)> {
        let fixed = parts::ABOVE.iter().chain(&parts::TROUBLES).chain(&parts::BELOW);
        let mut drawn: Vec<(String, String)> = fixed
            // Its frame never changes, what stands in it does.
            .filter(|(id, _)| *id != "g-periksa" && wanted(id))
            .map(|(id, draw)| ((*id).to_owned(), draw(&self.shown)))
            .collect();
        for day in &self.shown.agenda.days {
            let (head, settings, new_item) =
                (format!("k-{}", day.id), format!("u-{}", day.id), format!("b-{}", day.id));
            if wanted(&head) {
                drawn.push((head, day::head(day)));
            }
            if wanted(&settings) {
                drawn.push((settings, day::settings(&self.shown, day)));
            }
            if wanted(&new_item) {
                drawn.push((new_item, day::new_item(&self.shown, day)));
            }
        }
        drawn
    }

    /// Writes those of the parts that differ from what stands in the page. A part that somebody is typing in waits: what they type is
    /// worth more than what is new in it. A form that came back with what was refused of it stays as it is, until it is sent again or
    /// nothing of the kind is there any more: its words stand nowhere else.
    fn put(&mut self, parts: Vec<(String, String)>) {
        for (id, html) in parts {
            let part = by_id(&id);
            if self.written.get(&id) == Some(&html) || part.as_ref().is_some_and(is_touched) {
                continue;
            }
            let refused = part.map_or_else(Vec::new, |part| all(&part, "form"));
            write(&id, &html);
            for form in refused.iter().filter(|form| is_refused(form)) {
                if let Some(new) = counterpart(form).filter(|new| !is_refused(new)) {
                    let _ = new.replace_with_with_node_1(form);
                }
            }
            if id.ends_with("-jumlah")
                && let Some(folded) = by_id(&id).and_then(|count| count.parent_element())
            {
                let _ = folded.toggle_attribute_with_force("hidden", html.is_empty());
            }
            self.written.insert(id, html);
        }
    }

    /// Shows the open questions, and keeps them where a reload finds them.
    fn take_questions(&mut self) {
        if self.shown.clashes != self.client.clashes {
            self.shown.clashes.clone_from(&self.client.clashes);
            sync::keep_questions(self);
        }
    }

    /// Brings the page to what is known now.
    pub fn refresh(&mut self) {
        let agenda = self.lifted.clone().unwrap_or_else(|| self.client.view());
        if agenda != self.shown.agenda {
            hands::rescue(self, &agenda);
            self.shown.show(agenda);
        }
        self.shown.head = self.client.head;
        self.take_questions();
        self.shown.waiting = self.client.waiting.len();
        self.draw();
    }

    /// Writes anew where the last change is, and nothing else.
    pub fn draw_saving(&mut self) {
        let (id, draw) = parts::ABOVE[0];
        let (html, focus) = (draw(&self.shown), focused());
        if self.written.get(id) != Some(&html) {
            write(id, &html);
            self.written.insert(id.to_owned(), html);
            refocus(focus);
        }
    }

    /// Brings the page up to date at once, but for what is folded away: that follows a moment later.
    fn draw(&mut self) {
        let focus = focused();
        self.frames();
        let at_once = |id: &str| !self.written.contains_key(id) || !is_folded(id);
        self.put(self.parts(&at_once));
        for index in 0..self.shown.agenda.days.len() {
            self.list(index);
        }
        if self.rows.len() > self.shown.agenda.items().count() {
            // What no day has any more leaves nothing behind: brought back, it is a new row with no form open.
            let Shown { agenda, editing, .. } = &mut self.shown;
            self.rows.retain(|id, _| agenda.item(id).is_some());
            editing.take_if(|id| agenda.item(id).is_none());
        }
        self.removers.clear();
        search();
        refocus(focus);
        self.owed = true;
        self.draws += 1;
        let draws = self.draws;
        set_timeout(
            move || {
                with(|live| {
                    if live.draws == draws {
                        live.finish();
                    }
                });
            },
            REST,
        );
    }

    /// Brings the rest of the page up to date, if it is not.
    pub fn finish(&mut self) {
        if !std::mem::take(&mut self.owed) {
            return;
        }
        let focus = focused();
        self.put(self.parts(&|_| true));
        if let Some(place) = by_id("alat") {
            let hidden = self.shown.hidden("");
            if self.written.get("alat") != Some(&hidden) {
                place.set_inner_html(&hidden);
                self.written.insert("alat".into(), hidden);
            }
        }
        refocus(focus);
    }

    /// A frame for each day, in order.
    fn frames(&mut self) {
        let Some(place) = by_id("g-hari-hari") else { return };
        let days: Vec<String> = self.shown.agenda.days.iter().map(|day| day.id.clone()).collect();
        for frame in all(&place, "[data-day]") {
            let id = frame.get_attribute("data-day").unwrap_or_default();
            if days.contains(&id) {
                self.return_day(&frame, &id);
            } else if !self.keep_day(&frame, &id) {
                frame.remove();
            }
        }
        let mut cursor = place.first_element_child();
        for id in &days {
            let key = format!("d-{id}");
            // One that is gone, and still there for what is typed in it, stays where it is.
            while let Some(gone) = cursor.as_ref().filter(|element| element.has_attribute("data-gone")) {
                cursor = gone.next_element_sibling();
            }
            if cursor.as_ref().is_some_and(|element| element.id() == key) {
                cursor = cursor.and_then(|element| element.next_element_sibling());
                continue;
            }
            let element = by_id(&key).or_else(|| {
                let _ = place.insert_adjacent_html("beforeend", &day::frame(id));
                for part in ["k", "u", "b"] {
                    self.written.remove(&format!("{part}-{id}"));
                }
                self.order.remove(id);
                place.last_element_child()
            });
            if let Some(element) = element {
                let _ = place.insert_before(&element, cursor.as_ref().map(AsRef::as_ref));
            }
        }
    }

    /// Does the frame of a day that is gone stay? While words stand in its forms it does, and says so; those of a new item can still go
    /// to another day.
    fn keep_day(&mut self, frame: &Element, id: &str) -> bool {
        let typed = |part: &str| by_id(&format!("{part}-{id}")).is_some_and(|part| holds_words(&part));
        let new_item = typed("b");
        if !new_item && !typed("u") {
            return false;
        }
        if frame.has_attribute("data-gone") {
            return true;
        }
        let _ = frame.set_attribute("data-gone", "");
        // Its items have left it; should it come back, it is filled and written anew.
        write(&format!("l-{id}"), "");
        self.order.remove(id);
        self.written.remove(&format!("b-{id}"));
        let by = self.removers.get(id).map_or(String::new(), |name| format!(" oleh {}", esc(name)));
        let way = when(new_item, " Pilih hari lain untuk acaranya, atau tutup.");
        let notice = format!(
            "<div class=\"notice warning wide\" role=\"alert\" data-notice><strong>Hari ini dihapus{by}</strong>\
             <p>Yang Anda ketik di sini belum tersimpan.{way}</p><p class=\"error\"></p>\
             <button type=\"button\" class=\"button small secondary\" data-leave>Tutup</button></div>"
        );
        let _ = frame.insert_adjacent_html("afterbegin", &notice);
        self.choose_day(id);
        true
    }

    /// A day that was gone while somebody typed in it is there again.
    fn return_day(&self, frame: &Element, id: &str) {
        if !frame.has_attribute("data-gone") {
            return;
        }
        let _ = frame.remove_attribute("data-gone");
        if let Some(notice) = first(frame, "[data-notice]") {
            notice.remove();
        }
        self.choose_day(id);
    }

    /// Lets the planner choose the day of a new item in the form that day `id` has for it; that day itself, if it is there.
    fn choose_day(&self, id: &str) {
        let form = self.shown.form(format!("hari-lain-{id}"), vec![("spot".into(), id.into())]);
        let select = form.select("spot", "Ke hari dan tempat", &row::spots(&self.shown.agenda, None));
        if let Some(spot) = by_id(&format!("b-{id}")).and_then(|new_item| first(&new_item, "[name=spot]")) {
            spot.closest(".field").ok().flatten().unwrap_or(spot).set_outer_html(&select);
        }
    }

    /// The rows of a day.
    fn list(&mut self, index: usize) {
        let day = self.shown.agenda.days[index].id.clone();
        let rows = day::rows(&self.shown, index);
        let ids: Vec<String> = rows.iter().map(|row| row.item.id.clone()).collect();
        let moved = self.order.get(&day) != Some(&ids);
        let Some(list) = by_id(&format!("l-{day}")) else { return };
        let mut cursor = list.first_element_child();
        for row in rows {
            // Moved here from another day, it is not in the page just now; the form that is open in it comes along, with what is typed.
            let element = if let Some(drawn) = self.rows.get_mut(&row.item.id) {
                drawn.follow(row);
                drawn.element.clone()
            } else {
                let _ = list.insert_adjacent_html("beforeend", &row::html(&row, ""));
                let Some(element) = list.last_element_child() else { continue };
                style(&element, "--m", &row.minutes().to_string());
                self.rows.insert(row.item.id.clone(), Drawn { row, element: element.clone() });
                // An empty list had no cursor; the new row stands where it belongs.
                element
            };
            if moved {
                if cursor.as_ref() == Some(&element) {
                    cursor = element.next_element_sibling();
                } else {
                    let _ = list.insert_before(&element, cursor.as_ref().map(AsRef::as_ref));
                }
            }
        }
        if moved {
            while let Some(gone) = cursor {
                cursor = gone.next_element_sibling();
                gone.remove();
            }
            self.order.insert(day, ids);
        }
    }

    /// Where the forms of an item open. Its row need not be in the page just now.
    fn forms(&self, id: &str) -> Option<Element> {
        first(&self.rows.get(id)?.element, ".agenda-form")
    }

    /// The forms that are open.
    pub fn open(&self) -> Option<Element> {
        self.forms(self.shown.editing.as_deref()?)
    }

    /// Writes the open form of an item, or takes it away.
    pub fn form(&mut self, id: &str) {
        let open = self.shown.editing.as_deref() == Some(id);
        let html = if open { row::edit(&self.shown, id) } else { String::new() };
        if let Some(place) = self.forms(id) {
            place.set_inner_html(&html);
        }
    }

    /// Writes one of the open forms anew, and gives it: what is typed in those beside it stays.
    pub fn anew(&self, form: &Element) -> Option<Element> {
        let (open, drawn) = (self.open()?, document().create_element("div").ok()?);
        drawn.set_inner_html(&row::edit(&self.shown, self.shown.editing.as_deref()?));
        let at = all(&open, "form").iter().position(|known| known == form)?;
        let new = all(&drawn, "form").into_iter().nth(at)?;
        form.replace_with_with_node_1(&new).ok()?;
        Some(new)
    }

    /// Makes the edit here at once; [`sync::send`] saves it. The words of a refusal, if it is refused.
    pub fn make(&mut self, edit: Edit) -> bool {
        if self.lifted.take().is_some() {
            self.shown.show(self.client.view());
        }
        // What is shown is the client's view: one copy less than asking for it again.
        let mut after = self.shown.agenda.clone();
        if let Err(refused) = after.apply(&edit) {
            tell(&refused.to_string());
            self.draw();
            return false;
        }
        let told = consequence(&self.shown.agenda, &after, edit.subject());
        self.client.waiting.push(edit);
        self.shown.undo = true;
        self.shown.redo = false;
        self.shown.show(after);
        self.shown.waiting = self.client.waiting.len();
        self.take_questions();
        self.draw();
        tell(&told);
        true
    }
}

impl Drawn {
    /// Brings the row in the page to this one, part by part.
    fn follow(&mut self, row: Row) {
        let element = &self.element;
        if self.row == row {
            return;
        }
        if self.row.class() != row.class() {
            let lifted = element.class_list().contains("lifted");
            element.set_class_name(&row.class());
            mark(element, "lifted", lifted);
        }
        if self.row.lane != row.lane {
            let _ = element.set_attribute("data-lane", &row.lane.to_string());
        }
        if self.row.minutes() != row.minutes() {
            style(element, "--m", &row.minutes().to_string());
        }
        let time = element.first_element_child();
        if self.row.slot.start != row.slot.start
            && let Some(place) = time.as_ref().and_then(Element::first_element_child)
        {
            say(&place, &flow::clock(row.slot.start));
        }
        if self.row.slot.end != row.slot.end
            && let Some(place) = time.as_ref().and_then(Element::last_element_child)
        {
            say(&place, &row.end());
        }
        let what = time.as_ref().and_then(Element::next_element_sibling);
        if !self.row.reads_like(&row)
            && let Some(place) = &what
        {
            place.set_inner_html(&row::face(&row));
        }
        if !self.row.acts_like(&row)
            && let Some(place) = what.and_then(|what| what.next_element_sibling())
        {
            place.set_inner_html(&row::tools(&row));
        }
        self.row = row;
    }
}

/// "Pojok baca: 09.40–10.20, urutan 4 dari 9. 2 acara lain bergeser: “Rehat” 10.20, “Diskusi” 10.35."
pub fn consequence(before: &Agenda, after: &Agenda, subject: &str) -> String {
    let table = |agenda: &Agenda| -> HashMap<String, (usize, u32)> {
        let days = agenda.days.iter().enumerate();
        days.flat_map(|(index, day)| {
            let slots = flow::slots(day);
            day.items
                .iter()
                .zip(slots)
                .map(move |(item, slot)| (item.id.clone(), (index, slot.start)))
                .collect::<Vec<_>>()
        })
        .collect()
    };
    let old = table(before);
    let mut shifted = 0;
    let mut told = String::new();
    let mut here = None;
    for day in &after.days {
        for (position, (item, slot)) in day.items.iter().zip(flow::slots(day)).enumerate() {
            if item.id == subject {
                here = Some((item.title.clone(), slot, position + 1, day.items.len()));
            } else if old.get(&item.id).is_some_and(|(_, start)| *start != slot.start) {
                shifted += 1;
                if shifted <= 3 {
                    told += &format!(
                        "{} “{}” {}",
                        if shifted == 1 { ":" } else { "," },
                        item.title,
                        flow::clock(slot.start)
                    );
                }
            }
        }
    }
    let others = if shifted == 0 { String::new() } else { format!(" {shifted} acara lain bergeser{told}.") };
    match here {
        Some((title, slot, position, count)) => {
            format!(
                "{title}: {}–{}, urutan {position} dari {count}.{others}",
                flow::clock(slot.start),
                flow::clock(slot.end)
            )
        }
        None => format!("Agenda berubah.{others}"),
    }
}
