-- What a form was filled in from: a change names the revision that it read.
ALTER TABLE apis ADD COLUMN revision {int} NOT NULL DEFAULT 0 CHECK (revision >= 0);
ALTER TABLE scopes ADD COLUMN revision {int} NOT NULL DEFAULT 0 CHECK (revision >= 0);
ALTER TABLE publishers ADD COLUMN revision {int} NOT NULL DEFAULT 0 CHECK (revision >= 0);
ALTER TABLE tenants ADD COLUMN revision {int} NOT NULL DEFAULT 0 CHECK (revision >= 0);
