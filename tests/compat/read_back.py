#!/usr/bin/env python3
"""Reads what `tacitus export` wrote with the programs that people read it with.

    read_back.py FOLDER

FOLDER holds some of: events.csv events.parquet events.geojson polecat.tsv icews.tsv gdelt.tsv
acled.csv ucdp.csv record.trig annotations.jsonl entities.ftm.json record.jsonl, all of one store
and one filter. What is missing is passed over. Prints a line for each file; ends with 1 where
something is not as it should be.
Wants the packages in requirements.txt beside it; no network.
"""

import csv
import json
import sys
from pathlib import Path

EVENTS = (
    "id type mode status date_start date_end actors recipients place country admin1 lat lon "
    "geonameid deaths_low deaths_high reports sources denied_by doubted_by disputed speakers "
    "first_seen last_seen trigger sentence report outlet url story state confidence"
).split()
EXTRA = (
    "event_id mention_id status speakers n_sources denied_by doubted_by disputed sentence "
    "report confidence"
).split()
POLECAT = (
    "Event ID,Event Date,Event Type,Event Mode,Event Intensity,Quad Code,Contexts,Actor Name,"
    "Actor Country,Actor COW,Primary Actor Sector,Actor Sectors,Actor Title,Actor Name Raw,"
    "Wikipedia Actor ID,Recipient Name,Recipient Country,Recipient COW,"
    "Primary Recipient Sector,Recipient Sectors,Recipient Title,Recipient Name Raw,"
    "Wikipedia Recipient ID,Placename,City,District,Province,Country,Latitude,Longitude,"
    "GeoNames ID,Raw Placename,Feature Type,Source,Publication Date,Story People,"
    "Story Organizations,Story Locations,Language,Version"
).split(",")
ICEWS = (
    "Event ID,Event Date,Source Name,Source Sectors,Source Country,Event Text,CAMEO Code,"
    "Intensity,Target Name,Target Sectors,Target Country,Story ID,Sentence Number,Publisher,"
    "City,District,Province,Country,Latitude,Longitude"
).split(",")
ACLED = (
    "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type "
    "actor1 assoc_actor_1 inter1 actor2 assoc_actor_2 inter2 interaction civilian_targeting iso "
    "region country admin1 admin2 admin3 location latitude longitude geo_precision source "
    "source_scale notes fatalities tags timestamp"
).split()
UCDP = (
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id "
    "conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a "
    "side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office "
    "source_date source_headline source_original where_prec where_coordinates where_description "
    "adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region "
    "event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians "
    "deaths_unknown best high low gwnoa gwnob"
).split()
ACLED_TYPES = {
    "Battles", "Protests", "Riots", "Explosions/Remote violence", "Violence against civilians",
    "Strategic developments",
}

folder = Path()
counts: dict[str, int] = {}


def columns(found, wanted):
    """The makers' columns, and perhaps ours after them."""
    found = list(found)
    assert found[: len(wanted)] == wanted, f"columns are {found}"
    assert found[len(wanted):] in ([], EXTRA), f"after them stand {found[len(wanted):]}"


def numbers(table, *names):
    import pandas

    for name in names:
        assert pandas.api.types.is_numeric_dtype(table[name]), f"{name} is {table[name].dtype}"


def read_csv(path):
    import pandas

    text = {"id": str, "report": str, "story": str}
    table = pandas.read_csv(path, dtype=text, parse_dates=["date_start", "date_end"])
    assert list(table.columns) == EVENTS, f"columns are {list(table.columns)}"
    numbers(table, "lat", "lon", "deaths_low", "deaths_high", "reports", "sources", "confidence")
    assert set(table["disputed"]) <= {0, 1}
    assert "datetime64" in str(table["date_start"].dtype), table["date_start"].dtype
    assert table["id"].is_unique
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.reader(file):
            for cell in row:
                assert not cell.startswith(("=", "+", "@", "\t", "\r")), f"a formula: {cell!r}"
    return len(table)


