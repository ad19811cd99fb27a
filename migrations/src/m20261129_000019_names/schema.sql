-- What names that look alike have in common; filled in by the program, for rows from before too.
ALTER TABLE apps ADD COLUMN look text;
CREATE INDEX apps_by_look ON apps (look);
ALTER TABLE publishers ADD COLUMN look text;
CREATE INDEX publishers_by_look ON publishers (look);
