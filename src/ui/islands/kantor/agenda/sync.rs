//! Keeping the builder and the server in step: every edit is sent as it is made, one call at a time; what others did arrives by
//! itself and is laid under what is not saved yet.

use super::desk::{Desk, Held, Saving};
use super::hands::fresh;
use crate::api::agenda::ask_agenda;
use crate::domain::agenda::history::Entry;
use crate::domain::agenda::wire::{Ask, News, Want};
use crate::domain::agenda::{Agenda, Edit, words};
use crate::domain::refusal::Refusal;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::RefCell;
use std::time::Duration;
use wasm_bindgen::prelude::*;

/// Without news from the server's events, others' edits are asked for this often.
const LOOK: Duration = Duration::from_secs(15);
/// After a failed call.
const AGAIN: Duration = Duration::from_secs(3);

/// What is on the way. One builder to a page.
#[derive(Default)]
struct Traffic {
    /// The agenda as the server has it.
    base: Agenda,
    /// Made here, not yet told to the server or not yet answered.
    pending: Vec<Edit>,
    /// The call that is under way or to be repeated, with its id: a repeated call is not carried out twice.
    call: Option<Ask>,
    /// A call is under way.
    busy: bool,
    /// Somebody did something while a call was under way.
    poked: bool,
}

thread_local! {
    static TRAFFIC: RefCell<Traffic> = RefCell::default();
}

fn traffic<T>(with: impl FnOnce(&mut Traffic) -> T) -> T {
    TRAFFIC.with_borrow_mut(with)
}

/// Is everything told to the server?
pub fn idle() -> bool {
    traffic(|traffic| traffic.pending.is_empty() && !traffic.busy)
}

/// Begins: remembers the server's agenda, listens to its events.
pub fn watch(desk: Desk) {
    traffic(|traffic| traffic.base = desk.view.get_untracked());
    set_interval(move || look(desk), LOOK);
    if let Ok(source) = web_sys::EventSource::new("/api/v1/events") {
        for name in ["agenda", "ulang"] {
            let heard = Closure::<dyn FnMut()>::new(move || look(desk));
            let _ = source.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
            heard.forget();
        }
    }
    // Leaving with something unsaved asks first.
    let leaving = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
        if !idle() {
            event.prevent_default();
        }
    });
    if let Some(window) = web_sys::window() {
        let _ = window.add_event_listener_with_callback("beforeunload", leaving.as_ref().unchecked_ref());
    }
    leaving.forget();
}

/// Saves an edit that was made here.
pub fn save(desk: Desk, edit: Edit) {
    traffic(|traffic| traffic.pending.push(edit));
    desk.undo.set(true);
    desk.redo.set(false);
    send(desk, None);
}

/// Takes the last edit of this person back, or makes it again; what is not saved yet goes first.
pub fn take_back(desk: Desk, again: bool) {
    if !idle() {
        // The edits on their way are the ones to take back: wait for their numbers.
        set_timeout(move || take_back(desk, again), Duration::from_millis(150));
        return;
    }
    send(desk, Some(if again { Want::Redo } else { Want::Undo }));
}

fn look(desk: Desk) {
    if traffic(|traffic| traffic.busy || !traffic.pending.is_empty()) {
        traffic(|traffic| traffic.poked = true);
        return;
    }
    send(desk, Some(Want::Look));
}

/// Starts the next call, if none is under way.
fn send(desk: Desk, want: Option<Want>) {
    let call = traffic(|traffic| {
        if traffic.busy {
            return None;
        }
        let call = traffic.call.take().or_else(|| {
            let want = want.or_else(|| (!traffic.pending.is_empty()).then(|| Want::Edits(traffic.pending.clone())))?;
            let (meeting, based) = (desk.start.with_value(|start| start.meeting.clone()), desk.head.get_untracked());
            Some(Ask { meeting, based, op: fresh(), want })
        })?;
        traffic.busy = true;
        Some(call)
    });
    let Some(call) = call else { return };
    if call.want != Want::Look {
        desk.saving.set(Saving::Sending);
    }
    spawn_local(async move {
        let answer = ask_agenda(call.clone()).await;
        traffic(|traffic| traffic.busy = false);
        match answer {
            Ok(news) => {
                absorb(desk, &call, news);
                let (more, poked) =
                    traffic(|traffic| (!traffic.pending.is_empty(), std::mem::take(&mut traffic.poked)));
                if more {
                    send(desk, None);
                } else if poked {
                    look(desk);
                }
            }
            Err(refusal) => failed(desk, call, refusal),
        }
    });
}

fn failed(desk: Desk, call: Ask, refusal: Refusal) {
    if call.want == Want::Look {
        return;
    }
    // Nothing was carried out as far as we know; the same call with the same id finds out.
    let lasting =
        matches!(refusal, Refusal::Invalid(_) | Refusal::NotFound | Refusal::Forbidden | Refusal::TooLarge(_));
    let words = match &refusal {
        Refusal::SignIn => {
            Some("Sesi Anda sudah berakhir. Masuk lagi di tab lain; halaman ini mencoba lagi sendiri.".to_owned())
        }
        Refusal::Broken { code } if code.is_empty() => None,
        other => Some(other.to_string()),
    };
    desk.saving.set(words.map_or(Saving::Waiting, Saving::Refused));
    if !lasting {
        traffic(|traffic| traffic.call = Some(call));
        set_timeout(move || send(desk, None), AGAIN);
    }
}

/// Lays the server's news under what is still pending.
fn absorb(desk: Desk, call: &Ask, news: News) {
    let sent = match &call.want {
        Want::Edits(edits) => edits.len(),
        _ => 0,
    };
    // A program of the same build can always read them; another one reads nothing and is told so by its next edit.
    let since: Vec<Entry> = serde_json::from_str(&news.since).unwrap_or_default();
    let others = since.len() > news.refused.as_ref().map_or(sent, |refused| refused.index);
    let (view, held) = traffic(|traffic| {
        let mut last = None;
        for entry in since.iter().filter(|entry| entry.number > desk.head.get_untracked()) {
            if others {
                last = Some(format!("{} {}.", entry.name, words::edit(&traffic.base, &entry.step.edit)));
            }
            let _ = traffic.base.apply(&entry.step.edit);
        }
        if let Some(words) = last {
            desk.told.set(words);
        }
        let held = match &news.refused {
            None => {
                traffic.pending.drain(..sent.min(traffic.pending.len()));
                None
            }
            Some(refused) => {
                let edit = match &call.want {
                    Want::Edits(edits) => edits.get(refused.index).cloned(),
                    _ => None,
                };
                traffic.pending.drain(..(refused.index + usize::from(edit.is_some())).min(traffic.pending.len()));
                Some(Held { edit: edit.filter(|_| refused.overlooked), words: refused.words.clone() })
            }
        };
        let mut view = traffic.base.clone();
        // What does not fit on the news any more is dropped here; the server would refuse it too.
        traffic.pending.retain(|edit| view.apply(edit).is_ok());
        (view, held)
    });
    desk.head.set(news.head);
    desk.published.set(news.published_edit);
    desk.undo.set(news.undo);
    desk.redo.set(news.redo);
    if desk.view.with_untracked(|shown| *shown != view) {
        desk.view.set(view);
    }
    if held.is_some() {
        desk.held.set(held);
    }
    if call.want != Want::Look || matches!(desk.saving.get_untracked(), Saving::Waiting | Saving::Refused(_)) {
        desk.saving.set(Saving::Saved(Some(news.at)));
    }
}
