//! Workload identities in words that developers and admins read.

use std::collections::{BTreeSet, HashMap};

use model::{
    ids::WorkloadIssuerId,
    workload::{ClaimPattern, WorkloadIdentity, WorkloadIssuer},
    workload_words::{claim_words, workload_words},
};
use store::Shared;
use wire::workload::{ClaimInWords, VersionWorkload, WorkloadInWords};

use crate::errors::Error;

/// The issuers that some versions name.
pub(crate) struct Issuers(HashMap<WorkloadIssuerId, WorkloadIssuer>);

impl Issuers {
    pub async fn of<'w>(
        shared: Shared<'_>,
        workloads: impl Iterator<Item = &'w WorkloadIdentity>,
    ) -> Result<Self, Error> {
        let ids: BTreeSet<_> = workloads.map(WorkloadIdentity::issuer).collect();
        if ids.is_empty() {
            return Ok(Self(HashMap::new()));
        }
        let ids: Vec<_> = ids.into_iter().collect();
        let found = shared.workload_issuers().by_ids(&ids).await?;
        Ok(Self(found.into_iter().map(|issuer| (issuer.id, issuer)).collect()))
    }

    /// "repository acme/sync, branch main (GitHub Actions)".
    pub fn words(&self, workload: &WorkloadIdentity) -> Result<String, Error> {
        self.get(workload).map(|issuer| workload_words(issuer.preset, &issuer.name, workload.claims()))
    }

    fn get(&self, workload: &WorkloadIdentity) -> Result<&WorkloadIssuer, Error> {
        let id = workload.issuer();
        self.0.get(&id).ok_or_else(|| Error::broken("workload issuer", id))
    }

    pub fn in_words(&self, workload: &WorkloadIdentity) -> Result<WorkloadInWords, Error> {
        Ok(in_words(self.get(workload)?, workload))
    }

    pub fn of_version(&self, workload: &WorkloadIdentity) -> Result<VersionWorkload, Error> {
        let claims = workload.claims().iter().map(|(name, pattern)| (name.clone(), pattern.to_string()));
        Ok(VersionWorkload {
            issuer_id: workload.issuer(),
            claims: claims.collect(),
            in_words: self.in_words(workload)?,
        })
    }
}

/// "repository acme/sync, branch main (GitHub Actions)", where a version names a workload.
pub(crate) async fn words_of(
    shared: Shared<'_>,
    workload: Option<&WorkloadIdentity>,
) -> Result<Option<String>, Error> {
    let Some(workload) = workload else { return Ok(None) };
    Issuers::of(shared, std::iter::once(workload)).await?.words(workload).map(Some)
}

/// A workload identity in words, where there is one.
pub(crate) async fn in_words_of(
    shared: Shared<'_>,
    workload: Option<&WorkloadIdentity>,
) -> Result<Option<WorkloadInWords>, Error> {
    let Some(workload) = workload else { return Ok(None) };
    Issuers::of(shared, std::iter::once(workload)).await?.in_words(workload).map(Some)
}

fn in_words(issuer: &WorkloadIssuer, workload: &WorkloadIdentity) -> WorkloadInWords {
    let words = workload_words(issuer.preset, &issuer.name, workload.claims());
    let claim = |(name, pattern): (&String, &ClaimPattern)| claim(issuer, name, pattern);
    WorkloadInWords {
        issuer_name: issuer.name.clone(),
        issuer: issuer.issuer.clone(),
        closed: !issuer.is_allowed(),
        sentence: format!("Signs in as {words}"),
        claims: workload.claims().iter().map(claim).collect(),
    }
}

fn claim(issuer: &WorkloadIssuer, name: &str, pattern: &ClaimPattern) -> ClaimInWords {
    let (name, pattern) = (name.to_owned(), pattern.to_string());
    let in_words = claim_words(issuer.preset, &name, &pattern);
    ClaimInWords { name, pattern, in_words }
}
