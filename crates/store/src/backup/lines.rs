//! A backup of PostgreSQL as a file: a JSON value on each line.
//!
//! ```text
//! {"grantry_backup":1,"made_at":"2026-11-29T06:00:00Z","migrations":["m20261121_000001_first", …]}
//! {"table":"people","columns":["id","email", …]}
//! {"row":{"id":"0193…","email":"hanna@harbour.example", …}}
//! …
//! {"end":{"rows":1234,"sha256":"…"}}
//! ```
//!
//! The digest is over all lines before it. Tables come before those that name them.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use aws_lc_rs::digest::{Context, SHA256};
use model::Timestamp;
use serde::{Deserialize, Serialize};

use super::contents::Contents;
use super::error::BackupError;
use super::file::{LINES, failed};
use crate::schema::Schema;

const FORMAT: u32 = 1;
const ROW: &str = r#"{"row":"#;

#[derive(Debug, Serialize, Deserialize)]
pub struct Header {
    grantry_backup: u32,
    pub made_at: Timestamp,
    pub migrations: Vec<String>,
}

/// The rows that follow are of this table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub table: String,
    pub columns: Vec<String>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct End {
    end: Sum,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Sum {
    rows: u64,
    sha256: String,
}

pub struct Writer {
    path: PathBuf,
    file: BufWriter<File>,
    digest: Context,
    tables: usize,
    rows: u64,
    made_at: Timestamp,
}

impl Writer {
    /// Writes into a file that is there.
    pub fn begin(path: &Path, migrations: Vec<String>, made_at: Timestamp) -> Result<Self, BackupError> {
        let file = File::options().write(true).open(path).map_err(failed(path))?;
        let digest = Context::new(&SHA256);
        let (path, file) = (path.to_owned(), BufWriter::new(file));
        let mut writer = Self { path, file, digest, tables: 0, rows: 0, made_at };
        writer.json(&Header { grantry_backup: FORMAT, made_at, migrations })?;
        Ok(writer)
    }

    pub fn table(&mut self, table: &Table) -> Result<(), BackupError> {
        self.tables += 1;
        self.json(table)
    }

    /// A row as PostgreSQL writes it: a JSON object without a line break.
    pub fn row(&mut self, json: &str) -> Result<(), BackupError> {
        self.rows += 1;
        self.line(&format!("{ROW}{json}}}"))
    }

    pub fn end(mut self) -> Result<Contents, BackupError> {
        let contents = Contents { made_at: Some(self.made_at), tables: self.tables, rows: self.rows };
        let sum = Sum { rows: self.rows, sha256: hex(self.digest.clone()) };
        self.json(&End { end: sum })?;
        self.file.flush().map_err(failed(&self.path))?;
        Ok(contents)
    }

    fn json(&mut self, value: &impl Serialize) -> Result<(), BackupError> {
        let text = serde_json::to_string(value).map_err(io::Error::from).map_err(failed(&self.path))?;
        self.line(&text)
    }

    fn line(&mut self, text: &str) -> Result<(), BackupError> {
        for bytes in [text.as_bytes(), b"\n"] {
            self.digest.update(bytes);
            self.file.write_all(bytes).map_err(failed(&self.path))?;
        }
        Ok(())
    }
}

/// What a line says.
pub enum Line {
    Table(Table),
    /// A JSON object.
    Row(String),
}

/// Reads a backup line by line; what is wrong with it is an error at the latest at its end.
pub struct Reader {
    path: PathBuf,
    file: BufReader<File>,
    digest: Context,
    rows: u64,
    pub header: Header,
}

impl Reader {
    pub fn begin(path: &Path) -> Result<Self, BackupError> {
        let file = BufReader::new(File::open(path).map_err(failed(path))?);
        let nothing = Header { grantry_backup: 0, made_at: Timestamp::default(), migrations: Vec::new() };
        let digest = Context::new(&SHA256);
        let mut reader = Self { path: path.to_owned(), file, digest, rows: 0, header: nothing };
        let first = reader.line()?.filter(|line| line.as_bytes().starts_with(LINES));
        let first = first.ok_or_else(|| BackupError::Foreign(path.to_owned()))?;
        reader.digest.update(first.as_bytes());
        let header: Header = reader.parse(&first)?;
        let newer = |migrations: String| BackupError::Newer { file: path.to_owned(), migrations };
        if header.grantry_backup != FORMAT {
            return Err(newer(format!("format {}", header.grantry_backup)));
        }
        match Schema::of(&header.migrations, true) {
            Schema::Newer(migrations) => return Err(newer(migrations.join(", "))),
            Schema::Absent | Schema::Foreign => return Err(BackupError::Foreign(path.to_owned())),
            Schema::Behind | Schema::Current => {}
        }
        reader.header = header;
        Ok(reader)
    }

    /// `None` at the end, when all is as it was written.
    pub fn next(&mut self) -> Result<Option<Line>, BackupError> {
        let line = self.line()?.ok_or_else(|| self.damaged("its end is missing"))?;
        if line.starts_with(r#"{"end":"#) {
            let sum = Sum { rows: self.rows, sha256: hex(self.digest.clone()) };
            if !line.ends_with('\n') {
                return Err(self.damaged("its last line is cut short"));
            }
            if self.parse::<End>(&line)? != (End { end: sum }) {
                return Err(self.damaged("its sum is another one"));
            }
            return match self.line()? {
                None => Ok(None),
                Some(_) => Err(self.damaged("there is something behind its end")),
            };
        }
        self.digest.update(line.as_bytes());
        if let Some(rest) = line.strip_prefix(ROW) {
            let row = rest.strip_suffix("}\n").ok_or_else(|| self.damaged("a row is cut short"))?;
            self.rows += 1;
            return Ok(Some(Line::Row(row.to_owned())));
        }
        self.parse(&line).map(|table| Some(Line::Table(table)))
    }

    pub fn damaged(&self, why: impl Into<String>) -> BackupError {
        BackupError::Damaged { file: self.path.clone(), why: why.into() }
    }

    /// With its line break; `None` at the end of the file.
    fn line(&mut self) -> Result<Option<String>, BackupError> {
        let mut line = String::new();
        match self.file.read_line(&mut line) {
            Ok(0) => Ok(None),
            Ok(_) => Ok(Some(line)),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(self.damaged("it is not text")),
            Err(cause) => Err(failed(&self.path)(cause)),
        }
    }

    fn parse<T: for<'a> Deserialize<'a>>(&self, line: &str) -> Result<T, BackupError> {
        serde_json::from_str(line).map_err(|error| self.damaged(error.to_string()))
    }
}

/// Reads a backup from end to end.
pub fn check(file: &Path) -> Result<Contents, BackupError> {
    let mut reader = Reader::begin(file)?;
    let mut tables = 0;
    while let Some(line) = reader.next()? {
        match line {
            Line::Table(_) => tables += 1,
            Line::Row(row) => reader.parse::<serde::de::IgnoredAny>(&row).map(drop)?,
        }
    }
    Ok(Contents { made_at: Some(reader.header.made_at), tables, rows: reader.rows })
}

fn hex(digest: Context) -> String {
    digest.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