def read_parquet(path):
    import pandas
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(path)
    assert table.schema.names == EVENTS
    text, listed = pyarrow.string(), pyarrow.types.is_list
    kinds = {field.name: field.type for field in table.schema}
    for name in ("id", "type", "mode", "sentence", "url"):
        assert kinds[name] == text, f"{name} is {kinds[name]}"
    for name in ("actors", "recipients", "speakers"):
        assert listed(kinds[name]) and kinds[name].value_type == text, f"{name} is {kinds[name]}"
    for name in ("date_start", "date_end", "first_seen", "last_seen"):
        assert kinds[name] == pyarrow.date32(), f"{name} is {kinds[name]}"
    for name in ("lat", "lon", "confidence"):
        assert kinds[name] == pyarrow.float64(), f"{name} is {kinds[name]}"
    for name in ("geonameid", "deaths_low", "deaths_high", "reports", "sources", "denied_by"):
        assert kinds[name] == pyarrow.int64(), f"{name} is {kinds[name]}"
    assert kinds["disputed"] == pyarrow.bool_()
    other = folder / "events.csv"
    if other.exists():
        # Cell by cell the same as the CSV, but for what its guard puts before formulas.
        rows = list(csv.DictReader(other.open(newline="", encoding="utf-8")))
        for one, two in zip(table.to_pylist(), rows, strict=True):
            for name, value in one.items():
                told = two[name]
                if isinstance(value, list):
                    value = "; ".join(value)
                elif isinstance(value, bool):
                    value = str(int(value))
                elif isinstance(value, float):
                    assert abs(value - float(told)) < 1e-12, (name, value, told)
                    continue
                value = "" if value is None else str(value)
                assert told in (value, "'" + value), (name, value, told)
    assert isinstance(pandas.read_parquet(path), pandas.DataFrame)
    return table.num_rows


def read_geojson(path):
    import geopandas

    table = geopandas.read_file(path)
    collection = json.loads(path.read_text(encoding="utf-8"))
    assert collection["type"] == "FeatureCollection" and len(collection["features"]) == len(table)
    if len(table):
        assert set(table.geom_type) == {"Point"}
        assert table.crs.to_epsg() == 4326
        assert (table.geometry.x == table["lon"]).all() and (table.geometry.y == table["lat"]).all()
        assert set(EVENTS) <= set(table.columns) and {"time", "radius_km"} <= set(table.columns)
    return len(table)


def tsv(path, **options):
    """As most readers in Python do, and as those in R do, who take quotation marks for letters."""
    import pandas

    options |= {"sep": "\t", "keep_default_na": False, "na_values": [""]}
    one = pandas.read_csv(path, **options)
    two = pandas.read_csv(path, quoting=csv.QUOTE_NONE, **options)
    assert one.equals(two), "quotation marks matter"
    return one


def read_polecat(path):
    table = tsv(path, dtype={"Event ID": str})
    columns(table.columns, POLECAT)
    numbers(table, "Event Intensity", "Quad Code", "Latitude", "Longitude")
    assert set(table["Quad Code"]) <= {1, 2, 3, 4}
    assert table["Event Type"].str.isupper().all()
    return len(table)


def read_icews(path):
    table = tsv(path, dtype={"CAMEO Code": str, "Story ID": str})
    columns(table.columns, ICEWS)
    numbers(table, "Event ID", "Intensity", "Latitude", "Longitude")
    assert table["Event ID"].is_unique
    return len(table)


def read_gdelt(path):
    table = tsv(path, header=None, dtype={26: str, 27: str, 28: str, 5: str, 15: str})
    assert table.shape[1] in (61, 61 + len(EXTRA)), f"{table.shape[1]} columns"
    assert str(table[0].dtype) == "int64" and table[0].is_unique
    known = table[table[26].notna()]
    assert (known[26].str[:2] == known[28]).all() and (known[26].str[:3] == known[27]).all()
    assert set(known[29]) <= {1, 2, 3, 4}
    assert (table[59].astype(str).str.len() == 14).all()
    return len(table)


def read_acled(path):
    import pandas

    table = pandas.read_csv(path, dtype={"event_id_cnty": str})
    columns(table.columns, ACLED)
    assert set(table["event_type"]) <= ACLED_TYPES
    pandas.to_datetime(table["event_date"])
    return len(table)


def read_ucdp(path):
    import pandas

    table = pandas.read_csv(path)
    columns(table.columns, UCDP)
    numbers(table, "id", "best", "high", "low")
    assert ((table["low"] <= table["best"]) & (table["best"] <= table["high"])).all()
    assert (table["high"] > 0).all()
    return len(table)


def read_trig(path):
    import rdflib

    data = rdflib.Dataset()
    data.parse(path, format="trig")
    events = data.query(
        """PREFIX sem: <http://semanticweb.cs.vu.nl/2009/11/sem/>
        PREFIX t: <urn:tacitus:term:>
        SELECT ?event WHERE { ?event a sem:Event ; t:assertedBy ?n }"""
    )
    told = list(
        data.query(
            """PREFIX sem: <http://semanticweb.cs.vu.nl/2009/11/sem/>
            PREFIX prov: <http://www.w3.org/ns/prov#>
            PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
            SELECT ?event ?type ?name ?report WHERE {
                GRAPH ?claim { ?event sem:eventType ?type }
                ?claim prov:wasDerivedFrom ?report .
                OPTIONAL { ?claim prov:wasAttributedTo ?who . ?who rdfs:label ?name }
            }"""
        )
    )
    kind = rdflib.URIRef("http://semanticweb.cs.vu.nl/2009/11/sem/eventType")
    for *_, graph in data.quads((None, kind, None, None)):
        assert "tacitus" in str(graph), "the default graph asserts an event"
    assert told or not len(list(events))
    for event, kind, name, report in told[:1]:
        print(f"  according to {name}: {event} is {kind}, in {report}")
    return len({str(row[0]) for row in events})


