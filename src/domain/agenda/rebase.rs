//! Two planners at once. The server numbers edits ([`take`]); each browser lays what it has not been able to tell yet on top of what
//! was numbered ([`Client`]). Edits to different things merge; an edit of a field that somebody else changed meanwhile becomes a named
//! [`Clash`] that keeps both values until a person chooses. Nothing is dropped without a clash.

use super::history::{self, Entry};
use super::wire::{News, NotTaken};
use super::{Agenda, Edit, Item, ItemValue, Refused, words};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::rc::Rc;

/// Applies one edit that was made on the agenda as of `based`, or says why not. `entries` are all edits so far, `agenda` their fold.
pub fn take(entries: &[Entry], agenda: &mut Agenda, based: i64, edit: &Edit, index: usize) -> Result<(), NotTaken> {
    if let Some(other) = history::overlooked(entries, based, edit) {
        let told = words::edit(&history::at(entries, other.number - 1), &other.step.edit);
        let words = format!(
            "Sementara itu {} {told}. Perubahan Anda belum disimpan; periksa, lalu simpan sekali lagi bila tetap perlu.",
            other.name
        );
        return Err(NotTaken { index, words, overlooked: true });
    }
    agenda.apply(edit).map_err(|refused| {
        let gone = matches!(refused, Refused::NoItem | Refused::NoDay | Refused::NoPlace | Refused::NoNeighbour);
        let moved = entries.last().is_some_and(|last| last.number > based);
        NotTaken { index, words: refused.to_string(), overlooked: gone && moved }
    })
}

/// An edit that was not saved because of what somebody else did meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clash {
    /// What this planner wanted.
    pub edit: Edit,
    /// The values of it that the other planner changed too; empty where the whole edit is meant.
    pub fought: Vec<ItemValue>,
    /// The other planner's name; empty when nobody in particular.
    pub who: String,
    /// What stands in the way, in words.
    pub words: String,
    /// The item as this planner saw it, when it is gone.
    pub gone: Option<(Item, String)>,
}

impl Clash {
    /// Field by field: what this planner wrote, and what stands there now.
    pub fn sides(&self, agenda: &Agenda) -> Vec<(String, String)> {
        let Some((_, item)) = agenda.item(self.edit.subject()) else { return Vec::new() };
        let now = item.current(&self.fought);
        self.fought
            .iter()
            .zip(&now)
            .map(|(mine, theirs)| (words::item_value(mine), words::item_value(theirs)))
            .collect()
    }

    /// The edit that makes this planner's wish true on the agenda as it is now; `None` when that is not possible any more.
    pub fn mine(&self, agenda: &Agenda) -> Option<Edit> {
        let mut edits = Vec::new();
        if let (Some((item, day)), None) = (&self.gone, agenda.item(self.edit.subject())) {
            let day = agenda.day(day).or(agenda.days.first())?;
            let place = item.place.clone().filter(|place| day.place(place).is_some());
            let after = day.items.last().map(|item| item.id.clone());
            edits.push(Edit::Add { item: Item { place, ..item.clone() }, day: day.id.clone(), after });
        }
        edits.extend(self.edit.leaves().iter().cloned());
        let mut after = agenda.clone();
        for edit in &mut edits {
            if after.apply(edit).is_ok() {
                continue;
            }
            // Where the neighbour or the place is gone: at the end of the same day, everybody together.
            if let Edit::Add { item: Item { place, .. }, day, after: behind }
            | Edit::Move { place, day, after: behind, .. } = edit
            {
                let day = after.day(day)?;
                *behind = day.items.last().map(|item| item.id.clone());
                *place = place.take().filter(|place| day.place(place).is_some());
            }
            if let Edit::Move { item, after: behind, day, .. } = edit
                && behind.as_ref() == Some(item)
            {
                *behind = after.day(day)?.before(item);
            }
            after.apply(edit).ok()?;
        }
        Edit::group(edits)
    }

