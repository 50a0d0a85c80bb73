//! PostgreSQL and several nodes: row 32, and two nodes one of which is killed again and again.

use super::crowd::{missed, opened};
use super::house::{Engine, Lab, Traffic, settle, within};
use super::boards::{Board, listen};
use crate::database::{Cluster, Database};
use crate::ledger::Count;
use crate::phone::{Manner, Phone, get};
use crate::program::{Install, free_port};
use crate::proxy::Proxy;
use std::io::{Error, Result};
use std::time::{Duration, Instant};

/// The address of a database behind a proxy.
fn behind(database: &Database, proxy: &Proxy) -> Database {
    let url = database.url();
    let name = url.rsplit('/').next().unwrap_or_default();
    Database::Postgres(format!("postgres://pantau@{}/{name}", proxy.host))
}

fn newest(database: &Database) -> i64 {
    database.count("select coalesce(max(seq), 0) from event where office = '62.01'").unwrap_or(0)
}

/// Row 32: the primary is lost and the standby takes over; connections that listen and write are reset and terminated; requests are
/// given up while the database is slow.
pub fn failover(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let mut house = lab.house(engine)?;
    let cluster = lab.cluster.as_ref().ok_or_else(|| Error::other("no PostgreSQL here"))?;
    let real = house.install.database.clone();
    let standby = Cluster::standby(cluster, &lab.folder()?.join("standby"))?;
    // The primary counts nothing as written that its standby does not have; the control's does.
    let names = if control { "" } else { "standby" };
    let admin = cluster.database("postgres");
    admin.ask(&format!("alter system set synchronous_standby_names = '{names}'"))?;
    admin.ask("select pg_reload_conf()")?;
    let proxy = Proxy::before(&format!("127.0.0.1:{}", cluster.port))?;
    house.install.database = behind(&real, &proxy);
    let serving = house.install.serve()?;
    let host = house.install.host();
    let mut boards = opened(&[&host], &vec![house.planner.clone(); 4]);
    let traffic = Traffic::new(house.phones(8, Manner::Right), Duration::from_millis(10));
    let mut count = Count::default();
    listen(&mut boards, Duration::from_secs(1), |_| false);
    for round in 0..if lab.long { 6 } else { 2 } {
        if round % 2 == 0 {
            real.ask("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'")?;
        } else {
            proxy.reset_all();
        }
        listen(&mut boards, Duration::from_millis(1_200), |_| false);
    }
    // Slow, and its askers go away in the middle.
    real.ask("create function lab_slow() returns trigger language plpgsql as 'begin perform pg_sleep(0.15); return new; end'; create trigger lab_slow before insert on report_version for each row execute function lab_slow()")?;
    let mut hasty = house.phones(26, Manner::Right).split_off(13);
    for phone in &mut hasty {
        phone.link = crate::http::Link::patient(Duration::from_millis(60));
        phone.write();
    }
    settle(&mut hasty, Duration::from_secs(2));
    real.ask("drop trigger lab_slow on report_version; drop function lab_slow()")?;
    for phone in &mut hasty {
        phone.link = crate::http::Link::patient(Duration::from_secs(8));
    }
    listen(&mut boards, Duration::from_secs(1), |_| false);
    let stuck = || real.count("select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in transaction%' and now() - state_change > interval '3 seconds'").unwrap_or(9);
    let poisoned = within(Duration::from_secs(8), || stuck() == 0);
    count.expect(poisoned, format!("{} connections stay in a transaction", stuck()));
    if control {
        // The way to the standby is cut before the primary is lost.
        standby.database("postgres").ask("select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'walreceiver'").ok();
        admin.ask("select pg_terminate_backend(pid) from pg_stat_replication").ok();
        standby.database("postgres").ask("alter system set primary_conninfo = 'host=127.0.0.1 port=1'").ok();
        standby.database("postgres").ask("select pg_reload_conf()").ok();
        std::thread::sleep(Duration::from_secs(2));
    }
    // The primary is lost; the standby takes over, as the proxy before both says.
    cluster.stop_at_once()?;
    let lost = Instant::now();
    standby.promote()?;
    proxy.lead_to(&format!("127.0.0.1:{}", standby.port));
    let name = real.url().rsplit('/').next().unwrap_or_default().to_owned();
    let now = standby.database(&name);
    now.ask("alter system set synchronous_standby_names = ''").ok();
    now.ask("select pg_reload_conf()").ok();
    listen(&mut boards, Duration::from_secs(3), |_| false);
    let answered = within(Duration::from_secs(10), || get(&host, &house.planner, "/kantor").is_ok_and(|answer| answer.status == 200));
    count.expect(answered, "the office's page is not read after the standby took over");
    let mut phones = traffic.end();
    let waiting = settle(&mut phones, Duration::from_secs(15)) + settle(&mut hasty, Duration::from_secs(15));
    let back = lost.elapsed();
    count.expect(control || waiting == 0, format!("{waiting} sendings never arrived"));
    let upto = newest(&now);
    listen(&mut boards, Duration::from_secs(15), |boards| boards.iter().all(|board| board.last.is_some_and(|last| last >= upto)));
    if !control {
        missed(&boards, upto, &mut count);
    }
    serving.stop();
    count.add(house.ledger.check(&now, &house.install.data)?);
    count.note(format!("everything arrived {:.1} s after the primary was lost", back.as_secs_f64()));
    drop(standby);
    cluster.start()?;
    admin.ask("alter system set synchronous_standby_names = ''")?;
    admin.ask("select pg_reload_conf()")?;
    Ok(count)
}

