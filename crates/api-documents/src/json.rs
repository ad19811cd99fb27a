//! Reads JSON (RFC 8259) with the place of each value.

use serde_json::Number;

use crate::builder::Builder;
use crate::node::{Place, Value};
use crate::problems::Stop;

const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

struct Reader<'t, 'b, 'p> {
    /// What is not read yet.
    rest: &'t str,
    place: Place,
    builder: &'b mut Builder<'p>,
}

pub fn read(text: &str, builder: &mut Builder<'_>) -> Result<(), Stop> {
    let mut reader = Reader { rest: text, place: Place::START, builder };
    reader.value()?;
    reader.skip_blanks();
    if reader.rest.is_empty() { Ok(()) } else { reader.no_json("the end of the document") }
}

impl Reader<'_, '_, '_> {
    /// The builder refuses what stands too deep, and so bounds the depth of these calls.
    fn value(&mut self) -> Result<(), Stop> {
        self.skip_blanks();
        let place = self.place;
        match self.rest.chars().next() {
            Some('{') => self.map(place)?,
            Some('[') => self.list(place)?,
            Some(_) => {
                let value = self.scalar()?;
                let built = self.builder.scalar(place, value)?;
                self.builder.put(built);
                return Ok(());
            }
            None => return self.no_json("a value"),
        }
        if let Some(built) = self.builder.end() {
            self.builder.put(built);
        }
        Ok(())
    }

    fn map(&mut self, place: Place) -> Result<(), Stop> {
        self.builder.begin_map(place)?;
        self.advance(1);
        if self.takes('}') {
            return Ok(());
        }
        loop {
            self.skip_blanks();
            let place = self.place;
            if !self.rest.starts_with('"') {
                return self.no_json("a key in quotation marks");
            }
            let key = self.text()?;
            self.builder.key(place, key)?;
            if !self.takes(':') {
                return self.no_json("“:”");
            }
            self.value()?;
            if self.takes('}') {
                return Ok(());
            }
            if !self.takes(',') {
                return self.no_json("“,” or “}”");
            }
        }
    }

    fn list(&mut self, place: Place) -> Result<(), Stop> {
        self.builder.begin_list(place)?;
        self.advance(1);
        if self.takes(']') {
            return Ok(());
        }
        loop {
            self.value()?;
            if self.takes(']') {
                return Ok(());
            }
            if !self.takes(',') {
                return self.no_json("“,” or “]”");
            }
        }
    }

    fn scalar(&mut self) -> Result<Value, Stop> {
        for (word, value) in
            [("true", Value::Flag(true)), ("false", Value::Flag(false)), ("null", Value::Null)]
        {
            if self.rest.starts_with(word) {
                self.advance(word.len());
                return Ok(value);
            }
        }
        if self.rest.starts_with('"') {
            return self.text().map(Value::Text);
        }
        let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let digits = self.rest.get(..end).unwrap_or_default();
        match serde_json::from_str::<Number>(digits) {
            Ok(number) => {
                self.advance(end);
                Ok(Value::Number(number))
            }
            Err(_) if digits.is_empty() => self.no_json("a value"),
            Err(_) => self.builder.stop(self.place, "This number is malformed or too large."),
        }
    }

    /// With its escapes read.
    fn text(&mut self) -> Result<String, Stop> {
        let mut escaped = false;
        let mut end = None;
        for (at, byte) in self.rest.bytes().enumerate().skip(1) {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => {
                    end = Some(at + 1);
                    break;
                }
                _ => {}
            }
        }
        let Some(end) = end else { return self.no_json("the end of this text") };
        let read = serde_json::from_str(self.rest.get(..end).unwrap_or_default());
        let Ok(text) = read else {
            return self.no_json("a text without control characters and broken escapes");
        };
        self.advance(end);
        Ok(text)
    }

    fn takes(&mut self, wanted: char) -> bool {
        self.skip_blanks();
        let found = self.rest.starts_with(wanted);
        if found {
            self.advance(wanted.len_utf8());
        }
        found
    }

    fn skip_blanks(&mut self) {
        let blanks = self.rest.len() - self.rest.trim_start_matches(BLANKS).len();
        self.advance(blanks);
    }

    fn advance(&mut self, bytes: usize) {
        let Some((read, rest)) = self.rest.split_at_checked(bytes) else { return };
        for character in read.chars() {
            if character == '\n' {
                self.place = Place { line: self.place.line.saturating_add(1), column: 1 };
            } else {
                self.place.column = self.place.column.saturating_add(1);
            }
        }
        self.rest = rest;
    }

    fn no_json<T>(&mut self, expected: &str) -> Result<T, Stop> {
        self.builder.stop(self.place, format!("This is no JSON: {expected} was expected."))
    }
}
