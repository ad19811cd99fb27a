//! `/api/admin/v1`: the tenant admin portal's routes, a file per noun.

mod activity;
mod available_apps;
mod blocked_publishers;
mod catalogue;
mod connections;
mod credentials;
mod decisions;
mod invitations;
mod members;
mod tenant;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations; the caller chooses the scope.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(tenant::get)
        .service(tenant::rename)
        .service(catalogue::get)
        .service(available_apps::list)
        .service(available_apps::review)
        .service(decisions::allow)
        .service(decisions::decline)
        .service(decisions::block)
        .service(decisions::review_update)
        .service(decisions::accept)
        .service(connections::list)
        .service(connections::get)
        .service(connections::pause)
        .service(connections::resume)
        .service(connections::renew)
        .service(connections::reconsider)
        .service(connections::unblock)
        .service(connections::regenerate_secret)
        .service(connections::delete)
        .service(connections::see_details)
        .service(blocked_publishers::list)
        .service(blocked_publishers::block)
        .service(blocked_publishers::unblock)
        .service(credentials::list)
        .service(credentials::generate)
        .service(credentials::get)
        .service(credentials::regenerate_secret)
        .service(credentials::delete)
        .service(activity::list)
        .service(activity::of_connection)
        .service(members::list)
        .service(members::invite)
        .service(members::change)
        .service(members::remove)
        .service(members::leave)
        .service(invitations::list)
        .service(invitations::renew)
        .service(invitations::withdraw);
}
