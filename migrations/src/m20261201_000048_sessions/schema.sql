-- By what people recognize their sessions: the browser in words, and the addresses of sign-in and of the latest use.
ALTER TABLE sessions ADD COLUMN device text NOT NULL DEFAULT 'Unknown browser' CHECK (length(device) BETWEEN 1 AND 100);
ALTER TABLE sessions ADD COLUMN created_from text;
ALTER TABLE sessions ADD COLUMN last_seen_from text;
