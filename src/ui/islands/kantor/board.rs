//! The board that keeps itself up to date: it listens to the office's events and fetches its own page anew, so that
//! rows, counts and filters come from one place, the server.

use leptos::prelude::*;

/// How the board hears of news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "kantor"),
    expect(dead_code, reason = "only the browser's program comes past the first state")
)]
enum Link {
    /// No script runs (yet): the person reloads by hand.
    Still,
    /// News arrive by themselves.
    Live,
    /// The connection is lost; the browser tries again.
    Lost,
    /// The session has ended.
    Ended,
}

impl Link {
    fn state(self) -> &'static str {
        match self {
            Self::Still => "still",
            Self::Live => "saved",
            Self::Lost => "offline",
            Self::Ended => "error",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Still => "Menampilkan keadaan saat halaman dibuka.",
            Self::Live => "Terhubung: yang baru muncul sendiri.",
            Self::Lost => "Sambungan terputus, menyambung lagi …",
            Self::Ended => "Sesi Anda sudah berakhir.",
        }
    }
}

/// Keeps the parts of the page marked `data-part` up to date. `after` is the outbox number that the page was drawn at; `meeting`: what
/// happens at a meeting is news here, and reports are not.
#[island]
pub fn LiveBoard(after: i64, meeting: bool, children: Children) -> impl IntoView {
    let link = RwSignal::new(Link::Still);
    let root = NodeRef::<leptos::html::Div>::new();
    #[cfg(feature = "kantor")]
    Effect::new(move |_| {
        if let Some(root) = root.get_untracked() {
            browser::listen(&root, after, meeting, link);
        }
    });
    #[cfg(not(feature = "kantor"))]
    let _ = (after, meeting);
    view! {
        <div class="live-board" node_ref=root>
            <p class="live-link">
                <span class="saving" role="status" data-state=move || link.get().state()>
                    {move || link.get().words()}
                </span>
                <a class="live-reload" href="">
                    {move || if link.get() == Link::Ended { "Masuk lagi" } else { "Muat ulang" }}
                </a>
            </p>
            {children()}
        </div>
    }
}

#[cfg(feature = "kantor")]
mod browser {
    use super::Link;
    use crate::ui::islands::request::request;
    use js_sys::futures::spawn_local;
    use leptos::prelude::*;
    use std::cell::Cell;
    use std::rc::Rc;
    use std::time::Duration;
    use wasm_bindgen::prelude::*;
    use web_sys::{DomParser, Element, EventSource, SupportedType, window};

    /// Several events of one moment become one fetch.
    const GATHER: Duration = Duration::from_millis(400);
    /// After a fetch that failed; between two tries once the browser itself has given up (it does on any answer but 200).
    const TRY_AGAIN: Duration = Duration::from_secs(10);

    /// Listens from `after` on; the page stays open for as long as the person likes.
    pub fn listen(root: &Element, after: i64, meeting: bool, link: RwSignal<Link>) {
        let (open, planned, owed) = Default::default();
        let board = Rc::new(Board { root: root.clone(), meeting, link, open, planned, owed });
        board.connect(after);
    }

    struct Board {
        root: Element,
        /// News are those of a meeting.
        meeting: bool,
        link: RwSignal<Link>,
        /// Events come in.
        open: Cell<bool>,
        /// A fetch is planned or under way.
        planned: Cell<bool>,
        /// Something happened that no fetch has brought: it came after the last one began, or that one failed.
        owed: Cell<bool>,
    }

    impl Board {
        fn connect(self: &Rc<Self>, after: i64) {
            let Ok(source) = EventSource::new(&format!("/api/v1/events?after={after}")) else { return };
            let topic = if self.meeting { "meeting" } else { "report" };
            for (name, fetch) in [("mulai", false), ("ulang", true), (topic, true), ("library", true)] {
                let board = self.clone();
                let heard = Closure::<dyn Fn()>::new(move || {
                    // What came while the connection was away is sent after the greeting.
                    board.open.set(true);
                    board.say(Link::Live);
                    if fetch || board.owed.get() {
                        board.plan();
                    }
                });
                let _ = source.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
                heard.forget();
            }
            let board = self.clone();
            let watched = source.clone();
            let failed = Closure::<dyn Fn()>::new(move || {
                board.open.set(false);
                board.say(Link::Lost);
                if watched.ready_state() == EventSource::CLOSED {
                    let board = board.clone();
                    set_timeout(
                        move || {
                            // The page is read again anyway, so it may start at what is newest then.
                            board.plan();
                            board.connect(after);
                        },
                        TRY_AGAIN,
                    );
                }
            });
            source.set_onerror(Some(failed.as_ref().unchecked_ref()));
            failed.forget();
        }