def read_annotations(path):
    n = 0
    texts = {}
    record = folder / "record.jsonl"
    if record.exists():
        for line in record.open(encoding="utf-8"):
            document = json.loads(line)["document"]
            texts[document["id"]] = document["text"]
            if document.get("url"):
                texts[document["url"]] = document["text"]
    import urllib.parse

    for line in path.open(encoding="utf-8"):
        note = json.loads(line)
        n += 1
        assert note["@context"] == "http://www.w3.org/ns/anno.jsonld"
        assert note["type"] == "Annotation"
        targets = note["target"] if isinstance(note["target"], list) else [note["target"]]
        for target in targets:
            quote, place = target["selector"]
            source = urllib.parse.unquote(target["source"].removeprefix("urn:tacitus:report:"))
            text = texts.get(source, texts.get(target["source"]))
            assert text is not None or not record.exists(), f"no report {source}"
            if text is not None:
                start, end = place["start"], place["end"]
                assert text[start:end] == quote["exact"], (start, end, quote)
                assert text[max(0, start - 32):start] == quote["prefix"]
                assert text[end:end + 32] == quote["suffix"]
    return n


def read_ftm(path):
    from followthemoney import model

    n, ids, pointed, schemata = 0, set(), set(), {}
    events = 0
    for line in path.open(encoding="utf-8"):
        data = json.loads(line)
        entity = model.get_proxy(data, cleaned=False)
        assert entity.schema is not None and entity.schema.name == data["schema"]
        # Raises where a property does not exist, a value does not fit its type, or what is required
        # is missing.
        entity.schema.validate(data)
        for name, values in data["properties"].items():
            kept = entity.get(name)
            assert len(kept) == len(values), f"{data['schema']}.{name}: {values} became {kept}"
            prop = entity.schema.get(name)
            if prop.type.name == "entity":
                pointed.update(values)
        ids.add(data["id"])
        schemata[data["schema"]] = schemata.get(data["schema"], 0) + 1
        events += data["schema"] == "Event"
        n += 1
    assert len(ids) == n, "an id stands twice"
    assert pointed <= ids, "an entity points at nothing"
    print("  " + ", ".join(f"{name} {count}" for name, count in sorted(schemata.items())))
    return events


def read_jsonl(path):
    n = 0
    for line in path.open(encoding="utf-8"):
        record = json.loads(line)
        assert record["format"] == "tacitus.record" and record["version"] == 1
        text = record["document"]["text"]
        for event in record["events"]:
            for start, end in event["trigger"]:
                assert 0 <= start < end <= len(text)
        n += 1
    return n


READERS = {
    "events.csv": read_csv,
    "events.parquet": read_parquet,
    "events.geojson": read_geojson,
    "polecat.tsv": read_polecat,
    "icews.tsv": read_icews,
    "gdelt.tsv": read_gdelt,
    "acled.csv": read_acled,
    "ucdp.csv": read_ucdp,
    "record.trig": read_trig,
    "annotations.jsonl": read_annotations,
    "entities.ftm.json": read_ftm,
    "record.jsonl": read_jsonl,
}
# One row an event in each of these, or one event in each.
ALIKE = [
    "events.csv", "events.parquet", "polecat.tsv", "icews.tsv", "gdelt.tsv", "record.trig",
    "entities.ftm.json",
]
# Here some events have no row; the manifest beside the file, where there is one, counts them.
FEWER = ["events.geojson", "acled.csv", "ucdp.csv"]


def main():
    global folder
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    faults = 0
    for name, reader in READERS.items():
        path = folder / name
        if not path.exists():
            print(f"{name}: not there")
            continue
        try:
            counts[name] = reader(path)
            print(f"{name}: {counts[name]}")
        except Exception as error:  # Every file is to be told of, whatever is wrong with one.
            faults += 1
            print(f"{name}: FAULT: {type(error).__name__}: {error}")
    alike = {counts[name] for name in ALIKE if name in counts}
    if len(alike) > 1:
        faults += 1
        found = ", ".join(f"{name} {counts[name]}" for name in ALIKE if name in counts)
        print(f"FAULT: numbers of events differ: {found}")
    for name in FEWER:
        beside = folder / f"{name}.meta.json"
        if name in counts and alike and beside.exists():
            manifest = json.loads(beside.read_text())
            rows, left_out = manifest["rows"], manifest["left_out"]
            if rows != counts[name] or rows + left_out != max(alike):
                faults += 1
                print(f"FAULT: {name}: {counts[name]} read, {rows} written, {left_out} left out")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
