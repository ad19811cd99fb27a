//! Tests of the limits, on one node and on several.

use std::time::Duration;

use chrono::TimeDelta;
use store::Store;
use uuid::Uuid;

use super::*;

const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
const THERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

fn limits(client_tokens: u32, tenant_tokens: u32, address_failures: u32) -> Limits {
    Limits::new(Settings { client_tokens, tenant_tokens, address_failures })
}

fn at(milliseconds: i64) -> Timestamp {
    Timestamp::from_timestamp_millis(1_800_000_000_000 + milliseconds).unwrap()
}

fn tenant(number: u8) -> TenantId {
    TenantId::new(0, &[number; 10])
}

fn client(number: u8) -> CredentialId {
    CredentialId::new(0, &[number; 10])
}

fn tokens(limits: &Limits, of: (TenantId, CredentialId), now: Timestamp) -> u32 {
    (0..1000).map_while(|_| limits.token(of.0, of.1, now).ok()).fold(0, |count, ()| count + 1)
}

fn total(limits: &Limits, wanted: Kind) -> u64 {
    limits.refused().into_iter().find(|(kind, _)| *kind == wanted).unwrap().1
}

#[test]
fn a_client_has_its_own_share_of_its_tenants() {
    let limits = limits(10, 15, 0);
    let [first, second, other] = [(tenant(1), client(1)), (tenant(1), client(2)), (tenant(2), client(3))];
    assert_eq!(tokens(&limits, first, at(0)), 10);
    assert_eq!(tokens(&limits, first, at(0)), 0);
    assert_eq!(tokens(&limits, second, at(0)), 5, "what the first was refused counts for no one");
    assert_eq!(tokens(&limits, other, at(0)), 10);
    assert_eq!((total(&limits, Kind::Client), total(&limits, Kind::Tenant)), (3, 1));
}

#[test]
fn what_the_tenant_is_refused_the_client_keeps() {
    let limits = limits(4, 6, 0);
    assert_eq!(tokens(&limits, (tenant(1), client(1)), at(0)), 4);
    for _ in 0..5 {
        let _ = tokens(&limits, (tenant(1), client(2)), at(0));
    }
    assert_eq!(tokens(&limits, (tenant(1), client(2)), at(90_000)), 3);
}

#[test]
fn what_is_given_back_counts_for_no_one() {
    let limits = limits(3, 4, 0);
    let [first, second] = [(tenant(1), client(1)), (tenant(1), client(2))];
    for _ in 0..9 {
        limits.token(first.0, first.1, at(0)).unwrap();
        limits.give_back(first.0, first.1, at(0));
    }
    assert_eq!((tokens(&limits, first, at(0)), tokens(&limits, second, at(0))), (3, 1));
}

#[test]
fn a_client_may_prove_ten_times_as_many_calls_as_it_gets_tokens() {
    let limits = limits(3, 0, 0);
    let proofs = |number| (0..1000).map_while(|_| limits.proof(client(number), at(0)).ok()).count();
    assert_eq!((proofs(1), proofs(1), proofs(2)), (30, 0, 30));
    limits.give_back_proof(client(1), at(0));
    assert_eq!(proofs(1), 1);
    assert_eq!(tokens(&limits, (tenant(1), client(1)), at(0)), 3, "tokens are counted by themselves");
    assert_eq!(total(&limits, Kind::Proof), 4);
}

#[test]
fn the_time_that_is_told_is_kept() {
    let limits = limits(10, 0, 0);
    tokens(&limits, (tenant(1), client(1)), at(15_000));
    let seconds = limits.token(tenant(1), client(1), at(20_000)).unwrap_err().retry_after.seconds();
    let before = at(20_000) + TimeDelta::seconds(i64::from(seconds) - 1);
    assert!(limits.token(tenant(1), client(1), before).is_err());
    let after = at(20_000) + TimeDelta::seconds(i64::from(seconds));
    assert_eq!(limits.token(tenant(1), client(1), after), Ok(()));
}

#[test]
fn nothing_is_limited_where_the_setting_is_zero() {
    let limits = Limits::none();
    assert_eq!(tokens(&limits, (tenant(1), client(1)), at(0)), 1000);
    assert!((0..1000).all(|_| limits.failed(HERE, at(0)).is_ok()));
    assert!((0..1000).all(|_| limits.proof(client(1), at(0)).is_ok()));
    assert!((0..1000).all(|_| limits.try_password(HERE, "ann@people.example", at(0)).is_ok()));
}

/// Each refusal says of what there was too much.
#[test]
fn the_limit_that_is_reached_is_named() {
    fn refused(settings: Settings, of: fn(&Limits) -> Result<(), Exceeded>) -> Option<Kind> {
        let limits = Limits::new(settings);
        (0..100).find_map(|_| of(&limits).err()).map(|exceeded| exceeded.limit)
    }
    let of_tokens =
        |client_tokens, tenant_tokens| Settings { client_tokens, tenant_tokens, ..Settings::default() };
    let token = |limits: &Limits| limits.token(tenant(1), client(1), at(0));
    assert_eq!(refused(of_tokens(2, 3), token), Some(Kind::Client));
    assert_eq!(refused(of_tokens(3, 2), token), Some(Kind::Tenant));
    assert_eq!(refused(of_tokens(2, 3), |limits| limits.proof(client(1), at(0))), Some(Kind::Proof));
    let of_failures = |address_failures| Settings { address_failures, ..Settings::default() };
    assert_eq!(refused(of_failures(3), |limits| limits.failed(HERE, at(0))), Some(Kind::Address));
    assert_eq!(refused(of_failures(3), |limits| limits.look_up(HERE, at(0)).map(drop)), Some(Kind::LookUp));
    let try_it = |limits: &Limits| limits.try_password(HERE, "ann@people.example", at(0)).map(drop);
    assert_eq!(refused(of_failures(60), try_it), Some(Kind::Account));
    assert_eq!(refused(of_failures(3), try_it), Some(Kind::Address));
    let exceeded = Kind::Tenant.exceeded(RetryAfter(7));
    assert_eq!(exceeded.to_string(), "too many tokens for this tenant: try again in 7 s");
}

