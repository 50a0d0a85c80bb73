"""Reads every feed of meetings with the readers that people's programs are made of, and follows one meeting over three versions.
The open data of the registry too: GeoJSON by RFC 7946's model and by GDAL (what ogr2ogr and QGIS read with), the feed of changes.

    check.py APP_URL PASSWORD [FOLDER]     FOLDER: further .ics files to read (the Rust tests write one of each zone)

A meeting over New Year with texts that break careless writers is made through the ordinary forms, published, changed, published,
thinned, published. Every .ics has to pass icalendar, vobject and ics together; schedule.json its schema. What these readers miss
(knowledge: agenda, section 4) is looked for by our own test in src/domain/calendar.rs, and the worst of it here again.
"""
import json
import pathlib
import re
import sys
import urllib.parse
import urllib.request
import tempfile
import warnings
import xml.etree.ElementTree

import geojson_pydantic
import icalendar
import ics
import jsonschema
import pyogrio
import vobject

warnings.filterwarnings("ignore")
APP, PASSWORD = sys.argv[1], sys.argv[2]
HERE = pathlib.Path(__file__).parent
SCHEMA = jsonschema.Draft202012Validator(json.loads((HERE / "schedule.schema.json").read_text()))
passed = 0


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


opener = urllib.request.build_opener(NoRedirect())
# By hand: the cookie is marked Secure, which browsers let pass on this machine and Python's cookie jar does not.
session = {}


def ask(path, form=None):
    data = urllib.parse.urlencode(form).encode() if form is not None else None
    headers = {"Accept": "text/html", **session} | ({"Origin": APP} if data else {})
    request = urllib.request.Request(APP + path, data, headers)
    try:
        answer = opener.open(request, timeout=30)
    except urllib.error.HTTPError as error:
        answer = error
    return answer.status, answer.headers, answer.read().decode()


def fine(what, held, told=""):
    global passed
    if not held:
        sys.exit(f"not ok: {what}\n{told}")
    passed += 1


def read(name, text):
    """The three readers, and the faults they miss. Answers the events by UID."""
    raw = text.encode()
    calendar = icalendar.Calendar.from_ical(raw)
    for part in calendar.walk():
        fine(f"{name}: icalendar finds no error in {part.name}", not getattr(part, "errors", []), getattr(part, "errors", ""))
        for needed in part.required:
            fine(f"{name}: {part.name} has {needed}", needed in part)
    for event in calendar.walk("VEVENT"):
        fine(f"{name}: begins before it ends", event.decoded("DTSTART") < event.decoded("DTEND"), event)
        fine(f"{name}: begins in its zone", str(event["DTSTART"].params.get("TZID", "")).startswith("Asia/"))
    vobject.readOne(text).validate(raiseException=True)
    parsed = ics.Calendar(text)
    events = {str(event["UID"]): event for event in calendar.walk("VEVENT")}
    fine(f"{name}: ics reads as many events", len(parsed.events) == len(events), f"{len(parsed.events)} {len(events)}")
    fine(f"{name}: lines end in CR LF", b"\n" not in raw.replace(b"\r\n", b""))
    fine(f"{name}: no line is longer than 75 octets", all(len(line) <= 75 for line in raw.split(b"\r\n")))
    zones = set(re.findall(r"^TZID:(.*)$", text.replace("\r", ""), re.M))
    fine(f"{name}: every zone is defined", set(re.findall(r";TZID=([^:]+):", text)) <= zones)
    fine(f"{name}: UIDs differ", text.count("\r\nBEGIN:VEVENT") == len(events))
    return events


def feed(path):
    status, headers, text = ask(path)
    fine(f"{path} answers", status == 200, text[:300])
    fine(f"{path} is a calendar", headers["Content-Type"].startswith("text/calendar"))
    for needed in ["NAME", "SOURCE;VALUE=URI", "REFRESH-INTERVAL;VALUE=DURATION", "UID", "LAST-MODIFIED", "X-WR-TIMEZONE"]:
        fine(f"{path} has {needed}", f"\r\n{needed}:" in text)
    return read(path, text)


def schedule(slug):
    status, _, text = ask(f"/plm/{slug}/schedule.json")
    told = json.loads(text)
    faults = [f"{list(error.absolute_path)}: {error.message[:200]}" for error in SCHEMA.iter_errors(told)]
    fine(f"schedule.json of {slug} passes its schema", status == 200 and not faults, "\n".join(faults))
    rooms = [events for day in told["schedule"]["conference"]["days"] for events in day["rooms"].values()]
    return {event["guid"]: event["id"] for events in rooms for event in events}


for path in pathlib.Path(sys.argv[3]).glob("*.ics") if len(sys.argv) > 3 else []:
    read(path.name, path.read_bytes().decode())

# The demo's meeting: all of it, each day, a library.
_, _, page = ask("/plm/plm-kobar-2022")
feed("/plm/plm-kobar-2022/agenda.ics")
schedule("plm-kobar-2022")
for day in set(re.findall(r"agenda\.ics\?hari=([0-9-]+)", page)):
    feed(f"/plm/plm-kobar-2022/agenda.ics?hari={day}")
library = re.search(r'<option[^>]*value="([a-z0-9-]+)"', page)
fine("the page names a library to look for", library)
mine = feed(f"/plm/plm-kobar-2022/agenda.ics?perpustakaan={library[1]}")
fine("a library's feed holds its own items alone", 0 < len(mine) < 10, len(mine))
fine("an unknown library is not found", ask("/plm/plm-kobar-2022/agenda.ics?perpustakaan=tidak-ada")[0] == 404)

