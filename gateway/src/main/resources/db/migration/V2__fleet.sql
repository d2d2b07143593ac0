-- Several gateways may share a journal in PostgreSQL; in SQLite all of this stays empty.

-- Which gateway drives the rollouts. A term is one time of holding it; until is by the database's
-- clock. The revision rises with whatever the others have to know.
CREATE TABLE lease (
  name     TEXT   NOT NULL PRIMARY KEY,
  holder   TEXT   NOT NULL,
  term     BIGINT NOT NULL,
  until    BIGINT NOT NULL,
  revision BIGINT NOT NULL
);
INSERT INTO lease (name, holder, term, until, revision) VALUES ('rollouts', '', 0, 0, 0);

-- The revision of the rollout's last move.
ALTER TABLE rollout ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
CREATE INDEX rollout_by_revision ON rollout (revision);

-- The term under which it was written.
ALTER TABLE entry ADD COLUMN term BIGINT NOT NULL DEFAULT 0;

-- What gateways saw of a rollout and the owner has not taken yet.
CREATE TABLE sighting (
  rollout TEXT   NOT NULL REFERENCES rollout (id),
  gateway TEXT   NOT NULL,
  seq     BIGINT NOT NULL,
  body    TEXT   NOT NULL,
  PRIMARY KEY (rollout, gateway, seq)
);

-- The last of them that each gateway has sent: one that is sent twice is taken once.
CREATE TABLE sent (
  rollout TEXT   NOT NULL REFERENCES rollout (id),
  gateway TEXT   NOT NULL,
  seq     BIGINT NOT NULL,
  PRIMARY KEY (rollout, gateway)
);

-- What one gateway tells all; the number is a revision.
CREATE TABLE notice (
  number  BIGINT NOT NULL PRIMARY KEY,
  at      BIGINT NOT NULL,
  gateway TEXT   NOT NULL,
  kind    TEXT   NOT NULL,
  body    TEXT   NOT NULL
);
