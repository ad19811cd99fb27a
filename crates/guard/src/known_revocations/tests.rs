//! Tests of what the feed has said: which tokens are revoked, and how long the answer is sure.

use model::environment::Environment;
use model::ids::TenantId;
use serde_json::json;

use super::*;

const NOW: i64 = 1_800_000_000;

fn client() -> CredentialId {
    CredentialId::new(1, &[1; 10])
}

fn access(generation: u64, jti: &str) -> Access {
    Access {
        client: client(),
        tenant: TenantId::new(2, &[2; 10]),
        environment: Environment::Live,
        connection: None,
        app: None,
        expires_at: NOW + 600,
        token_id: jti.to_owned(),
        generation,
        confirmation: None,
        scopes: vec![],
    }
}

fn event(name: &str, data: &serde_json::Value) -> Event {
    Event { id: None, name: name.to_owned(), data: data.to_string() }
}

struct Feed(KnownRevocations);

impl Feed {
    /// Asked for now.
    fn connected() -> Self {
        let mut feed = Self(KnownRevocations::default());
        feed.0.connected(Instant::now());
        feed
    }

    fn caught_up() -> Self {
        let mut feed = Self::connected();
        feed.fresh("caught-up", 0, 0);
        feed
    }

    /// Everything is told up to `age` before `since` after the feed was asked for, in milliseconds.
    fn fresh(&mut self, name: &str, since: u64, age: u64) {
        self.tell(name, &json!({"since": since, "age": age}));
    }

    /// For how many milliseconds from now it is live; at most 2000.
    async fn live_for(&self) -> Option<u64> {
        let mut live_for = None;
        for passed in 0..2000 {
            if self.0.is_live() {
                live_for = Some(passed);
            }
            tokio::time::advance(Duration::from_millis(1)).await;
        }
        live_for
    }

    fn tell(&mut self, name: &str, data: &serde_json::Value) {
        if let Err(error) = self.0.apply(&event(name, data), NOW) {
            panic!("{error}");
        }
    }

    fn generation(&mut self, minimum: u64, dead: bool) {
        self.tell(
            "generation",
            &json!({"client_id": client().to_string(), "minimum": minimum, "dead": dead}),
        );
    }

    fn standing(&self, generation: u64) -> Standing {
        self.0.standing(&access(generation, "j"))
    }
}

#[tokio::test(start_paused = true)]
async fn generations_revoke_what_is_below_them_and_never_fall() {
    let mut feed = Feed::caught_up();
    assert_eq!(feed.standing(1), Standing::Active);
    feed.generation(3, false);
    feed.generation(2, false);
    assert_eq!((feed.standing(2), feed.standing(3)), (Standing::Revoked, Standing::Active));
    feed.generation(3, true);
    assert_eq!(feed.standing(9), Standing::Revoked);
    feed.tell("generation", &json!({"client_id": client().to_string(), "minimum": 4}));
    assert_eq!((feed.standing(3), feed.standing(4)), (Standing::Revoked, Standing::Active));
}

#[tokio::test(start_paused = true)]
async fn a_token_can_be_revoked_alone() {
    let mut feed = Feed::caught_up();
    feed.tell("token", &json!({"jti": "j", "exp": NOW + 600}));
    assert_eq!(feed.standing(1), Standing::Revoked);
    assert_eq!(feed.0.standing(&access(1, "other")), Standing::Active);
}

#[tokio::test(start_paused = true)]
async fn silence_makes_unsure_but_what_is_revoked_stays_revoked() {
    let mut feed = Feed::caught_up();
    feed.generation(2, false);
    tokio::time::advance(Duration::from_millis(1001)).await;
    assert_eq!((feed.standing(1), feed.standing(2)), (Standing::Revoked, Standing::Unsure));
    feed.fresh("alive", 1001, 0);
    assert_eq!(feed.standing(2), Standing::Active);
}

#[tokio::test(start_paused = true)]
async fn it_is_live_for_a_second_from_the_moment_up_to_which_all_is_known() {
    let after = |since, age| async move {
        let mut feed = Feed::connected();
        tokio::time::advance(Duration::from_secs(3)).await;
        feed.fresh("caught-up", since, age);
        feed.live_for().await
    };
    assert_eq!(after(3000, 0).await, Some(1000));
    assert_eq!(after(3000, 450).await, Some(550), "the node itself looked a moment ago");
    assert_eq!(after(2900, 450).await, Some(450), "and its word was under way");
    assert_eq!(after(3000, 1000).await, Some(0));
    assert_eq!(after(3000, 1001).await, None);
    assert_eq!(after(1999, 0).await, None, "a slow link");
    assert_eq!(after(3500, 400).await, Some(600), "its clock is fast: it was not said later than it came");
    assert_eq!(after(3000, 3600).await, None, "it had looked before it was asked");
    assert_eq!(after(3000, u64::MAX).await, None);
}

