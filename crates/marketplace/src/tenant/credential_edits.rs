//! Edits of a tenant's own credentials: name, scopes and end; disable and restore. The client ID and the secret stay.

use model::{
    audit::{Access, AuditAction, Detail},
    connection::outlives,
    credential::{Credential, CredentialOwner, Pause, Standing},
    generation,
    ids::CredentialId,
    receipt::Decision,
};
use wire::{access::EditCredential, admin, stops};

use super::credential_receipts::OwnDecided;
use super::credentials::{checked, own};
use crate::errors::Error;
use crate::permission::{By, TenantAdmin, begin};
use crate::requests::same_revision;
use crate::service::Credentials;
use crate::work::{Event, Work};

impl Credentials<'_> {
    pub async fn change(
        self,
        by: &By<TenantAdmin>,
        id: CredentialId,
        request: EditCredential,
    ) -> Result<admin::Credential, Error> {
        let mut work = begin!(self, by, "credentials_change", (id, &request));
        let rows = work.within(by.tenant()).await?;
        let before = rows.credentials().lock_own(id).await?.ok_or(Error::NotFound)?;
        same_revision(request.revision, before.standing.revision)?;
        let (_, held) = own(&before)?;
        let (name, scopes) = checked(rows.shared(), &request.name, &request.scopes, &held).await?;
        let ends_at = self.inner.end_moved(before.standing.ends_at, request.ends_at)?;
        let now = self.inner.now();
        let takes = !held.is_subset(&scopes) || outlives(before.standing.ends_at, ends_at, now);
        let generation = if takes { generation::next(before.generation, now) } else { before.generation };
        let revision = before.standing.revision.saturating_add(1);
        let changed = Credential {
            owner: CredentialOwner::Tenant { name: name.clone(), scopes: scopes.clone() },
            generation,
            standing: Standing { ends_at, revision, pause: before.standing.pause.clone() },
            ..before.clone()
        };
        rows.credentials().update(&changed).await?;
        self.inner.count_scopes(rows, id, &held, &scopes).await?;
        let detail = Detail::AccessChanged { before: access(&before)?, after: access(&changed)? };
        let event = Event::new(AuditAction::CredentialChanged, id, &name).detail(detail);
        // Another name alone decides nothing about access.
        if held != scopes || before.standing.ends_at != ends_at {
            let decision = Decision::Edited;
            let decided = OwnDecided { decision, credential: &changed, before: Some(&before) };
            self.inner.give_own_receipt(&mut work, by, decided).await?;
        }
        self.written(work, by, &changed, event).await
    }

    /// "Disable": no more tokens, and those from before are revoked.
    pub async fn pause(
        self,
        by: &By<TenantAdmin>,
        id: CredentialId,
        request: stops::Pause,
    ) -> Result<admin::Credential, Error> {
        let reason = self.inner.pause_reason(&request)?;
        let mut work = begin!(self, by, "credentials_pause", (id, &reason));
        let rows = work.within(by.tenant()).await?;
        let before = rows.credentials().lock_own(id).await?.ok_or(Error::NotFound)?;
        if before.standing.pause.is_some() {
            return Err(Error::Conflict("These credentials are disabled already.".into()));
        }
        let now = self.inner.now();
        let pause = Some(Pause { at: now, by: by.person().id, reason: reason.clone() });
        let paused = Credential {
            generation: generation::next(before.generation, now),
            standing: Standing { pause, ..before.standing.clone() },
            ..before
        };
        rows.credentials().update(&paused).await?;
        let event = Event::new(AuditAction::CredentialPaused, id, &own(&paused)?.0);
        let event = reason.as_deref().into_iter().fold(event, Event::reason);
        let decided = OwnDecided { decision: Decision::Paused, credential: &paused, before: None };
        self.inner.give_own_receipt(&mut work, by, decided).await?;
        self.written(work, by, &paused, event).await
    }

    /// "Restore": the same secret works again, unless something else stops it.
    pub async fn resume(self, by: &By<TenantAdmin>, id: CredentialId) -> Result<admin::Credential, Error> {
        let mut work = begin!(self, by, "credentials_resume", id);
        let rows = work.within(by.tenant()).await?;
        let before = rows.credentials().lock_own(id).await?.ok_or(Error::NotFound)?;
        if before.standing.pause.is_none() {
            return Err(Error::Conflict("These credentials are not disabled.".into()));
        }
        let resumed = Credential { standing: Standing { pause: None, ..before.standing.clone() }, ..before };
        rows.credentials().update(&resumed).await?;
        let event = Event::new(AuditAction::CredentialResumed, id, &own(&resumed)?.0);
        let decided = OwnDecided { decision: Decision::Resumed, credential: &resumed, before: None };
        self.inner.give_own_receipt(&mut work, by, decided).await?;
        self.written(work, by, &resumed, event).await
    }

    /// Finishes with the credential as it is now.
    async fn written(
        self,
        mut work: Work,
        by: &By<TenantAdmin>,
        credential: &Credential,
        event: Event,
    ) -> Result<admin::Credential, Error> {
        work.changed(credential);
        let clients = work.within(by.tenant()).await?.clients(&[credential.id]).await?;
        let view = self.views(&mut work, by, clients).await?.pop();
        let view = view.ok_or_else(|| Error::broken("client of credential", credential.id))?;
        work.record(event).finish(view).await
    }
}

fn access(credential: &Credential) -> Result<Access, Error> {
    let (name, scopes) = own(credential)?;
    Ok(Access { name: Some(name), scopes, until: credential.standing.ends_at })
}