    /// What is left of this planner's edit when the other's values stand: the values that nobody fought over.
    #[cfg_attr(all(feature = "ssr", not(test)), expect(dead_code, reason = "only the browser lays its edits on news"))]
    pub fn theirs(&self, agenda: &Agenda) -> Option<Edit> {
        let Edit::Change { item, values } = &self.edit else { return None };
        let rest: Vec<ItemValue> =
            values.iter().filter(|value| !self.fought.iter().any(|fought| fought.same_field(value))).cloned().collect();
        agenda.item(item).filter(|_| !rest.is_empty() && !self.fought.is_empty())?;
        Some(Edit::Change { item: item.clone(), values: rest })
    }
}

/// What one browser knows: the numbered agenda, its own edits that are not numbered yet, and what clashed.
#[derive(Clone, Debug, Default)]
pub struct Client {
    /// The agenda after edit `head`.
    pub base: Agenda,
    /// The newest number that `base` holds.
    pub head: i64,
    /// The newest number that the waiting edits have been held against; `head`, unless they come from an earlier page.
    pub seen: i64,
    /// Made here, not numbered yet, in order.
    pub waiting: Vec<Edit>,
    /// What a person has to decide.
    pub clashes: Vec<Clash>,
    /// What others did while this page was open, the newest last, with the view before it: forms that were open then were written from
    /// that view. At most [`REMEMBERED`].
    met: VecDeque<(Entry, Rc<Agenda>)>,
}

/// So many edits of others are remembered for forms that are still open; a form that is older is held against the newest of them only.
const REMEMBERED: usize = 300;

#[cfg_attr(all(feature = "ssr", not(test)), expect(dead_code, reason = "only the browser lays its edits on news"))]
impl Client {
    /// A page that was written after edit `head`.
    pub fn new(base: Agenda, head: i64) -> Self {
        Self { base, head, seen: head, ..Self::default() }
    }

    /// The agenda that the planner sees. An edit that does not fit is not in it; [`Client::absorb`] has made a clash of it.
    pub fn view(&self) -> Agenda {
        let mut view = self.base.clone();
        for edit in &self.waiting {
            let _ = view.apply(edit);
        }
        view
    }

    /// The view from which a form was written when edit `based` was the newest; `None` when nobody else did anything since.
    pub fn seen_at(&self, based: i64) -> Option<Rc<Agenda>> {
        self.met.iter().find(|(entry, _)| entry.number > based).map(|(_, before)| Rc::clone(before))
    }

    /// An edit that was typed into a form written when edit `based` was the newest, made out against [`Client::seen_at`]: to be made,
    /// unless somebody else has changed the same meanwhile. Then it is a question.
    pub fn typed(&mut self, edit: Edit, based: i64) -> Option<Edit> {
        let fought = self.met.iter().filter(|(entry, _)| entry.number > based);
        let fought: Vec<_> = fought.filter(|(entry, _)| edit.fights(&entry.step.edit)).cloned().collect();
        for (entry, before) in &fought {
            let told = format!("{} {}.", entry.name, words::edit(before, &entry.step.edit));
            self.clash(before, edit.clone(), Some(&entry.step.edit), entry.name.clone(), told);
        }
        fought.is_empty().then_some(edit)
    }

