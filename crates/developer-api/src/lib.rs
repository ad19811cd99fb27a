//! `/api/developer/v1`: the developer portal's routes, a file per noun.

mod activity;
mod apps;
mod catalogue;
mod connections;
mod invitations;
mod members;
mod publisher;
mod targets;
mod versions;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations; the caller chooses the scope.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(publisher::get)
        .service(catalogue::get)
        .service(apps::list)
        .service(apps::create)
        .service(apps::get)
        .service(apps::change)
        .service(apps::fetch_logo)
        .service(versions::list)
        .service(versions::publish)
        .service(targets::list)
        .service(targets::add)
        .service(targets::remove)
        .service(connections::of_app)
        .service(connections::list)
        .service(connections::get)
        .service(connections::pause)
        .service(connections::resume)
        .service(connections::collect_secret)
        .service(activity::list)
        .service(members::list)
        .service(members::invite)
        .service(members::change)
        .service(members::remove)
        .service(members::leave)
        .service(invitations::list)
        .service(invitations::renew)
        .service(invitations::withdraw);
}
