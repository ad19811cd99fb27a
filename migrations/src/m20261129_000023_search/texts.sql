-- `number` counts in the order of creation: a search gives the newest first and stops when a page is full.
-- No foreign key: what a search finds is read from its own table.
CREATE TABLE {noun}_texts (
    number {sequence},
    id {uuid} NOT NULL,
    names text NOT NULL,
    ids text NOT NULL
) {strict};
CREATE UNIQUE INDEX {noun}_texts_id ON {noun}_texts (id);
