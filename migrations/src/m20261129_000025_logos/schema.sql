-- Pictures that the platform has made of developers' logos and serves itself, each under the SHA-256 of its bytes.
CREATE TABLE logos (
    hash text NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
    png {bytes} NOT NULL CHECK (length(png) <= 300000),
    taken_at {time} NOT NULL
) {strict};
-- `logo_image` is what admins see. `logo_due`: from when on a node may fetch what `logo_url` names.
ALTER TABLE apps ADD COLUMN logo_image text REFERENCES logos (hash);
ALTER TABLE apps ADD COLUMN logo_state text NOT NULL DEFAULT 'none'
    CHECK (logo_state IN ('none', 'waiting', 'taken', 'refused'));
ALTER TABLE apps ADD COLUMN logo_reason text;
ALTER TABLE apps ADD COLUMN logo_due {time};
CREATE INDEX apps_logo_waiting ON apps (logo_due) WHERE logo_state = 'waiting';
CREATE INDEX apps_logo_image ON apps (logo_image) WHERE logo_image IS NOT NULL;
-- The picture of an app from before is the one that admins have seen at `logo_url`.
UPDATE apps SET logo_state = 'waiting', logo_due = updated_at, logo_reason = 'from before' WHERE logo_url IS NOT NULL;
