//! The program or its machine dies: rows 1, 2, 3, 5 and 34.

use super::house::{Chance, Engine, Lab, Traffic, settle, within};
use crate::database::Database;
use crate::ledger::Count;
use crate::phone::Manner;
use crate::program::must;
use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Right phones, or such as take for received what they have sent.
fn manner(control: bool) -> Manner {
    if control { Manner::Hasty } else { Manner::Right }
}

/// Row 1: kill -9 while reports are sent.
pub fn killed(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let mut serving = house.install.serve()?;
    let traffic = Traffic::new(house.phones(13, manner(control)), Duration::ZERO);
    let mut chance = Chance(1);
    let kills = if lab.long { 20 } else { 4 };
    for _ in 0..kills {
        // Never before something was received since the last one.
        house.heard(house.ledger.len() + 5)?;
        chance.pause(0, 500);
        serving.kill();
        serving = house.install.serve()?;
    }
    let mut phones = traffic.end();
    let mut count = house.close(serving, &mut phones)?;
    count.note(format!("{kills} kills"));
    Ok(count)
}

/// A file system of its own in an image file; what the file holds is what a power cut leaves.
struct Disk {
    image: PathBuf,
    place: PathBuf,
}

impl Disk {
    fn new(folder: &Path, megabytes: u32) -> Result<Self> {
        let (image, place) = (folder.join("disk.img"), folder.join("disk"));
        must(&["truncate", "-s", &format!("{megabytes}M"), &image.display().to_string()])?;
        must(&["mkfs.ext4", "-q", "-F", &image.display().to_string()])?;
        Self::mount(image, place)
    }

    fn mount(image: PathBuf, place: PathBuf) -> Result<Self> {
        std::fs::create_dir_all(&place)?;
        must(&["mount", "-o", "loop", &image.display().to_string(), &place.display().to_string()])?;
        Ok(Self { image, place })
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.place).status();
        let _ = std::fs::remove_file(&self.image);
    }
}

/// Row 2: the power goes. While reports come in, the program is held still, the image file copied as it is at that instant, and the
/// program started on the copy: what a machine finds that lost its power then.
pub fn power_cut(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let folder = lab.folder()?;
    let disk = Disk::new(&folder, 512)?;
    let mut house = lab.house_in(engine, &disk.place)?;
    if control {
        house.install.program = lab.faulty.clone().ok_or_else(|| Error::other("no program with the feature faults"))?;
        house.install.env.push(("FAULT_SYNCHRONOUS".to_owned(), "normal".to_owned()));
    }
    // What was written before the first report is on the disk.
    must(&["sync", "-f", &disk.place.display().to_string()])?;
    let serving = house.install.serve()?;
    let mut phones = house.phones(8, Manner::Right);
    for phone in phones.iter_mut().take(2) {
        phone.photos = 1;
    }
    let traffic = Traffic::new(phones, Duration::from_millis(10));
    let (mut all, mut chance) = (Count::default(), Chance(2));
    let (mut cuts, mut lossy) = (0, 0);
    while cuts < 20 {
        chance.pause(400, 1_800);
        let known = house.ledger.now()?;
        serving.signal("STOP");
        let copied = folder.join("cut.img");
        let copying = must(&["cp", "--sparse=always", &disk.image.display().to_string(), &copied.display().to_string()]);
        serving.signal("CONT");
        copying?;
        cuts += 1;
        let cut = Disk::mount(copied, folder.join("cut"))?;
        let mut after = lab.install(&cut.place, Database::Sqlite(cut.place.join("data/pantau.db")));
        after.log = folder.join("after.log");
        let mut again = after.serve()?;
        let photos = within(Duration::from_secs(20), || after.database.count("select count(*) from photo where state = 'received'").is_ok_and(|left| left == 0));
        again.signal("TERM");
        again.ended(Duration::from_secs(20));
        let mut count = known.check(&after.database, &after.data)?;
        count.expect(photos, "received photos were not made anew after the cut");
        lossy += usize::from(count.lost > 0);
        all.add(count);
    }
    let mut phones = traffic.end();
    settle(&mut phones, Duration::from_secs(20));
    serving.stop();
    all.note(format!("{cuts} cuts, {lossy} of them lost something, {} receipts at the last", house.ledger.len()));
    drop(house);
    Ok(all)
}