#[test]
fn verifications_are_a_persons_own() {
    let limits = Limits::none();
    let person = |number| model::ids::PersonId::new(0, &[number; 10]);
    let verified = |number| (0..100).map_while(|_| limits.verification(person(number), at(0)).ok()).count();
    assert_eq!((verified(1), verified(1), verified(2)), (10, 0, 10));
    let told = limits.verification(person(1), at(0)).unwrap_err();
    let cause = "too many verifications of histories by this person";
    assert_eq!((told.limit, told.limit.cause()), (Kind::Verification, cause));
    let later = at(0) + TimeDelta::seconds(told.retry_after.seconds().into());
    assert_eq!(limits.verification(person(1), later), Ok(()));
    assert_eq!(total(&limits, Kind::Verification), 4);
}

#[test]
fn failures_are_an_addresss_own() {
    let limits = limits(0, 0, 3);
    assert_eq!((0..9).map_while(|_| limits.failed(HERE, at(0)).ok()).count(), 3);
    assert!(limits.failed(THERE, at(0)).is_ok());
    assert_eq!(total(&limits, Kind::Address), 1);
}

#[test]
fn a_password_can_be_tried_ten_times_and_others_not_a_time_less() {
    let limits = limits(0, 0, 60);
    let wrong = |account: &str| {
        (0..100).map_while(|_| limits.try_password(HERE, account, at(0)).ok().map(drop)).count()
    };
    assert_eq!(wrong("ann@people.example"), 10);
    assert_eq!(wrong("bob@people.example"), 10);
    assert!(limits.try_password(THERE, "ann@people.example", at(0)).is_ok());
    assert_eq!(total(&limits, Kind::Account), 2);
}

#[test]
fn beside_a_guesser_the_first_try_is_still_taken() {
    let limits = limits(0, 0, 3);
    for account in 0..20 {
        assert!(limits.try_password(HERE, &format!("{account}@people.example"), at(0)).is_ok());
    }
    assert!(limits.try_password(HERE, "19@people.example", at(0)).is_err());
    limits.try_password(HERE, "ann@people.example", at(0)).unwrap().forgive();
    assert!(limits.try_password(HERE, "ann@people.example", at(0)).is_ok());
}

#[test]
fn right_passwords_count_for_nothing() {
    let limits = limits(0, 0, 5);
    for _ in 0..100 {
        limits.try_password(HERE, "ann@people.example", at(0)).unwrap().forgive();
    }
    assert!(limits.failed(HERE, at(0)).is_ok());
}

async fn postgres() -> Store {
    let settings = store::Settings::new(throwaway_postgres::fresh_database().unwrap());
    let store = Store::connect(&settings).await.unwrap();
    store.migrate().await.unwrap();
    store
}

const NODES: [Uuid; 3] = [Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3)];

#[tokio::test]
async fn nodes_limit_in_sum() {
    let store = postgres().await;
    let nodes = [limits(100, 0, 0), limits(100, 0, 0), limits(100, 0, 0)];
    let of = (tenant(1), client(1));
    let exchange = async |now: Timestamp| {
        for _ in 0..2 {
            for (limits, node) in nodes.iter().zip(NODES) {
                limits.exchange(&store, node, now.into()).await.unwrap();
            }
        }
    };
    for _ in 0..30 {
        nodes[0].token(of.0, of.1, at(30_000)).unwrap();
        nodes[1].token(of.0, of.1, at(30_000)).unwrap();
    }
    exchange(at(31_000)).await;
    assert_eq!(tokens(&nodes[2], of, at(31_000)), 40);
    exchange(at(32_000)).await;
    assert_eq!(nodes.each_ref().map(|node| tokens(node, of, at(32_000))), [0, 0, 0]);
    // The next minute begins with what the last one leaves: 100 at its start, half of that in its middle.
    exchange(at(61_000)).await;
    assert_eq!(tokens(&nodes[1], of, at(90_000)), 50);
    exchange(at(91_000)).await;
    assert_eq!(tokens(&nodes[0], of, at(91_000)), 1);
}

#[tokio::test]
async fn what_was_counted_at_a_minutes_end_is_heard_in_the_next() {
    let store = postgres().await;
    let nodes = [limits(100, 0, 0), limits(100, 0, 0)];
    let of = (tenant(1), client(1));
    assert_eq!(tokens(&nodes[0], of, at(59_999)), 100);
    for (limits, node) in nodes.iter().zip(NODES) {
        limits.exchange(&store, node, at(60_500).into()).await.unwrap();
    }
    assert_eq!(tokens(&nodes[1], of, at(60_500)), 0);
}

#[tokio::test]
async fn the_background_task_exchanges_by_itself() {
    let store = postgres().await;
    let nodes = [limits(100, 0, 0), limits(100, 0, 0)];
    let of = (tenant(1), client(1));
    assert_eq!(tokens(&nodes[0], of, at(30_000)), 100);
    let work = async {
        let forever = || std::future::pending::<()>();
        tokio::join!(
            nodes[0].run(&store, NODES[0], || at(30_000), forever()),
            nodes[1].run(&store, NODES[1], || at(30_000), forever()),
        )
    };
    let refused = async {
        while nodes[1].token(of.0, of.1, at(30_000)).is_ok() {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::select! {
        _ = work => {}
        heard = tokio::time::timeout(Duration::from_secs(10), refused) => heard.unwrap(),
    }
}
