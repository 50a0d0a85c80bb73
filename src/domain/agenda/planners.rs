//! Several planners at once, some of them cut off: what holds for every course of events.

use super::properties::{edit, edits};
use super::rebase::{Client, take};
use super::wire::News;
use super::*;
use crate::domain::moment::Moment;
use history::{Entry, Step};
use proptest::prelude::*;

/// The server, as `api::agenda` uses the same rules.
#[derive(Default)]
struct Server {
    entries: Vec<Entry>,
    agenda: Agenda,
}

impl Server {
    fn call(&mut self, by: usize, based: i64, edits: &[Edit]) -> News {
        let known = self.entries.len();
        let mut refused = None;
        for (index, edit) in edits.iter().enumerate() {
            let before = self.entries[..known].to_vec();
            if let Err(not_taken) = take(&before, &mut self.agenda, based, edit, index) {
                refused = Some(not_taken);
                break;
            }
            let number = i64::try_from(self.entries.len()).unwrap() + 1;
            let (by, step) = (format!("p{by}"), Step { edit: edit.clone(), undoes: None });
            self.entries.push(Entry { number, name: by.clone(), by, at: Moment(number), step });
        }
        let head = i64::try_from(self.entries.len()).unwrap();
        let own = (self.entries.len() > known).then(|| (i64::try_from(known).unwrap() + 1, head));
        let since: Vec<&Entry> = self.entries.iter().filter(|entry| entry.number > based).collect();
        let since = serde_json::to_string(&since).unwrap();
        News { head, since, at: Moment(0), undo: false, redo: false, published_edit: None, own, refused }
    }
}

/// What one planner does: makes an edit, or talks to the server.
#[derive(Clone, Debug)]
enum Act {
    Make(usize, Edit),
    Talk(usize),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![3 => (0usize..3, edit()).prop_map(|(who, edit)| Act::Make(who, edit)), 2 => (0usize..3).prop_map(Act::Talk)]
}

struct Table {
    server: Server,
    clients: Vec<Client>,
    /// Every edit that a planner made and that their page took.
    made: Vec<Vec<Edit>>,
}

impl Table {
    fn new(start: &[Edit]) -> Self {
        let mut server = Server::default();
        server.call(9, 0, start);
        let mut table = Self { server, clients: vec![Client::new(Agenda::default(), 0); 3], made: vec![Vec::new(); 3] };
        for who in 0..3 {
            table.talk(who);
        }
        table
    }

    fn make(&mut self, who: usize, edit: &Edit) {
        // The page refuses at once what does not fit; everything else waits.
        if self.clients[who].view().apply(edit).is_ok() {
            self.clients[who].waiting.push(edit.clone());
            self.made[who].push(edit.clone());
        }
    }

    fn talk(&mut self, who: usize) {
        let client = &mut self.clients[who];
        let sent = client.waiting.clone();
        let news = self.server.call(who, client.seen, &sent);
        let since: Vec<Entry> = serde_json::from_str(&news.since).unwrap();
        client.absorb(&news, &since, sent.len());
    }
}

/// Everything about an item that one client's question holds.
fn asked(client: &Client, edit: &Edit) -> bool {
    client.clashes.iter().any(|clash| {
        clash.edit == *edit
            || match (&clash.edit, edit) {
                // Several changes of one item are one question; newer values stand over older ones of the same field.
                (Edit::Change { item, values }, Edit::Change { item: other, values: wanted }) => {
                    item == other && wanted.iter().all(|wanted| values.iter().any(|value| value.same_field(wanted)))
                }
                _ => false,
            }
    })
}

/// A form that was open while somebody else changed the item: what was not typed in it stays the other's, what both changed is asked,
/// and the words outlive the item.
#[test]
fn an_open_form_overwrites_nothing_that_was_not_typed_in_it() {
    let item = Item { note: "Catatan".into(), ..Item::new("i1", Kind::Sharing, "Pembukaan") };
    let day = Day::new("d1", Date { year: 2027, month: 11, day: 3 }, 480, 960);
    let add = Edit::Add { item, day: "d1".into(), after: None };
    let mut table = Table::new(&[Edit::AddDay { day }, add]);
    let written = table.clients[0].head;
    let change = |value: ItemValue| Edit::Change { item: "i1".into(), values: vec![value] };
    table.make(1, &change(ItemValue::Note("Catatan baru".into())));
    table.talk(1);
    table.talk(0);

    let client = &mut table.clients[0];
    let seen = client.seen_at(written).unwrap();
    assert_eq!(seen.item("i1").unwrap().1.note, "Catatan", "as the form was written");
    let title = change(ItemValue::Title("Pembukaan resmi".into()));
    assert_eq!(client.typed(title.clone(), written), Some(title));
    assert_eq!(client.typed(change(ItemValue::Note("Punya saya".into())), written), None);
    assert_eq!(client.clashes.len(), 1);
    let [(mine, theirs)] = &client.clashes[0].sides(&client.view())[..] else { panic!("one value is fought over") };
    assert!(mine.contains("Punya saya") && theirs.contains("Catatan baru"), "{mine} {theirs}");
    assert_eq!(client.seen_at(client.head), None, "a form written now is written from what stands here");

    table.make(1, &Edit::Remove { item: "i1".into() });
    table.talk(1);
    table.talk(0);
    let client = &mut table.clients[0];
    assert_eq!(client.typed(change(ItemValue::Title("Masih di sini".into())), written), None);
    let gone = client.clashes.iter().find(|clash| clash.gone.is_some()).unwrap();
    let again = gone.mine(&client.view()).unwrap();
    let mut view = client.view();
    view.apply(&again).unwrap();
    assert_eq!(view.item("i1").unwrap().1.title, "Masih di sini");
}

