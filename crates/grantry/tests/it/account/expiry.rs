//! Sessions and set-up links end by themselves. Asked in this process, where a test can move the clock.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use actix_web::{
    App,
    cookie::Cookie,
    http::StatusCode,
    test::{TestRequest, call_service, init_service, read_body_json},
    web::{Data, scope},
};
use chrono::TimeDelta;
use credentials::MasterKey;
use foundation::{Clock, Domains, Urls};
use marketplace::{Marketplace, Settings};
use outbound_mail::Mailer;
use rand::{SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use store::Store;
use wire::paths;

use crate::harness::{Outcome, people::token_of};

const PASSWORD: &str = "Quiet-Lantern-River-7";

/// The clock of a test.
#[derive(Clone)]
pub(crate) struct TestClock(Arc<AtomicI64>);

impl TestClock {
    pub(crate) fn forward(&self, minutes: i64) {
        self.0.fetch_add(minutes * 60_000_000, Ordering::Relaxed);
    }
}

/// Sessions of 12 hours, 2 hours without a request; links of 7 days. Documents of APIs may stand on this machine. Mail is
/// kept.
pub(crate) async fn marketplace(url: &str) -> Outcome<(Marketplace, TestClock)> {
    let settings = Settings {
        session_lifetime: TimeDelta::hours(12),
        session_idle: TimeDelta::hours(2),
        invitation_lifetime: TimeDelta::days(7),
        api_private_networks: true,
        mailer: Some(Mailer::kept()),
        webhook_private_networks: true,
        ..Settings::default()
    };
    let store = Store::connect(&store::Settings::new(url)).await?;
    store.migrate().await?;
    marketplace_of(store, settings)
}

/// The master key of each marketplace that is made here.
pub(crate) fn master_key() -> MasterKey {
    MasterKey::generate(&mut StdRng::from_seed([7; 32]))
}

pub(crate) fn marketplace_of(store: Store, settings: Settings) -> Outcome<(Marketplace, TestClock)> {
    let clock = TestClock(Arc::new(AtomicI64::new(1_790_000_000_000_000)));
    let urls = Urls::new(&"http://127.0.0.1:1".parse()?, Domains::default());
    Ok((
        Marketplace::new(
            store,
            Clock::Manual(clock.0.clone()),
            master_key().pepper(),
            credentials::ReceiptKey::generate()?,
            urls,
            settings,
            limits::Limits::none(),
        ),
        clock,
    ))
}

async fn link(marketplace: &Marketplace, email: &str) -> Outcome<String> {
    Ok(marketplace.operators().invite_from_the_console(&email.parse()?).await?.link)
}

async fn sessions_and_links_end(url: &str) -> Outcome {
    let (marketplace, clock) = marketplace(url).await?;
    let here = Data::new(marketplace.clone());
    let account = scope(paths::account::BASE).configure(account_api::configure);
    let app = init_service(App::new().app_data(here).service(account)).await;

    let post = async |path: &str, body: Value| {
        call_service(&app, TestRequest::post().uri(path).set_json(body).to_request()).await
    };
    let who_am_i = async |cookie: &Cookie<'static>| {
        call_service(
            &app,
            TestRequest::get().uri(&paths::account::session()).cookie(cookie.clone()).to_request(),
        )
        .await
    };

    // A link works for seven days and not a moment longer.
    let (used, late) =
        (link(&marketplace, "ann@example.org").await?, link(&marketplace, "bob@example.org").await?);
    clock.forward(7 * 24 * 60 - 1);
    let account = |link: &str| json!({"token": token_of(link), "name": "Ann", "password": PASSWORD});
    let accepted = post(&paths::account::accept_invitation(), account(&used)).await;
    assert_eq!(accepted.status(), StatusCode::OK);
    clock.forward(1);
    for (path, body) in [
        (paths::account::look_at_invitation(), json!({"token": token_of(&late)})),
        (paths::account::accept_invitation(), account(&late)),
    ] {
        assert_eq!(post(&path, body).await.status(), StatusCode::NOT_FOUND, "{path}");
    }

    // A session that is used ends after twelve hours, whatever happens.
    let sign_in = || json!({"email": "ann@example.org", "password": PASSWORD});
    let answer = post(&paths::account::session(), sign_in()).await;
    let cookie = answer.response().cookies().next().ok_or("no cookie")?.into_owned();
    for hour in 0..12 {
        assert_eq!(who_am_i(&cookie).await.status(), StatusCode::OK, "hour {hour}");
        clock.forward(60);
    }
    assert_eq!(who_am_i(&cookie).await.status(), StatusCode::UNAUTHORIZED, "twelve hours");

    // One that is not used ends after two.
    let answer = post(&paths::account::session(), sign_in()).await;
    let cookie = answer.response().cookies().next().ok_or("no cookie")?.into_owned();
    clock.forward(119);
    assert_eq!(who_am_i(&cookie).await.status(), StatusCode::OK, "119 minutes");
    clock.forward(119);
    assert_eq!(who_am_i(&cookie).await.status(), StatusCode::OK, "119 minutes after the last request");
    clock.forward(120);
    let over = who_am_i(&cookie).await;
    assert_eq!(over.status(), StatusCode::UNAUTHORIZED);
    let problem: Value = read_body_json(over).await;
    assert_eq!(problem["code"], "signed-out");
    Ok(())
}

mod sqlite {
    #[actix_web::test]
    async fn sessions_and_links_end() -> crate::harness::Outcome {
        let folder = tempfile::tempdir()?;
        let url = format!("sqlite:{}", folder.path().join("grantry.db").display());
        super::sessions_and_links_end(&url).await
    }
}

mod postgres {
    #[actix_web::test]
    async fn sessions_and_links_end() -> crate::harness::Outcome {
        super::sessions_and_links_end(&throwaway_postgres::fresh_database()?).await
    }
}
