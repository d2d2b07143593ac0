-- Feedback by who gave it: 'caller' through the public port, 'trusted' through the management port.
-- All that was kept before came through the public port. The key is new, so the table is made anew.
DROP INDEX feedback_by_time;
ALTER TABLE feedback RENAME TO feedback_without_source;

CREATE TABLE feedback (
  prediction TEXT   NOT NULL,
  source     TEXT   NOT NULL,
  model      TEXT   NOT NULL,
  version    TEXT   NOT NULL,
  image      TEXT   NOT NULL,
  predicted  TEXT   NOT NULL,
  label      TEXT   NOT NULL,
  at         BIGINT NOT NULL,
  -- 1 where a caller's label has a trusted one of the same prediction beside it, else 0.
  overruled  BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (prediction, source)
);
INSERT INTO feedback (prediction, source, model, version, image, predicted, label, at)
SELECT prediction, 'caller', model, version, image, predicted, label, at
FROM feedback_without_source;
DROP TABLE feedback_without_source;
CREATE INDEX feedback_by_time ON feedback (at, model);
CREATE INDEX feedback_by_source ON feedback (source, model, at);

-- Counts of the feedback that has become too old to be kept one by one; label is the predicted one.
-- Standing are the labels that are not overruled.
CREATE TABLE feedback_hour (
  hour             BIGINT NOT NULL,
  model            TEXT   NOT NULL,
  version          TEXT   NOT NULL,
  label            TEXT   NOT NULL,
  source           TEXT   NOT NULL,
  labels           BIGINT NOT NULL,
  correct          BIGINT NOT NULL,
  standing         BIGINT NOT NULL,
  standing_correct BIGINT NOT NULL,
  PRIMARY KEY (hour, model, version, label, source)
);
