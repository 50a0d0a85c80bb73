//! Keeping the builder and the server in step: every edit is sent as it is made, one call at a time; what others did arrives by
//! itself and is laid under what is not saved yet. Without a network edits wait here, in this tab's memory, and are laid on top of
//! what was numbered meanwhile.

use super::dom::{by_id, closest, fresh, hear, memory};
use super::hands::{is_asked, lead, up_to_date};
use super::live::{Live, tell, with};
use super::shown::Saving;
use crate::domain::agenda::Edit;
use crate::domain::agenda::history::Entry;
use crate::domain::agenda::wire::{Ask, News, Want};
use crate::domain::agenda::words;
use crate::domain::refusal::{Finding, Refusal};
use crate::ui::islands::request::request;
use js_sys::futures::spawn_local;
use js_sys::{Array, Reflect};
use leptos::prelude::{document, set_interval, set_timeout, window};
use std::cell::RefCell;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use web_sys::{EventSource, HtmlElement, HtmlFormElement, MessageEvent};

/// Without news from the server's events, others' edits are asked for this often; and this often the page says that it is there.
const LOOK: Duration = Duration::from_secs(15);
/// After a failed call.
const AGAIN: Duration = Duration::from_secs(3);

/// What is on the way.
#[derive(Default)]
struct Traffic {
    /// The call that is under way or to be repeated, with its id: a repeated call is not carried out twice.
    call: Option<Ask>,
    /// A call is under way.
    busy: bool,
    /// The service has said no, and would say it again: nothing more goes out from this page, a reload takes up what is kept.
    stopped: bool,
    /// Somebody did something while a call was under way.
    poked: bool,
    /// The item that the others were last told of.
    here: Option<String>,
    /// A form for the server, with its button, that goes once everything before it is saved.
    form: Option<(HtmlFormElement, Option<HtmlElement>)>,
}

thread_local! {
    static TRAFFIC: RefCell<Traffic> = RefCell::default();
}

fn traffic<T>(with: impl FnOnce(&mut Traffic) -> T) -> T {
    TRAFFIC.with_borrow_mut(with)
}

/// Is everything told to the server?
pub fn idle() -> bool {
    with(|live| live.client.waiting.is_empty()) == Some(true)
        && traffic(|traffic| !traffic.busy && !traffic.stopped && traffic.call.is_none())
}

/// Does nothing more go out from this page? Then it is said so.
pub fn is_stopped() -> bool {
    let stopped = traffic(|traffic| traffic.stopped);
    if stopped {
        tell("Muat ulang halaman ini dulu; perubahan yang belum tersimpan tetap ada.");
    }
    stopped
}

/// Is something here that the server may not have?
fn unsaved() -> bool {
    with(|live| live.client.waiting.is_empty() && live.client.clashes.is_empty()) == Some(false)
        || traffic(|traffic| traffic.call.as_ref().is_some_and(|call| call.want != Want::Look))
}

/// Posts a form once everything is told to the server.
pub fn post_later(form: HtmlFormElement, button: Option<HtmlElement>) {
    traffic(|traffic| traffic.form = Some((form, button)));
}

/// Everything is told: what waited for that goes now, unless the planner has to choose something first.
fn post_now() {
    let Some((form, button)) = traffic(|traffic| traffic.form.take()) else { return };
    if is_asked() {
        return;
    }
    // The page may have been written anew under it.
    if !form.is_connected() {
        form.set_hidden(true);
        if let Some(root) = by_id("builder") {
            let _ = root.append_child(&form);
        }
    }
    // The button may be one that was written away, or that the newest agenda does not allow; what it stands for goes with the form.
    if let Some(button) = button.filter(|button| button.has_attribute("name"))
        && let Ok(field) = document().create_element("input")
    {
        for name in ["name", "value"] {
            let _ = field.set_attribute(name, &button.get_attribute(name).unwrap_or_default());
        }
        let _ = field.set_attribute("type", "hidden");
        let _ = form.append_child(&field);
    }
    up_to_date(&form);
    let _ = form.submit();
}

