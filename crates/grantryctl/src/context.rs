//! What every command of a portal has: a session, a printer, and the organisation that is meant.

use std::fmt::Display;

use api_client::account;
use model::ids::{PublisherId, TenantId};

use crate::{
    failure::{Failure, Outcome},
    printer::Printer,
    profiles,
    session::Session,
};

pub struct Context {
    pub session: Session,
    pub out: Printer,
}

impl Context {
    pub fn open(out: Printer, profile: &str) -> Outcome<Self> {
        let access = profiles::access(profile)?;
        Ok(Self { session: Session::new(&access.url, access.token)?, out })
    }

    /// The one that was named, or the person's only one.
    pub async fn publisher(&self, named: Option<PublisherId>) -> Outcome<PublisherId> {
        if let Some(id) = named {
            return Ok(id);
        }
        let me = self.session.ask(account::who_am_i()).await?;
        only("--publisher", &me.publishers.iter().map(|publisher| publisher.id).collect::<Vec<_>>())
    }

    /// As [`Context::publisher`].
    pub async fn tenant(&self, named: Option<TenantId>) -> Outcome<TenantId> {
        if let Some(id) = named {
            return Ok(id);
        }
        let me = self.session.ask(account::who_am_i()).await?;
        only("--tenant", &me.tenants.iter().map(|tenant| tenant.id).collect::<Vec<_>>())
    }
}

fn only<I: Copy + Display>(flag: &str, ids: &[I]) -> Outcome<I> {
    match ids {
        [id] => Ok(*id),
        [] => Err(Failure::Usage(format!("you belong to none: name one with {flag}"))),
        several => {
            let names: Vec<_> = several.iter().map(ToString::to_string).collect();
            Err(Failure::Usage(format!("you belong to several: name one with {flag}: {}", names.join(", "))))
        }
    }
}
