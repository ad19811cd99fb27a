//! The query of a report on usage: its days, and how long a period is.

use std::{
    convert::Infallible,
    future::{Ready, ready},
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use wire::usage::UsageQuery;

use crate::{Failure, paging::query};

/// The query of a report. Like `Body`, judged by `read`.
pub struct Reporting(Result<UsageQuery, Failure>);

impl Reporting {
    pub fn read(self) -> Result<UsageQuery, Failure> {
        self.0
    }
}

impl FromRequest for Reporting {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(query(request, "from, to, by"))))
    }
}
