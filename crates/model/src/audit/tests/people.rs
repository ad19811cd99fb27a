//! People, their links, sessions and access tokens.

use super::super::{Because, Detail};
use super::{all_read, time};
use crate::access_token::TokenScope;

#[test]
fn people_and_their_links() {
    let role = || "admin".to_owned();
    let name = || "Ann".to_owned();
    let ended = |why| Detail::InvitationEnded { role: role(), why };
    all_read(&[
        (
            Detail::OwnerInvited { email: "ann@example.org".parse().unwrap() },
            "Owner invited: ann@example.org",
        ),
        (Detail::PublishersSandbox, "The publisher's sandbox"),
        (Detail::As { role: role(), replaces: false }, "As admin"),
        (Detail::As { role: role(), replaces: true }, "As admin. The link made before no longer works"),
        (Detail::RoleChanged { before: role(), after: "owner".into() }, "From admin to owner"),
        (ended(Because::Withdrawn), "As admin: withdrawn"),
        (ended(Because::Replaced), "As admin: a newer one took its place"),
        (ended(Because::Joined), "As admin: another link was used"),
        (ended(Because::RoleChanged { name: name(), role: "viewer".into() }), "As admin: Ann is viewer now"),
        (ended(Because::Removed { name: name() }), "As admin: Ann was removed"),
        (ended(Because::Left { name: name() }), "As admin: Ann left"),
        (ended(Because::InviterIsNoOperator), "As admin: whoever invited is no operator any more"),
        (
            ended(Because::InvitersPasswordWasSet),
            "As admin: the password of the person who invited was reset",
        ),
        (Detail::WrongPassword { times: 1 }, "Wrong password"),
        (Detail::WrongPassword { times: 3 }, "Wrong password, 3 times since the last entry"),
        (
            Detail::AccessTokenMade {
                scopes: [TokenScope::Read, TokenScope::Write].into(),
                networks: ["192.0.2.0/24".parse().unwrap()].into(),
                until: time(),
            },
            "Scopes read, write; only from 192.0.2.0/24; until 2026-11-29 06:05 UTC",
        ),
        (
            Detail::AccessTokenStopped { hint: "Ab12".into() },
            "The token that ends in Ab12 stopped working at once",
        ),
        (Detail::SessionsEnded { sessions: 1 }, "One session"),
        (Detail::SessionsEnded { sessions: 3 }, "3 sessions"),
        (
            Detail::AccountSlowed,
            "Too many wrong passwords; browsers in which they signed in before still may",
        ),
        (Detail::AddressSlowed, "Too many wrong passwords from there, for whatever accounts"),
    ]);
}
