//! Documents of APIs: their sources, versions and texts.

use model::{
    api::Api,
    api_document::{ApiDocumentSource, ApiDocumentVersion, ApiServer, DocumentProblem},
    environment::Environment,
    ids::ApiId,
    token::TokenFormat,
};
use store::Error;

use crate::harness::{Database, Outcome, at, id, insert_people, on_both};

on_both! {
    a_source_survives_the_round_trip
    a_source_is_changed_by_whoever_read_it
    versions_and_texts_go_together
}

async fn api(database: &Database) -> Result<ApiId, Error> {
    let api = Api {
        id: id!(ApiId),
        identifier: "https://records.example".into(),
        name: "Records".into(),
        description: String::new(),
        docs_url: None,
        token_lifetime: 1200,
        token_format: TokenFormat::Es256,
        smart_backend_services: false,
        revision: 0,
        created_at: at(0),
    };
    let tx = database.store.begin().await?;
    tx.shared().apis().insert(&api).await?;
    tx.commit_unrecorded().await?;
    Ok(api.id)
}

async fn a_source_survives_the_round_trip(database: Database) -> Outcome {
    let api = api(&database).await?;
    let tx = database.store.begin().await?;
    let documents = tx.shared().api_documents();
    assert_eq!(documents.source(api).await?, None);
    let server = ApiServer {
        environment: Environment::Sandbox,
        url: "https://a.example".into(),
        description: "A".into(),
    };
    let problem = DocumentProblem { line: 1, column: 2, path: "/a".into(), message: "No.".into() };
    let source = ApiDocumentSource {
        url: Some("https://a.example/openapi.yaml".into()),
        servers: vec![server],
        relay: true,
        fetched_at: Some(at(1)),
        fetch_due: Some(at(2)),
        problem: Some("It is wrong.".into()),
        problems: vec![problem],
        ..ApiDocumentSource::none(api)
    };
    let source = documents.put_source(&source).await?;
    assert_eq!(source.revision, 1);
    assert_eq!(documents.source(api).await?.as_ref(), Some(&source));
    let settled =
        ApiDocumentSource { fetched_at: Some(at(3)), problem: None, problems: Vec::new(), ..source };
    documents.settle(&settled).await?;
    assert_eq!(documents.lock_source(api).await?.as_ref(), Some(&settled));
    assert_eq!(documents.sources().await?, [settled]);
    Ok(())
}

async fn a_source_is_changed_by_whoever_read_it(database: Database) -> Outcome {
    let api = api(&database).await?;
    let put = async |revision: u32| {
        let tx = database.store.begin().await?;
        let source = ApiDocumentSource { revision, ..ApiDocumentSource::none(api) };
        let put = tx.shared().api_documents().put_source(&source).await?;
        tx.commit_unrecorded().await?;
        Ok::<_, Error>(put.revision)
    };
    assert!(matches!(put(1).await, Err(Error::LostRace)));
    assert_eq!(put(0).await?, 1);
    assert!(matches!(put(0).await, Err(Error::LostRace)), "it was made meanwhile");
    assert_eq!(put(1).await?, 2);
    assert!(matches!(put(1).await, Err(Error::LostRace)));
    Ok(())
}

async fn versions_and_texts_go_together(database: Database) -> Outcome {
    let api = api(&database).await?;
    let [ann] = insert_people(&database.store).await?;
    let version = |number: u32| ApiDocumentVersion {
        api,
        number,
        sha256: "ab".repeat(32),
        title: format!("Records {number}"),
        scopes: vec!["patients.read".into()],
        bytes: 3,
        url: None,
        person: Some(ann.id),
        taken_at: at(i64::from(number)),
    };
    let tx = database.store.begin().await?;
    let documents = tx.shared().api_documents();
    for number in 1..=3 {
        documents.add(&version(number), vec![1, 2, 3]).await?;
    }
    documents.forget(api, 1).await?;
    assert_eq!(documents.versions(api).await?, [version(3), version(2)]);
    assert_eq!(documents.newest(api).await?, Some(version(3)));
    assert_eq!(documents.text(api, 3).await?, Some(vec![1, 2, 3]));
    assert_eq!(documents.text(api, 1).await?, None);
    assert!(documents.documented().await?.contains(&api));
    assert!(matches!(documents.add(&version(3), Vec::new()).await, Err(Error::LostRace)));
    Ok(())
}
