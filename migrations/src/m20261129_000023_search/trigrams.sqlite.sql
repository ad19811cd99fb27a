CREATE VIRTUAL TABLE {noun}_trigrams USING fts5(
    names, ids, content='{noun}_texts', content_rowid='number', tokenize='trigram case_sensitive 1');
CREATE TRIGGER {noun}_texts_inserted AFTER INSERT ON {noun}_texts BEGIN
    INSERT INTO {noun}_trigrams (rowid, names, ids) VALUES (NEW.number, NEW.names, NEW.ids);
END;
CREATE TRIGGER {noun}_texts_deleted AFTER DELETE ON {noun}_texts BEGIN
    INSERT INTO {noun}_trigrams ({noun}_trigrams, rowid, names, ids)
        VALUES ('delete', OLD.number, OLD.names, OLD.ids);
END;
CREATE TRIGGER {noun}_texts_updated AFTER UPDATE ON {noun}_texts BEGIN
    INSERT INTO {noun}_trigrams ({noun}_trigrams, rowid, names, ids)
        VALUES ('delete', OLD.number, OLD.names, OLD.ids);
    INSERT INTO {noun}_trigrams (rowid, names, ids) VALUES (NEW.number, NEW.names, NEW.ids);
END;
