-- Which bytes the name of a version stands for: the first ones that were served under it, for good.
CREATE TABLE version_identity (
  model   TEXT   NOT NULL,
  version TEXT   NOT NULL,
  digest  TEXT   NOT NULL,
  since   BIGINT NOT NULL,
  PRIMARY KEY (model, version)
);
