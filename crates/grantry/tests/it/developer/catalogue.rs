use wire::{catalogue::Api, developer::Publisher};

use crate::harness::{
    Outcome, Stage, on_both,
    stage::{DEMO_SCOPES, OTHER_SCOPES},
};

on_both! { shared: both_sides_pick_from_the_same_catalogue a_publisher_reads_about_itself; }

async fn both_sides_pick_from_the_same_catalogue(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let ours: Vec<Api> = publisher.owner.read(&publisher.at("/catalogue")).await?;
    let theirs: Vec<Api> = tenant.owner.read(&tenant.at("/catalogue")).await?;
    for apis in [ours, theirs] {
        let names: Vec<_> =
            apis.iter().flat_map(|api| &api.scopes).map(|scope| scope.name.as_str()).collect();
        for scope in DEMO_SCOPES.iter().chain(&OTHER_SCOPES) {
            assert!(names.contains(scope), "{scope}");
        }
        assert!(apis.is_sorted_by(|one, next| one.name <= next.name));
    }
    Ok(())
}

async fn a_publisher_reads_about_itself(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let home: Publisher = publisher.owner.read(&publisher.at("")).await?;
    assert_eq!(
        (home.id, home.name, home.sandbox_tenant_id),
        (publisher.id, publisher.name, publisher.sandbox)
    );
    assert_eq!((home.role.as_str(), home.verified), ("owner", false));
    Ok(())
}
