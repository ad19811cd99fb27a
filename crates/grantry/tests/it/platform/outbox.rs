//! What follows a change comes to an end, whatever becomes of those who deliver it.

use std::time::Duration;

use model::{app::Visibility, delivery::Receiver, ids::AppId, logo::LogoState};
use store::{Store, outbox::Delivery};
use wire::developer::AppDetails;

use super::budgets::market::{Market, details};
use crate::harness::{Outcome, on_both_databases};

on_both_databases! { a_logo_that_no_node_settles_is_given_up }

/// Claims what is due, as a node that then ends: its claim ends at once.
async fn claim(market: &Market, store: &Store) -> Outcome<Vec<Delivery>> {
    let now = market.here.clock().now();
    let mut tx = store.begin().await?;
    let claimed = tx.platform().await?.outbox().claim(Receiver::Logos, 9, now, now).await?;
    tx.commit_unrecorded().await?;
    Ok(claimed)
}

async fn a_logo_that_no_node_settles_is_given_up(url: &str) -> Outcome {
    let market = Market::open(url).await?;
    let store = Store::connect(&store::Settings::new(url)).await?;
    let logo_url = Some("https://logos.example/a.png".into());
    let details = AppDetails { logo_url, ..details(Visibility::Targeted) };
    let app = market.here.publisher_apps().create(&market.developer().await?, details).await?;
    let mut last = None;
    for attempt in 1..=10 {
        let claimed = claim(&market, &store).await?;
        assert_eq!(claimed.iter().map(|one| one.attempts).collect::<Vec<_>>(), [attempt]);
        last = claimed.into_iter().next();
    }

    let settled = async {
        while !is_settled(&market, app.id).await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), market.here.logos().keep(settled)).await?;
    let read = market.here.publisher_apps().get(&market.publisher_member().await?, app.id).await?;
    let reason = "The logo could not be fetched: each attempt was cut short.";
    assert_eq!((read.logo.state, read.logo.reason.as_deref()), (LogoState::Refused, Some(reason)));
    assert!(claim(&market, &store).await?.is_empty(), "it is not tried again");
    let last = last.ok_or("nothing was due")?;
    let of_node = Delivery { attempts: last.attempts + 1, ..last.clone() };
    let mut tx = store.begin().await?;
    let outbox = tx.platform().await?.outbox();
    assert!(!outbox.done(&last).await?, "the node has claimed it since");
    assert!(outbox.done(&of_node).await?, "its row stays");
    Ok(())
}

async fn is_settled(market: &Market, app: AppId) -> bool {
    let Ok(by) = market.publisher_member().await else { return false };
    market.here.publisher_apps().get(&by, app).await.is_ok_and(|app| app.logo.state != LogoState::Waiting)
}
