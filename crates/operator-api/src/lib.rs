//! `/api/operator/v1`: the platform operator's routes, a file per noun.

mod activity;
mod api_documents;
mod apis;
mod apps;
mod health;
mod invitations;
mod mails;
mod needs;
mod operators;
mod publishers;
mod resource_servers;
mod scopes;
mod tenant_addresses;
mod tenants;
mod usage;
mod workload_issuers;

use web::Routes;

/// Mounts the operations; the caller chooses the scope.
pub fn configure(config: &mut impl Routes) {
    config
        .service(activity::list)
        .service(api_documents::get)
        .service(api_documents::put_text)
        .service(api_documents::put_source)
        .service(api_documents::fetch)
        .service(apis::list)
        .service(apis::create)
        .service(apis::get)
        .service(apis::change)
        .service(apps::list)
        .service(apps::suspend)
        .service(apps::restore)
        .service(health::get)
        .service(invitations::of_tenant)
        .service(invitations::invite_tenant_owner)
        .service(invitations::of_publisher)
        .service(invitations::invite_publisher_owner)
        .service(invitations::of_platform)
        .service(invitations::renew)
        .service(invitations::mail)
        .service(invitations::withdraw)
        .service(mails::get)
        .service(mails::retry)
        .service(needs::get)
        .service(operators::list)
        .service(operators::invite)
        .service(operators::remove)
        .service(operators::new_password_link)
        .service(publishers::list)
        .service(publishers::create)
        .service(publishers::get)
        .service(publishers::change)
        .service(resource_servers::list)
        .service(resource_servers::register)
        .service(resource_servers::delete)
        .service(scopes::create)
        .service(scopes::change)
        .service(tenant_addresses::of)
        .service(tenant_addresses::set_slug)
        .service(tenant_addresses::close)
        .service(tenant_addresses::open)
        .service(tenants::list)
        .service(tenants::create)
        .service(tenants::get)
        .service(tenants::change)
        .service(workload_issuers::list)
        .service(workload_issuers::create)
        .service(workload_issuers::get)
        .service(workload_issuers::change)
        .service(workload_issuers::close)
        .service(workload_issuers::open)
        .service(usage::get);
}