/// `strace` that lets a system call fail, or kill, from a count on. The program stays the process that was started.
fn strace(calls: &str, inject: &str) -> Vec<String> {
    ["strace", "-D", "-f", "-qqq", "-o", "/dev/null", "-e", &format!("trace={calls}"), "-e", &format!("inject={calls}:{inject}")].map(str::to_owned).to_vec()
}

const RENAMES: &str = "rename,renameat,renameat2";

/// Row 3: kill -9 between a photo's file and its row, at one rename and one wait for the disk after the other.
pub fn between_file_and_row(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let mut house = lab.house(engine)?;
    let mut phones = house.phones(3, Manner::Right);
    for phone in &mut phones {
        phone.photos = 2;
        phone.link = crate::http::Link::patient(Duration::from_secs(3));
    }
    if control {
        // A disk that says it has renamed, and has not.
        house.install.under = strace(RENAMES, "retval=0");
        let serving = house.install.serve()?;
        phones.iter_mut().for_each(crate::phone::Phone::write);
        return house.close(serving, &mut phones);
    }
    let mut deaths = 0;
    let points: Vec<(&str, usize)> = if lab.long {
        (1..=6).map(|n| (RENAMES, n)).chain((2..=30).step_by(2).map(|n| ("fdatasync,fsync", n))).collect()
    } else {
        vec![(RENAMES, 1), (RENAMES, 3), ("fdatasync,fsync", 5), ("fdatasync,fsync", 9)]
    };
    for (calls, when) in points {
        house.install.under = strace(calls, &format!("signal=KILL:when={when}"));
        let Ok(mut serving) = house.install.serve() else {
            deaths += 1;
            continue;
        };
        let traffic = Traffic::new(phones, Duration::ZERO);
        deaths += usize::from(serving.ended(Duration::from_secs(6)).is_some());
        phones = traffic.end();
    }
    house.install.under.clear();
    let serving = house.install.serve()?;
    let mut count = house.close(serving, &mut phones)?;
    count.note(format!("{deaths} deaths at renames and waits for the disk"));
    // What is left half-made is an hour old; the program that starts then throws it away.
    let arriving = house.install.data.join("photos/arriving");
    let names = || -> Result<Vec<String>> { Ok(std::fs::read_dir(&arriving)?.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()) };
    let before = names()?;
    for name in &before {
        must(&["touch", "-d", "2 hours ago", &arriving.join(name).display().to_string()])?;
    }
    let serving = house.install.serve()?;
    within(Duration::from_secs(5), || names().is_ok_and(|names| names.is_empty()));
    serving.stop();
    let left = names()?;
    count.note(format!("{} half-made files were swept", before.len()));
    count.expect(left.is_empty(), format!("left behind in arriving: {left:?}"));
    let rows = house.install.database.count("select count(distinct sha256) from photo where state = 'stored'")?;
    let known: std::collections::BTreeSet<String> = house.install.database.ask("select sha256 from photo where sha256 is not null union select photo from library where photo is not null union select sha256 from meeting_photo")?.into_iter().map(|row| row[0].clone()).collect();
    let mut orphans = 0;
    for folder in std::fs::read_dir(house.install.data.join("photos"))?.flatten().filter(|folder| folder.file_name().len() == 2) {
        for file in std::fs::read_dir(folder.path())?.flatten() {
            orphans += usize::from(!known.contains(file.file_name().to_string_lossy().trim_end_matches(".jpg")));
        }
    }
    count.expect(orphans == 0, format!("{orphans} photo files without a row, beside {rows} rows"));
    Ok(count)
}