/// Two nodes on one database, one of them killed every twenty seconds; boards on the other miss nothing, and those of the killed one go
/// over to it.
pub fn two_nodes(lab: &Lab, engine: Engine, control: bool) -> Result<Count> {
    let house = lab.house(engine)?;
    let other = Install { port: free_port(), log: house.folder.join("other.log"), ..house.install.clone() };
    let steady = house.install.serve()?;
    let mut mortal = other.serve()?;
    let (one, two) = (house.install.host(), other.host());
    let cookies = vec![house.planner.clone(); 3];
    let mut staying = opened(&[&one], &cookies);
    let mut moving = opened(&[&two, &one], &cookies);
    moving.iter_mut().for_each(|board| board.forgetful = control);
    // Half of the phones come in over each node, and try the other one by the balancer's hand: a proxy that leads to a living one.
    let proxy = Proxy::before(&two)?;
    let mut phones = house.phones(6, Manner::Right);
    phones.extend(house.phones_at(&proxy.host, 13, Manner::Right).split_off(6));
    let traffic = Traffic::new(phones, Duration::from_millis(60));
    let mut count = Count::default();
    let (rounds, apart) = if lab.long && !control { (9, 20) } else { (3, 3) };
    for _ in 0..rounds {
        let until = Instant::now() + Duration::from_secs(apart);
        while Instant::now() < until {
            staying.iter_mut().chain(&mut moving).for_each(Board::step);
            std::thread::sleep(Duration::from_millis(5));
        }
        mortal.kill();
        proxy.lead_to(&one);
        let until = Instant::now() + Duration::from_secs(2);
        while Instant::now() < until {
            staying.iter_mut().chain(&mut moving).for_each(Board::step);
            std::thread::sleep(Duration::from_millis(5));
        }
        mortal = other.begin()?;
        within(Duration::from_secs(20), || {
            staying.iter_mut().chain(&mut moving).for_each(Board::step);
            crate::http::Link::fast().ask(&two, "GET", "/readyz", &[], b"").is_ok_and(|answer| answer.status == 200)
        });
        proxy.lead_to(&two);
    }
    let mut phones = traffic.end();
    let waiting = settle(&mut phones, Duration::from_secs(15));
    count.expect(waiting == 0, format!("{waiting} sendings never arrived"));
    let upto = newest(&house.install.database);
    for boards in [&mut staying, &mut moving] {
        listen(boards, Duration::from_secs(15), |boards| boards.iter().all(|board| board.last.is_some_and(|last| last >= upto)));
    }
    let returned: usize = staying.iter().map(|board| board.returns - 1).sum();
    count.expect(returned == 0, format!("boards on the node that lived were cut {returned} times"));
    missed(&staying, upto, &mut count);
    missed(&moving, upto, &mut count);
    drop((staying, moving));
    mortal.stop();
    count.note(format!("{rounds} kills, {apart} s apart"));
    count.add(house.close(steady, &mut phones.drain(..).filter(|phone| phone.host == one).collect::<Vec<Phone>>())?);
    Ok(count)
}
