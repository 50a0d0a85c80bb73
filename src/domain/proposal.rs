//! "Siapa berbagi dengan siapa": who should teach what at a meeting, to whom, beside whom, and when.
//!
//! Three stages, each with its objective on the page: (a) libraries to subjects ([`teachers`]), (b) libraries to discussion groups
//! ([`groups`]), (c) sharings to rounds ([`order`]). What is proposed is never done by itself: each proposal is accepted, changed
//! or thrown away by a planner, and accepting makes ordinary edits ([`accept`]).
//!
//! The same input gives the same proposals, in whatever order it comes: libraries are sorted first, and nothing is drawn by lot.

pub mod accept;
pub mod groups;
pub mod order;
pub mod teachers;
pub mod time;
pub mod words;

#[cfg(test)]
mod tests;

use crate::domain::agenda::{Agenda, Kind, MIDNIGHT, MOST_PLACES, Presenter, flow};
use crate::domain::moment::Month;
use crate::domain::number::parse_count;
use crate::domain::recap::Filter;
use crate::domain::standing::{SUBJECTS, Standing};
use time::Window;

/// What the planner chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// First month that is read.
    pub from: Month,
    /// Last month that is read.
    pub to: Month,
    /// The least number of approved reports; below it a library has no standing.
    pub least: u32,
    /// How long one sharing is, 5 to 120 minutes.
    pub minutes: u16,
    /// How many run side by side, 1 to 8.
    pub rooms: usize,
    /// How many libraries may share the same subject; 0: just so many that everybody gets a turn.
    pub seats: usize,
    /// The least standing with which a library is proposed to teach, 0 to 100 points.
    pub floor: i64,
    /// Discussion groups; `None`: about five libraries each; 0: none.
    pub groups: Option<usize>,
    /// How long the discussion is, 10 to 240 minutes.
    pub talk: u16,
    /// Whether groups should be neighbours.
    pub near: Near,
    /// Look for others in place of what was thrown away.
    pub replace: bool,
}

impl Choice {
    /// What the page begins with: the six full months before `running`.
    pub fn usual(running: Month) -> Self {
        Self {
            from: running.plus(-6),
            to: running.plus(-1),
            least: 3,
            minutes: Kind::Sharing.usual_minutes(),
            rooms: 1,
            seats: 0,
            floor: 20,
            groups: None,
            talk: 45,
            near: Near::Either,
            replace: false,
        }
    }

    /// Reads `dari, sampai, minimal, menit, ruang, topik, nilai, kelompok, diskusi, dekat, ganti` of an address; what is missing
    /// or odd falls back to [`Self::usual`], what is too much to the most there is.
    pub fn read(value: impl Fn(&str) -> Option<String>, running: Month) -> Self {
        let usual = Self::usual(running);
        let months = Filter::read(|name| value(name).filter(|_| matches!(name, "dari" | "sampai")), running);
        let (from, to) = if value("dari").is_some() || value("sampai").is_some() {
            (months.from, months.to)
        } else {
            (usual.from, usual.to)
        };
        let number = |name: &str, least: u16, most: u16| {
            let typed = parse_count(&value(name)?).ok().flatten()?;
            Some(u16::try_from(typed).unwrap_or(u16::MAX).clamp(least, most))
        };
        Self {
            from: from.max(to.plus(1 - LONGEST_SPAN)),
            to,
            least: number("minimal", 1, 24).map_or(usual.least, u32::from),
            minutes: number("menit", 5, 120).unwrap_or(usual.minutes),
            rooms: number("ruang", 1, 8).map_or(usual.rooms, usize::from),
            seats: number("topik", 0, 500).map_or(usual.seats, usize::from),
            floor: number("nilai", 0, 100).map_or(usual.floor, i64::from),
            groups: number("kelompok", 0, 8).map(usize::from),
            talk: number("diskusi", 10, 240).unwrap_or(usual.talk),
            near: value("dekat").as_deref().and_then(Near::coded).unwrap_or(usual.near),
            replace: value("ganti").as_deref() == Some("ya"),
        }
    }

