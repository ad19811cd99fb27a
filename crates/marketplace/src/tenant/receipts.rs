//! Receipts: the signed record of a decision, made in its transaction of what is in hand.

use credentials::JwkSet;
use model::{
    app::App,
    connection::Connection,
    ids::{ConnectionId, CredentialId, ReceiptId},
    publisher::PublisherCard,
    receipt::Decision,
    update::Answers,
};
use store::{Listed, Tenanted, app_versions::VersionInWords, connections::ConnectionOfApp, receipts::About};
use wire::{
    page::{Page, PageQuery},
    receipts::{self, RECEIPT_FORM, ReceiptApp, ReceiptPerson, ReceiptStatement, ReceiptSummary},
    updates::ScopeAnswer,
};

use super::connection_view::by_grant;
use crate::clients::networks;
use crate::errors::Error;
use crate::permission::{By, InTenant, TenantAdmin, TenantMember};
use crate::requests::listing::{listing, searched_page};
use crate::service::{Marketplace, Receipts};
use crate::views::connection_state::reason;
use crate::views::review::{by_api, card};
use crate::views::workload::in_words_of;
use crate::work::Work;

/// What was decided, and about which connection.
pub(super) struct Decided<'a> {
    pub decision: Decision,
    /// After the decision; its row is written.
    pub connection: &'a Connection,
    pub app: &'a App,
    pub publisher: &'a PublisherCard,
    /// The version that was decided about.
    pub asked: &'a VersionInWords,
    pub said: Said<'a>,
}

/// What the person said with the decision.
#[derive(Clone, Copy, Default)]
pub(super) struct Said<'a> {
    /// Why, where the connection's state does not hold it.
    pub reason: Option<&'a str>,
    /// About the scopes of a newer version.
    pub answers: Option<&'a Answers>,
}

impl Receipts<'_> {
    /// A connection's, the newest first; a deleted one's too.
    pub async fn of_connection(
        self,
        by: &By<TenantMember>,
        connection: ConnectionId,
        query: PageQuery,
    ) -> Result<Page<ReceiptSummary>, Error> {
        let listing = listing(&query, ReceiptId::uuid)?;
        let mut tx = self.inner.store().read().await?;
        let rows = tx.within(by.tenant()).await?;
        rows.connections().app_of(connection).await?.ok_or(Error::NotFound)?;
        Ok(page(rows.receipts().of_connection(connection, &listing).await?))
    }

    /// Those of credentials of the tenant's own, the newest first; of deleted ones too.
    pub async fn of_credential(
        self,
        by: &By<TenantMember>,
        credential: CredentialId,
        query: PageQuery,
    ) -> Result<Page<ReceiptSummary>, Error> {
        let listing = listing(&query, ReceiptId::uuid)?;
        let mut tx = self.inner.store().read().await?;
        let rows = tx.within(by.tenant()).await?;
        if !rows.credentials().was_own(credential).await? {
            return Err(Error::NotFound);
        }
        Ok(page(rows.receipts().of_credential(credential, &listing).await?))
    }

    pub async fn get(self, by: &By<TenantMember>, id: ReceiptId) -> Result<receipts::Receipt, Error> {
        let mut tx = self.inner.store().read().await?;
        let jws = tx.within(by.tenant()).await?.receipts().jws(id).await?.ok_or(Error::NotFound)?;
        let keys = self.inner.0.receipt_key.published();
        let payload = credentials::read_receipt(&jws, &keys).map_err(Error::internal)?;
        let statement = serde_json::from_slice(&payload).map_err(Error::internal)?;
        Ok(receipts::Receipt { id, jws, statement })
    }

    /// What anyone verifies receipts with.
    pub fn keys(self) -> JwkSet {
        self.inner.0.receipt_key.published()
    }
}

impl Marketplace {
    /// Signs the receipt of a decision and keeps it: with the change, or not at all.
    pub(super) async fn give_receipt(
        &self,
        work: &mut Work,
        by: &By<TenantAdmin>,
        decided: Decided<'_>,
    ) -> Result<(), Error> {
        let rows = work.within(by.tenant()).await?;
        let statement = self.about_connection(rows, by, &decided).await?;
        let about = About::Connection { id: decided.connection.id, version: decided.asked.version.number };
        self.keep_receipt(rows, about, &statement).await
    }

