-- Which revision of `model::search` made the texts; 0 before they are filled.
CREATE TABLE search_revision (revision integer NOT NULL);
INSERT INTO search_revision VALUES (0);