        fn say(&self, link: Link) {
            if self.link.get_untracked() != link {
                self.link.set(link);
            }
            let _ = if link == Link::Live {
                self.root.set_attribute("data-live", "")
            } else {
                self.root.remove_attribute("data-live")
            };
        }

        fn plan(self: &Rc<Self>) {
            self.owed.set(true);
            if self.planned.replace(true) {
                return;
            }
            let board = self.clone();
            set_timeout(
                move || {
                    spawn_local(async move {
                        board.owed.set(false);
                        let fetched = fetch().await;
                        board.planned.set(false);
                        let Some(page) = fetched else {
                            board.say(Link::Lost);
                            board.owed.set(true);
                            set_timeout(move || board.catch_up(), TRY_AGAIN);
                            return;
                        };
                        if board.open.get() {
                            board.say(Link::Live);
                        }
                        board.take_over(&page);
                        board.catch_up();
                    });
                },
                GATHER,
            );
        }

        /// Fetches what is still owed.
        fn catch_up(self: &Rc<Self>) {
            if self.owed.get() {
                self.plan();
            }
        }

        /// Puts the new page's parts in the place of ours.
        fn take_over(&self, page: &str) {
            let Ok(parser) = DomParser::new() else { return };
            let Ok(fresh) = parser.parse_from_string(page, SupportedType::TextHtml) else { return };
            let Ok(parts) = self.root.query_selector_all("[data-part]") else { return };
            let mut found = false;
            for part in (0..parts.length()).filter_map(|place| parts.item(place)) {
                let Ok(part) = part.dyn_into::<Element>() else { continue };
                let Some(name) = part.get_attribute("data-part") else { continue };
                let Ok(Some(new)) = fresh.query_selector(&format!("[data-part=\"{name}\"]")) else { continue };
                found = true;
                if part.inner_html() != new.inner_html() {
                    mark_changes(&part, &new);
                    swap(&part, &new);
                }
            }
            if !found {
                self.say(Link::Ended);
            }
        }
    }

    /// Replaces what a part holds; the focus stays on the element of the same id.
    fn swap(part: &Element, new: &Element) {
        let focused = window()
            .and_then(|window| window.document())
            .and_then(|document| document.active_element())
            .map(|element| element.id())
            .filter(|id| !id.is_empty() && part.query_selector(&format!("[id=\"{id}\"]")).ok().flatten().is_some());
        part.set_inner_html(&new.inner_html());
        if let Some(id) = focused
            && let Ok(Some(element)) = part.query_selector(&format!("[id=\"{id}\"]"))
            && let Ok(element) = element.dyn_into::<web_sys::HtmlElement>()
        {
            let _ = element.focus();
        }
    }

    /// Marks in the new part what differs from the old one, so that the eye finds it.
    fn mark_changes(old: &Element, new: &Element) {
        let Ok(cells) = new.query_selector_all("[id]") else { return };
        for cell in (0..cells.length()).filter_map(|place| cells.item(place)) {
            let Ok(cell) = cell.dyn_into::<Element>() else { continue };
            let before = old.query_selector(&format!("[id=\"{}\"]", cell.id())).ok().flatten();
            if before.is_none_or(|before| before.text_content() != cell.text_content()) {
                let _ = cell.class_list().add_1("changed");
            }
        }
    }

    /// This page as the server draws it now; `None` when it could not be had.
    async fn fetch() -> Option<String> {
        let answer = request(&window()?.location().href().ok()?, None).await?;
        (answer.status < 500).then_some(answer.text)
    }
}