    async fn about_connection(
        &self,
        rows: Tenanted<'_>,
        by: &By<TenantAdmin>,
        decided: &Decided<'_>,
    ) -> Result<ReceiptStatement, Error> {
        let Decided { decision, connection, app, publisher, asked, said } = *decided;
        let version = &asked.version;
        let (granted, not_granted) = by_grant(Some(version), &connection.granted);
        let not_granted = by_api(&asked.words, &not_granted);
        Ok(ReceiptStatement {
            connection_id: Some(connection.id),
            app: Some(described(app, publisher)),
            version: Some(version.number),
            kept_version: (connection.version != version.number).then_some(connection.version),
            note: version.note.clone(),
            egress_networks: networks::view(&version.egress_networks),
            workload: in_words_of(rows.shared(), version.workload.as_ref()).await?,
            granted: by_api(&asked.words, &granted),
            not_granted: not_granted.into_iter().flat_map(|api| api.scopes).collect(),
            answers: said.answers.map(listed),
            ends_at: connection.ends_at,
            reason: said.reason.map(str::to_owned).or_else(|| reason(connection.state.clone())),
            ..self.decided_by(by, decision)
        })
    }

    /// Who decided when, about nothing yet.
    pub(super) fn decided_by(&self, by: &By<TenantAdmin>, decision: Decision) -> ReceiptStatement {
        let (at, person) = (self.now(), by.person());
        ReceiptStatement {
            iss: self.urls().public_url().to_owned(),
            jti: self.new_id(ReceiptId::new),
            iat: at.timestamp(),
            form: RECEIPT_FORM,
            platform: self.platform_name().to_owned(),
            decision,
            decided_at: at,
            decided_by: ReceiptPerson {
                id: person.id,
                name: person.name.clone(),
                email: person.email.as_str().to_owned(),
            },
            tenant_id: by.tenant(),
            environment: by.tenancy().kind,
            connection_id: None,
            app: None,
            version: None,
            kept_version: None,
            note: String::new(),
            egress_networks: Vec::new(),
            workload: None,
            credential: None,
            granted: Vec::new(),
            not_granted: Vec::new(),
            answers: None,
            ends_at: None,
            reason: None,
        }
    }

    pub(super) async fn keep_receipt(
        &self,
        rows: Tenanted<'_>,
        about: About,
        statement: &ReceiptStatement,
    ) -> Result<(), Error> {
        let payload = serde_json::to_vec(statement).map_err(Error::internal)?;
        let jws = self.0.receipt_key.sign(&payload).map_err(Error::internal)?;
        let receipt = store::receipts::Receipt {
            id: statement.jti,
            about,
            decision: statement.decision,
            person: statement.decided_by.id,
            person_name: statement.decided_by.name.clone(),
            at: statement.decided_at,
        };
        Ok(rows.receipts().insert(&receipt, jws).await?)
    }
}

/// The version that a connection was decided about, for a receipt of a later decision and for the view.
pub(super) async fn version_of(rows: Tenanted<'_>, found: &ConnectionOfApp) -> Result<VersionInWords, Error> {
    let (app, number) = (found.app.id, found.connection.version);
    let version = rows.shared().app_versions().get_in_words(app, number).await?;
    version.ok_or_else(|| Error::broken("version of app", app))
}

fn described(app: &App, publisher: &PublisherCard) -> ReceiptApp {
    let details = app.details.clone();
    ReceiptApp {
        id: app.id,
        name: details.name,
        summary: details.summary,
        description: details.description,
        website: details.website,
        privacy_policy: details.privacy_policy,
        support_contact: details.support_contact,
        ai_agent: details.ai_agent,
        hand_over: details.hand_over,
        details_revision: app.details_revision,
        publisher: card(publisher.clone()),
    }
}

fn listed(answers: &Answers) -> Vec<ScopeAnswer> {
    answers.iter().map(|(name, answer)| ScopeAnswer { name: name.clone(), answer: *answer }).collect()
}

fn page(listed: Listed<store::receipts::Receipt>) -> Page<ReceiptSummary> {
    searched_page(listed, |one| one.id, ReceiptId::from_uuid, summary)
}

fn summary(receipt: store::receipts::Receipt) -> ReceiptSummary {
    let (connection_id, version, client_id) = match receipt.about {
        About::Connection { id, version } => (Some(id), Some(version), None),
        About::Credential(id) => (None, None, Some(id)),
    };
    ReceiptSummary {
        id: receipt.id,
        connection_id,
        client_id,
        decision: receipt.decision,
        version,
        decided_by: receipt.person_name,
        decided_at: receipt.at,
    }
}