# The registry.
status, headers, text = ask("/data/perpustakaan.geojson")
fine("the GeoJSON is there, with its date and terms", status == 200 and json.loads(text)["date"] and "license" in headers["Link"], headers)
libraries = geojson_pydantic.FeatureCollection.model_validate_json(text)
with tempfile.NamedTemporaryFile(suffix=".geojson") as file:
    file.write(text.encode())
    file.flush()
    meta, _, points, _ = pyogrio.raw.read(file.name)
fine("GDAL reads as many libraries, in degrees", meta["crs"] == "EPSG:4326" and len(points) == len(libraries.features) == 13, meta)
fine("and their names", "name" in meta["fields"], meta["fields"])
status, _, text = ask("/data/perubahan.atom")
atom = "{http://www.w3.org/2005/Atom}"
changes = xml.etree.ElementTree.fromstring(text)
entries = changes.findall(f"{atom}entry")
fine("the feed of changes has what Atom asks for", all(changes.find(atom + name) is not None for name in ("id", "title", "updated", "author")))
fine("and each entry too", len(entries) == 13 and all(entry.find(atom + name) is not None for entry in entries for name in ("id", "title", "updated", "link")), text[:500])
fine("each with an id of its own", len({entry.find(atom + "id").text for entry in entries}) == len(entries))

# A meeting over New Year, in three versions.
status, headers, body = ask("/masuk", {"phone": "081100000101", "password": PASSWORD})
fine("the planner signs in", status == 303, body[:500])
session["Cookie"] = headers["Set-Cookie"].split(";")[0]
made = ask("/kantor/plm", {"name": "Temu Akhir Tahun", "date1": "2029-12-31", "opens1": "20.00", "closes1": "24.00", "date2": "2030-01-01", "closes2": "24.00"})
fine("a meeting is made", made[0] == 303 and made[1]["Location"].startswith("/kantor/plm/"), made[2][:500])
builder = made[1]["Location"].split("?")[0]


def change(**form):
    page = ask(builder)[2]
    hidden = {name: re.search(f'name="{name}" value="([^"]*)"', page)[1] for name in ("based", "op")}
    status, headers, body = ask(builder, {**hidden, **form})
    fine(f"{form['act']} is taken", status == 303, re.sub(r"<[^>]+>", " ", body)[:2000])
    return headers["Location"]


days = re.findall(r'data-day="([^"]+)"', ask(builder)[2])
days = list(dict.fromkeys(days))
NASTY = "Titik; koma, garis \\ miring 📚👩🏽‍🏫 “kutip” & <b>"
first = change(act="tambah", spot=days[0], title=NASTY, kind="materi", minutes="60", people="Aldrin, Kabid; P3KM", note="Baris satu\r\nBaris dua; " + "panjang " * 200).split("#i-")[1]
last = change(act="tambah", spot=days[0], title="Hitung mundur sampai 24.00", kind="materi", minutes="180", people="Semua").split("#i-")[1]
other = change(act="tambah", spot=days[1], title="Tahun baru", kind="materi", minutes="30", people="Semua").split("#i-")[1]
change(act="terbitkan", publish_note="Versi satu")
slug = re.search(r'href="/plm/([a-z0-9-]+)"', ask(builder)[2])[1]
one, guids = feed(f"/plm/{slug}/agenda.ics"), schedule(slug)
uid = {item: next(uid for uid in one if uid.startswith(item)) for item in (first, last, other)}
fine("the text arrives whole", str(one[uid[first]]["SUMMARY"]) == NASTY, one[uid[first]]["SUMMARY"])
fine("24.00 is the next midnight", one[uid[last]].decoded("DTEND").isoformat().startswith("2030-01-01T00:00"))
change(act="kurang", item=first)
change(act="terbitkan", publish_note="Versi dua")
two = feed(f"/plm/{slug}/agenda.ics")
fine("an update moves the same events", set(two) == set(one))
fine("what moved counts one on", (two[uid[first]]["SEQUENCE"], two[uid[last]]["SEQUENCE"]) == (1, 1))
fine("what did not stays", two[uid[other]]["SEQUENCE"] == 0)
fine("a moved event is newer", two[uid[first]].decoded("LAST-MODIFIED") >= one[uid[first]].decoded("LAST-MODIFIED"))
change(act="hapus", item=last)
change(act="terbitkan", publish_note="Versi tiga")
three = feed(f"/plm/{slug}/agenda.ics")
fine("nothing is lost and nothing added", set(three) == set(one))
fine("what was taken out is cancelled, and counts on", (three[uid[last]]["STATUS"], three[uid[last]]["SEQUENCE"]) == ("CANCELLED", 2))
fine("its day's feed says so too", feed(f"/plm/{slug}/agenda.ics?hari=2029-12-31")[uid[last]]["STATUS"] == "CANCELLED")
later = schedule(slug)
fine("schedule.json keeps its numbers", all(guids[guid] == number for guid, number in later.items()) and len(later) == 2)
status, headers, table = ask(f"/plm/{slug}/agenda.csv")
fine("the table has a line for each item", status == 200 and "2029-12-31" in table and table.count("\r\n") >= 3, table)
print(f"pass {passed}")
