//! Who asks, and what each kind of operation answers them.

use reqwest::RequestBuilder;
use wire::{idempotency::IDEMPOTENCY_KEY, paths};

use crate::harness::{Answer, Client, Outcome, Person, World};

use super::request::Request;

/// An operation's own answer: the persona is authorized.
pub const OWN: u16 = 0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Persona {
    Anonymous,
    /// Shows the access token of a connection.
    Client,
    /// Shows an access token that lacks the scope.
    NarrowClient,
    Operator,
    PublisherOwner,
    Developer,
    PublisherViewer,
    PublisherNeighbour,
    TenantOwner,
    TenantAdmin,
    TenantViewer,
    TenantNeighbour,
}

impl Persona {
    pub const ALL: [Self; 12] = [
        Self::Anonymous,
        Self::Client,
        Self::NarrowClient,
        Self::Operator,
        Self::PublisherOwner,
        Self::Developer,
        Self::PublisherViewer,
        Self::PublisherNeighbour,
        Self::TenantOwner,
        Self::TenantAdmin,
        Self::TenantViewer,
        Self::TenantNeighbour,
    ];
}

/// Whose an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    Everybodys,
    SignedIns,
    Operators,
    PublisherMembers,
    Developers,
    PublisherOwners,
    TenantMembers,
    TenantAdmins,
    /// Admins of the tenant, asked in no tenant's name: whoever administers another one finds nothing.
    AdminsAnywhere,
    /// The token endpoint: a session is no proof there, and a Bearer token is one too many.
    TokenEndpoint,
    /// Verifiers with credentials of their own: no persona has them.
    ResourceServers,
    /// Behind the guard.
    ClientsWithScope,
}

impl Whose {
    /// What a persona finds: 401 for no one, 404 where they may not even look, 403 where they may look but not act.
    #[rustfmt::skip]
    pub const fn status(self, persona: Persona) -> u16 {
        let row: [u16; 12] = match self {
            //                       anon cli. narrow oper. p.own dev. p.view p.neigh t.own t.adm t.view t.neigh
            Self::Everybodys       => [OWN, OWN, OWN, OWN, OWN, OWN, OWN, OWN, OWN, OWN, OWN, OWN],
            Self::SignedIns        => [401, 401, 401, OWN, OWN, OWN, OWN, OWN, OWN, OWN, OWN, OWN],
            Self::Operators        => [401, 401, 401, OWN, 404, 404, 404, 404, 404, 404, 404, 404],
            Self::PublisherMembers => [401, 401, 401, 404, OWN, OWN, OWN, 404, 404, 404, 404, 404],
            Self::Developers       => [401, 401, 401, 404, OWN, OWN, 403, 404, 404, 404, 404, 404],
            Self::PublisherOwners  => [401, 401, 401, 404, OWN, 403, 403, 404, 404, 404, 404, 404],
            Self::TenantMembers    => [401, 401, 401, 404, 404, 404, 404, 404, OWN, OWN, OWN, 404],
            Self::TenantAdmins     => [401, 401, 401, 404, 404, 404, 404, 404, OWN, OWN, 403, 404],
            Self::AdminsAnywhere   => [401, 401, 401, 404, 404, 404, 404, 404, OWN, OWN, 404, 404],
            Self::TokenEndpoint    => [OWN, 400, 400, OWN, OWN, OWN, OWN, OWN, OWN, OWN, OWN, OWN],
            Self::ResourceServers  => [401; 12],
            Self::ClientsWithScope => [401, OWN, 403, 401, 401, 401, 401, 401, 401, 401, 401, 401],
        };
        row[persona as usize]
    }
}

/// The people and tokens behind the personas.
pub struct Cast {
    anonymous: Client,
    people: Vec<(Persona, Person)>,
    tokens: [(Persona, String); 2],
}

impl Cast {
    pub async fn of(world: &World<'_>) -> Outcome<Self> {
        let people = [
            (Persona::Operator, &world.stage.operator),
            (Persona::PublisherOwner, &world.publisher.owner),
            (Persona::Developer, &world.developer),
            (Persona::PublisherViewer, &world.publisher_viewer),
            (Persona::PublisherNeighbour, &world.other_publisher.owner),
            (Persona::TenantOwner, &world.tenant.owner),
            (Persona::TenantAdmin, &world.admin),
            (Persona::TenantViewer, &world.tenant_viewer),
            (Persona::TenantNeighbour, &world.other_admin),
        ];
        Ok(Self {
            anonymous: world.stage.anonymous.clone(),
            people: people.map(|(persona, person)| (persona, person.clone())).into(),
            tokens: [
                (Persona::Client, world.partner.token().await?),
                (Persona::NarrowClient, world.narrow.token().await?),
            ],
        })
    }

    /// The personas with a session.
    pub fn people(&self) -> &[(Persona, Person)] {
        &self.people
    }

    pub async fn send(&self, persona: Persona, request: &Request) -> Outcome<Answer> {
        let client = self.client(persona, request).await?;
        client.send(self.built(&client, persona, request)).await
    }

    /// In a session that was in use just now (once a minute a request also writes that its session goes on), under a key
    /// where there is one.
    pub async fn send_in_use(
        &self,
        persona: Persona,
        request: &Request,
        key: Option<&str>,
    ) -> Outcome<Answer> {
        let client = self.client(persona, request).await?;
        client.get(&paths::account::session()).await?;
        let builder = self.built(&client, persona, request);
        client
            .send(match key {
                Some(key) => builder.header(IDEMPOTENCY_KEY, key),
                None => builder,
            })
            .await
    }

    /// In one session, under one key where there is one.
    pub async fn send_twice(
        &self,
        persona: Persona,
        request: &Request,
        key: Option<&str>,
    ) -> Outcome<[Answer; 2]> {
        let client = self.client(persona, request).await?;
        let send = || {
            let builder = self.built(&client, persona, request);
            client.send(match key {
                Some(key) => builder.header(IDEMPOTENCY_KEY, key),
                None => builder,
            })
        };
        Ok([send().await?, send().await?])
    }

    async fn client(&self, persona: Persona, request: &Request) -> Outcome<Client> {
        let person = self.people.iter().find(|(who, _)| *who == persona).map(|(_, person)| person);
        Ok(match person {
            Some(person) if request.ends_session => person.sign_in_again().await?.client,
            Some(person) => person.client.clone(),
            None => self.anonymous.clone(),
        })
    }

    fn built(&self, client: &Client, persona: Persona, request: &Request) -> RequestBuilder {
        let token = self.tokens.iter().find(|(who, _)| *who == persona).map(|(_, token)| token);
        let builder = request.build(client);
        match token {
            Some(token) => builder.bearer_auth(token),
            None => builder,
        }
    }
}
