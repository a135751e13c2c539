-- Everything that a list says as it stands now, held ones included; deflated JSON. A version keeps
-- what it said when it was made.
CREATE TABLE list_content (
  list_id BIGINT PRIMARY KEY,
  content ${bytes} NOT NULL
);
ALTER TABLE list_version ADD COLUMN content ${bytes};

-- The lists that are there get their content when their stays are evaluated next: at once.
UPDATE stay SET version = version + 1, due_at = CURRENT_TIMESTAMP
  WHERE superseded_by IS NULL AND stay_id IN (SELECT stay_id FROM settlement_list);