    /// The same choice as an address's query.
    pub fn query(&self) -> String {
        let mut query = format!(
            "dari={}&sampai={}&minimal={}&menit={}&ruang={}&topik={}&nilai={}&diskusi={}&dekat={}",
            self.from,
            self.to,
            self.least,
            self.minutes,
            self.rooms,
            self.seats,
            self.floor,
            self.talk,
            self.near.code()
        );
        if let Some(groups) = self.groups {
            query.extend(["&kelompok=", &groups.to_string()]);
        }
        if self.replace {
            query.push_str("&ganti=ya");
        }
        query
    }

    /// Its months, newest first.
    pub fn months(&self) -> Vec<Month> {
        (0..LONGEST_SPAN).map(|back| self.to.plus(-back)).take_while(|month| *month >= self.from).collect()
    }
}

/// The most months that are read.
const LONGEST_SPAN: i32 = 24;

/// Whether those of one kecamatan should sit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Near {
    /// It does not matter.
    Either,
    /// Neighbours together.
    Together,
    /// Neighbours apart: they meet anyway.
    Apart,
}

impl Near {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Either, Self::Together, Self::Apart];

    /// The word in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Either => "bebas",
            Self::Together => "dekat",
            Self::Apart => "campur",
        }
    }

    /// What people read.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Either => "tidak dipertimbangkan",
            Self::Together => "utamakan sekecamatan",
            Self::Apart => "utamakan beda kecamatan",
        }
    }

    /// Reads the word.
    pub fn coded(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|near| near.code() == code)
    }
}

/// What being a neighbour (or none) of the group's teacher is worth, in tenths of a point.
pub const NEIGHBOUR: i64 = 200;

/// Where and when something is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The day's id.
    pub day: String,
    /// The item behind which its window opens.
    pub after: Option<String>,
    /// The name of its place; `None`: everybody together.
    pub place: Option<String>,
    /// First minute of the day, as far as can be foreseen.
    pub start: u32,
    /// The item that keeps this time and gives it up.
    pub filler: Option<String>,
}

/// A library teaches a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sharing {
    /// The id that its item gets.
    pub id: String,
    /// The teacher's place in [`Plan::parties`].
    pub teacher: usize,
    /// The subject's place in [`SUBJECTS`].
    pub subject: usize,
    /// Who would learn from it, most first: the party and tenths of a point.
    pub listeners: Vec<(usize, i64)>,
    /// It asked to.
    pub wished: bool,
    /// It stands in the agenda already.
    pub accepted: bool,
    /// Where; `None`: the time at hand does not hold it, or it is accepted.
    pub spot: Option<Spot>,
}

impl Sharing {
    /// What all listeners together would learn, in tenths of a point.
    pub fn gain(&self) -> i64 {
        self.listeners.iter().map(|(_, gain)| gain).sum()
    }
}

/// A rest between sharings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rest {
    /// The id that its item gets.
    pub id: String,
    /// Where.
    pub spot: Spot,
}

/// A discussion group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The id that its item gets.
    pub id: String,
    /// "Kelompok A".
    pub name: String,
    /// Who leads into it: the party's place.
    pub teacher: usize,
    /// What about: the subject's place.
    pub subject: usize,
    /// Everybody else in it, by name: the party and what it would learn, in tenths of a point.
    pub members: Vec<(usize, i64)>,
    /// It stands in the agenda already.
    pub accepted: bool,
    /// Where; `None`: it fits nowhere, or it is accepted.
    pub spot: Option<Spot>,
}

/// Something to accept, in order of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Berbagi.
    Sharing(Sharing),
    /// Rehat.
    Rest(Rest),
    /// Diskusi kelompok.
    Group(Group),
}

impl Piece {
    /// The id that its item gets.
    pub fn id(&self) -> &str {
        match self {
            Self::Sharing(sharing) => &sharing.id,
            Self::Rest(rest) => &rest.id,
            Self::Group(group) => &group.id,
        }
    }

    /// Where it is proposed.
    pub fn spot(&self) -> Option<&Spot> {
        match self {
            Self::Sharing(sharing) => sharing.spot.as_ref(),
            Self::Rest(rest) => Some(&rest.spot),
            Self::Group(group) => group.spot.as_ref(),
        }
    }
}

/// What a stage reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// "13 giliran, 1 keinginan terpenuhi, 412,5 poin belajar".
    pub value: String,
    /// Nothing better exists.
    pub exact: bool,
}

