//! How a client goes from one secret to the next.

use model::{
    Timestamp,
    audit::Detail,
    credential::{Credential, Secret},
    ids::PersonId,
    rotation::{
        MOST_OVERLAP_HOURS, SecretNotice as Notice, end_by_policy, end_of_overlap, next_notice, replaced_at,
    },
    tenant::Tenancy,
};
use store::{Tenanted, clients::Client};
use wire::secrets::{Regenerate, SecretNotice};

use crate::errors::Error;
use crate::service::Marketplace;

/// For how many hours the old secret works on; `None`: it stops at once.
pub(crate) fn overlap(request: &Regenerate) -> Result<Option<u32>, Error> {
    match request.keep_old_hours {
        Some(hours) if !(1..=MOST_OVERLAP_HOURS).contains(&hours) => {
            Err(Error::field("keep_old_hours", format!("Use 1 to {MOST_OVERLAP_HOURS} hours.")))
        }
        hours => Ok(hours),
    }
}

impl Marketplace {
    /// Makes room for the credential's next secret: destroys those that it has, or lets the one that works go on for so
    /// many hours. The credential as it is then, and what a history tells of it.
    pub(crate) async fn make_room(
        &self,
        rows: Tenanted<'_>,
        tenancy: &Tenancy,
        credential: Credential,
        by: PersonId,
        keep_old_hours: Option<u32>,
    ) -> Result<(Credential, Detail), Error> {
        let now = self.now();
        let (at, detail) = match keep_old_hours {
            None => {
                rows.secrets().remember(credential.id, Some(by), now).await?;
                rows.secrets().delete_of(credential.id).await?;
                (now, Detail::OldSecretStopped)
            }
            Some(hours) => {
                let new_end = end_by_policy(tenancy.secret_days, now);
                let kept = keep_old(rows, &credential, hours, new_end, now).await?;
                rows.secrets().remember_others(kept.id, Some(by), now).await?;
                rows.secrets().delete_others(&kept).await?;
                let (at, until) = (replaced_at(&kept, now), kept.expires_at.unwrap_or(now));
                (at, Detail::OldSecretKept { hint: kept.hint, until })
            }
        };
        let regenerated = Credential { regenerated_at: Some(at), regenerated_by: Some(by), ..credential };
        rows.credentials().update(&regenerated).await?;
        Ok((regenerated, detail))
    }
}

/// Gives the newest that works its end. It alone works on, so that there are never more than two.
async fn keep_old(
    rows: Tenanted<'_>,
    credential: &Credential,
    hours: u32,
    new_end: Option<Timestamp>,
    now: Timestamp,
) -> Result<Secret, Error> {
    let secrets = rows.secrets().of(&[credential.id]).await?;
    let kept = secrets.into_iter().find(|secret| secret.works(now));
    let kept = kept.ok_or_else(|| {
        Error::field("keep_old_hours", "There is no secret that works and could be kept. Leave this out.")
    })?;
    let until = end_of_overlap(hours, kept.expires_at, new_end, now);
    rows.secrets().set_end(kept.id, until, next_notice(until, now)).await?;
    Ok(Secret { expires_at: Some(until), ..kept })
}

/// What is amiss with a client's secrets.
pub(crate) fn notices(client: &Client, now: Timestamp) -> Vec<SecretNotice> {
    let Client { credential, secrets, .. } = client;
    let view = |notice: Notice| SecretNotice {
        concern: notice.concern,
        secret_id: notice.secret,
        hint: hint_of(secrets, &notice),
        ends_at: notice.ends_at,
    };
    credential.secret_notices(secrets, now).into_iter().map(view).collect()
}

fn hint_of(secrets: &[Secret], notice: &Notice) -> String {
    let secret = secrets.iter().find(|secret| secret.id == notice.secret);
    secret.map(|secret| secret.hint.clone()).unwrap_or_default()
}
