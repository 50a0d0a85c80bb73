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

use crate::domain::agenda::{Agenda, Kind, MIDNIGHT, Presenter};
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
        let (from, to) =
            if value("dari").is_some() || value("sampai").is_some() { (months.from, months.to) } else { (usual.from, usual.to) };
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
            self.from, self.to, self.least, self.minutes, self.rooms, self.seats, self.floor, self.talk, self.near.code()
        );
        if let Some(groups) = self.groups {
            query.push_str(&format!("&kelompok={groups}"));
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
}

/// A library and the subject it teaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pair {
    teacher: usize,
    subject: usize,
    accepted: bool,
}

/// Everything that is proposed for a meeting.
pub fn plan(input: Input) -> Plan {
    let Input { choice, mut parties, wishes, refused, agenda } = input;
    parties.sort_by(|a, b| a.id.cmp(&b.id));
    let points = parties.iter().map(|one| (0..SUBJECTS.len()).map(|subject| one.points(subject)).collect()).collect();
    let lessons = Lessons { parties: &parties, points };
    let asked = |party: usize, subject: usize| {
        wishes.iter().any(|(library, code)| *library == parties[party].id && code == SUBJECTS[subject].code)
    };
    // What a library said about a day; nothing said: all day.
    let stated = |party: usize, day: &str| {
        let who = accept::library(&parties[party]);
        agenda.day(day).and_then(|day| day.stated(&who)).map_or((0, u32::from(MIDNIGHT)), |stated| (u32::from(stated.from), u32::from(stated.to)))
    };
    let away = |party: usize, day: &str| {
        let (from, to) = stated(party, day);
        from >= to
    };
    let never = |party: usize| !agenda.days.is_empty() && agenda.days.iter().all(|day| away(party, &day.id));
    let mut unmet = Vec::new();

    // The time at hand: what the discussion needs is kept first, then rounds of sharing.
    let participants: Vec<usize> = (0..parties.len()).filter(|party| !never(*party)).collect();
    let group_count = match choice.groups {
        Some(count) => count.min(crate::domain::agenda::MOST_PLACES).min(participants.len() / 2),
        None if participants.len() < 6 => 0,
        None => ((participants.len() + 2) / 5).clamp(2, crate::domain::agenda::MOST_PLACES),
    };
    let names = rooms(choice.rooms);
    let mut windows = time::windows(agenda, &names, choice.minutes.min(choice.talk));
    let standing_groups = agenda.items().filter(|(_, item)| item.id.starts_with(GROUP));
    let standing_groups: Vec<(String, String)> =
        standing_groups.map(|(day, item)| (day.id.clone(), item.id.clone())).collect();
    let kept = agenda.items().find(|(_, item)| time::is_filler(item, Kind::Discussion));
    let block = if group_count == 0 || !standing_groups.is_empty() || kept.is_some() {
        None
    } else {
        let block = time::reserve(&mut windows, choice.talk);
        if block.is_none() {
            unmet.push(words::no_time_for_groups(choice.talk));
        }
        block
    };
    let (rounds, rests) = time::rounds(&windows, choice.minutes);
    let turns: usize = rounds.iter().map(|round| round.lanes.len()).sum();

    // (a) Who teaches what.
    let pairs = match_teachers(choice, &lessons, &participants, agenda, turns, refused, &asked);
    for sentence in words::without_turn(choice, &lessons, &pairs, &participants, agenda, turns, &asked) {
        unmet.push(sentence);
    }
    for party in (0..parties.len()).filter(|party| never(*party)) {
        unmet.push(format!("{} tidak bisa hadir di hari mana pun, jadi tidak diikutkan.", parties[party].name));
    }

    // (c) When. Before (b), which needs nothing of it but comes later in the day.
    let (open, standing): (Vec<Pair>, Vec<Pair>) = pairs.iter().partition(|pair| !pair.accepted);
    let gains: Vec<Vec<i64>> = open.iter().map(|pair| lessons.all(pair.teacher, pair.subject)).collect();
    let teachers: Vec<usize> = open.iter().map(|pair| pair.teacher).collect();
    let can: Vec<Vec<bool>> = open
        .iter()
        .map(|pair| {
            let there = |round: &time::Round| {
                let (from, to) = stated(pair.teacher, &windows[round.window].day);
                from <= round.start && round.start + u32::from(choice.minutes) <= to
            };
            rounds.iter().map(there).collect()
        })
        .collect();
    let places: Vec<usize> = rounds.iter().map(|round| round.lanes.len()).collect();
    let stage = order::Rounds { gains: &gains, teachers: &teachers, can: &can, places: &places };
    let order = stage.order();
    let cost = stage.cost(&order);

    let sharing = |pair: &Pair, spot: Option<Spot>| {
        let mut listeners: Vec<(usize, i64)> = participants
            .iter()
            .map(|listener| (*listener, lessons.gain(pair.teacher, pair.subject, *listener)))
            .filter(|(_, gain)| *gain > 0)
            .collect();
        listeners.sort_by_key(|(listener, gain)| (-gain, *listener));
        Piece::Sharing(Sharing {
            id: sharing_id(pair.subject, &parties[pair.teacher].id),
            teacher: pair.teacher,
            subject: pair.subject,
            listeners,
            wished: asked(pair.teacher, pair.subject),
            accepted: pair.accepted,
            spot,
        })
    };
    let mut pieces = Vec::new();
    let mut last_round = None;
    for (number, round) in rounds.iter().enumerate() {
        // Side by side: one subject keeps its room, as far as that goes.
        let mut here: Vec<usize> = (0..open.len()).filter(|one| order[*one] == Some(number)).collect();
        here.sort_by_key(|one| (open[*one].subject, open[*one].teacher));
        if !here.is_empty() {
            if let Some(rest) = rests.iter().find(|rest| rest.before == number) {
                pieces.push(Piece::Rest(self::rest(&windows, *rest)));
            }
            last_round = Some(number);
        }
        for (one, lane) in here.into_iter().zip(&round.lanes) {
            let window = &windows[round.window];
            let spot = Spot {
                day: window.day.clone(),
                after: window.after.clone(),
                place: names.get(*lane).cloned(),
                start: round.start,
                filler: window.filler.clone(),
            };
            pieces.push(sharing(&open[one], Some(spot)));
        }
    }
    for (one, round) in order.iter().enumerate() {
        if round.is_none() {
            unmet.push(words::not_placed(&parties[open[one].teacher], agenda, &|day| away(open[one].teacher, day)));
        }
    }

    // (b) Who talks with whom.
    let spot = |number: usize| -> Option<Spot> {
        let place = Some(words::group_name(number));
        if let Some((day, item)) = standing_groups.last() {
            let start = agenda.day(day).and_then(|known| {
                let slots = crate::domain::agenda::flow::slots(known);
                known.position(item).map(|index| slots[index].start)
            });
            return Some(Spot { day: day.clone(), after: Some(item.clone()), place, start: start.unwrap_or(0), filler: None });
        }
        if let Some((day, item)) = kept {
            let start = day.position(&item.id).map_or(0, |index| crate::domain::agenda::flow::slots(day)[index].start);
            return Some(Spot { day: day.id.clone(), after: day.before(&item.id), place, start, filler: Some(item.id.clone()) });
        }
        let (window, _) = block?;
        let ends = last_round.filter(|round| rounds[*round].window == window);
        let start = ends.map_or(windows[window].starts, |round| rounds[round].start + u32::from(choice.minutes));
        let Window { day, after, .. } = &windows[window];
        Some(Spot { day: day.clone(), after: after.clone(), place, start, filler: None })
    };
    let talk_day = spot(0).map(|spot| spot.day);
    let present: Vec<usize> =
        participants.iter().copied().filter(|party| talk_day.as_deref().is_none_or(|day| !away(*party, day))).collect();
    let (groups, seated) = if talk_day.is_some() {
        form_groups(choice, &lessons, &pairs, &present, group_count)
    } else {
        (Vec::new(), Reached { value: "tidak ada kelompok".to_owned(), exact: true })
    };
    if talk_day.is_some() && groups.len() < group_count {
        unmet.push(words::fewer_groups(groups.len(), group_count));
    }
    for (number, mut group) in groups.into_iter().enumerate() {
        group.accepted = agenda.item(&group.id).is_some();
        group.spot = spot(number).filter(|_| !group.accepted);
        pieces.push(Piece::Group(group));
    }
    pieces.extend((0..open.len()).filter(|one| order[*one].is_none()).map(|one| sharing(&open[one], None)));
    pieces.extend(standing.iter().map(|pair| sharing(pair, None)));

    let is_accepted = |piece: &Piece| match piece {
        Piece::Sharing(sharing) => sharing.accepted,
        Piece::Group(group) => group.accepted,
        Piece::Rest(_) => false,
    };
    let (accepted, pieces): (Vec<Piece>, Vec<Piece>) = pieces.into_iter().partition(is_accepted);
    let (refused, pieces): (Vec<Piece>, Vec<Piece>) =
        pieces.into_iter().partition(|piece| refused.iter().any(|id| id == piece.id()));
    let wished = pairs.iter().filter(|pair| asked(pair.teacher, pair.subject)).count();
    let learnt: i64 = pairs.iter().map(|pair| lessons.all(pair.teacher, pair.subject).iter().sum::<i64>()).sum();
    let reached = [
        Reached { value: words::teaching(pairs.len(), wished, learnt), exact: true },
        seated,
        Reached { value: words::ordering(open.len(), cost), exact: stage.is_exact() },
    ];
    let unknown = (0..parties.len()).filter(|party| parties[*party].scores.is_empty()).collect();
    Plan { parties, pieces, accepted, refused, unmet, unknown, reached }
}

