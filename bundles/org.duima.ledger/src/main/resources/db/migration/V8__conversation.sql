-- What the platform said last about a list, and whether a person wants to know what it holds.
ALTER TABLE submission ADD COLUMN look BOOLEAN DEFAULT FALSE NOT NULL;
-- what the last answer means if it was no success, without the platform's own words; JSON
ALTER TABLE submission ADD COLUMN answer VARCHAR;
ALTER TABLE submission ADD COLUMN answer_kind VARCHAR;
-- chk_cont of the last 4103: why the list was returned
ALTER TABLE submission ADD COLUMN remark VARCHAR;

-- From now on submitted lists are looked after.
UPDATE submission SET due_at = CURRENT_TIMESTAMP WHERE state = 'SUBMITTED' AND due_at IS NULL;
