//! Tests of the kept public keys: when they are fetched again, and how long old ones are believed.

use credentials::SigningKey;
use model::token::SigningAlgorithm;

use super::*;

/// Publishes one key, unless it is down, and takes its time.
#[derive(Default)]
struct Source {
    published: parking_lot::Mutex<JwkSet>,
    down: parking_lot::Mutex<bool>,
    takes: parking_lot::Mutex<Duration>,
    fetches: parking_lot::Mutex<usize>,
}

impl Source {
    /// Publishes a new key alone; its id.
    fn publish(&self) -> String {
        let Ok(key) = SigningKey::generate(SigningAlgorithm::Es256) else { panic!("no key") };
        let jwk = key.public_jwk().clone();
        let kid = jwk.kid.clone().unwrap_or_default();
        *self.published.lock() = JwkSet { keys: vec![jwk] };
        kid
    }

    fn down(&self, down: bool) {
        *self.down.lock() = down;
    }

    fn takes(&self, milliseconds: u64) {
        *self.takes.lock() = Duration::from_millis(milliseconds);
    }

    fn fetches(&self) -> usize {
        *self.fetches.lock()
    }
}

fn keys() -> (Keys, Arc<Source>) {
    let source = Arc::<Source>::default();
    let asked = Arc::clone(&source);
    let fetch = move |environment| -> Pin<Box<dyn Future<Output = Fetched> + Send>> {
        let asked = Arc::clone(&asked);
        Box::pin(async move {
            if environment == Environment::Sandbox {
                return Ok(JwkSet::default());
            }
            *asked.fetches.lock() += 1;
            let (published, takes) = (asked.published.lock().clone(), *asked.takes.lock());
            sleep(takes).await;
            if *asked.down.lock() { Ok(JwkSet::parse(b"no keys")?) } else { Ok(published) }
        })
    };
    (Keys::new(Box::new(fetch), COOL_DOWN, FRESH_FOR), source)
}

/// Whether the key is there; `None` when that is unknown.
async fn knows(keys: &Keys, kid: &str) -> Option<bool> {
    keys.find(kid).await.ok().map(|found| found.is_some())
}