/// Row 5: the disk fails at a wait for it. What is acknowledged before stands; the program says so and ends, to be started anew.
pub fn disk_error(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let mut house = lab.house(engine)?;
    house.install.under = strace("fdatasync,fsync", "error=EIO:when=40+");
    let mut serving = house.install.serve()?;
    let traffic = Traffic::new(house.phones(6, manner(control)), Duration::from_millis(5));
    let ended = serving.ended(Duration::from_secs(30));
    let mut phones = traffic.end();
    serving.kill();
    house.install.under.clear();
    let serving = house.install.serve()?;
    let mut count = house.close(serving, &mut phones)?;
    let code = ended.and_then(|status| status.code());
    count.expect(code.is_some_and(|code| code != 0), format!("the program did not end by itself with an error: {ended:?}"));
    count.note(format!("ended with code {}, started anew", code.unwrap_or(-1)));
    Ok(count)
}

/// A control group whose memory can be limited, as systemd does for `MemoryMax`.
struct Cell {
    place: PathBuf,
    limit: &'static str,
    used: &'static str,
}

impl Cell {
    /// Where this machine limits memory: by the second kind of control groups, or the first.
    fn new(name: &str) -> Result<Self> {
        let root = Path::new("/sys/fs/cgroup");
        let (root, limit, used) = if std::fs::read_to_string(root.join("cgroup.controllers")).is_ok_and(|words| words.contains("memory")) {
            // Its children may be limited only when it says so.
            std::fs::write(root.join("cgroup.subtree_control"), "+memory")?;
            (root.to_owned(), "memory.max", "memory.current")
        } else {
            (root.join("memory"), "memory.limit_in_bytes", "memory.usage_in_bytes")
        };
        let place = root.join(name);
        std::fs::create_dir(&place)?;
        Ok(Self { place, limit, used })
    }

    /// What a program is started under to live in it.
    fn under(&self) -> Vec<String> {
        let words = format!("echo $$ > {}/cgroup.procs; exec \"$0\" \"$@\"", self.place.display());
        vec!["sh".to_owned(), "-c".to_owned(), words]
    }

    /// What is used now is all there is; what the kernel can take back of it, it takes.
    fn close(&self) -> Result<()> {
        let used: u64 = std::fs::read_to_string(self.place.join(self.used))?.trim().parse().map_err(Error::other)?;
        // The first kind refuses a limit that it cannot keep to.
        let fits = (0..=20).map(|n| used / 2 + used * n / 40).find(|bytes| std::fs::write(self.place.join(self.limit), bytes.to_string()).is_ok());
        fits.map(|_| ()).ok_or_else(|| Error::other("memory could not be limited"))
    }

    /// No limit.
    fn open(&self) -> Result<()> {
        std::fs::write(self.place.join(self.limit), if self.limit == "memory.max" { "max" } else { "-1" })
    }

    /// Can memory be limited here?
    fn possible() -> bool {
        Self::new(&format!("pantau-lab-{}-try", std::process::id())).is_ok()
    }
}

impl Drop for Cell {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir(&self.place);
    }
}

/// Is there a control group that limits memory?
pub fn can_limit_memory() -> bool {
    Cell::possible()
}

/// Row 34: no memory any more, as under `MemoryMax`: the kernel kills the program, and it is started anew.
pub fn out_of_memory(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let mut house = lab.house(engine)?;
    let cell = Cell::new(&format!("pantau-lab-{}", std::process::id()))?;
    house.install.under = cell.under();
    let mut serving = house.install.serve()?;
    let mut phones = house.phones(8, manner(control));
    for phone in &mut phones {
        (phone.photos, phone.side) = (1, 300);
    }
    let traffic = Traffic::new(phones, Duration::from_millis(100));
    let (rounds, mut deaths, mut receipts) = (5, 0, 0);
    for _ in 0..rounds {
        receipts += 20;
        house.heard(receipts)?;
        receipts = house.ledger.len();
        cell.close()?;
        deaths += usize::from(serving.ended(Duration::from_secs(20)).is_some());
        serving.kill();
        cell.open()?;
        serving = house.install.serve()?;
    }
    let mut phones = traffic.end();
    let mut count = house.close(serving, &mut phones)?;
    count.expect(deaths == rounds, format!("{deaths} deaths for want of memory in {rounds} rounds"));
    count.note(format!("killed {deaths} times for want of memory"));
    Ok(count)
}
