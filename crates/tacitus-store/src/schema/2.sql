-- Version 2: what filters and sums ask of an event or a mention stands in its own row or in an index, so that
-- no question has to open the reports. All of it follows from the other rows.

-- Day of publication and outlet of the report.
ALTER TABLE mention ADD COLUMN published TEXT;
ALTER TABLE mention ADD COLUMN outlet TEXT;
UPDATE mention SET (published, outlet) = (SELECT d.published, d.publisher FROM document d WHERE d.doc = mention.doc);
ALTER TABLE claim ADD COLUMN published TEXT;
ALTER TABLE claim ADD COLUMN outlet TEXT;
UPDATE claim SET (published, outlet) = (SELECT d.published, d.publisher FROM document d WHERE d.doc = claim.doc);

-- Whose claim a mention stands under.
ALTER TABLE mention_claim ADD COLUMN entity INTEGER REFERENCES entity;
UPDATE mention_claim SET entity = (SELECT a.entity FROM claim c JOIN actor a ON a.actor = c.speaker WHERE c.claim = mention_claim.claim);
CREATE INDEX mention_claim_entity ON mention_claim (entity);

-- The one wide index is read from end to end by whatever no narrow one is made for, event by event.
DROP INDEX mention_event;
DROP INDEX mention_type;
DROP INDEX mention_date;
DROP INDEX mention_place;
CREATE INDEX mention_told ON mention (event, state, type, status, date_start, date_end, published, place, doc, confidence, mode, own_type, contexts, outlet);
CREATE INDEX mention_place ON mention (place, event, state);
CREATE INDEX mention_unsure ON mention (confidence) WHERE state = 'auto';
CREATE INDEX claim_unsure ON claim (confidence) WHERE state = 'auto';

-- The mention that tells most (none where all were taken away by a correction), what is sorted by, the country, whether
-- it is an agreement.
ALTER TABLE event ADD COLUMN teller INTEGER;
ALTER TABLE event ADD COLUMN deaths_low INTEGER;
ALTER TABLE event ADD COLUMN deaths_high INTEGER;
ALTER TABLE event ADD COLUMN confidence REAL;
ALTER TABLE event ADD COLUMN country TEXT;
ALTER TABLE event ADD COLUMN agreement INTEGER NOT NULL DEFAULT 0;
UPDATE event SET
    teller = (SELECT m.mention FROM event e JOIN mention m ON m.event = e.event WHERE e.event = event.event
        ORDER BY m.state = 'auto', m.status <> e.status, m.type <> e.type,
            (SELECT -count(DISTINCT role) FROM participant q WHERE q.mention = m.mention), m.published, m.key LIMIT 1),
    country = (SELECT p.country FROM place p WHERE p.place = event.place);
UPDATE event SET confidence = (SELECT m.confidence FROM mention m WHERE m.mention = event.teller);
UPDATE event SET deaths_low = told.low, deaths_high = told.high
    FROM (SELECT m.event, min(CAST(q.value AS INTEGER)) AS low, max(CAST(q.value AS INTEGER)) AS high
        FROM quantity q JOIN mention m USING (mention) WHERE q.role = 'killed' AND m.event IS NOT NULL GROUP BY m.event) told
    WHERE told.event = event.event;
UPDATE event SET agreement = 1 WHERE event IN (SELECT m.event FROM agreement JOIN mention m USING (mention)) OR id IN (SELECT agreement FROM step);
CREATE INDEX event_agreement ON event (date_start, id) WHERE agreement;
DROP INDEX event_type;
CREATE INDEX event_type ON event (type, date_start, teller);
DROP INDEX event_date;
CREATE INDEX event_date ON event (date_start, id, teller);
CREATE INDEX event_shape ON event (place, type, status, country, teller);

CREATE INDEX step_agreement ON step (agreement);

