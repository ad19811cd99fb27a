//! "First start".

use super::super::{Machine, block};
use crate::harness::{Client, Outcome, Person};

#[tokio::test]
async fn the_first_operator_comes_by_the_printed_link() -> Outcome {
    let machine = Machine::new()?;
    let running = machine.serve(&block("first-start")?).await?;
    let printed = machine.run(&block("first-operator")?)?;
    let link = printed.lines().find(|line| line.starts_with("http")).ok_or(printed.clone())?;
    assert!(link.starts_with(&machine.base), "{link}");
    let operator = Person::join(&Client::new(&machine.base)?, link).await?;
    assert!(operator.me.operator);
    assert!(running.log()?.contains("back up this key"), "{}", running.log()?);
    running.stop()?;
    let files = std::fs::read_dir(machine.path("grantry"))?.count();
    assert_eq!(files, 4, "the database, the key and two locks");
    Ok(())
}