/// Everything proposed.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The libraries that take part, by id.
    pub parties: Vec<Standing>,
    /// Proposals in order of time; those that fit nowhere at the end; those accepted left out.
    pub pieces: Vec<Piece>,
    /// What is accepted already: its id and who teaches what.
    pub accepted: Vec<Piece>,
    /// What was thrown away.
    pub refused: Vec<Piece>,
    /// What could not be met, in sentences.
    pub unmet: Vec<String>,
    /// Libraries with too little data, by place.
    pub unknown: Vec<usize>,
    /// What stages (a), (b), (c) reached.
    pub reached: [Reached; 3],
}

/// What goes in.
pub struct Input<'a> {
    /// What the planner chose.
    pub choice: &'a Choice,
    /// Libraries with their standing.
    pub parties: Vec<Standing>,
    /// What they asked to share: library and subject code.
    pub wishes: &'a [(String, String)],
    /// Ids of proposals that were thrown away.
    pub refused: &'a [String],
    /// The agenda as it stands.
    pub agenda: &'a Agenda,
}

/// With this the id of every item begins that came from a proposal: by it a proposal is known to be accepted.
pub const PREFIX: &str = "usul-";
const GROUP: &str = "usul-kelompok-";

/// The id of the item that a library's sharing becomes.
pub fn sharing_id(subject: usize, library: &str) -> String {
    format!("{PREFIX}{}-{library}", SUBJECTS[subject].code)
}

fn group_id(library: &str) -> String {
    format!("{GROUP}{library}")
}

/// The names of places for sharings side by side.
fn rooms(count: usize) -> Vec<String> {
    if count < 2 { Vec::new() } else { (1..=count).map(|number| format!("Ruang {number}")).collect() }
}

/// What everybody could learn from everybody.
struct Lessons<'a> {
    parties: &'a [Standing],
    /// For each party, for each subject.
    points: Vec<Vec<Option<i64>>>,
}

impl Lessons<'_> {
    /// What a listener would learn: how much further the teacher is. Nothing where one of the two is unknown.
    fn gain(&self, teacher: usize, subject: usize, listener: usize) -> i64 {
        match (self.points[teacher][subject], self.points[listener][subject]) {
            (Some(far), Some(near)) if teacher != listener => (far - near).max(0),
            _ => 0,
        }
    }

    fn all(&self, teacher: usize, subject: usize) -> Vec<i64> {
        (0..self.parties.len()).map(|listener| self.gain(teacher, subject, listener)).collect()
    }

    fn whole(&self, teacher: usize, subject: usize) -> i64 {
        (0..self.parties.len()).map(|listener| self.gain(teacher, subject, listener)).sum()
    }
}

/// A library and the subject it teaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pair {
    teacher: usize,
    subject: usize,
    accepted: bool,
}

/// The time at hand.
struct Hand {
    windows: Vec<Window>,
    rounds: Vec<time::Round>,
    rests: Vec<time::Rest>,
    talk: Talk,
}

impl Hand {
    fn turns(&self) -> usize {
        self.rounds.iter().map(|round| round.lanes.len()).sum()
    }
}

/// Where the discussion goes.
enum Talk {
    /// Nobody wants one, or there is no time.
    Nowhere,
    /// Beside groups that stand already: the day and the last of them.
    Beside(String, String),
    /// In place of an item that keeps time for it: the day and the item.
    Instead(String, String),
    /// At the end of a window, by its place.
    Window(usize),
}

/// Everything that the stages look at.
struct Planner<'a> {
    choice: &'a Choice,
    lessons: Lessons<'a>,
    wishes: &'a [(String, String)],
    refused: &'a [String],
    agenda: &'a Agenda,
    /// Who comes on some day at least.
    participants: Vec<usize>,
}