/// Nobody is asked about what they have changed themselves, nor about what stood there when the form was opened.
#[test]
fn an_open_form_is_held_against_what_others_did_since_alone() {
    let day = Day::new("d1", Date { year: 2027, month: 11, day: 3 }, 480, 960);
    let add = Edit::Add { item: Item::new("i1", Kind::Sharing, "Pembukaan"), day: "d1".into(), after: None };
    let mut table = Table::new(&[Edit::AddDay { day }, add]);
    let note = |words: &str| Edit::Change { item: "i1".into(), values: vec![ItemValue::Note(words.into())] };
    let written = table.clients[0].head;
    table.make(0, &note("Dari sini"));
    table.talk(0);
    let client = &mut table.clients[0];
    assert!(client.head > written && client.seen_at(written).is_none());
    assert_eq!(client.typed(note("Sekali lagi dari sini"), written), Some(note("Sekali lagi dari sini")));

    table.talk(1);
    table.make(1, &note("Dari orang lain"));
    table.talk(1);
    table.talk(0);
    let client = &mut table.clients[0];
    let opened_now = client.head;
    assert_eq!(client.typed(note("Sesudah dibaca"), opened_now), Some(note("Sesudah dibaca")));
    assert!(client.clashes.is_empty(), "{:?}", client.clashes);
    assert_eq!(client.typed(note("Sebelum dibaca"), written), None);

    // What is made on a page that is opened now fights with nothing that stands on it.
    let page = Client::new(client.base.clone(), opened_now);
    table.clients.push(page);
    table.made.push(Vec::new());
    table.make(3, &note("Dari halaman baru"));
    table.talk(3);
    let page = &table.clients[3];
    assert!(page.clashes.is_empty() && page.waiting.is_empty(), "{:?}", page.clashes);
    assert_eq!(page.view().item("i1").unwrap().1.note, "Dari halaman baru");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whoever has seen the same numbers shows the same agenda; and of everything that a planner made, each edit is numbered or asked
    /// about: nothing is lost in silence.
    #[test]
    fn everybody_ends_at_the_same_agenda_and_nothing_is_lost(start in edits(), acts in prop::collection::vec(act(), 0..60)) {
        let mut table = Table::new(&start);
        for act in acts {
            match act {
                Act::Make(who, edit) => table.make(who, &edit),
                Act::Talk(who) => table.talk(who),
            }
            for client in &table.clients {
                prop_assert_eq!(&client.base, &history::at(&table.server.entries, client.head));
            }
        }
        for _ in 0..80 {
            for who in 0..3 {
                table.talk(who);
            }
            if table.clients.iter().all(|client| client.waiting.is_empty()) {
                break;
            }
        }
        for who in 0..3 {
            table.talk(who);
        }
        for (who, client) in table.clients.iter().enumerate() {
            prop_assert!(client.waiting.is_empty());
            prop_assert_eq!(&client.view(), &table.server.agenda);
            let mine = format!("p{who}");
            for made in &table.made[who] {
                let numbered = table.server.entries.iter().any(|entry| entry.by == mine && entry.step.edit == *made);
                prop_assert!(numbered || asked(client, made), "{made:?} is neither numbered nor asked about");
            }
            for clash in &client.clashes {
                prop_assert!(!clash.words.is_empty());
                // Whatever the planner chooses makes an edit that applies.
                for choice in [clash.mine(&client.view()), clash.theirs(&client.view())].into_iter().flatten() {
                    prop_assert_eq!(client.view().apply(&choice), Ok(()));
                }
            }
        }
    }

    /// Two edits of the same field of the same item from one base: the second becomes a question that names the other planner and
    /// keeps both values, and either can be chosen.
    #[test]
    fn the_same_field_keeps_both_values(a in "[a-f]{1,8}", b in "[g-m]{1,8}") {
        let mut table = Table::new(&one_item());
        let title = |words: &str| Edit::Change { item: "i1".into(), values: vec![ItemValue::Title(words.into())] };
        table.make(0, &title(&a));
        table.make(1, &title(&b));
        table.talk(0);
        table.talk(1);
        prop_assert!(table.clients[0].clashes.is_empty());
        let clash = table.clients[1].clashes.clone().pop().unwrap();
        prop_assert_eq!(&clash.who, "p0");
        let sides = clash.sides(&table.clients[1].view());
        prop_assert!(sides.len() == 1 && sides[0].0.contains(&b) && sides[0].1.contains(&a), "{sides:?}");
        let mine = clash.mine(&table.clients[1].view()).unwrap();
        table.clients[1].clashes.clear();
        table.make(1, &mine);
        table.talk(1);
        prop_assert_eq!(&table.server.agenda.item("i1").unwrap().1.title, &b);
    }

    /// Waiting edits lie on top of what the server numbered first, in the order in which they were made.
    #[test]
    fn waiting_edits_lie_on_top(minutes in prop::collection::vec(1u16..200, 1..8)) {
        let mut table = Table::new(&one_item());
        for minutes in &minutes {
            table.make(0, &Edit::Change { item: "i1".into(), values: vec![ItemValue::Minutes(*minutes)] });
        }
        table.make(1, &Edit::Change { item: "i1".into(), values: vec![ItemValue::Note("Bawa contoh".into())] });
        table.talk(1);
        let before = table.clients[0].waiting.clone();
        let news = table.server.call(0, table.clients[0].seen, &[]);
        table.clients[0].absorb(&news, &table.server.entries, 0);
        prop_assert_eq!(&table.clients[0].waiting, &before);
        let (view, last) = (table.clients[0].view(), minutes.last().unwrap());
        let item = view.item("i1").unwrap().1.clone();
        prop_assert_eq!((item.minutes, item.note.as_str()), (*last, "Bawa contoh"));
    }
}

