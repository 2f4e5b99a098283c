-- Version 1. A version that was released is never edited: changes are a file of their own.
-- Offsets are code points into document.text, as on the wire. Dates are written 2017-08-29.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Names and versions of models.
CREATE TABLE model (model INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);

-- A report. `record` is the wire record without its document, deflated: what the model read, never edited.
-- All other rows of the report are that record with the corrections laid over it.
CREATE TABLE document (
    doc INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    given TEXT NOT NULL,            -- the id that the input gave, or its hash
    hash BLOB NOT NULL,             -- SHA-256 of the text
    origin TEXT NOT NULL,           -- the file and line it came from
    title TEXT, author TEXT, publisher TEXT, url TEXT, published TEXT, language TEXT,
    meta TEXT NOT NULL,
    text TEXT NOT NULL,
    blocks TEXT NOT NULL,           -- [[start, end, kind] ...]: headline, dateline, paragraph, caption
    record BLOB NOT NULL,
    model INTEGER NOT NULL REFERENCES model,
    added TEXT NOT NULL,            -- UTC
    prints BLOB NOT NULL,           -- what corroboration compares of the report
    dirty INTEGER NOT NULL,         -- 1: not yet compared with the others
    story TEXT,
    copy TEXT                       -- reports with one text have one name here: that of the first of them
);
CREATE INDEX document_given ON document (given);
CREATE INDEX document_hash ON document (hash);
CREATE INDEX document_story ON document (story);
CREATE INDEX document_dirty ON document (dirty) WHERE dirty;
CREATE INDEX document_publisher ON document (publisher, published);
CREATE INDEX document_published ON document (published);

CREATE VIRTUAL TABLE words USING fts5 (title, text, content = 'document', content_rowid = 'doc', tokenize = "unicode61 remove_diacritics 2");
CREATE TRIGGER words_in AFTER INSERT ON document BEGIN
    INSERT INTO words (rowid, title, text) VALUES (new.doc, new.title, new.text);
END;
CREATE TRIGGER words_out AFTER DELETE ON document BEGIN
    INSERT INTO words (words, rowid, title, text) VALUES ('delete', old.doc, old.title, old.text);
END;

-- An outlet, and which side it is on as far as the tables of actors know.
CREATE TABLE outlet (name TEXT PRIMARY KEY, known TEXT, side TEXT, side_name TEXT) WITHOUT ROWID;

