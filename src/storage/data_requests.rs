//! The SQL of what people asked for about their own data, and of finding where they stand.

use crate::args;
use crate::domain::moment::Moment;
use crate::storage::{Failure, Storage, Tx};

/// A request.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct DataRequest {
    /// `UUIDv7`.
    pub id: String,
    /// `salinan` or `hapus`.
    pub kind: String,
    /// Who asks; empty once it is done.
    pub name: String,
    /// `+628..`, or empty.
    pub phone: String,
    asked_at: i64,
    due_at: i64,
    done_at: Option<i64>,
    /// `diberikan`, `dihapus`, `tidak_ada`, `ditolak`; empty while it is open.
    pub outcome: String,
    /// Things that were given or erased.
    pub found: i64,
}

impl DataRequest {
    /// When it was asked.
    pub fn asked_at(&self) -> Moment {
        Moment(self.asked_at)
    }

    /// Until when it has to be done.
    pub fn due_at(&self) -> Moment {
        Moment(self.due_at)
    }

    /// When it was done.
    pub fn done_at(&self) -> Option<Moment> {
        self.done_at.map(Moment)
    }
}

/// Every request of an office: open ones first, the most urgent first; then the newest of those that are done.
pub async fn of_office(db: &Storage, office: &str) -> Result<Vec<DataRequest>, Failure> {
    db.all(
        "select id, kind, name, phone, asked_at, due_at, done_at, outcome, found from data_request where office = $1
         order by case when done_at is null then 0 else 1 end, case when done_at is null then due_at else -done_at end, id limit 200",
        args![office],
    )
    .await
}

/// One request of an office.
pub async fn one(db: &Storage, office: &str, id: &str) -> Result<Option<DataRequest>, Failure> {
    db.one(
        "select id, kind, name, phone, asked_at, due_at, done_at, outcome, found from data_request where office = $1 and id = $2",
        args![office, id],
    )
    .await
}

/// A request to be written down.
#[derive(Clone, Debug)]
pub struct NewRequest {
    /// The office's code.
    pub office: String,
    /// `salinan` or `hapus`.
    pub kind: &'static str,
    /// Who asks.
    pub name: String,
    /// `+628..`, or empty.
    pub phone: String,
    /// When it has to be done.
    pub due: Moment,
    /// Who writes it down.
    pub account: String,
}

/// Writes a request down.
pub async fn take(tx: &mut Tx, id: &str, new: &NewRequest) -> Result<(), Failure> {
    let now = tx.now();
    tx.run(
        "insert into data_request (office, id, kind, name, phone, asked_at, due_at, made_by) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![&new.office, id, new.kind, &new.name, &new.phone, now, new.due, &new.account],
    )
    .await?;
    Ok(())
}

/// Closes a request and forgets who asked; `false`: it was closed already.
pub async fn close(tx: &mut Tx, office: &str, id: &str, account: &str, outcome: &str) -> Result<bool, Failure> {
    let now = tx.now();
    let rows = tx
        .run(
            "update data_request set done_at = $3, done_by = $4, outcome = $5, name = '', phone = ''
             where office = $1 and id = $2 and done_at is null",
            args![office, id, now, account, outcome],
        )
        .await?;
    Ok(rows == 1)
}

/// Adds to what a request has given or erased.
pub async fn count(tx: &mut Tx, office: &str, id: &str, more: usize) -> Result<(), Failure> {
    let more = i64::try_from(more).unwrap_or(i64::MAX);
    tx.run("update data_request set found = found + $3 where office = $1 and id = $2", args![office, id, more]).await?;
    Ok(())
}

/// Where somebody stands.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Found {
    /// What it is: a code of `erasures::Kind`, or one of what only a person can mend.
    pub kind: String,
    /// Its id.
    pub object: String,
    /// What is written there.
    pub words: String,
    /// The library or meeting it belongs to, where that has a name; else empty.
    pub place: String,
    /// What the address of its page needs.
    pub page: String,
}

/// Everything of an office in which that name or number stands. Names are compared without regard to case; a number as it is stored.
pub async fn found(db: &Storage, office: &str, name: &str, phone: &str) -> Result<Vec<Found>, Failure> {
    let like = |text: &str| {
        let mut out = String::from("%");
        for letter in text.to_lowercase().chars() {
            if matches!(letter, '%' | '_' | '\\') {
                out.push('\\');
            }
            out.push(letter);
        }
        out.push('%');
        out
    };
    // People write numbers with and without the land's code.
    let digits = phone.strip_prefix("+62").unwrap_or_default();
    let digits = if digits.is_empty() { String::new() } else { like(digits) };
    db.all(FOUND, args![office, like(name), phone, digits]).await
}