/// Begins: takes up what an earlier page left here, listens to the server's events.
pub fn watch() {
    take_up();
    set_interval(
        || {
            look();
            say_here(true);
        },
        LOOK,
    );
    listen();
    hear(&window(), "online", |_| send(None));
    // Leaving with something unsaved asks first.
    hear(&window(), "beforeunload", |event| {
        if unsaved() {
            event.prevent_default();
        }
    });
    hear(&document(), "focusin", |event| {
        let item = closest(&event, "[data-item]").and_then(|row| row.get_attribute("data-item")).unwrap_or_default();
        if traffic(|traffic| traffic.here.as_ref() != Some(&item)) {
            traffic(|traffic| traffic.here = Some(item));
            // Told once the focus rests: a walk with the Tab key is no news.
            set_timeout(|| say_here(false), Duration::from_millis(300));
        }
    });
}

fn listen() {
    let Ok(source) = EventSource::new("/api/v1/events") else { return };
    for name in ["agenda", "ulang"] {
        hear(&source, name, |_| look());
    }
    hear(&source, "mulai", |_| {
        look();
        say_here(true);
    });
    // Any answer but 200 makes the browser give up.
    let watched = source.clone();
    hear(&source, "error", move |_| {
        if watched.ready_state() == EventSource::CLOSED {
            set_timeout(listen, LOOK);
        }
    });
    hear(&source, "hadir", |event| {
        if let Some(data) = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string()) {
            with(|live| others(live, &data));
        }
    });
}

fn text(object: &JsValue, name: &str) -> String {
    Reflect::get(object, &JsValue::from_str(name)).ok().and_then(|value| value.as_string()).unwrap_or_default()
}

/// Who else is here.
fn others(live: &mut Live, data: &str) {
    let Ok(told) = js_sys::JSON::parse(data) else { return };
    if text(&told, "meeting") != live.shown.start.meeting {
        return;
    }
    let here = Reflect::get(&told, &JsValue::from_str("here")).map(|here| Array::from(&here)).unwrap_or_default();
    let here = here.iter().map(|one| (text(&one, "id"), text(&one, "name"), text(&one, "item")));
    let here: Vec<_> = here.filter(|(id, ..)| *id != live.shown.start.account).collect();
    if here != live.shown.others {
        live.shown.others = here;
        live.refresh();
    }
}

/// Tells the others where this planner is. It may get lost; the next one comes soon.
fn say_here(again: bool) {
    let here = traffic(|traffic| traffic.here.clone().unwrap_or_default());
    let hidden = document().hidden();
    let Some(meeting) = with(|live| live.shown.start.meeting.clone()) else { return };
    if hidden && !again {
        return;
    }
    let ask = Ask { meeting, based: 0, op: String::new(), want: Want::Here(here), epoch: None };
    spawn_local(async move {
        let _ = call(&ask).await;
    });
}

/// Posts one call; one without an answer in time is made again by the caller, with the same id.
async fn call(ask: &Ask) -> Result<News, Refusal> {
    let broken = || Refusal::Broken { code: String::new() };
    let body = serde_json::to_string(ask).map_err(|_| broken())?;
    let answer = request("/api/fn/agenda/ask", Some(&format!("{{\"ask\":{body}}}"))).await.ok_or_else(broken)?;
    if (200..300).contains(&answer.status) {
        serde_json::from_str(&answer.text).map_err(|_| broken())
    } else {
        Err(serde_json::from_str(&answer.text).unwrap_or_else(|_| match answer.status {
            401 => Refusal::SignIn,
            _ => broken(),
        }))
    }
}

fn key(live: &Live) -> String {
    format!("agenda:{}:{}", live.shown.start.meeting, live.shown.start.account)
}

/// Keeps what is not told to the server where a reload finds it again.
fn keep(live: &Live) {
    let Some(memory) = memory() else { return };
    let call = traffic(|traffic| traffic.call.clone());
    if live.client.waiting.is_empty() && call.is_none() {
        let _ = memory.remove_item(&key(live));
        return;
    }
    let waiting = ask(live, String::new(), Want::Edits(live.client.waiting.clone()));
    let kept: Vec<Ask> = std::iter::once(waiting).chain(call).collect();
    if let Ok(json) = serde_json::to_string(&kept) {
        let _ = memory.set_item(&key(live), &json);
    }
}

/// What of the questions is kept: under a key of its own, as pages of the version before know nothing of it.
fn questions(live: &Live) -> String {
    format!("{}:pilih", key(live))
}

