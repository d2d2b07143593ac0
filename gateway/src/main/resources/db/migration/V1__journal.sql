-- The journal: what must outlive the process. SQLite and PostgreSQL both take this file as it is.
-- Times are milliseconds since 1970-01-01T00:00:00Z; plan, state and body are JSON.

CREATE TABLE rollout (
  id      TEXT   NOT NULL PRIMARY KEY,
  model   TEXT   NOT NULL,
  plan    TEXT   NOT NULL,
  started BIGINT NOT NULL,
  phase   TEXT   NOT NULL,
  state   TEXT   NOT NULL,
  ended   BIGINT
);
CREATE INDEX rollout_by_start ON rollout (started);

-- What a rollout was told, in order. The writer is the process that wrote it.
CREATE TABLE entry (
  rollout TEXT   NOT NULL REFERENCES rollout (id),
  seq     BIGINT NOT NULL,
  at      BIGINT NOT NULL,
  body    TEXT   NOT NULL,
  writer  TEXT   NOT NULL,
  PRIMARY KEY (rollout, seq)
);

-- What came of an entry; entry 0 is the start.
CREATE TABLE event (
  rollout TEXT   NOT NULL REFERENCES rollout (id),
  seq     BIGINT NOT NULL,
  entry   BIGINT NOT NULL,
  at      BIGINT NOT NULL,
  actor   TEXT   NOT NULL,
  body    TEXT   NOT NULL,
  PRIMARY KEY (rollout, seq)
);

-- Images whose label is in an entry.
CREATE TABLE pair (
  rollout TEXT   NOT NULL REFERENCES rollout (id),
  image   TEXT   NOT NULL,
  entry   BIGINT NOT NULL,
  PRIMARY KEY (rollout, image)
);

-- Which version was made stable; the highest number of a model is the last word.
CREATE TABLE stable (
  number   BIGINT NOT NULL PRIMARY KEY,
  model    TEXT   NOT NULL,
  version  TEXT   NOT NULL,
  declared TEXT,
  rollout  TEXT   NOT NULL REFERENCES rollout (id),
  entry    BIGINT NOT NULL
);

CREATE TABLE feedback (
  prediction TEXT   NOT NULL PRIMARY KEY,
  model      TEXT   NOT NULL,
  version    TEXT   NOT NULL,
  image      TEXT   NOT NULL,
  predicted  TEXT   NOT NULL,
  label      TEXT   NOT NULL,
  at         BIGINT NOT NULL
);
CREATE INDEX feedback_by_time ON feedback (at, model);

-- The label is empty where there was no answer.
CREATE TABLE usage (
  hour       BIGINT NOT NULL,
  model      TEXT   NOT NULL,
  version    TEXT   NOT NULL,
  label      TEXT   NOT NULL,
  requests   BIGINT NOT NULL,
  errors     BIGINT NOT NULL,
  cached     BIGINT NOT NULL,
  confidence DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (hour, model, version, label)
);
