//! `/api/admin/v1`: the tenant admin portal's routes, a file per noun.

mod activity;
mod app_requests;
mod available_apps;
mod blocked_publishers;
mod catalogue;
mod connections;
mod credentials;
mod decisions;
mod invitations;
mod members;
mod needs;
mod receipts;
mod secrets;
mod tenant;
mod updates;
mod usage;
mod webhooks;
mod workload;

use web::Routes;

/// Mounts the operations; the caller chooses the scope.
pub fn configure(config: &mut impl Routes) {
    mount_apps(config);
    mount_organisation(config);
}

/// What apps may do in the tenant.
fn mount_apps(config: &mut impl Routes) {
    config
        .service(tenant::get)
        .service(tenant::rename)
        .service(tenant::set_secret_policy)
        .service(needs::get)
        .service(catalogue::get)
        .service(available_apps::list)
        .service(available_apps::review)
        .service(app_requests::ask)
        .service(app_requests::withdraw)
        .service(decisions::allow)
        .service(decisions::decline)
        .service(decisions::block)
        .service(updates::review)
        .service(updates::answer)
        .service(updates::see)
        .service(connections::list)
        .service(connections::get)
        .service(connections::pause)
        .service(connections::resume)
        .service(connections::renew)
        .service(connections::edit_access)
        .service(connections::reconsider)
        .service(connections::unblock)
        .service(connections::regenerate_secret)
        .service(connections::delete)
        .service(connections::see_details)
        .service(blocked_publishers::list)
        .service(blocked_publishers::block)
        .service(blocked_publishers::unblock);
}

/// The tenant's own credentials, people, proof and webhooks.
fn mount_organisation(config: &mut impl Routes) {
    config
        .service(credentials::list)
        .service(credentials::generate)
        .service(credentials::get)
        .service(credentials::change)
        .service(credentials::pause)
        .service(credentials::resume)
        .service(credentials::regenerate_secret)
        .service(credentials::delete)
        .service(secrets::retire)
        .service(secrets::links)
        .service(secrets::make_link)
        .service(secrets::withdraw_link)
        .service(receipts::list)
        .service(receipts::of_credential)
        .service(receipts::get)
        .service(activity::list)
        .service(activity::export)
        .service(activity::verify)
        .service(activity::of_connection)
        .service(members::list)
        .service(members::invite)
        .service(members::change)
        .service(members::remove)
        .service(members::leave)
        .service(invitations::list)
        .service(invitations::renew)
        .service(invitations::mail)
        .service(invitations::withdraw)
        .service(workload::retire_secret)
        .service(workload::set_secret_retirement)
        .service(usage::attempts_of_connection)
        .service(usage::of_connection)
        .service(usage::attempts_of_credential)
        .service(usage::of_credential)
        .service(usage::of_tenant)
        .service(webhooks::list)
        .service(webhooks::create)
        .service(webhooks::get)
        .service(webhooks::change)
        .service(webhooks::rotate_secret)
        .service(webhooks::retire_secret)
        .service(webhooks::delete)
        .service(webhooks::test)
        .service(webhooks::deliveries)
        .service(webhooks::delivery)
        .service(webhooks::send_again);
}
