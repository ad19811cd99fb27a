//! `/api/account/v1`: sign-in, sign-out, who am I, set-up links and reports of leaked secrets. It belongs to no portal.

mod invitations;
mod leaked_secrets;
mod password_links;
mod session;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations; the caller chooses the scope.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(session::sign_in)
        .service(session::who_am_i)
        .service(session::sign_out)
        .service(invitations::look)
        .service(invitations::accept)
        .service(password_links::look)
        .service(password_links::use_link)
        .service(leaked_secrets::report);
}
