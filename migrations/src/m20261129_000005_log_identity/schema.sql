-- Which log this is. With another epoch no place in the log counts any more.
CREATE TABLE change_log (
    id {int} NOT NULL PRIMARY KEY CHECK (id = 1),
    epoch {uuid} NOT NULL
) {strict};
