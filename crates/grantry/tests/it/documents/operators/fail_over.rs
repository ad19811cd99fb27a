//! "Database fail-over": what is done where no one knows what was lost.

use super::super::{Machine, block};
use super::keys::{DEMO, key_set, signer};
use crate::harness::Outcome;

#[tokio::test]
async fn every_token_from_before_a_fail_over_can_be_ended() -> Outcome {
    let machine = Machine::new()?;
    let _running = machine.serve(DEMO).await?;
    let data = "export GRANTRY_DATA_DIR=data";
    let before = signer(&machine)?;
    let ask = r#"token=$(sed 's/.*"access_token":"\([^"]*\)".*/\1/' token.json)
        curl --silent --output /dev/null --write-out '%{http_code}' -H "Authorization: Bearer $token" \
            "$(sed -n 's/.*"api_url": "\(.*\)".*/\1/p' data/demo.json | head -1)""#;
    assert_eq!(machine.run(ask)?, "200");
    let listed = machine.run(&format!("{data}\n{}", block("keys-list")?))?;
    machine.run(&format!("{data}\n{}", block("fail-over-keys")?))?;
    assert_eq!(machine.run(&format!("sleep 1\n{ask}"))?, "401");
    let told = machine.run(&format!("{data}\n{}", block("fail-over-ready")?))?;
    assert!(told.ends_with("ready\n"), "{told}");
    let begins = told.lines().filter_map(|line| line.split("  from ").nth(1)?.split("  ").next());
    let newest = begins.max().ok_or("no key")?;
    for old in listed.lines().filter_map(|line| line.split(' ').next()) {
        let line = told.lines().find(|line| line.starts_with(old)).ok_or("it is not listed any more")?;
        let until = line.rsplit(' ').next().ok_or("no end")?;
        assert!(until != "-" && until < newest, "{line}");
    }
    assert!(!key_set(&machine)?.contains(&before));
    assert_ne!(signer(&machine)?, before);
    Ok(())
}
