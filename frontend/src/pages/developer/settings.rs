//! The settings of a publisher: its name, and its sandbox.

use leptos::prelude::*;
use model::issuer::{METADATA, TOKEN};
use wire::developer::Publisher;

use super::reader::use_publisher;
use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::Time,
        layout::{Definitions, IdentifierTerm, PageHeader, Section, Term},
        list::{Loaded, Loader},
        outside::OutsideLink,
    },
    pages::badges::VerifiedBadge,
    route,
    session::use_session,
};

#[component]
pub fn Settings() -> impl IntoView {
    let id = use_publisher();
    let publisher = Loader::new(move || api::call(api::developer::publisher(id)));
    view! {
        <PageHeader title="Settings" lead="Who you are to tenants, and where you test." />
        <Loaded from=publisher headed=true let:publisher>
            <Facts publisher=publisher.clone() />
            <Sandbox publisher />
        </Loaded>
    }
}

#[component]
fn Facts(publisher: Publisher) -> impl IntoView {
    let Publisher { id, name, website, verified, created_at, .. } = publisher;
    let standing = if verified {
        view! {
            <VerifiedBadge verified />
        }
        .into_any()
    } else {
        view! {
            <VerifiedBadge verified />
            <p class="mt-1 text-sm text-muted">
                "Admins see this on the consent page. The platform operator verifies publishers."
            </p>
        }
        .into_any()
    };
    view! {
        <Section title="Publisher" lead="The platform operator maintains these details. Ask the operator to change them.">
            <div class="panel">
                <Definitions>
                    <Term label="Name">{name}</Term>
                    <IdentifierTerm label="Publisher ID" value=id.to_string() what="publisher ID" />
                    <Term label="Website">
                        {match website {
                            Some(address) => view! { <OutsideLink address /> }.into_any(),
                            None => "None".into_any(),
                        }}
                    </Term>
                    <Term label="Verification">{standing}</Term>
                    <Term label="Created">
                        <Time at=created_at />
                    </Term>
                </Definitions>
            </div>
        </Section>
    }
}

#[component]
fn Sandbox(publisher: Publisher) -> impl IntoView {
    let tenant = publisher.sandbox_tenant_id;
    let issuer = publisher.sandbox_issuer;
    let token_endpoint = [issuer.as_str(), TOKEN].concat();
    let metadata = [issuer.as_str(), METADATA].concat();
    let me = use_session().me();
    let may_enter = me.is_some_and(|me| me.tenants.iter().any(|at| at.id == tenant));
    let enter = move || {
        view! {
            <a class="btn" href=route::admin::integrations(tenant)>
                <Icon symbol=Symbol::Flask />
                "Open the sandbox’s admin portal"
            </a>
        }
    };
    view! {
        <Section
            title="Sandbox"
            lead="Your own tenant for testing every step: add its tenant ID to an app, allow the app as its admin, and get a token from its token endpoint."
        >
            <div class="panel grid gap-4">
                <Definitions>
                    <IdentifierTerm label="Tenant ID" value=tenant.to_string() what="sandbox tenant ID" />
                    <IdentifierTerm label="Issuer" value=issuer what="sandbox issuer" />
                    <IdentifierTerm label="Token URL" value=token_endpoint what="sandbox token URL" />
                    <IdentifierTerm label="Metadata URL" value=metadata what="sandbox metadata URL" />
                </Definitions>
                <p>
                    "Sandbox credentials, issuers and tokens never work on a live tenant, nor live ones in the sandbox: the two have signing keys of their own, and a token names its environment in its claim "
                    <code>"env"</code> "."
                </p>
                {if may_enter {
                    view! { <p>{enter()}</p> }.into_any()
                } else {
                    view! { <p class="text-muted">"Owners and developers of this publisher are its admins."</p> }.into_any()
                }}
            </div>
        </Section>
    }
}
