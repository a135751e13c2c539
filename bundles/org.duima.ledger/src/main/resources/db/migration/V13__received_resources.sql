-- Names under which messages speak of what another one holds, such as Practitioner/5. A message
-- that holds nothing of a name has no row. The rows go with their message.
CREATE TABLE received_resource (
  format VARCHAR NOT NULL,
  name VARCHAR(500) NOT NULL,
  arrival_no BIGINT NOT NULL REFERENCES inbox (arrival_no) ON DELETE CASCADE,
  PRIMARY KEY (format, name, arrival_no)
);
CREATE INDEX received_resource_message ON received_resource (arrival_no);
