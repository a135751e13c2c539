-- What was said of a person under a patient number without naming a stay. It stays for good: it may
-- hold for stays that begin later, while unassigned is the queue of what waits for one stay.
CREATE TABLE patient_statement (
  name VARCHAR(500) NOT NULL,
  event_time TIMESTAMP NOT NULL,
  event_no BIGINT NOT NULL,
  PRIMARY KEY (name, event_time, event_no)
);

-- what an earlier version left waiting; reading takes of it what is about the person
INSERT INTO patient_statement (name, event_time, event_no)
  SELECT u.name, e.event_time, u.event_no FROM unassigned u
  JOIN event e ON e.event_no = u.event_no
  WHERE e.kind = 'Stated' AND u.name LIKE 'PATIENT:%';
