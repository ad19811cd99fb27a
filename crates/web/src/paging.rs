//! The query of a list: cursor, limit and search.

use std::{
    convert::Infallible,
    future::{Ready, ready},
};

use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Query};
use wire::page::PageQuery;

use crate::Failure;

/// The query of a list. Like `Body`, judged by `read`.
pub struct Paging(Result<PageQuery, Failure>);

impl Paging {
    pub fn read(self) -> Result<PageQuery, Failure> {
        self.0
    }
}

impl FromRequest for Paging {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let query = Query::<PageQuery>::from_query(request.query_string());
        let malformed = |error: actix_web::error::QueryPayloadError| Failure::Malformed {
            field: None,
            message: format!("The query cannot be read: {error}. Known parameters: cursor, limit, q."),
        };
        ready(Ok(Self(query.map_err(malformed).and_then(|query| printable(query.into_inner())))))
    }
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
