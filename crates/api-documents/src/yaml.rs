//! Reads YAML 1.2 by its core schema, event by event. An alias is a copy of what it names, paid for like the first.

use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};
use serde_json::Number;

use crate::builder::{Builder, Built};
use crate::node::{Place, Value};
use crate::problems::{Stop, shortened};

/// What the core schema's tags are called behind `tag:yaml.org,2002:`.
const CORE: [&str; 7] = ["str", "int", "float", "bool", "null", "map", "seq"];
/// Of YAML 1.1.
const MERGE: &str = "<<";

struct Reader<'b, 'p> {
    builder: &'b mut Builder<'p>,
    /// What has an anchor and is complete.
    anchored: HashMap<usize, Built>,
    /// The anchors of what is not complete; 0 is none.
    open: Vec<usize>,
    documents: usize,
}

pub fn read(text: &str, builder: &mut Builder<'_>) -> Result<(), Stop> {
    let mut reader = Reader { builder, anchored: HashMap::new(), open: Vec::new(), documents: 0 };
    let mut parser = Parser::new_from_str(text);
    while let Some(next) = parser.next_event() {
        match next {
            Ok((event, span)) => reader.take(event, place(&span.start))?,
            Err(error) => {
                let what = shortened(error.info());
                return reader.builder.stop(place(error.marker()), format!("This is no YAML: {what}."));
            }
        }
    }
    Ok(())
}

/// The parser counts lines from 1 and columns from 0.
fn place(marker: &Marker) -> Place {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Place { line: number(marker.line()).max(1), column: number(marker.col()).saturating_add(1) }
}

impl Reader<'_, '_> {
    fn take(&mut self, event: Event<'_>, place: Place) -> Result<(), Stop> {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return self.builder.stop(place, "A second document begins here. Send one.");
                }
                Ok(())
            }
            Event::Alias(anchor) => self.alias(anchor, place),
            Event::Scalar(text, style, anchor, tag) => {
                self.scalar(&text, style == ScalarStyle::Plain, anchor, tag.as_deref(), place)
            }
            Event::SequenceStart(anchor, tag) => {
                self.check_tag(tag.as_deref(), place);
                self.no_key(place)?;
                self.open.push(anchor);
                self.builder.begin_list(place)
            }
            Event::MappingStart(anchor, tag) => {
                self.check_tag(tag.as_deref(), place);
                self.no_key(place)?;
                self.open.push(anchor);
                self.builder.begin_map(place)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let anchor = self.open.pop().unwrap_or_default();
                match self.builder.end() {
                    Some(built) => self.put(built, anchor, place),
                    None => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }

    /// Where a key is to come, there is something else.
    fn no_key(&mut self, place: Place) -> Result<(), Stop> {
        if self.builder.wants_key() {
            return self.builder.stop(place, "A key must be a text.");
        }
        Ok(())
    }

    fn alias(&mut self, anchor: usize, place: Place) -> Result<(), Stop> {
        self.no_key(place)?;
        match self.anchored.get(&anchor) {
            Some(known) => {
                let copy = self.builder.copy(place, known)?;
                self.builder.put(copy);
                Ok(())
            }
            None => self.builder.stop(place, "This alias stands within what it names."),
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        plain: bool,
        anchor: usize,
        tag: Option<&Tag>,
        place: Place,
    ) -> Result<(), Stop> {
        self.check_tag(tag, place);
        if self.builder.wants_key() {
            if plain && text == MERGE {
                self.builder.wrong(place, "“<<” is of YAML 1.1: write out what it merges.");
            }
            return self.builder.key(place, text.to_owned());
        }
        let is_text = !plain || tag.is_some_and(|tag| tag.suffix == "str");
        let value = if is_text { Ok(Value::Text(text.to_owned())) } else { resolve(text) };
        let value = value.unwrap_or_else(|wrong| {
            self.builder.wrong(place, wrong);
            Value::Null
        });
        let built = self.builder.scalar(place, value)?;
        self.put(built, anchor, place)
    }

    fn put(&mut self, built: Built, anchor: usize, place: Place) -> Result<(), Stop> {
        if anchor > 0 {
            let kept = self.builder.copy(place, &built)?;
            self.anchored.insert(anchor, kept);
        }
        self.builder.put(built);
        Ok(())
    }

    fn check_tag(&mut self, tag: Option<&Tag>, place: Place) {
        let Some(tag) = tag else { return };
        let core = tag.handle == "tag:yaml.org,2002:" || tag.handle == "!!";
        let fine = core && CORE.contains(&tag.suffix.as_str()) || tag.handle.is_empty() && tag.suffix == "!";
        if !fine {
            let said = shortened(&format!("{}{}", tag.handle, tag.suffix));
            self.builder.wrong(place, format!("Remove the tag “{said}”."));
        }
    }
}

/// A plain scalar by the core schema (YAML 1.2.2 section 10.3.2).
fn resolve(text: &str) -> Result<Value, String> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Value::Null),
        "true" | "True" | "TRUE" => return Ok(Value::Flag(true)),
        "false" | "False" | "FALSE" => return Ok(Value::Flag(false)),
        _ => {}
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Err(format!("“{text}” is no number that JSON has."));
    }
    let based = |prefix: &str, base: u32| {
        let digits = text.strip_prefix(prefix)?;
        digits.chars().all(|digit| digit.is_digit(base)).then(|| u64::from_str_radix(digits, base).ok())
    };
    match based("0x", 16).or_else(|| based("0o", 8)) {
        Some(Some(number)) => return Ok(Value::Number(number.into())),
        Some(None) if text.len() > 2 => return Err(too_large(text)),
        _ => {}
    }
    if !is_decimal(unsigned) {
        return Ok(Value::Text(text.to_owned()));
    }
    let number = text.strip_prefix('+').unwrap_or(text);
    let whole = number.parse::<u64>().map(Number::from).or_else(|_| number.parse::<i64>().map(Number::from));
    let found = whole.ok().or_else(|| Number::from_f64(number.parse().ok()?));
    found.map(Value::Number).ok_or_else(|| too_large(text))
}

fn too_large(text: &str) -> String {
    format!("The number {} is too large.", shortened(text))
}

/// `[0-9]+(\.[0-9]*)?` or `\.[0-9]+`, and an exponent.
fn is_decimal(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = exponent.map(|exponent| exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
    digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> String {
        match resolve(text) {
            Ok(value) => serde_json::to_string(&crate::node::Node::new(Place::START, value)).unwrap(),
            Err(wrong) => wrong,
        }
    }

    #[test]
    fn plain_scalars_are_what_the_core_schema_says() {
        for (text, expected) in [
            ("~", "null"),
            ("True", "true"),
            ("yes", "\"yes\""),
            ("12", "12"),
            ("-12", "-12"),
            ("+12", "12"),
            ("0x1F", "31"),
            ("0o17", "15"),
            ("0x", "\"0x\""),
            ("1.5", "1.5"),
            (".5", "0.5"),
            ("1e3", "1000.0"),
            ("3.0.3", "\"3.0.3\""),
            ("2026-11-29", "\"2026-11-29\""),
            ("18446744073709551615", "18446744073709551615"),
            (".", "\".\""),
            ("e3", "\"e3\""),
        ] {
            assert_eq!(json(text), expected, "{text}");
        }
    }

    #[test]
    fn what_json_has_no_number_for_is_refused() {
        for text in [".nan", ".inf", "-.Inf", "1e999", "0xFFFFFFFFFFFFFFFFFF"] {
            assert!(resolve(text).is_err(), "{text}");
        }
    }
}