#[tokio::test(start_paused = true)]
async fn while_keys_cannot_be_fetched_no_one_can_say_what_a_new_one_is() {
    let (keys, source) = keys();
    let old = source.publish();
    assert_eq!(knows(&keys, &old).await, Some(true));
    tokio::time::advance(COOL_DOWN).await;
    source.down(true);
    let new = source.publish();
    for _ in 0..20 {
        assert_eq!((knows(&keys, &new).await, knows(&keys, &old).await), (None, Some(true)));
    }
    assert_eq!(source.fetches(), 2, "the cool-down holds");
    source.down(false);
    tokio::time::advance(COOL_DOWN_AFTER_FAILURE).await;
    assert_eq!((knows(&keys, &new).await, knows(&keys, &old).await), (Some(true), Some(false)));
    assert_eq!(knows(&keys, "invented").await, Some(false), "this fetch brought keys");
    assert_eq!(source.fetches(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_fetch_that_was_broken_off_says_nothing() {
    let (keys, source) = keys();
    let old = source.publish();
    assert_eq!(knows(&keys, &old).await, Some(true));
    tokio::time::advance(COOL_DOWN).await;
    let new = source.publish();
    source.takes(50);
    assert!(timeout(Duration::from_millis(10), keys.find(&new)).await.is_err(), "the caller went away");
    assert_eq!(knows(&keys, &new).await, None);
}

#[tokio::test(start_paused = true)]
async fn old_keys_are_believed_for_an_hour_if_they_cannot_be_fetched() {
    let (keys, source) = keys();
    let kid = source.publish();
    assert_eq!(knows(&keys, &kid).await, Some(true));
    source.down(true);
    tokio::time::advance(BELIEVED_FOR - Duration::from_secs(1)).await;
    assert_eq!(knows(&keys, &kid).await, Some(true));
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(knows(&keys, &kid).await, None);
}

#[tokio::test(start_paused = true)]
async fn no_one_waits_longer_than_a_second_for_anothers_fetch() {
    let (keys, source) = keys();
    let kid = source.publish();
    source.takes(5000);
    let began = Instant::now();
    let (first, second) = (keys.clone(), keys.clone());
    let first = tokio::spawn(async move { first.find(&kid).await.is_ok() });
    tokio::task::yield_now().await;
    assert!(matches!(second.find("another").await, Err(KeysUnavailable::Slow)));
    assert!(began.elapsed() < Duration::from_millis(1100), "{:?}", began.elapsed());
    assert!(first.await.unwrap_or_default());
}

#[tokio::test(start_paused = true)]
async fn after_a_change_those_from_before_count_no_more() {
    let (keys, source) = keys();
    let leaked = source.publish();
    assert_eq!(knows(&keys, &leaked).await, Some(true));
    tokio::time::advance(Duration::from_millis(1)).await;
    keys.changed();
    let changed_at = Instant::now();
    for _ in 0..3 {
        assert!(matches!(keys.find(&leaked).await, Err(KeysUnavailable::Outdated)));
        let waited = changed_at.elapsed().as_millis();
        assert!((1000..1010).contains(&waited), "for a second after the change and no longer: {waited}");
    }
}

#[tokio::test(start_paused = true)]
async fn changed_keys_are_waited_for() {
    let (keys, source) = keys();
    let leaked = source.publish();
    assert_eq!(knows(&keys, &leaked).await, Some(true));
    let keeper = keys.clone();
    let keeping = tokio::spawn(async move { keeper.keep_current().await });
    tokio::time::advance(Duration::from_millis(1)).await;
    let new = source.publish();
    source.takes(400);
    source.down(true);
    keys.changed();
    let changed_at = Instant::now();
    tokio::task::yield_now().await;
    assert_eq!(source.fetches(), 2, "at once");
    let up_again = async {
        sleep(Duration::from_millis(450)).await;
        source.down(false);
    };
    let (found, ()) = tokio::join!(knows(&keys, &leaked), up_again);
    assert_eq!(found, Some(false));
    let waited = changed_at.elapsed().as_millis();
    assert!((900..910).contains(&waited), "the second try, a tenth of a second after the first: {waited}");
    assert_eq!(knows(&keys, &new).await, Some(true));
    keeping.abort();
}

#[tokio::test(start_paused = true)]
async fn a_fetch_from_before_the_change_does_not_count() {
    let (keys, source) = keys();
    let leaked = source.publish();
    source.takes(100);
    let (early, kid) = (keys.clone(), leaked.clone());
    let early = tokio::spawn(async move { knows(&early, &kid).await });
    tokio::task::yield_now().await;
    tokio::time::advance(Duration::from_millis(10)).await;
    assert_eq!(source.fetches(), 1);
    source.publish();
    keys.changed();
    let keeper = keys.clone();
    let keeping = tokio::spawn(async move { keeper.keep_current().await });
    assert_eq!(
        early.await.ok().flatten(),
        Some(false),
        "it brought the leaked key, and another was waited for"
    );
    assert_eq!(knows(&keys, &leaked).await, Some(false));
    keeping.abort();
}

#[tokio::test(start_paused = true)]
async fn changes_without_end_keep_no_one_waiting() {
    let (keys, source) = keys();
    let kid = source.publish();
    source.takes(30);
    let keeper = keys.clone();
    let keeping = tokio::spawn(async move { keeper.keep_current().await });
    for _ in 0..200 {
        keys.changed();
        let asked = Instant::now();
        assert_eq!(knows(&keys, &kid).await, Some(true));
        assert!(asked.elapsed() <= Duration::from_millis(70), "{:?}", asked.elapsed());
        keys.changed();
        sleep(Duration::from_millis(10)).await;
    }
    keeping.abort();
}

#[tokio::test(start_paused = true)]
async fn changed_keys_are_fetched_again_when_other_nodes_know() {
    let (keys, source) = keys();
    let keeper = keys.clone();
    let keeping = tokio::spawn(async move { keeper.keep_current().await });
    keys.changed();
    let mut fetches = Vec::new();
    for _ in 0..4 {
        sleep(Duration::from_millis(290)).await;
        fetches.push(source.fetches());
    }
    assert_eq!(fetches, [1, 2, 2, 3], "at 0, 300 and 1100 milliseconds");
    sleep(Duration::from_mins(1)).await;
    assert_eq!(source.fetches(), 3);
    keeping.abort();
}

#[tokio::test(start_paused = true)]
async fn keys_of_this_process_are_asked_for_all_the_time() {
    let source = Arc::<Source>::default();
    let leaked = source.publish();
    let asked = Arc::clone(&source);
    let keys = Keys::from_fn(move |_| asked.published.lock().clone());
    assert_eq!(knows(&keys, &leaked).await, Some(true));
    let new = source.publish();
    tokio::time::advance(IN_PROCESS).await;
    assert_eq!((knows(&keys, &leaked).await, knows(&keys, &new).await), (Some(false), Some(true)));
}
