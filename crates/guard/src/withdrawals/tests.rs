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

struct Feed(Withdrawals);

impl Feed {
    fn caught_up() -> Self {
        let mut feed = Self(Withdrawals::default());
        feed.tell("caught-up", &json!({}));
        feed
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
async fn generations_kill_what_is_below_them_and_never_fall() {
    let mut feed = Feed::caught_up();
    assert_eq!(feed.standing(1), Standing::Alive);
    feed.generation(3, false);
    feed.generation(2, false);
    assert_eq!((feed.standing(2), feed.standing(3)), (Standing::Dead, Standing::Alive));
    feed.generation(3, true);
    assert_eq!(feed.standing(9), Standing::Dead);
    feed.tell("generation", &json!({"client_id": client().to_string(), "minimum": 4}));
    assert_eq!((feed.standing(3), feed.standing(4)), (Standing::Dead, Standing::Alive));
}

#[tokio::test(start_paused = true)]
async fn a_token_can_be_withdrawn_alone() {
    let mut feed = Feed::caught_up();
    feed.tell("token", &json!({"jti": "j", "exp": NOW + 600}));
    assert_eq!(feed.standing(1), Standing::Dead);
    assert_eq!(feed.0.standing(&access(1, "other")), Standing::Alive);
}

#[tokio::test(start_paused = true)]
async fn silence_makes_unsure_but_what_is_dead_stays_dead() {
    let mut feed = Feed::caught_up();
    feed.generation(2, false);
    tokio::time::advance(Duration::from_millis(1001)).await;
    assert_eq!((feed.standing(1), feed.standing(2)), (Standing::Dead, Standing::Unsure));
    feed.tell("alive", &json!({}));
    assert_eq!(feed.standing(2), Standing::Alive);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sure_before_everything_is_known() {
    let mut feed = Feed(Withdrawals::default());
    assert_eq!(feed.standing(1), Standing::Unsure);
    feed.generation(1, false);
    feed.tell("alive", &json!({}));
    assert_eq!(feed.standing(1), Standing::Unsure);
    feed.tell("caught-up", &json!({}));
    assert_eq!(feed.standing(1), Standing::Alive);
    feed.0.connected();
    feed.tell("alive", &json!({}));
    assert_eq!(feed.standing(1), Standing::Alive, "what was heard a moment ago still counts");
    tokio::time::advance(Duration::from_millis(1001)).await;
    feed.tell("alive", &json!({}));
    assert_eq!(feed.standing(1), Standing::Unsure, "the new connection has not caught up");
}

#[tokio::test(start_paused = true)]
async fn what_no_living_token_is_refused_for_is_forgotten() {
    let mut feed = Feed::caught_up();
    feed.generation(2, false);
    feed.tell("token", &json!({"jti": "j", "exp": NOW + 10}));
    feed.tell("token", &json!({"jti": "long gone", "exp": NOW - 10}));
    assert_eq!((feed.0.clients.len(), feed.0.tokens.len()), (1, 1));
    tokio::time::advance(Duration::from_secs(3600)).await;
    assert!(feed.0.apply(&event("alive", &json!({})), NOW + 3600).is_ok());
    assert_eq!((feed.0.clients.len(), feed.0.tokens.len()), (1, 0));
    tokio::time::advance(Duration::from_secs(90)).await;
    assert!(feed.0.apply(&event("alive", &json!({})), NOW + 3690).is_ok());
    assert_eq!(feed.0.clients.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn events_ask_for_what_they_need() {
    let mut known = Withdrawals::default();
    let mut told = |name: &str, data: serde_json::Value| known.apply(&event(name, &data), NOW).ok();
    assert_eq!(told("keys", json!({})), Some(Told::FetchKeys));
    assert_eq!(told("reset", json!({})), Some(Told::Reset));
    assert_eq!(told("news", json!("whatever")), Some(Told::Nothing));
    assert_eq!(told("generation", json!({"client_id": "x", "minimum": 1})), None);
    assert_eq!(told("generation", json!({"minimum": 1})), None);
    assert_eq!(told("token", json!({"jti": "j"})), None);
}
