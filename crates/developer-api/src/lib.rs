//! `/api/developer/v1`: the developer portal's routes, a file per noun.

mod activity;
mod apps;
mod catalogue;
mod connections;
mod drafts;
mod invitations;
mod members;
mod needs;
mod publisher;
mod roll_out;
mod secret_links;
mod targets;
mod usage;
mod versions;
mod webhooks;
mod workload_issuers;

use web::Routes;

/// Mounts the operations; the caller chooses the scope.
pub fn configure(config: &mut impl Routes) {
    config
        .service(publisher::get)
        .service(needs::get)
        .service(catalogue::get)
        .service(apps::list)
        .service(apps::create)
        .service(apps::get)
        .service(apps::change)
        .service(apps::fetch_logo)
        .service(versions::list)
        .service(versions::publish)
        .service(versions::check)
        .service(drafts::get)
        .service(drafts::save)
        .service(drafts::discard)
        .service(roll_out::get)
        .service(roll_out::tenants)
        .service(roll_out::remind)
        .service(targets::list)
        .service(targets::add)
        .service(targets::remove)
        .service(connections::of_app)
        .service(connections::list)
        .service(connections::get)
        .service(connections::pause)
        .service(connections::resume)
        .service(connections::collect_secret)
        .service(secret_links::list)
        .service(secret_links::create)
        .service(secret_links::withdraw)
        .service(activity::list)
        .service(members::list)
        .service(members::invite)
        .service(members::change)
        .service(members::remove)
        .service(members::leave)
        .service(invitations::list)
        .service(invitations::renew)
        .service(invitations::mail)
        .service(invitations::withdraw)
        .service(workload_issuers::list)
        .service(usage::attempts_of_connection)
        .service(usage::of_connection)
        .service(usage::of_app)
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
