//! Receipts of decisions about a tenant's own credentials.

use model::{
    api::Api,
    app::RequestedScope,
    credential::Credential,
    receipt::Decision,
    scope::{Scope, ScopeSet},
};
use store::{Tenanted, receipts::About};
use wire::{
    admin::ReviewedApi,
    receipts::{ReceiptAccess, ReceiptCredential, ReceiptStatement},
};

use super::credentials::own;
use crate::errors::Error;
use crate::permission::{By, TenantAdmin};
use crate::service::Marketplace;
use crate::views::review::by_api;
use crate::work::Work;

/// What was decided, and about which credentials.
pub(super) struct OwnDecided<'a> {
    pub decision: Decision,
    /// After the decision; its row is written.
    pub credential: &'a Credential,
    /// Where the decision has changed what they may do, or ended it.
    pub before: Option<&'a Credential>,
}

impl Marketplace {
    /// As [`give_receipt`](Self::give_receipt). It reads the words of the scopes.
    pub(super) async fn give_own_receipt(
        &self,
        work: &mut Work,
        by: &By<TenantAdmin>,
        decided: OwnDecided<'_>,
    ) -> Result<(), Error> {
        let rows = work.within(by.tenant()).await?;
        let statement = self.about_credential(rows, by, &decided).await?;
        self.keep_receipt(rows, About::Credential(decided.credential.id), &statement).await
    }

    async fn about_credential(
        &self,
        rows: Tenanted<'_>,
        by: &By<TenantAdmin>,
        decided: &OwnDecided<'_>,
    ) -> Result<ReceiptStatement, Error> {
        let OwnDecided { decision, credential, before } = *decided;
        let (name, held) = held(credential)?;
        let before = before.map(|before| Ok::<_, Error>((before, own(before)?))).transpose()?;
        let earlier = before.iter().flat_map(|(_, (_, scopes))| scopes);
        let all: ScopeSet = held.iter().chain(earlier).cloned().collect();
        let words = rows.shared().apis().of_scopes(&all).await?;
        let before = before.map(|(before, (name, scopes))| ReceiptAccess {
            name,
            granted: in_words(&words, &scopes),
            ends_at: before.standing.ends_at,
        });
        let pause = credential.standing.pause.as_ref().filter(|_| decision == Decision::Paused);
        Ok(ReceiptStatement {
            credential: Some(ReceiptCredential { client_id: credential.id, name, before }),
            granted: in_words(&words, &held),
            ends_at: credential.standing.ends_at,
            reason: pause.and_then(|pause| pause.reason.clone()),
            ..self.decided_by(by, decision)
        })
    }
}

/// Its name, and what it may do: nothing once it is deleted.
fn held(credential: &Credential) -> Result<(String, ScopeSet), Error> {
    let (name, scopes) = own(credential)?;
    Ok((name, if credential.deleted_at.is_some() { ScopeSet::new() } else { scopes }))
}

/// With the catalogue's words: no one gave a reason.
fn in_words(words: &[(Api, Vec<Scope>)], scopes: &ScopeSet) -> Vec<ReviewedApi> {
    let wanted = scopes.iter().map(|name| RequestedScope {
        name: name.clone(),
        required: false,
        reason: String::new(),
    });
    by_api(words, &wanted.collect::<Vec<_>>())
}