impl Planner<'_> {
    fn party(&self, party: usize) -> &Standing {
        &self.lessons.parties[party]
    }

    /// It asked to share this.
    fn asked(&self, party: usize, subject: usize) -> bool {
        let (id, code) = (&self.party(party).id, SUBJECTS[subject].code);
        self.wishes.iter().any(|(library, wish)| library == id && wish == code)
    }

    /// What a library said about a day, from and to; nothing said: all day.
    fn stated(&self, party: usize, day: &str) -> (u32, u32) {
        let who = accept::library(self.party(party));
        let stated = self.agenda.day(day).and_then(|day| day.stated(&who));
        stated.map_or((0, u32::from(MIDNIGHT)), |stated| (u32::from(stated.from), u32::from(stated.to)))
    }

    fn away(&self, party: usize, day: &str) -> bool {
        let (from, to) = self.stated(party, day);
        from >= to
    }

    /// It can come on none of the days.
    fn never(&self, party: usize) -> bool {
        !self.agenda.days.is_empty() && self.agenda.days.iter().all(|day| self.away(party, &day.id))
    }

    fn group_count(&self) -> usize {
        let count = self.participants.len();
        match self.choice.groups {
            Some(wanted) => wanted.min(MOST_PLACES).min(count / 2),
            None if count < 6 => 0,
            None => ((count + 2) / 5).clamp(2, MOST_PLACES),
        }
    }

    /// Rounds for sharings; what the discussion needs is kept first.
    fn hand(&self) -> Hand {
        let least = self.choice.minutes.min(self.choice.talk);
        let mut windows = time::windows(self.agenda, &rooms(self.choice.rooms), least);
        let standing = self.agenda.items().filter(|(_, item)| item.id.starts_with(GROUP)).last();
        let kept = self.agenda.items().find(|(_, item)| time::is_filler(item, Kind::Discussion));
        let talk = match (standing, kept) {
            _ if self.group_count() == 0 => Talk::Nowhere,
            (Some((day, item)), _) => Talk::Beside(day.id.clone(), item.id.clone()),
            (None, Some((day, item))) => Talk::Instead(day.id.clone(), item.id.clone()),
            (None, None) => time::reserve(&mut windows, self.choice.talk).map_or(Talk::Nowhere, Talk::Window),
        };
        let (rounds, rests) = time::rounds(&windows, self.choice.minutes);
        Hand { windows, rounds, rests, talk }
    }

    /// Where the group of that number talks; `last` is the last round in which somebody shares.
    fn talk_spot(&self, hand: &Hand, last: Option<usize>, number: usize) -> Option<Spot> {
        let place = Some(words::group_name(number));
        let starts = |day: &str, item: &str| {
            let day = self.agenda.day(day)?;
            Some(flow::slots(day)[day.position(item)?].start)
        };
        Some(match &hand.talk {
            Talk::Nowhere => return None,
            Talk::Beside(day, item) => {
                let start = starts(day, item)?;
                Spot { day: day.clone(), after: Some(item.clone()), place, start, filler: None }
            }
            Talk::Instead(day, item) => {
                let (start, after) = (starts(day, item)?, self.agenda.day(day)?.before(item));
                Spot { day: day.clone(), after, place, start, filler: Some(item.clone()) }
            }
            Talk::Window(window) => {
                let last = last.filter(|round| hand.rounds[*round].window == *window);
                let Window { day, after, starts, .. } = &hand.windows[*window];
                let start = last.map_or(*starts, |round| hand.rounds[round].start + u32::from(self.choice.minutes));
                Spot { day: day.clone(), after: after.clone(), place, start, filler: None }
            }
        })
    }

    fn sharing(&self, pair: &Pair, spot: Option<Spot>) -> Piece {
        let gain = |listener: &usize| (*listener, self.lessons.gain(pair.teacher, pair.subject, *listener));
        let mut listeners: Vec<(usize, i64)> =
            self.participants.iter().map(gain).filter(|(_, gain)| *gain > 0).collect();
        listeners.sort_by_key(|(listener, gain)| (-gain, *listener));
        Piece::Sharing(Sharing {
            id: sharing_id(pair.subject, &self.party(pair.teacher).id),
            teacher: pair.teacher,
            subject: pair.subject,
            listeners,
            wished: self.asked(pair.teacher, pair.subject),
            accepted: pair.accepted,
            spot,
        })
    }

    /// Stage (c): a spot for each open sharing, rests between them; those without one come last. Answers the last round in use too.
    fn in_time(&self, hand: &Hand, open: &[Pair], unmet: &mut Vec<String>) -> (Vec<Piece>, Option<usize>, Reached) {
        let gains: Vec<Vec<i64>> = open.iter().map(|pair| self.lessons.all(pair.teacher, pair.subject)).collect();
        let teachers: Vec<usize> = open.iter().map(|pair| pair.teacher).collect();
        let there = |pair: &Pair, round: &time::Round| {
            let (from, to) = self.stated(pair.teacher, &hand.windows[round.window].day);
            from <= round.start && round.start + u32::from(self.choice.minutes) <= to
        };
        let can: Vec<Vec<bool>> =
            open.iter().map(|pair| hand.rounds.iter().map(|round| there(pair, round)).collect()).collect();
        let places: Vec<usize> = hand.rounds.iter().map(|round| round.lanes.len()).collect();
        let stage = order::Rounds { gains: &gains, teachers: &teachers, can: &can, places: &places };
        let order = stage.order();
        let names = rooms(self.choice.rooms);
        let (mut pieces, mut last) = (Vec::new(), None);
        for (number, round) in hand.rounds.iter().enumerate() {
            // Side by side: one subject keeps its room, as far as that goes.
            let mut here: Vec<&Pair> =
                open.iter().zip(&order).filter(|(_, one)| **one == Some(number)).map(|(pair, _)| pair).collect();
            here.sort_by_key(|pair| (pair.subject, pair.teacher));
            if here.is_empty() {
                continue;
            }
            last = Some(number);
            pieces.extend(
                hand.rests.iter().find(|rest| rest.before == number).map(|one| Piece::Rest(rest(&hand.windows, *one))),
            );
            let Window { day, after, filler, .. } = &hand.windows[round.window];
            pieces.extend(here.into_iter().zip(&round.lanes).map(|(pair, lane)| {
                let place = names.get(*lane).cloned();
                let (day, after, filler) = (day.clone(), after.clone(), filler.clone());
                self.sharing(pair, Some(Spot { day, after, place, start: round.start, filler }))
            }));
        }
        for (pair, _) in open.iter().zip(&order).filter(|(_, round)| round.is_none()) {
            unmet.push(words::not_placed(self.party(pair.teacher), self.agenda, &|day| self.away(pair.teacher, day)));
            pieces.push(self.sharing(pair, None));
        }
        let reached = Reached { value: words::ordering(open.len(), stage.cost(&order)), exact: stage.is_exact() };
        (pieces, last, reached)
    }

    /// Stage (b): the groups, where there is a time to talk.
    fn in_groups(
        &self,
        hand: &Hand,
        last: Option<usize>,
        pairs: &[Pair],
        unmet: &mut Vec<String>,
    ) -> (Vec<Piece>, Reached) {
        let count = self.group_count();
        let Some(Spot { day, .. }) = self.talk_spot(hand, last, 0) else {
            if count > 0 {
                unmet.push(words::no_time_for_groups(self.choice.talk));
            }
            return (Vec::new(), Reached { value: "tidak ada kelompok".to_owned(), exact: true });
        };
        let present: Vec<usize> = self.participants.iter().copied().filter(|party| !self.away(*party, &day)).collect();
        let (groups, reached) = form_groups(self.choice, &self.lessons, pairs, &present, count);
        if groups.len() < count {
            unmet.push(words::fewer_groups(groups.len(), count));
        }
        let groups = groups.into_iter().enumerate().map(|(number, group)| {
            let accepted = self.agenda.item(&group.id).is_some();
            let spot = self.talk_spot(hand, last, number).filter(|_| !accepted);
            Piece::Group(Group { accepted, spot, ..group })
        });
        (groups.collect(), reached)
    }
}