#[tokio::test(start_paused = true)]
async fn only_a_word_on_freshness_makes_fresh() {
    let mut feed = Feed::caught_up();
    tokio::time::advance(Duration::from_millis(600)).await;
    feed.generation(2, false);
    feed.tell("token", &json!({"jti": "k", "exp": NOW + 600}));
    feed.tell("keys", &json!({}));
    feed.tell("news", &json!({"since": 600, "age": 0}));
    feed.tell("alive", &json!({}));
    feed.tell("alive", &json!({"since": 600}));
    assert_eq!(feed.live_for().await, Some(400));
    assert!(feed.0.is_behind());
    let mut silent = Feed::connected();
    silent.tell("caught-up", &json!({}));
    assert_eq!(silent.standing(1), Standing::Unsure, "an older Grantry does not say");
    assert!(silent.0.is_behind());
}

#[tokio::test(start_paused = true)]
async fn what_is_known_does_not_become_less() {
    let mut feed = Feed::caught_up();
    tokio::time::advance(Duration::from_millis(500)).await;
    feed.fresh("alive", 500, 0);
    // Another node, which looked earlier.
    feed.0.connected(Instant::now());
    feed.fresh("caught-up", 0, 200);
    assert_eq!(feed.live_for().await, Some(1000));
}

#[tokio::test(start_paused = true)]
async fn a_reset_makes_unsure_until_all_is_told_again() {
    let mut feed = Feed::caught_up();
    feed.generation(2, false);
    tokio::time::advance(Duration::from_millis(500)).await;
    feed.0.reset();
    feed.fresh("alive", 500, 0);
    assert_eq!(feed.standing(1), Standing::Unsure);
    assert!(!feed.0.is_behind(), "it is being told");
    feed.fresh("caught-up", 500, 0);
    assert_eq!(feed.standing(1), Standing::Active);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sure_before_everything_is_known() {
    let mut feed = Feed::connected();
    assert_eq!(feed.standing(1), Standing::Unsure);
    feed.generation(1, false);
    feed.fresh("alive", 0, 0);
    assert_eq!(feed.standing(1), Standing::Unsure);
    feed.fresh("caught-up", 0, 0);
    assert_eq!(feed.standing(1), Standing::Active);
    feed.0.connected(Instant::now());
    feed.fresh("alive", 0, 0);
    assert_eq!(feed.standing(1), Standing::Active, "what was heard a moment ago still counts");
    tokio::time::advance(Duration::from_millis(1001)).await;
    feed.fresh("alive", 1001, 0);
    assert_eq!(feed.standing(1), Standing::Unsure, "the new connection has not caught up");
}

#[tokio::test(start_paused = true)]
async fn what_no_living_token_is_refused_for_is_forgotten() {
    let mut feed = Feed::caught_up();
    feed.generation(2, false);
    feed.tell("token", &json!({"jti": "j", "exp": NOW + 10}));
    feed.tell("token", &json!({"jti": "long gone", "exp": NOW - 10}));
    assert_eq!((feed.0.clients.len(), feed.0.tokens.len()), (1, 1));
    tokio::time::advance(Duration::from_mins(65)).await;
    assert!(feed.0.apply(&event("alive", &json!({})), NOW + 3900).is_ok());
    assert_eq!((feed.0.clients.len(), feed.0.tokens.len()), (1, 0));
    tokio::time::advance(Duration::from_mins(25)).await;
    assert!(feed.0.apply(&event("alive", &json!({})), NOW + 5400).is_ok());
    assert_eq!(feed.0.clients.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn events_ask_for_what_they_need() {
    let mut known = KnownRevocations::default();
    let mut effect = |name: &str, data: serde_json::Value| known.apply(&event(name, &data), NOW).ok();
    assert_eq!(effect("keys", json!({})), Some(Effect::KeysChanged));
    assert_eq!(effect("reset", json!({})), Some(Effect::Reset));
    assert_eq!(effect("news", json!("whatever")), Some(Effect::Nothing));
    assert_eq!(effect("generation", json!({"client_id": "x", "minimum": 1})), None);
    assert_eq!(effect("generation", json!({"minimum": 1})), None);
    assert_eq!(effect("token", json!({"jti": "j"})), None);
    assert_eq!(effect("alive", json!({"since": 1, "age": 1, "more": "to come"})), Some(Effect::Nothing));
    assert_eq!(effect("alive", json!({"since": "1", "age": 1})), None);
    assert_eq!(effect("caught-up", json!({"since": 1, "age": -1})), None);
}
