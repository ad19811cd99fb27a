//! The query of a list: cursor, limit, search, filter and format.

use std::{
    convert::Infallible,
    future::{Ready, ready},
};

use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, error::QueryPayloadError, web::Query};
use marketplace::Error;
use model::update::RollOutState;
use serde::{Serialize, de::DeserializeOwned};
use wire::{
    activity::{HistoryFilter, HistoryQuery},
    page::{ExportFormat, ExportQuery, Page, PageQuery},
    updates::RollOutQuery,
};

use crate::{Answer, Failure, accept::accepted_file, export};

/// The query of a list, and the file that the caller accepts. Like `Body`, judged by `read`.
pub struct Paging(Result<PageQuery, Failure>, Option<ExportFormat>);

impl Paging {
    /// For a list that is no file.
    pub fn read(self) -> Result<PageQuery, Failure> {
        match self.0? {
            PageQuery { format: Some(_), .. } => {
                let message = "This list is given in pages alone.".into();
                Err(Failure::Malformed { field: Some("format".into()), message })
            }
            query => Ok(query),
        }
    }

    /// A page, or all that the search and the filters find as a file.
    pub async fn answer<T: Serialize>(
        self,
        name: &str,
        columns: &[&str],
        list: impl AsyncFn(PageQuery) -> Result<Page<T>, Error>,
    ) -> Answer {
        export::answer(self.0?, self.1, name, columns, list).await
    }
}

/// The query of a list that has one page. Like `Body`, judged where it is answered.
pub struct Exporting(Result<ExportQuery, Failure>, Option<ExportFormat>);

impl Exporting {
    /// The page, or its items as a file.
    pub fn answer<T: Serialize>(self, name: &str, columns: &[&str], page: Page<T>) -> Answer {
        Ok(match self.0?.format.or(self.1) {
            None => HttpResponse::Ok().json(page),
            Some(format) => export::file(name, columns, format, &page.items),
        })
    }
}

impl FromRequest for Exporting {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(query(request, "format"), accepted_file(request))))
    }
}

impl FromRequest for Paging {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let known = "cursor, limit, q; of some lists also state and format";
        ready(Ok(Self(query(request, known).and_then(printable), accepted_file(request))))
    }
}

/// The query of a history, with its filters.
pub struct HistoryPaging(Result<(PageQuery, HistoryFilter), Failure>, Option<ExportFormat>);

impl HistoryPaging {
    /// A page, or all that the search and the filters find as a file.
    pub async fn answer<T: Serialize>(
        self,
        name: &str,
        columns: &[&str],
        list: impl AsyncFn(HistoryQuery) -> Result<Page<T>, Error>,
    ) -> Answer {
        let (page, filter) = self.0?;
        export::answer(page, self.1, name, columns, async |page| list(filter.clone().query(page)).await).await
    }
}

impl FromRequest for HistoryPaging {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let known = "cursor, limit, q, action, person, app, from, to, format";
        let read = query(request, known).map(HistoryQuery::split);
        let read = read.and_then(|(page, filter)| Ok((printable(page)?, filter)));
        ready(Ok(Self(read, accepted_file(request))))
    }
}

/// The query of the tenants of a roll-out, with its filter.
pub struct RollOutPaging(Result<(PageQuery, Option<RollOutState>), Failure>);

impl RollOutPaging {
    pub fn read(self) -> Result<(PageQuery, Option<RollOutState>), Failure> {
        self.0
    }
}

impl FromRequest for RollOutPaging {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let read = query(request, "cursor, limit, q, state").map(RollOutQuery::split);
        ready(Ok(Self(read.and_then(|(page, state)| Ok((printable(page)?, state))))))
    }
}

/// Reads a query that has no other than these parameters.
pub(crate) fn query<Q: DeserializeOwned>(request: &HttpRequest, known: &str) -> Result<Q, Failure> {
    let malformed = |error: QueryPayloadError| Failure::Malformed {
        field: wrong_parameter::<Q>(request.query_string()),
        message: format!("The query cannot be read: {error}. Known parameters: {known}."),
    };
    Query::<Q>::from_query(request.query_string()).map(Query::into_inner).map_err(malformed)
}

/// The first parameter that cannot be read alone either: every one may be left out.
fn wrong_parameter<Q: DeserializeOwned>(query: &str) -> Option<String> {
    let wrong = query.split('&').find(|pair| Query::<Q>::from_query(pair).is_err())?;
    let name = wrong.split('=').next().unwrap_or_default();
    // Of what is written in other signs, the message tells.
    let is_name =
        |name: &str| name.len() <= 30 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    Some(name.to_owned()).filter(|name| !name.is_empty() && is_name(name))
}

/// What a line cannot hold is in no name either; a pasted line's end is a blank.
fn printable(query: PageQuery) -> Result<PageQuery, Failure> {
    let PageQuery { cursor, q, .. } = &query;
    let unprintable = |text: &Option<String>| {
        text.iter().flat_map(|text| text.chars()).any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
    };
    let fields = [("q", unprintable(q)), ("cursor", unprintable(cursor))];
    match fields.into_iter().find(|(_, wrong)| *wrong) {
        Some((field, _)) => {
            let message = "Remove the control characters.".into();
            Err(Failure::Malformed { field: Some(field.into()), message })
        }
        None => Ok(query),
    }
}
