//! `/api/account/v1`: sign-in, sign-out, who am I, second factors, names, addresses, passwords, a person's sessions and
//! access tokens, the inbox, one-time links, reports
//! of leaked secrets, and one app in all tenants of a person. It belongs to no portal.

mod access_tokens;
mod address_changes;
mod apps;
mod invitations;
mod leaked_secrets;
mod names;
mod notices;
mod password_links;
mod password_resets;
mod passwords;
mod second_factor;
mod secret_links;
mod session;
mod sessions;

use web::Routes;

/// Mounts the operations; the caller chooses the scope.
pub fn configure(config: &mut impl Routes) {
    config
        .service(session::sign_in)
        .service(session::give_code)
        .service(session::who_am_i)
        .service(session::sign_out)
        .service(second_factor::look)
        .service(second_factor::begin)
        .service(second_factor::confirm)
        .service(second_factor::remove)
        .service(second_factor::make_codes)
        .service(sessions::list)
        .service(sessions::end_others)
        .service(sessions::end)
        .service(access_tokens::list)
        .service(access_tokens::make)
        .service(access_tokens::end)
        .service(invitations::look)
        .service(invitations::accept)
        .service(password_links::look)
        .service(password_links::use_link)
        .service(password_resets::ask)
        .service(passwords::change)
        .service(names::change)
        .service(address_changes::ask)
        .service(address_changes::look)
        .service(address_changes::use_link)
        .service(secret_links::look)
        .service(secret_links::open)
        .service(notices::list)
        .service(notices::unread)
        .service(notices::mark_all_read)
        .service(notices::settings)
        .service(notices::change_settings)
        .service(notices::mark_read)
        .service(leaked_secrets::report)
        .service(apps::in_tenants);
}
