use crate::harness::{Outcome, Partner, Stage, on_both};
on_both! { shared: works; }
async fn works(stage: &Stage) -> Outcome {
    let t0 = std::time::Instant::now();
    let tenant = stage.tenant().await?;
    let publisher = stage.publisher().await?;
    let app = publisher.app(tenant.id, &["patients.read"], &["appointments.read"]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let partner = Partner::new(&stage.anonymous, &allowed.credential);
    let token = partner.token().await?;
    assert!(partner.is_alive(&token).await?);
    eprintln!("{:?} {:?}", stage.kind(), t0.elapsed());
    Ok(())
}