/// `$2`: the name as a pattern; `$3`: the number, `$4`: its last digits as a pattern, both empty without one.
const FOUND: &str = r"
select 'account' as kind, a.id as object, a.name || ' ' || coalesce(a.phone, '') as words, '' as place, a.id as page
from account a where a.office = $1 and (lower(a.name) like $2 escape '\' or ($3 <> '' and a.phone = $3))
union all
select 'participant', p.id, p.name || ' ' || p.phone, m.name, m.id
from participant p join meeting m on m.office = p.office and m.id = p.meeting
where p.office = $1 and (lower(p.name) like $2 escape '\' or ($3 <> '' and p.phone = $3))
union all
select 'invitation', i.id, i.food || ' ' || i.note, m.name, m.id
from invitation i join meeting m on m.office = i.office and m.id = i.meeting
where i.office = $1 and (lower(i.food) like $2 escape '\' or lower(i.note) like $2 escape '\' or ($4 <> '' and i.note like $4 escape '\'))
union all
select 'story', s.id, s.person || ' ' || s.text, l.name, l.slug
from story s join library l on l.office = s.office and l.id = s.library
where s.office = $1 and s.erased_on is null
  and (lower(s.person) like $2 escape '\' or lower(s.text) like $2 escape '\' or lower(s.about) like $2 escape '\')
union all
select 'photo', p.id, p.caption, l.name, l.slug
from photo p join library l on l.office = p.office and l.id = p.library
where p.office = $1 and p.state <> 'erased' and lower(p.caption) like $2 escape '\'
union all
select 'contact', l.id, l.contact, l.name, l.slug
from library l where l.office = $1 and (lower(l.contact) like $2 escape '\' or ($4 <> '' and replace(replace(l.contact, '-', ''), ' ', '') like $4 escape '\'))
union all
select 'profile', l.id, l.story, l.name, l.slug
from library l where l.office = $1 and lower(l.story) like $2 escape '\'
union all
select 'activity', v.report, v.title || ' ' || v.result, l.name, v.report
from activity v join report r on r.office = v.office and r.id = v.report and r.revision = v.revision
join library l on l.office = r.office and l.id = r.library
where v.office = $1 and (lower(v.title) like $2 escape '\' or lower(v.result) like $2 escape '\' or lower(v.partner) like $2 escape '\')
union all
select 'note', n.item || ':' || n.field, n.words, m.name, m.id
from note n join meeting m on m.office = n.office and m.id = n.meeting
where n.office = $1 and lower(n.words) like $2 escape '\'
union all
select 'tip', t.id, t.words, m.name, m.id
from tip t join meeting m on m.office = t.office and m.id = t.meeting
where t.office = $1 and lower(t.words) like $2 escape '\'
union all
select 'followup', f.id, f.what || ' ' || f.who, m.name, m.id
from followup f join meeting m on m.office = f.office and m.id = f.meeting
where f.office = $1 and (lower(f.who) like $2 escape '\' or lower(f.what) like $2 escape '\' or lower(f.remark) like $2 escape '\')
union all
select 'press', p.meeting, p.title, m.name, m.id
from press p join meeting m on m.office = p.office and m.id = p.meeting
where p.office = $1 and (lower(p.body) like $2 escape '\' or lower(p.contact) like $2 escape '\')
union all
select 'agenda', e.meeting, m.name, m.name, m.id
from agenda_edit e join meeting m on m.office = e.office and m.id = e.meeting
where e.office = $1 and lower(e.edit) like $2 escape '\'
group by e.meeting, m.name, m.id
union all
select 'award', d.award, d.winners, m.name, m.id
from award_decision d join award w on w.office = d.office and w.id = d.award
join meeting m on m.office = w.office and m.id = w.meeting
where d.office = $1 and (lower(d.winners) like $2 escape '\' or lower(d.jurors) like $2 escape '\')
union all
select 'official', o.id, o.name || ' ' || o.role, '', o.id
from official o where o.office = $1 and lower(o.name) like $2 escape '\'
order by 1, 2 limit 500";