-- Who acts on whom in an event.
CREATE TABLE dyad (
    event INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
    source INTEGER NOT NULL REFERENCES entity, target INTEGER NOT NULL REFERENCES entity,
    PRIMARY KEY (event, source, target)
) WITHOUT ROWID;
INSERT OR IGNORE INTO dyad (event, source, target)
    SELECT m.event, a.entity, r.entity FROM mention m JOIN participant a ON a.mention = m.mention AND a.role = 'actor'
    JOIN participant r ON r.mention = m.mention AND r.role = 'recipient'
    WHERE m.event IS NOT NULL AND m.state <> 'rejected' AND a.entity IS NOT NULL AND r.entity IS NOT NULL AND a.entity <> r.entity;
CREATE INDEX dyad_source ON dyad (source);
CREATE INDEX dyad_target ON dyad (target);

-- Reports in the order of lists, and by outlet, without opening them.
DROP INDEX document_published;
CREATE INDEX document_published ON document (published, id);
DROP INDEX document_publisher;
CREATE INDEX document_publisher ON document (publisher, published, id, story, copy);
CREATE INDEX actor_called ON actor (doc, entity, called) WHERE called <> '[]';
CREATE INDEX document_model ON document (model);
CREATE INDEX story_first ON story (first_seen, id);

-- How busy an actor is: reports that mention it, mentions in which it acts and is acted upon, claims that it makes.
ALTER TABLE entity ADD COLUMN n_reports INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entity ADD COLUMN n_acts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entity ADD COLUMN n_undergoes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entity ADD COLUMN n_says INTEGER NOT NULL DEFAULT 0;
DROP INDEX actor_entity;
CREATE INDEX actor_entity ON actor (entity, doc);
UPDATE entity SET
    n_reports = (SELECT count(DISTINCT doc) FROM actor a WHERE a.entity = entity.entity),
    n_acts = (SELECT count(*) FROM participant p WHERE p.entity = entity.entity AND p.role = 'actor'),
    n_undergoes = (SELECT count(*) FROM participant p WHERE p.entity = entity.entity AND p.role = 'recipient'),
    n_says = (SELECT count(*) FROM actor a JOIN claim c ON c.speaker = a.actor WHERE a.entity = entity.entity);
CREATE TRIGGER actor_in AFTER INSERT ON actor
WHEN NOT EXISTS (SELECT 1 FROM actor a WHERE a.entity = new.entity AND a.doc = new.doc AND a.actor <> new.actor) BEGIN
    UPDATE entity SET n_reports = n_reports + 1 WHERE entity = new.entity;
END;
CREATE TRIGGER actor_out AFTER DELETE ON actor
WHEN NOT EXISTS (SELECT 1 FROM actor a WHERE a.entity = old.entity AND a.doc = old.doc) BEGIN
    UPDATE entity SET n_reports = n_reports - 1 WHERE entity = old.entity;
END;
CREATE TRIGGER participant_in AFTER INSERT ON participant WHEN new.entity IS NOT NULL BEGIN
    UPDATE entity SET n_acts = n_acts + (new.role = 'actor'), n_undergoes = n_undergoes + (new.role = 'recipient')
    WHERE entity = new.entity;
END;
CREATE TRIGGER participant_out AFTER DELETE ON participant WHEN old.entity IS NOT NULL BEGIN
    UPDATE entity SET n_acts = n_acts - (old.role = 'actor'), n_undergoes = n_undergoes - (old.role = 'recipient')
    WHERE entity = old.entity;
END;
CREATE TRIGGER claim_in AFTER INSERT ON claim WHEN new.speaker IS NOT NULL BEGIN
    UPDATE entity SET n_says = n_says + 1 WHERE entity = (SELECT entity FROM actor WHERE actor = new.speaker);
END;
-- A report's claims are taken away before its actors.
CREATE TRIGGER claim_out AFTER DELETE ON claim WHEN old.speaker IS NOT NULL BEGIN
    UPDATE entity SET n_says = n_says - 1 WHERE entity = (SELECT entity FROM actor WHERE actor = old.speaker);
END;