/// Everything that is proposed for a meeting.
pub fn plan(input: Input) -> Plan {
    let Input { choice, mut parties, wishes, refused, agenda } = input;
    parties.sort_by(|a, b| a.id.cmp(&b.id));
    let points = parties.iter().map(|one| (0..SUBJECTS.len()).map(|subject| one.points(subject)).collect()).collect();
    let lessons = Lessons { parties: &parties, points };
    let mut planner = Planner { choice, lessons, wishes, refused, agenda, participants: Vec::new() };
    planner.participants = (0..parties.len()).filter(|party| !planner.never(*party)).collect();
    let hand = planner.hand();
    let pairs = planner.match_teachers(hand.turns());
    let mut unmet = words::without_turn(&planner, &pairs, hand.turns());
    for party in (0..parties.len()).filter(|party| planner.never(*party)) {
        unmet.push(format!("{} tidak bisa hadir di hari mana pun, jadi tidak diikutkan.", parties[party].name));
    }
    let (standing, open): (Vec<Pair>, Vec<Pair>) = pairs.iter().partition(|pair| pair.accepted);
    let (mut pieces, last, ordered) = planner.in_time(&hand, &open, &mut unmet);
    let (groups, seated) = planner.in_groups(&hand, last, &pairs, &mut unmet);
    // Groups come after the sharings that have a time, before those that have none.
    let timed = pieces.iter().take_while(|piece| piece.spot().is_some()).count();
    pieces.splice(timed..timed, groups);
    pieces.extend(standing.iter().map(|pair| planner.sharing(pair, None)));
    let wished = pairs.iter().filter(|pair| planner.asked(pair.teacher, pair.subject)).count();
    let learnt = pairs.iter().map(|pair| planner.lessons.whole(pair.teacher, pair.subject)).sum();
    let taught = Reached { value: words::teaching(pairs.len(), wished, learnt), exact: true };

    let is_accepted = |piece: &Piece| match piece {
        Piece::Sharing(sharing) => sharing.accepted,
        Piece::Group(group) => group.accepted,
        Piece::Rest(_) => false,
    };
    let (accepted, pieces): (Vec<Piece>, Vec<Piece>) = pieces.into_iter().partition(is_accepted);
    let (refused, pieces): (Vec<Piece>, Vec<Piece>) =
        pieces.into_iter().partition(|piece| refused.iter().any(|id| id == piece.id()));
    let unknown = (0..parties.len()).filter(|party| parties[*party].scores.is_empty()).collect();
    Plan { pieces, accepted, refused, unmet, unknown, reached: [taught, seated, ordered], parties }
}