/// The rest as a proposal. Its minute makes its id, so that it stays the same thing while others are accepted.
fn rest(windows: &[Window], rest: time::Rest) -> Rest {
    let window = &windows[rest.window];
    let spot = Spot { day: window.day.clone(), after: window.after.clone(), place: None, start: rest.start, filler: window.filler.clone() };
    Rest { id: format!("{PREFIX}rehat-{}-{}", rest.start, window.day), spot }
}

/// Who has had a turn already: presents at an item of sharing.
fn has_turn(agenda: &Agenda, library: &str) -> bool {
    agenda.items().filter(|(_, item)| item.kind == Kind::Sharing).any(|(_, item)| {
        item.presenters.iter().any(|presenter| matches!(presenter, Presenter::Library { id, .. } if id == library))
    })
}

/// Stage (a). What stands in the agenda stays as it is.
fn match_teachers(
    choice: &Choice,
    lessons: &Lessons,
    participants: &[usize],
    agenda: &Agenda,
    turns: usize,
    refused: &[String],
    asked: &dyn Fn(usize, usize) -> bool,
) -> Vec<Pair> {
    let parties = lessons.parties;
    let mut pairs: Vec<Pair> = Vec::new();
    for teacher in 0..parties.len() {
        let taught = (0..SUBJECTS.len()).filter(|subject| agenda.item(&sharing_id(*subject, &parties[teacher].id)).is_some());
        pairs.extend(taught.map(|subject| Pair { teacher, subject, accepted: true }));
    }
    let free: Vec<usize> = participants.iter().copied().filter(|party| !has_turn(agenda, &parties[*party].id)).collect();
    let gains: Vec<Vec<Option<i64>>> = free
        .iter()
        .map(|teacher| {
            (0..SUBJECTS.len())
                .map(|subject| {
                    let learnt: i64 = lessons.all(*teacher, subject).iter().sum();
                    let strong = lessons.points[*teacher][subject].is_some_and(|points| points >= choice.floor * 10);
                    let id = sharing_id(subject, &parties[*teacher].id);
                    let thrown_away = choice.replace && refused.contains(&id);
                    let may = (strong && learnt > 0) || asked(*teacher, subject);
                    (may && !thrown_away).then_some(learnt)
                })
                .collect()
        })
        .collect();
    let wished: Vec<Vec<bool>> =
        free.iter().map(|teacher| (0..SUBJECTS.len()).map(|subject| asked(*teacher, subject)).collect()).collect();
    // Just so many seats that everybody could get one, counted over the whole meeting, so that accepting changes nothing.
    let useful = (0..SUBJECTS.len()).filter(|subject| {
        gains.iter().any(|row| row[*subject].is_some()) || pairs.iter().any(|pair| pair.subject == *subject)
    });
    let wanted = if choice.seats > 0 { choice.seats } else { participants.len().div_ceil(useful.count().max(1)) };
    let seats: Vec<usize> = (0..SUBJECTS.len())
        .map(|subject| wanted.saturating_sub(pairs.iter().filter(|pair| pair.subject == subject).count()))
        .collect();
    let answer = teachers::Teaching { gains: &gains, wished: &wished, seats: &seats, most: turns }.assign();
    let found = free.into_iter().zip(answer);
    pairs.extend(found.filter_map(|(teacher, subject)| Some(Pair { teacher, subject: subject?, accepted: false })));
    pairs.sort_by_key(|pair| (pair.teacher, pair.subject));
    pairs
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
    let weight = |pair: &Pair| lessons.all(pair.teacher, pair.subject).iter().sum::<i64>();
    let mut leading: Vec<&Pair> = pairs.iter().filter(|pair| present.contains(&pair.teacher)).collect();
    leading.sort_by_key(|pair| (-weight(pair), pair.teacher));
    let again = |place: usize, pair: &Pair| leading[..place].iter().filter(|other| other.subject == pair.subject).count();
    let mut ranked: Vec<(usize, usize)> = leading.iter().enumerate().map(|(place, pair)| (again(place, pair), place)).collect();
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
