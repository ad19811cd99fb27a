//! A connection in the form that its tenant reads.

use model::{
    app::{AppVersion, HandOver, RequestedScope},
    connection::Connection,
    person::Person,
    scope::ScopeSet,
};
use store::{
    Tenanted, Tx, app_versions::VersionInWords, clients::Client, connections::ConnectionOfApp, stops::Stop,
};
use wire::admin::{self, ConnectionSummary};

use crate::clients::workloads::in_force;
use crate::clients::{addressed, networks, people_of};
use crate::delivery::logos;
use crate::errors::Error;
use crate::permission::InTenant;
use crate::service::Marketplace;
use crate::views::connection_state::{pauses, reason, state_at};
use crate::views::details::unseen;
use crate::views::names;
use crate::views::review::{by_api, card};
use crate::views::stops::{Kept, Reader};
use crate::views::workload::in_words_of;

/// What of a connection is in hand already, and need not be read.
#[derive(Default)]
pub(crate) struct InHand {
    /// The one that was decided about.
    pub version: Option<VersionInWords>,
    pub client: Option<Client>,
    /// One that was just put.
    pub stop: Option<Stop>,
}

impl Marketplace {
    pub(crate) async fn connection_view(
        &self,
        tx: &mut Tx,
        by: &impl InTenant,
        decided: ConnectionOfApp,
        in_hand: InHand,
    ) -> Result<admin::Connection, Error> {
        let ConnectionOfApp { connection, app, publisher } = decided;
        let tenancy = by.tenancy();
        let connected = connection.is_connected().then(|| addressed(&tenancy));
        let formers = self.formers(tx, connected.into_iter()).await?;
        let rows = tx.within(tenancy.id).await?;
        let changed_details = unseen(rows.shared(), &app, &connection).await?;
        let version = match in_hand.version {
            Some(version) => Some(version),
            None => rows.shared().app_versions().get_in_words(app.id, connection.version).await?,
        };
        let (version, words) = version.map(|VersionInWords { version, words }| (version, words)).unzip();
        let words = words.unwrap_or_default();
        let accepted = version.as_ref().filter(|_| connection.is_connected());
        let workload = in_force(rows.shared(), &app, accepted).await?;
        let workload = in_words_of(rows.shared(), workload.as_ref()).await?;
        let on_show = connection.state.is_open() && rows.available_apps(tenancy).get(app.id).await?.is_some();
        let clients = clients(rows, &connection, in_hand.client).await?;
        let mut kept = self.kept(rows, by.person(), &connection, in_hand.stop, &clients).await?;
        let held: Vec<_> = clients.iter().map(|client| (&client.credential, &connection.granted)).collect();
        let scope_use = self.scope_use(rows, &held).await?.into_values().next();
        let client = clients.first();
        let mut client = client.map(|one| self.client_view(&tenancy, &formers, one, &kept.names));
        if app.details.hand_over == HandOver::DeveloperCollects {
            collected_by(&mut client, &publisher.name);
        }
        let details = app.details;
        let state = state_at(&connection, self.now());
        let reader = Reader::Tenant { publisher: &publisher.name, app_support: &details.support_contact };
        let stops = self.stops_view(&connection, &kept, &reader);
        let (granted, not_granted) = by_grant(version.as_ref(), &connection.granted);
        Ok(admin::Connection {
            id: connection.id,
            tenant_id: connection.tenant,
            app_id: app.id,
            app_name: details.name,
            app_summary: details.summary,
            logo_url: logos::address(details.logo_image),
            website: details.website,
            privacy_policy: details.privacy_policy,
            support_contact: details.support_contact,
            ai_agent: details.ai_agent,
            hand_over: details.hand_over,
            publisher: card(publisher),
            state: state.name(),
            paused_by: pauses(&state),
            stops,
            on_show,
            version: connection.version,
            latest_version: app.latest_version,
            left_version: connection.left_version,
            details_revision: app.details_revision,
            changed_details,
            decided_by: kept.names.remove(&connection.decided_by).unwrap_or_default(),
            decided_at: connection.decided_at,
            updated_at: connection.updated_at,
            ends_at: connection.ends_at,
            workload,
            egress_networks: version.map(|one| networks::view(&one.egress_networks)).unwrap_or_default(),
            granted: by_api(&words, &granted),
            not_granted: by_api(&words, &not_granted).into_iter().flat_map(|api| api.scopes).collect(),
            client,
            revision: connection.revision,
            scope_use,
            reason: reason(connection.state),
        })
    }

    /// What stops a connection, and the names of all whom its view names.
    async fn kept(
        &self,
        rows: Tenanted<'_>,
        reader: &Person,
        connection: &Connection,
        stop: Option<Stop>,
        clients: &[Client],
    ) -> Result<Kept, Error> {
        let mut kept = match stop.filter(|stop| pauses(&connection.state) == [stop.by]) {
            Some(stop) => Kept::just(connection.id, stop, clients, self.now()),
            None => self.stops_of_own(rows, std::slice::from_ref(connection), clients).await?,
        };
        let people = kept.people(std::slice::from_ref(connection)).into_iter();
        let people = people.chain([connection.decided_by]).chain(clients.iter().flat_map(people_of));
        kept.names = names(rows.shared(), reader, people).await?;
        Ok(kept)
    }

    pub(crate) fn summary(&self, one: ConnectionOfApp, kept: &Kept) -> ConnectionSummary {
        let ConnectionOfApp { connection, app, publisher } = one;
        let state = state_at(&connection, self.now());
        let reader = Reader::Tenant { publisher: &publisher.name, app_support: &app.details.support_contact };
        ConnectionSummary {
            stops: self.stops_view(&connection, kept, &reader),
            id: connection.id,
            app_id: app.id,
            app_name: app.details.name,
            app_summary: app.details.summary,
            logo_url: logos::address(app.details.logo_image),
            ai_agent: app.details.ai_agent,
            publisher_name: publisher.name,
            state: state.name(),
            paused_by: pauses(&state),
            granted: connection.granted.into_iter().collect(),
            sensitivity: None,
            action: None,
            last_used_at: None,
            version: connection.version,
            latest_version: app.latest_version,
            left_version: connection.left_version,
            decided_at: connection.decided_at,
            updated_at: connection.updated_at,
            ends_at: connection.ends_at,
        }
    }
}

/// The client of a connection that has one.
async fn clients(
    rows: Tenanted<'_>,
    connection: &Connection,
    in_hand: Option<Client>,
) -> Result<Vec<Client>, Error> {
    Ok(match in_hand {
        Some(client) => vec![client],
        None if connection.is_connected() => rows.clients_of(&[connection.id]).await?,
        None => Vec::new(),
    })
}

/// What the version asks for: what is granted, and the rest.
pub(super) fn by_grant(
    version: Option<&AppVersion>,
    granted: &ScopeSet,
) -> (Vec<RequestedScope>, Vec<RequestedScope>) {
    let asked = version.map(|version| version.scopes.clone()).unwrap_or_default();
    asked.into_iter().partition(|scope| granted.contains(&scope.name))
}

/// Tenants know developers by their publisher's name.
fn collected_by(client: &mut Option<admin::Client>, publisher: &str) {
    for secret in client.iter_mut().flat_map(|client| &mut client.secrets) {
        publisher.clone_into(&mut secret.created_by);
    }
}