/// The rest as a proposal. Its minute makes its id, so that it stays the same thing while others are accepted.
fn rest(windows: &[Window], rest: time::Rest) -> Rest {
    let window = &windows[rest.window];
    let spot = Spot {
        day: window.day.clone(),
        after: window.after.clone(),
        place: None,
        start: rest.start,
        filler: window.filler.clone(),
    };
    Rest { id: format!("{PREFIX}rehat-{}-{}", rest.start, window.day), spot }
}

/// Who has had a turn already: presents at an item of sharing.
fn has_turn(agenda: &Agenda, library: &str) -> bool {
    agenda.items().filter(|(_, item)| item.kind == Kind::Sharing).any(|(_, item)| {
        item.presenters.iter().any(|presenter| matches!(presenter, Presenter::Library { id, .. } if id == library))
    })
}

impl Planner<'_> {
    /// What the others would learn from this library, if it may be proposed to teach the subject.
    fn may_teach(&self, teacher: usize, subject: usize) -> Option<i64> {
        let learnt = self.lessons.whole(teacher, subject);
        let strong = self.lessons.points[teacher][subject].is_some_and(|points| points >= self.choice.floor * 10);
        let thrown_away = self.choice.replace && self.refused.contains(&sharing_id(subject, &self.party(teacher).id));
        let may = (strong && learnt > 0) || self.asked(teacher, subject);
        (may && !thrown_away).then_some(learnt)
    }

    /// Stage (a). What stands in the agenda stays as it is.
    fn match_teachers(&self, turns: usize) -> Vec<Pair> {
        let mut pairs: Vec<Pair> = Vec::new();
        for (teacher, party) in self.lessons.parties.iter().enumerate() {
            let taught = |subject: &usize| self.agenda.item(&sharing_id(*subject, &party.id)).is_some();
            let taught = (0..SUBJECTS.len()).filter(taught);
            pairs.extend(taught.map(|subject| Pair { teacher, subject, accepted: true }));
        }
        let free: Vec<usize> =
            self.participants.iter().copied().filter(|party| !has_turn(self.agenda, &self.party(*party).id)).collect();
        let row = |teacher: &usize| (0..SUBJECTS.len()).map(|subject| self.may_teach(*teacher, subject)).collect();
        let gains: Vec<Vec<Option<i64>>> = free.iter().map(row).collect();
        let row = |teacher: &usize| (0..SUBJECTS.len()).map(|subject| self.asked(*teacher, subject)).collect();
        let wished: Vec<Vec<bool>> = free.iter().map(row).collect();
        // Just so many seats that everybody could get one, counted over the whole meeting, so that accepting changes nothing.
        let taken = |subject: usize| pairs.iter().filter(|pair| pair.subject == subject).count();
        let useful = |subject: &usize| taken(*subject) > 0 || gains.iter().any(|row| row[*subject].is_some());
        let useful = (0..SUBJECTS.len()).filter(useful).count().max(1);
        let wanted = if self.choice.seats > 0 { self.choice.seats } else { self.participants.len().div_ceil(useful) };
        let seats: Vec<usize> = (0..SUBJECTS.len()).map(|subject| wanted.saturating_sub(taken(subject))).collect();
        let answer = teachers::Teaching { gains: &gains, wished: &wished, seats: &seats, most: turns }.assign();
        let found = free.into_iter().zip(answer);
        pairs.extend(found.filter_map(|(teacher, subject)| Some(Pair { teacher, subject: subject?, accepted: false })));
        pairs.sort_by_key(|pair| (pair.teacher, pair.subject));
        pairs
    }
}