fn one_item() -> Vec<Edit> {
    let day = Day::new("d1", Date::from_days(19_263), 480, 960);
    vec![
        Edit::AddDay { day },
        Edit::Add { item: Item::new("i1", Kind::Talk, "Pembukaan"), day: "d1".into(), after: None },
    ]
}

#[test]
fn a_change_of_a_removed_item_can_bring_it_back() {
    let mut table = Table::new(&one_item());
    table.make(0, &Edit::Remove { item: "i1".into() });
    table.make(1, &Edit::Change { item: "i1".into(), values: vec![ItemValue::Minutes(90)] });
    table.talk(0);
    table.talk(1);
    let clash = table.clients[1].clashes.clone().pop().unwrap();
    assert!(clash.gone.is_some() && clash.words.contains("menghapus"), "{clash:?}");
    let mine = clash.mine(&table.clients[1].view()).unwrap();
    table.make(1, &mine);
    table.talk(1);
    assert_eq!(table.server.agenda.item("i1").unwrap().1.minutes, 90);
}

#[test]
fn an_item_put_behind_one_that_went_away_is_asked_about_and_finds_a_place() {
    let mut table = Table::new(&one_item());
    table.make(0, &Edit::Remove { item: "i1".into() });
    let add = Edit::Add { item: Item::new("i2", Kind::Talk, "Baru"), day: "d1".into(), after: Some("i1".into()) };
    table.make(1, &add);
    table.talk(0);
    table.talk(1);
    let clash = table.clients[1].clashes.clone().pop().unwrap();
    let mine = clash.mine(&table.clients[1].view()).unwrap();
    table.make(1, &mine);
    table.talk(1);
    assert!(table.server.agenda.item("i2").is_some());
}

#[test]
fn values_that_nobody_fought_over_survive_the_others_choice() {
    let mut table = Table::new(&one_item());
    table.make(0, &Edit::Change { item: "i1".into(), values: vec![ItemValue::Title("A".into())] });
    let both = vec![ItemValue::Title("B".into()), ItemValue::Minutes(75)];
    table.make(1, &Edit::Change { item: "i1".into(), values: both });
    table.talk(0);
    table.talk(1);
    let clash = table.clients[1].clashes.clone().pop().unwrap();
    let rest = clash.theirs(&table.clients[1].view()).unwrap();
    table.make(1, &rest);
    table.talk(1);
    let item = table.server.agenda.item("i1").unwrap().1.clone();
    assert_eq!((item.title.as_str(), item.minutes), ("A", 75));
}