    /// Lays the server's news under what is waiting. `since` are the entries in `news`; the first `sent` of the waiting edits were in
    /// the call that it answers.
    pub fn absorb(&mut self, news: &News, since: &[Entry], sent: usize) {
        let before = self.view();
        let taken = news.own.map_or(0, |(from, to)| usize::try_from(to - from + 1).unwrap_or(0)).min(sent);
        let mut call: Vec<Edit> = self.waiting.drain(..sent.min(self.waiting.len())).skip(taken).collect();
        let refused = news.refused.as_ref().filter(|_| !call.is_empty()).map(|refused| (call.remove(0), refused));
        self.waiting.splice(..0, call);
        let is_own = |number: i64| news.own.is_some_and(|(from, to)| (from..=to).contains(&number));
        let mut answered = refused.is_none();
        let seen = Rc::new(before.clone());
        for entry in since.iter().filter(|entry| entry.number > self.head && !is_own(entry.number)) {
            self.met.push_back((entry.clone(), Rc::clone(&seen)));
            if self.met.len() > REMEMBERED {
                self.met.pop_front();
            }
        }
        for entry in since {
            let theirs = &entry.step.edit;
            let (mut fighting, mut told) = (Vec::new(), String::new());
            if entry.number > self.seen && !is_own(entry.number) {
                if let Some((edit, _)) = refused.as_ref().filter(|(edit, _)| edit.fights(theirs)) {
                    answered = true;
                    fighting.push(edit.clone());
                }
                self.waiting.retain(|edit| {
                    let fights = edit.fights(theirs);
                    if fights {
                        fighting.push(edit.clone());
                    }
                    !fights
                });
                if !fighting.is_empty() {
                    told = format!("{} {}.", entry.name, words::edit(&self.base, theirs));
                }
            }
            if entry.number > self.head {
                let _ = self.base.apply(theirs);
                self.head = entry.number;
            }
            for edit in fighting {
                self.clash(&before, edit, Some(theirs), entry.name.clone(), told.clone());
            }
        }
        self.seen = self.head;
        if let Some((edit, refused)) = refused.filter(|_| !answered) {
            self.clash(&before, edit, None, String::new(), refused.words.clone());
        }
        // What does not fit on the news any more is told, not dropped.
        let mut view = self.base.clone();
        let mut unfit = Vec::new();
        self.waiting.retain(|edit| match view.apply(edit) {
            Ok(()) => true,
            Err(refused) => {
                unfit.push((edit.clone(), refused));
                false
            }
        });
        for (edit, refused) in unfit {
            self.clash(&before, edit, None, String::new(), refused.to_string());
        }
    }

    fn clash(&mut self, before: &Agenda, edit: Edit, theirs: Option<&Edit>, who: String, words: String) {
        let subject = edit.subject().to_owned();
        let gone = match self.base.item(&subject) {
            // What the edit itself would have brought is not gone.
            None if !matches!(edit.leaves().first(), Some(Edit::Add { .. })) => {
                before.item(&subject).map(|(day, item)| (item.clone(), day.id.clone()))
            }
            _ => None,
        };
        let fought = match (&edit, theirs) {
            (Edit::Change { values, .. }, Some(theirs)) => {
                let others =
                    theirs.leaves().iter().filter(|leaf| leaf.subject() == subject).flat_map(|leaf| match leaf {
                        Edit::Change { values, .. } => values.as_slice(),
                        _ => &[],
                    });
                let others: Vec<&ItemValue> = others.collect();
                values.iter().filter(|value| others.iter().any(|other| other.same_field(value))).cloned().collect()
            }
            _ => Vec::new(),
        };
        // One question about one item, however often it was changed here: the newest value is what the planner wants.
        if let Edit::Change { values, .. } = &edit
            && let Some(known) = self.clashes.iter_mut().find(|clash| {
                matches!(&clash.edit, Edit::Change { item, .. } if *item == subject)
                    && clash.gone.is_some() == gone.is_some()
            })
        {
            if let Edit::Change { values: known, .. } = &mut known.edit {
                overlay(known, values);
            }
            overlay(&mut known.fought, &fought);
            return;
        }
        self.clashes.push(Clash { edit, fought, who, words, gone });
    }
}

/// Puts newer values over older ones of the same field.
fn overlay(values: &mut Vec<ItemValue>, newer: &[ItemValue]) {
    for value in newer {
        values.retain(|known| !known.same_field(value));
        values.push(value.clone());
    }
}
