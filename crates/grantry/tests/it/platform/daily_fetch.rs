//! An API's document is fetched by its URL once a day, whatever came of it the day before. Asked in this process, where a
//! test can move the clock.

use std::time::Duration;

use chrono::TimeDelta;
use model::{api_document::ApiDocumentSource, delivery::Receiver};
use store::Store;
use wire::api_documents::PutApiDocumentSource;

use super::budgets::market::Market;
use crate::harness::{
    Outcome, on_both_databases,
    pictures::{Host, Reply},
};

on_both_databases! { a_document_is_fetched_once_a_day }

/// In minutes.
const DAY: i64 = 24 * 60;
const PATH: &str = "/openapi.yaml";

struct Daily {
    market: Market,
    store: Store,
}

impl Daily {
    /// How the last fetch went, and the number of the newest version.
    async fn known(&self) -> Outcome<(ApiDocumentSource, u32)> {
        let tx = self.store.read().await?;
        let documents = tx.shared().api_documents();
        let source = documents.source(self.market.api).await?.ok_or("no source")?;
        let newest = documents.newest(self.market.api).await?;
        Ok((source, newest.map_or(0, |newest| newest.number)))
    }

    async fn is_due(&self) -> Outcome<bool> {
        let now = self.market.here.clock().now();
        let mut tx = self.store.read().await?;
        Ok(tx.platform().await?.outbox().is_due(Receiver::ApiDocuments, now).await?)
    }

    /// Lets a node fetch what is due; what is known when that is settled.
    async fn fetch(&self) -> Outcome<(ApiDocumentSource, u32)> {
        let now = self.market.here.clock().now();
        assert!(self.is_due().await?, "nothing is due");
        let settled = async {
            while !self.known().await.is_ok_and(|(source, _)| source.fetched_at == Some(now)) {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let node = self.market.here.api_documents().keep(settled);
        tokio::time::timeout(Duration::from_secs(20), node).await?;
        let known = self.known().await?;
        assert_eq!(known.0.fetch_due, Some(now + TimeDelta::days(1)));
        Ok(known)
    }
}

fn document(title: &str) -> Reply {
    let text = format!("openapi: 3.1.0\ninfo: {{title: {title}, version: 1.0.0}}\npaths: {{}}\n");
    Reply::Body("application/yaml", text.into_bytes())
}

async fn a_document_is_fetched_once_a_day(url: &str) -> Outcome {
    let (market, store) = (Market::open(url).await?, Store::connect(&store::Settings::new(url)).await?);
    let (daily, host) = (Daily { market, store }, Host::start().await?);
    let (market, clock) = (&daily.market, &daily.market.clock);
    let place = host.has(PATH, document("One"));
    let request = PutApiDocumentSource {
        revision: 0,
        url: Some(place.as_str().into()),
        servers: Vec::new(),
        relay: false,
    };
    market.here.api_documents().change_source(&market.operator().await?, market.api, request).await?;
    let (source, newest) = daily.fetch().await?;
    assert_eq!((source.problem, newest, host.asked()), (None, 1, 1), "at once");

    clock.forward(DAY - 1);
    assert!(!daily.is_due().await?, "a minute before");
    clock.forward(1);
    let (source, newest) = daily.fetch().await?;
    assert_eq!((source.problem, newest, host.asked()), (None, 1, 2), "the same is no new version");

    host.has(PATH, Reply::Status(500));
    clock.forward(DAY);
    let (source, newest) = daily.fetch().await?;
    let problem = source.problem.unwrap_or_default();
    assert!(problem.contains("status 500"), "{problem}");
    assert_eq!((newest, host.asked()), (1, 3), "what there was stays");

    host.has(PATH, document("Two"));
    assert!(!daily.is_due().await?, "it is not tried again before the next day");
    clock.forward(DAY);
    let (source, newest) = daily.fetch().await?;
    assert_eq!((source.problem, newest, host.asked()), (None, 2, 4), "the next day it is there");
    Ok(())
}
