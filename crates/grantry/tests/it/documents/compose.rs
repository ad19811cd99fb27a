//! docker-compose.yml: the secrets, the database and the settings that it gives to a node. `docker` itself is a stand-in
//! that runs the same commands with the same settings on this machine.

use std::{fs, os::unix::fs::PermissionsExt, process::Command};

use super::{Machine, block, guide};
use crate::harness::{Client, Outcome, Person};

const DOCKER: &str = r#"case "$1 $2" in
"compose up") sh deploy/postgres/create-database.sh; grantry migrate ;;
"compose exec") shift 3; exec "$@" ;;
*) exit 1 ;;
esac"#;

/// The environment of a node's container.
fn settings() -> Outcome<String> {
    let file = fs::read_to_string(guide::root().join("docker-compose.yml"))?;
    let lines = file.lines().skip_while(|line| !line.contains("environment: &settings")).skip(1);
    let lines = lines.take_while(|line| line.trim().starts_with("GRANTRY_"));
    let pairs = lines.filter_map(|line| line.trim().split_once(": "));
    Ok(pairs.map(|(key, value)| format!("export {key}='{}'\n", value.trim_matches(['"', '\'']))).collect())
}

fn is_root() -> Outcome<bool> {
    Ok(Command::new("id").arg("-u").output()?.stdout == b"0\n")
}

#[tokio::test]
async fn the_composed_services_fit_together() -> Outcome {
    let cluster = throwaway_postgres::Cluster::start()?;
    cluster.execute("DROP ROLE grantry")?;
    let (_, host) = cluster.admin_url().rsplit_once('@').ok_or("no host")?;
    let address = host.split('/').next().unwrap_or_default().to_owned();
    let (name, port) = address.split_once(':').ok_or("no port")?;
    let machine = Machine::new()?;
    let base = machine.base.clone();
    fs::create_dir_all(machine.path("deploy/postgres"))?;
    fs::copy(guide::root().join("deploy/make-secrets"), machine.path("deploy/make-secrets"))?;
    let secrets = machine.path("deploy/secrets").display().to_string();
    let script = fs::read_to_string(guide::root().join("deploy/postgres/create-database.sh"))?;
    let script = script.replace("/run/secrets", &secrets);
    fs::write(machine.path("deploy/postgres/create-database.sh"), script)?;
    // Without root's rights `make-secrets` sees root, and gives the files to no one.
    let root = is_root()?;
    let sudo = if root { r#""$@""# } else { r#"unshare --map-root-user "$@""# };
    let reach = format!("sed -i 's#@postgres/#@{address}/#' deploy/secrets/settings");
    let machine = machine
        .with_program("sudo", &format!("{sudo}\n[ \"$1\" = deploy/make-secrets ] && {reach}"))?
        .with_program("docker", DOCKER)?
        .with("/run/secrets", &secrets)
        .with("https://${GRANTRY_SITE:-localhost}", &base);
    let machine = if root { machine } else { machine.with_program("chown", "exit 0")? };

    let postgres = format!("export PGHOST={name} PGPORT={port} PGDATABASE=postgres POSTGRES_USER=test\n");
    let settings = settings()?;
    assert!(settings.contains("GRANTRY_CONFIG=") && settings.contains("DRAIN"), "{settings}");
    let printed = machine.run(&format!("{postgres}{settings}{}", block("docker-compose.yml")?))?;
    let link = printed.lines().find(|line| line.starts_with("http")).ok_or(printed.clone())?;
    assert_eq!(fs::metadata(&secrets)?.permissions().mode() & 0o777, 0o700);
    assert_eq!(fs::metadata(format!("{secrets}/master_key"))?.permissions().mode() & 0o777, 0o400);
    let again = machine.run("sudo deploy/make-secrets").err().map(|error| error.to_string());
    assert!(again.is_some_and(|said| said.contains("nothing is changed")));

    let serve = "grantry serve --listen 127.0.0.1:8080 --data-dir /var/lib/grantry";
    let _node = machine.serve(&format!("{settings}{serve}")).await?;
    assert!(Person::join(&Client::new(&machine.base)?, link).await?.me.operator);
    let role =
        "SELECT rolsuper OR rolbypassrls OR rolpassword IS NULL FROM pg_authid WHERE rolname = 'grantry'";
    assert_eq!(cluster.execute(role)?, "f", "an ordinary role with a password");
    Ok(())
}