/// Keeps the questions that nobody has answered where a reload finds them again: what was typed stands nowhere else.
pub fn keep_questions(live: &Live) {
    let Some(memory) = memory() else { return };
    if live.client.clashes.is_empty() {
        let _ = memory.remove_item(&questions(live));
    } else if let Ok(json) = serde_json::to_string(&live.client.clashes) {
        let _ = memory.set_item(&questions(live), &json);
    }
}

/// A call of this page.
fn ask(live: &Live, op: String, want: Want) -> Ask {
    let start = &live.shown.start;
    Ask { meeting: start.meeting.clone(), based: live.client.seen, op, want, epoch: Some(start.epoch) }
}

fn take_up() {
    with(|live| {
        let asked = memory()?.get_item(&questions(live)).ok()??;
        live.client.clashes = serde_json::from_str(&asked).ok()?;
        live.refresh();
        Some(())
    });
    let found = with(|live| {
        let json = memory()?.get_item(&key(live)).ok()??;
        let mut kept = serde_json::from_str::<Vec<Ask>>(&json).ok()?.into_iter();
        let Ask { based, want: Want::Edits(waiting), epoch, .. } = kept.next()? else { return None };
        live.client.waiting = waiting;
        if epoch.is_none_or(|epoch| epoch == live.shown.start.epoch) {
            // Never more than this page was given.
            live.client.seen = based.min(live.client.head);
            let call = kept.next().map(|call| Ask { based: call.based.min(live.client.head), ..call });
            traffic(|traffic| traffic.call = call);
        } else {
            // A restore from a backup lies between: the number counts other edits now. What is kept is held against all of them, and
            // the call is not repeated: its edits are among those that wait.
            live.client.seen = 0;
        }
        live.refresh();
        Some(())
    });
    if found.flatten().is_some() {
        send(None);
    }
}

/// Saves what was made here: kept at once, sent once the page has shown it.
pub fn save() {
    with(|live| keep(live));
    set_timeout(|| send(None), Duration::ZERO);
}

/// Takes the last edit of this person back, or makes it again. What is not under way yet is simply taken back here.
pub fn take_back(again: bool) {
    if is_stopped() {
        return;
    }
    let local = with(|live| {
        let sent = traffic(|traffic| traffic.call.as_ref().map_or(0, sent));
        if again || live.client.waiting.len() <= sent {
            return false;
        }
        live.client.waiting.pop();
        live.refresh();
        keep(live);
        true
    });
    if local == Some(true) {
        tell(taken_back(again));
        return;
    }
    if idle() {
        send(Some(if again { Want::Redo } else { Want::Undo }));
    } else if with(|live| matches!(live.shown.saving, Saving::Refused(_))) == Some(true) {
        // What is to be taken back was refused; perhaps it is not any more (somebody signed in again).
        tell("Perubahan sebelumnya belum tersimpan.");
        send(None);
    } else {
        // The edits on their way are the ones to take back: wait for their numbers.
        set_timeout(move || take_back(again), Duration::from_millis(150));
    }
}

fn taken_back(again: bool) -> &'static str {
    if again { "Langkah diulangi." } else { "Langkah dibatalkan." }
}

fn sent(call: &Ask) -> usize {
    match &call.want {
        Want::Edits(edits) => edits.len(),
        _ => 0,
    }
}

fn look() {
    if idle() {
        send(Some(Want::Look));
    } else {
        traffic(|traffic| traffic.poked = true);
    }
}

/// Starts the next call, if none is under way.
pub fn send(want: Option<Want>) {
    let call = with(|live| {
        let call = traffic(|traffic| {
            if traffic.busy || traffic.stopped {
                return None;
            }
            let call = traffic.call.take().or_else(|| {
                let waiting = &live.client.waiting;
                // So many as the server takes at once.
                let some = || Want::Edits(waiting[..waiting.len().min(100)].to_vec());
                let want = want.or_else(|| (!waiting.is_empty()).then(some))?;
                Some(ask(live, fresh(), want))
            })?;
            traffic.busy = true;
            traffic.call = Some(call.clone());
            Some(call)
        })?;
        keep(live);
        if call.want != Want::Look && !matches!(live.shown.saving, Saving::Waiting) {
            live.shown.saving = Saving::Sending;
            live.draw_saving();
        }
        Some(call)
    });
    let Some(Some(ask)) = call else { return };
    spawn_local(async move {
        let answer = self::call(&ask).await;
        traffic(|traffic| traffic.busy = false);
        match answer {
            Ok(news) => {
                traffic(|traffic| traffic.call = None);
                with(|live| {
                    absorb(live, &ask, &news);
                    keep(live);
                });
                let more = with(|live| !live.client.waiting.is_empty()).unwrap_or(false);
                let poked = traffic(|traffic| std::mem::take(&mut traffic.poked));
                if more {
                    send(None);
                } else if traffic(|traffic| traffic.form.is_some()) {
                    post_now();
                } else if poked {
                    look();
                }
            }
            Err(refusal) => {
                with(|live| failed(live, &ask, &refusal));
            }
        }
    });
}