-- Inputs that could not be read, until they can.
CREATE TABLE failure (place TEXT PRIMARY KEY, message TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;

-- One actor in all reports; an unknown one by its kind and name.
CREATE TABLE entity (
    entity INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    kind TEXT NOT NULL, known TEXT, country TEXT
);
-- An actor in one report.
CREATE TABLE actor (
    actor INTEGER PRIMARY KEY,
    doc INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
    ref TEXT NOT NULL,              -- a1, a2 ... in the record
    entity INTEGER NOT NULL REFERENCES entity,
    name TEXT NOT NULL, kind TEXT NOT NULL, sector TEXT, country TEXT, known TEXT, code TEXT, role TEXT,
    mentions TEXT NOT NULL,         -- [[start, end] ...]
    called TEXT NOT NULL,           -- words that take sides, as on the wire
    corrected INTEGER NOT NULL DEFAULT 0,
    model INTEGER NOT NULL REFERENCES model,
    UNIQUE (doc, ref)
);
CREATE INDEX actor_entity ON actor (entity);

-- One place in all reports.
CREATE TABLE place (
    place INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, geonameid INTEGER,
    lat REAL, lon REAL, country TEXT, admin1 TEXT, feature TEXT, radius_km REAL
);
CREATE INDEX place_country ON place (country);
CREATE VIRTUAL TABLE place_box USING rtree (place, south, north, west, east);
CREATE TRIGGER place_in AFTER INSERT ON place WHEN new.lat IS NOT NULL BEGIN
    INSERT INTO place_box VALUES (new.place, new.lat, new.lat, new.lon, new.lon);
END;
-- A place in one report.
CREATE TABLE toponym (
    toponym INTEGER PRIMARY KEY,
    doc INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
    ref TEXT NOT NULL,
    place INTEGER NOT NULL REFERENCES place,
    name TEXT NOT NULL, mentions TEXT NOT NULL, confidence REAL,
    model INTEGER NOT NULL REFERENCES model,
    UNIQUE (doc, ref)
);
CREATE INDEX toponym_place ON toponym (place);

CREATE TABLE claim (
    claim INTEGER PRIMARY KEY,
    doc INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
    ref TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,       -- survives reading again
    parent TEXT, speaker INTEGER REFERENCES actor, via TEXT NOT NULL,
    source TEXT NOT NULL, cue TEXT NOT NULL, content TEXT NOT NULL,     -- spans
    form TEXT NOT NULL, act TEXT NOT NULL, commitment TEXT, confidence REAL NOT NULL,
    state TEXT NOT NULL,            -- auto, confirmed, edited, rejected
    model INTEGER NOT NULL REFERENCES model
);
CREATE INDEX claim_doc ON claim (doc);
CREATE INDEX claim_speaker ON claim (speaker);

-- An event as the reports tell it together. Rows follow from the mentions and may be made anew at any time.
CREATE TABLE event (
    event INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,        -- the key of its first mention
    story TEXT NOT NULL,
    type TEXT NOT NULL, date_start TEXT, date_end TEXT, place INTEGER REFERENCES place, status TEXT NOT NULL,
    n_mentions INTEGER NOT NULL, n_reports INTEGER NOT NULL,
    n_assert INTEGER NOT NULL, n_deny INTEGER NOT NULL, n_doubt INTEGER NOT NULL,   -- independent sources
    first_seen TEXT, last_seen TEXT,
    disputed INTEGER NOT NULL
);
CREATE INDEX event_type ON event (type, date_start);
CREATE INDEX event_date ON event (date_start);
CREATE INDEX event_story ON event (story);
CREATE INDEX event_sources ON event (n_assert);
CREATE INDEX event_disputed ON event (disputed) WHERE disputed;

-- An event as one sentence of one report tells it.
CREATE TABLE mention (
    mention INTEGER PRIMARY KEY,
    doc INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
    ref TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,       -- survives reading again
    type TEXT NOT NULL, mode TEXT, own_type TEXT, cameo TEXT, contexts TEXT NOT NULL,
    trigger TEXT NOT NULL, trigger_text TEXT NOT NULL,
    sentence_start INTEGER NOT NULL, sentence_end INTEGER NOT NULL,
    place INTEGER REFERENCES place, place_from TEXT, origin INTEGER REFERENCES place, destination INTEGER REFERENCES place,
    date_start TEXT, date_end TEXT, date_from TEXT, date_precision TEXT,
    status TEXT NOT NULL, confidence REAL NOT NULL,
    state TEXT NOT NULL,            -- auto, confirmed, edited, rejected
    event INTEGER REFERENCES event ON DELETE SET NULL,
    source TEXT,                    -- mentions of an event that rest on one source have one name here
    model INTEGER NOT NULL REFERENCES model,
    UNIQUE (doc, ref)
);
CREATE INDEX mention_event ON mention (event);
CREATE INDEX mention_type ON mention (type, date_start);
CREATE INDEX mention_date ON mention (date_start);
CREATE INDEX mention_place ON mention (place, date_start);
CREATE TABLE participant (
    mention INTEGER NOT NULL REFERENCES mention ON DELETE CASCADE,
    role TEXT NOT NULL,             -- actor, recipient
    n INTEGER NOT NULL,
    actor INTEGER REFERENCES actor ON DELETE CASCADE,
    entity INTEGER REFERENCES entity,
    span TEXT NOT NULL, words TEXT NOT NULL,
    PRIMARY KEY (mention, role, n)
) WITHOUT ROWID;
CREATE INDEX participant_entity ON participant (entity);
CREATE INDEX participant_actor ON participant (actor);
CREATE TABLE quantity (
    mention INTEGER NOT NULL REFERENCES mention ON DELETE CASCADE, n INTEGER NOT NULL,
    thing TEXT NOT NULL, value REAL NOT NULL, bound TEXT NOT NULL, role TEXT, span TEXT NOT NULL,
    PRIMARY KEY (mention, n)
) WITHOUT ROWID;
CREATE TABLE mention_claim (
    mention INTEGER NOT NULL REFERENCES mention ON DELETE CASCADE,
    claim INTEGER NOT NULL REFERENCES claim ON DELETE CASCADE,
    PRIMARY KEY (mention, claim)
) WITHOUT ROWID;
CREATE INDEX mention_claim_claim ON mention_claim (claim);
CREATE TABLE agreement (
    agreement INTEGER PRIMARY KEY,
    doc INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
    ref TEXT NOT NULL,
    mention INTEGER NOT NULL REFERENCES mention ON DELETE CASCADE,
    parties TEXT NOT NULL, terms TEXT NOT NULL, reactions TEXT NOT NULL,    -- as on the wire
    model INTEGER NOT NULL REFERENCES model,
    UNIQUE (doc, ref)
);
CREATE INDEX agreement_mention ON agreement (mention);

-- Stories, disputes and the steps of agreements follow from the reports and may be made anew at any time.
CREATE TABLE story (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, n_reports INTEGER NOT NULL, n_sources INTEGER NOT NULL,
    n_events INTEGER NOT NULL, n_disputes INTEGER NOT NULL, first_seen TEXT, last_seen TEXT
) WITHOUT ROWID;
CREATE TABLE dispute (
    dispute INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, story TEXT NOT NULL,
    event INTEGER REFERENCES event ON DELETE CASCADE, about TEXT NOT NULL, thing TEXT, state TEXT NOT NULL
);
CREATE INDEX dispute_event ON dispute (event);
CREATE INDEX dispute_story ON dispute (story);
CREATE TABLE account (
    dispute INTEGER NOT NULL REFERENCES dispute ON DELETE CASCADE, n INTEGER NOT NULL,
    value TEXT NOT NULL, doc INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
    mention INTEGER REFERENCES mention ON DELETE CASCADE, claim INTEGER REFERENCES claim ON DELETE CASCADE,
    speaker TEXT, span TEXT NOT NULL,
    PRIMARY KEY (dispute, n)
) WITHOUT ROWID;
CREATE INDEX account_mention ON account (mention);
CREATE INDEX account_claim ON account (claim);
CREATE INDEX account_doc ON account (doc);
CREATE TABLE step (
    story TEXT NOT NULL, n INTEGER NOT NULL, agreement TEXT NOT NULL, step TEXT NOT NULL, date TEXT,
    doc INTEGER NOT NULL REFERENCES document ON DELETE CASCADE, span TEXT NOT NULL, speaker TEXT,
    PRIMARY KEY (story, n)
) WITHOUT ROWID;
CREATE INDEX step_doc ON step (doc);

-- Keys by which reports that may tell one story, or share a text, find each other.
CREATE TABLE key (key INTEGER NOT NULL, doc INTEGER NOT NULL REFERENCES document ON DELETE CASCADE, PRIMARY KEY (key, doc)) WITHOUT ROWID;
CREATE INDEX key_doc ON key (doc);

-- What people corrected. Only ever appended to; survives reading again.
CREATE TABLE correction (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL,
    what TEXT NOT NULL,             -- set, confirm, reject, merge, split, undo
    target TEXT NOT NULL,           -- mention, claim, actor, event, dispute
    id TEXT NOT NULL,               -- its key
    field TEXT, old TEXT, new TEXT,
    doc TEXT, span TEXT             -- report and words where it stood, so that reading again finds it
);
CREATE INDEX correction_doc ON correction (doc);
CREATE INDEX correction_id ON correction (target, id);
CREATE TRIGGER correction_kept BEFORE DELETE ON correction BEGIN SELECT RAISE (ABORT, 'corrections are never deleted'); END;
CREATE TRIGGER correction_fixed BEFORE UPDATE ON correction BEGIN SELECT RAISE (ABORT, 'corrections are never changed'); END;