/// The bands of standing: strong, middle, still learning, unknown.
const BANDS: usize = 4;

fn bands(lessons: &Lessons, listeners: &[usize]) -> Vec<usize> {
    let mut known: Vec<(i64, usize)> = listeners
        .iter()
        .filter_map(|party| lessons.parties[*party].overall().map(|points| (-points, *party)))
        .collect();
    known.sort_unstable();
    let band = |party: usize| {
        known.iter().position(|(_, one)| *one == party).map_or(BANDS - 1, |rank| rank * (BANDS - 1) / known.len())
    };
    listeners.iter().map(|party| band(*party)).collect()
}

/// Stage (b): the teachers with the most to teach lead a group each, one of each subject first; everybody else is seated.
fn form_groups(
    choice: &Choice,
    lessons: &Lessons,
    pairs: &[Pair],
    present: &[usize],
    count: usize,
) -> (Vec<Group>, Reached) {
    let weight = |pair: &Pair| lessons.whole(pair.teacher, pair.subject);
    let mut leading: Vec<&Pair> = pairs.iter().filter(|pair| present.contains(&pair.teacher)).collect();
    leading.sort_by_key(|pair| (-weight(pair), pair.teacher));
    let again =
        |place: usize, pair: &Pair| leading[..place].iter().filter(|other| other.subject == pair.subject).count();
    let mut ranked: Vec<(usize, usize)> =
        leading.iter().enumerate().map(|(place, pair)| (again(place, pair), place)).collect();
    ranked.sort_unstable();
    let leading: Vec<&Pair> = ranked.into_iter().take(count).map(|(_, place)| leading[place]).collect();
    let listeners: Vec<usize> =
        present.iter().copied().filter(|party| leading.iter().all(|pair| pair.teacher != *party)).collect();
    if leading.is_empty() {
        return (Vec::new(), Reached { value: "tidak ada kelompok".to_owned(), exact: true });
    }
    let worth: Vec<Vec<i64>> = listeners
        .iter()
        .map(|listener| {
            let seat = |pair: &&Pair| {
                let neighbours = lessons.parties[*listener].district == lessons.parties[pair.teacher].district;
                let near = match choice.near {
                    Near::Either => 0,
                    Near::Together => i64::from(neighbours) * NEIGHBOUR,
                    Near::Apart => i64::from(!neighbours) * NEIGHBOUR,
                };
                lessons.gain(pair.teacher, pair.subject, *listener) + near
            };
            leading.iter().map(seat).collect()
        })
        .collect();
    let bands = bands(lessons, &listeners);
    let seating = groups::Seating { worth: &worth, bands: &bands, band_count: BANDS, groups: leading.len() };
    let seats = seating.seat();
    let learnt: i64 = seats
        .iter()
        .zip(&listeners)
        .map(|(group, listener)| lessons.gain(leading[*group].teacher, leading[*group].subject, *listener))
        .sum();
    let made = leading
        .iter()
        .enumerate()
        .map(|(number, pair)| Group {
            id: group_id(&lessons.parties[pair.teacher].id),
            name: words::group_name(number),
            teacher: pair.teacher,
            subject: pair.subject,
            members: seats
                .iter()
                .zip(&listeners)
                .filter(|(group, _)| **group == number)
                .map(|(_, listener)| (*listener, lessons.gain(pair.teacher, pair.subject, *listener)))
                .collect(),
            accepted: false,
            spot: None,
        })
        .collect();
    (made, Reached { value: words::seating(listeners.len(), learnt, seating.total(&seats) - learnt), exact: true })
}