fn failed(live: &mut Live, call: &Ask, refusal: &Refusal) {
    if call.want == Want::Look {
        traffic(|traffic| traffic.call = None);
    }
    if call.want == Want::Look && !matches!(refusal, Refusal::Conflict(_)) {
        if !live.client.waiting.is_empty() {
            set_timeout(|| send(None), AGAIN);
        }
        return;
    }
    // A conflict: the agenda shown here is not the one that is stored.
    let lasting = matches!(
        refusal,
        Refusal::Conflict(_) | Refusal::Invalid(_) | Refusal::NotFound | Refusal::Forbidden | Refusal::TooLarge(_)
    );
    live.shown.saving = match refusal {
        Refusal::SignIn => Saving::Refused(
            "Sesi Anda sudah berakhir. Masuk lagi di tab lain; halaman ini mencoba lagi sendiri.".to_owned(),
        ),
        Refusal::Broken { code } if code.is_empty() => Saving::Waiting,
        other => Saving::Refused(other.to_string()),
    };
    live.shown.waiting = live.client.waiting.len();
    live.draw_saving();
    if matches!(refusal, Refusal::Conflict(_)) {
        traffic(|traffic| traffic.stopped = true);
    }
    if !lasting {
        // Nothing was carried out as far as we know; the same call with the same id finds out.
        set_timeout(|| send(None), AGAIN);
    }
}

/// Lays the server's news under what is still waiting.
fn absorb(live: &mut Live, call: &Ask, news: &News) {
    // A program of the same build can always read them; another one reads nothing and is told so by its next edit.
    let since: Vec<Entry> = serde_json::from_str(&news.since).unwrap_or_default();
    let own = |number: i64| news.own.is_some_and(|(from, to)| (from..=to).contains(&number));
    let newest = since.iter().rfind(|entry| entry.number > live.client.head && !own(entry.number));
    let told = newest.map(|entry| {
        let mut before = live.client.base.clone();
        for earlier in since.iter().filter(|earlier| earlier.number > live.client.head && earlier.number < entry.number)
        {
            let _ = before.apply(&earlier.step.edit);
        }
        format!("{} {}.", entry.name, words::edit(&before, &entry.step.edit))
    });
    for entry in since.iter().filter(|entry| entry.number > live.client.head && !own(entry.number)) {
        for edit in entry.step.edit.leaves() {
            if let Edit::RemoveDay { day } = edit {
                live.removers.insert(day.clone(), entry.name.clone());
            }
        }
    }
    let asked = live.client.clashes.len();
    live.client.absorb(news, &since, sent(call));
    if sent(call) == 0
        && let Some(refused) = &news.refused
    {
        let act = ("act".to_owned(), "batalkan".to_owned());
        live.shown.refused = (vec![act], vec![Finding::new("", refused.words.clone())]);
    }
    live.shown.published = news.published_edit;
    live.shown.undo = news.undo || !live.client.waiting.is_empty();
    live.shown.redo = news.redo;
    if call.want != Want::Look || matches!(live.shown.saving, Saving::Waiting | Saving::Refused(_)) {
        live.shown.saving = Saving::Saved(Some(news.at));
    }
    live.refresh();
    if live.client.clashes.len() > asked {
        lead(false);
    }
    if let Some(told) = told {
        tell(&told);
    } else if news.refused.is_none() && matches!(call.want, Want::Undo | Want::Redo) {
        tell(taken_back(call.want == Want::Redo));
    }
}
