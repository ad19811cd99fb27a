//! Lists as files: CSV (RFC 4180) and JSON Lines, of all that a list's search and filters find.

use actix_web::{HttpResponse, http::header};
use marketplace::Error;
use serde::Serialize;
use serde_json::Value;
use wire::page::{ExportFormat, MAX_LIMIT, MAX_ROWS, Page, PageQuery};

use crate::{Answer, Failure};

/// Pages that are read at most: a search may find nothing on one.
const MOST_PAGES: usize = 100;

/// A file of these items. A column is a field of the item as JSON has it; `client.issuer` is a field of a field.
pub(crate) fn file<T: Serialize>(
    name: &str,
    columns: &[&str],
    format: ExportFormat,
    items: &[T],
) -> HttpResponse {
    let items = items.iter().map(|item| serde_json::to_value(item).unwrap_or_default());
    let (ending, content_type, body) = match format {
        ExportFormat::Csv => ("csv", "text/csv; charset=utf-8; header=present", csv(columns, items)),
        ExportFormat::JsonLines => {
            ("jsonl", "application/jsonl", items.map(|item| format!("{item}\n")).collect::<String>())
        }
    };
    HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{ending}\"")))
        .body(body)
}

/// All that the list has, page by page; nothing where that is too much, so that no file lacks what it seems to have.
pub(crate) async fn all<T>(
    query: PageQuery,
    list: impl AsyncFn(PageQuery) -> Result<Page<T>, Error>,
) -> Result<Vec<T>, Failure> {
    let (mut items, mut cursor) = (Vec::new(), None);
    for _ in 0..MOST_PAGES {
        let asked = PageQuery { cursor, limit: Some(MAX_LIMIT), format: None, ..query.clone() };
        let page = list(asked).await?;
        items.extend(page.items);
        if items.len() > MAX_ROWS {
            break;
        }
        let Some(next) = page.next_cursor else { return Ok(items) };
        cursor = Some(next);
    }
    let message = format!("A file has at most {MAX_ROWS} rows, and there are more. Search for less.");
    Err(Failure::Malformed { field: Some("q".into()), message })
}

/// One page as it is, or all as a file. `accepted` is the file that the caller would take in the place of a page; whoever
/// asks for a page by its place or length gets that.
pub(crate) async fn answer<T: Serialize>(
    query: PageQuery,
    accepted: Option<ExportFormat>,
    name: &str,
    columns: &[&str],
    list: impl AsyncFn(PageQuery) -> Result<Page<T>, Error>,
) -> Answer {
    let of_page = query.cursor.is_some() || query.limit.is_some();
    let Some(format) = query.format.or(accepted.filter(|_| !of_page)) else {
        return Ok(HttpResponse::Ok().json(list(query).await?));
    };
    if of_page {
        let message = "A file has all rows: leave out cursor and limit.".into();
        return Err(Failure::Malformed { field: Some("format".into()), message });
    }
    Ok(file(name, columns, format, &all(query, list).await?))
}

fn csv(columns: &[&str], items: impl Iterator<Item = Value>) -> String {
    let mut text = line(columns.iter().map(|column| (*column).to_owned()));
    for item in items {
        text.push_str(&line(columns.iter().map(|column| cell(field(&item, column)))));
    }
    text
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<_> = cells.map(quoted).collect();
    format!("{}\r\n", cells.join(","))
}

fn field<'a>(item: &'a Value, column: &str) -> &'a Value {
    column.split('.').fold(item, |value, name| value.get(name).unwrap_or(&Value::Null))
}

/// Those in full width count where people write in it.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Spreadsheets take a text for a formula by its first character: an apostrophe before it says that it is a text.
fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => return String::new(),
        Value::Number(number) => return number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(values) if values.iter().all(Value::is_string) => {
            values.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    };
    if text.starts_with(FORMULA) { format!("'{text}") } else { text }
}

/// RFC 4180 section 2.
fn quoted(cell: String) -> String {
    if cell.contains(['"', ',', '\r', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn cells_are_quoted_and_no_formulas() {
        let items = [
            json!({"name": "=1+1", "scopes": ["a.read", "b.read"], "client": {"id": 7}, "at": null}),
            json!({"name": "Ann, \"the\" admin", "scopes": [], "client": null, "at": "two\r\nlines"}),
            json!({"name": "@x", "client": {"id": -3}, "at": true}),
        ];
        let text = csv(&["name", "scopes", "client.id", "at"], items.into_iter());
        assert_eq!(
            text,
            "name,scopes,client.id,at\r\n\
             '=1+1,a.read b.read,7,\r\n\
             \"Ann, \"\"the\"\" admin\",,,\"two\r\nlines\"\r\n\
             '@x,,-3,true\r\n"
        );
        for first in ["+", "-", "\t", "\r", "\n=", "＝", "＋", "－", "＠"] {
            assert!(cell(&json!(format!("{first}1"))).starts_with('\''), "{first:?}");
        }
    }

    #[tokio::test]
    async fn a_file_has_all_pages_or_is_refused() {
        let pages = |last: u32| {
            async move |query: PageQuery| {
                let number: u32 = query.cursor.as_deref().unwrap_or("0").parse().unwrap_or_default();
                let next_cursor = (number < last).then(|| (number + 1).to_string());
                Ok::<_, Error>(Page { items: vec![number; 200], next_cursor, total: None })
            }
        };
        let query = PageQuery { format: Some(ExportFormat::Csv), ..PageQuery::default() };
        let found = all(query.clone(), pages(49)).await.unwrap();
        assert_eq!((found.len(), found.last()), (10_000, Some(&49)));
        assert!(all(query, pages(50)).await.is_err());
    }
}
