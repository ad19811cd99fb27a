//! Server-sent events as Grantry's feed writes them (the event stream format of the HTML standard, section 9.2.6), read
//! strictly: UTF-8, and nothing longer than a line may be.

/// The longest line, and the most data of one event, in bytes.
const MAX_LENGTH: usize = 8 * 1024;

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Event {
    /// Grantry's place in its change log, for `Last-Event-ID`; `None` when the event has none of its own.
    pub id: Option<String>,
    pub name: String,
    pub data: String,
}

/// The stream is not one of events that we can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotEvents {
    #[error("a line or an event is too long")]
    TooLong,
    #[error("a line is not UTF-8")]
    NotText,
}

/// Takes bytes as they come and gives out whole events.
#[derive(Debug, Default)]
pub(crate) struct EventReader {
    line: Vec<u8>,
    event: Event,
}

impl EventReader {
    /// The events that these bytes complete.
    pub fn read(&mut self, bytes: &[u8]) -> Result<Vec<Event>, NotEvents> {
        let mut events = Vec::new();
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            if self.line.len() + piece.len() > MAX_LENGTH {
                return Err(NotEvents::TooLong);
            }
            self.line.extend_from_slice(piece);
            if self.line.ends_with(b"\n") {
                let line = std::mem::take(&mut self.line);
                events.extend(self.end_line(&line)?);
            }
        }
        Ok(events)
    }

    fn end_line(&mut self, line: &[u8]) -> Result<Option<Event>, NotEvents> {
        let line = std::str::from_utf8(line).map_err(|_| NotEvents::NotText)?;
        let line = line.strip_suffix("\r\n").or(line.strip_suffix('\n')).unwrap_or(line);
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            return Ok((!event.name.is_empty()).then_some(event));
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "id" => self.event.id = Some(value.to_owned()),
            "event" => value.clone_into(&mut self.event.name),
            "data" => {
                if self.event.data.len() + value.len() > MAX_LENGTH {
                    return Err(NotEvents::TooLong);
                }
                if !self.event.data.is_empty() {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
            }
            // Comments, and fields that we do not know.
            _ => {}
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: Option<&str>, name: &str, data: &str) -> Event {
        Event { id: id.map(str::to_owned), name: name.to_owned(), data: data.to_owned() }
    }

    #[test]
    fn events_come_out_whole_however_the_bytes_come() {
        let stream = ": hello\n\nid: 7\nevent: token\ndata: {\"jti\":\"ü\"}\n\r\nevent:alive\r\ndata: {}\r\n\r\n\
            retry: 10\nevent: two\ndata: a\ndata\ndata:  b\n\nevent: unfinished\n";
        let expected = vec![
            event(Some("7"), "token", "{\"jti\":\"ü\"}"),
            event(None, "alive", "{}"),
            event(None, "two", "a\n\n b"),
        ];
        assert_eq!(EventReader::default().read(stream.as_bytes()), Ok(expected.clone()));
        let mut reader = EventReader::default();
        let one_by_one = stream.as_bytes().iter().map(|byte| reader.read(&[*byte]).unwrap_or_default());
        assert_eq!(one_by_one.flatten().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn lines_and_events_are_bounded() {
        let endless = "a".repeat(MAX_LENGTH);
        let mut reader = EventReader::default();
        assert_eq!(reader.read(endless.as_bytes()), Ok(vec![]));
        assert_eq!(reader.read(b"a"), Err(NotEvents::TooLong));
        let line = format!("data: {}\n", "a".repeat(MAX_LENGTH / 2));
        let mut reader = EventReader::default();
        assert_eq!(reader.read(line.as_bytes()), Ok(vec![]));
        assert_eq!(reader.read(line.repeat(2).as_bytes()), Err(NotEvents::TooLong));
        assert_eq!(EventReader::default().read(b"data: \xff\n"), Err(NotEvents::NotText));
    }
}
