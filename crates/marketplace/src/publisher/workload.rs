//! The identity of its platform by which an app's software signs in: which issuers a developer may choose from, and what
//! a version names.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    app::{App, HandOver},
    ids::WorkloadIssuerId,
    workload::{ClaimPattern, WorkloadIdentity, WorkloadIssuer},
};
use store::Shared;
use wire::{
    page::{Page, PageQuery},
    texts::ClaimText,
    workload::{AllowedIssuer, WantedWorkload},
};

use crate::errors::Error;
use crate::permission::{By, PublisherMember};
use crate::requests::listing::{listing, searched_page};
use crate::requests::{Checks, sentence};
use crate::service::WorkloadIssuers;

/// What stands before the name of a claim in the names of fields.
const CLAIMS: &str = "workload.claims";

impl WorkloadIssuers<'_> {
    /// Those that the operator allows, the newest first. A part may be shorter than was asked for: closed ones are left
    /// out.
    pub async fn allowed(
        self,
        _: &By<PublisherMember>,
        query: PageQuery,
    ) -> Result<Page<AllowedIssuer>, Error> {
        let listing = listing(&query, WorkloadIssuerId::uuid)?;
        let tx = self.inner.store().read().await?;
        let listed = tx.shared().workload_issuers().list(&listing).await?;
        let closed: BTreeSet<_> =
            listed.items.iter().filter(|issuer| !issuer.is_allowed()).map(|issuer| issuer.id).collect();
        let mut page = searched_page(listed, |issuer| issuer.id, WorkloadIssuerId::from_uuid, allowed);
        page.items.retain(|issuer| !closed.contains(&issuer.id));
        Ok(Page { total: page.total.filter(|_| closed.is_empty()), ..page })
    }
}

fn allowed(issuer: WorkloadIssuer) -> AllowedIssuer {
    AllowedIssuer {
        id: issuer.id,
        name: issuer.name,
        preset: issuer.preset,
        issuer: issuer.issuer,
        audience: issuer.audience,
        usual_claims: issuer.preset.usual_claims().iter().map(|claim| (*claim).to_owned()).collect(),
    }
}

/// What a version names, every wrong claim by its name.
pub(crate) async fn checked(
    checks: &mut Checks,
    shared: Shared<'_>,
    app: &App,
    given: Option<&WantedWorkload>,
) -> Result<Option<WorkloadIdentity>, Error> {
    let Some(given) = given else {
        if app.details.hand_over == HandOver::Workload {
            checks.wrong("workload", "Say which workload signs in: this app has no other way to get tokens.");
        }
        return Ok(None);
    };
    let issuer = shared.workload_issuers().get(given.issuer_id).await?;
    let issuer = issuer.filter(WorkloadIssuer::is_allowed);
    if issuer.is_none() {
        checks.wrong("workload.issuer_id", "The platform allows no such issuer. Choose one of the list.");
    }
    let Some(claims) = patterns(checks, &given.claims) else { return Ok(None) };
    let identity = WorkloadIdentity::new(given.issuer_id, claims).and_then(|identity| {
        issuer.map_or(Ok(()), |issuer| identity.names_workload_of(issuer.preset)).map(|()| identity)
    });
    Ok(match identity {
        Ok(identity) => Some(identity),
        Err(error) => {
            checks.wrong(CLAIMS, sentence(&error.to_string()));
            None
        }
    })
}

/// `None` where one is wrong.
fn patterns(
    checks: &mut Checks,
    given: &BTreeMap<String, ClaimText>,
) -> Option<BTreeMap<String, ClaimPattern>> {
    let mut patterns = BTreeMap::new();
    for (name, text) in given {
        match text.parse::<ClaimPattern>() {
            Ok(pattern) => drop(patterns.insert(name.clone(), pattern)),
            Err(error) => checks.wrong(format!("{CLAIMS}.{name}"), sentence(&error.to_string())),
        }
    }
    (patterns.len() == given.len()).then_some(patterns)
}

#[cfg(test)]
mod tests {
    use model::workload::MAX_PATTERN;

    use super::*;

    #[test]
    fn a_pattern_fits() {
        assert_eq!(ClaimText::RULE.code_points(), MAX_PATTERN);
    }

    #[test]
    fn every_wrong_claim_is_named() {
        let given = [("ref", "refs/heads/main"), ("repository", "acme/*/sync"), ("sub", "")];
        let given = given.map(|(name, text)| (name.to_owned(), ClaimText::from(text))).into();
        let mut checks = Checks::new();
        assert_eq!(patterns(&mut checks, &given), None);
        let Err(Error::Invalid(problems)) = checks.finish() else { panic!("passed") };
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["workload.claims.repository", "workload.claims.sub"]);
    }
}
