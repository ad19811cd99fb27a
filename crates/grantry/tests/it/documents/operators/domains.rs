//! "A domain for each tenant": every step, asked by the tenant's name.

use std::fs;

use serde_json::{Value, json};

use super::super::{Machine, block};
use super::keys::DEMO;
use crate::harness::Outcome;

/// What these guides suppose: names that lead here. Those below `localhost` do so for curl without a resolver.
pub fn machine() -> Outcome<Machine> {
    let machine = Machine::new()?.with_folder("/etc/ssl")?;
    let (_, port) = machine.base.rsplit_once(':').ok_or("no port")?;
    let port = port.to_owned();
    let machine = ["any-name", "harbour", "harbour-clinic"].into_iter().fold(machine, |machine, slug| {
        let here = format!("http://{slug}.tenants.localhost:{port}");
        machine.with(&format!("https://{slug}.api.example.com"), &here)
    });
    let address = format!("harbour.tenants.localhost:{port}:127.0.0.1");
    Ok(machine
        .with("harbour.api.example.com:443:192.0.2.10", &address)
        .with("api.example.com", "tenants.localhost"))
}

/// Starts the demo with these settings.
pub fn demo_with(machine: &Machine, settings: &str) -> Outcome<String> {
    fs::write(machine.path("grantry.toml"), machine.here(settings))?;
    Ok(format!("{DEMO} --config grantry.toml"))
}

/// The demo's connection, and what its partner and an operator have on their machines.
pub struct Demo {
    pub tenant: String,
    /// A shell's variables: the client, and that nothing between here and a name below `localhost` is asked.
    pub variables: String,
}

impl Demo {
    pub fn read(machine: &Machine) -> Outcome<Self> {
        let demo: Value = serde_json::from_slice(&fs::read(machine.path("data/demo.json"))?)?;
        let operator =
            json!({ "email": "olive@grantry.example", "password": demo["accounts"][0]["password"] });
        fs::write(machine.path("sign-in.json"), operator.to_string())?;
        let text = |key: &str| demo["connection"][key].as_str().map(str::to_owned).ok_or("not in demo.json");
        let variables = format!(
            "export no_proxy=.localhost,127.0.0.1\nclient_id={}\nclient_secret={}\n",
            text("client_id")?,
            text("client_secret")?
        );
        Ok(Self { tenant: text("tenant_id")?, variables })
    }
}

/// The status that the demo's client gets at a token endpoint, as the guide writes it.
fn status_at(machine: &Machine, demo: &Demo, endpoint: &str) -> Outcome<String> {
    machine.run(&format!(
        "{}curl --silent --output /dev/null --write-out '%{{http_code}}' --user \"$client_id:$client_secret\" \
         --data grant_type=client_credentials {endpoint}",
        demo.variables
    ))
}

#[tokio::test]
async fn a_tenant_moves_from_its_path_to_a_domain_and_to_another_one() -> Outcome {
    let machine = machine()?;
    let serve = demo_with(&machine, &block("domains-settings")?)?;
    let _running = machine.serve(&serve).await?;
    let demo = Demo::read(&machine)?;
    let machine = machine.with("ten_01k9q0e8h7f4x2m6v3c5b8n1d0", &demo.tenant);
    let own = |block: &str| format!("{}{block}", demo.variables);
    assert_eq!(machine.run(&own(&block("domains-reached")?))?, "404\n");

    let signed_in = own(&block("domains-sign-in")?);
    let as_operator = |block: &str| machine.run(&format!("{signed_in}\n{block}"));
    let given = as_operator(&block("domains-slug")?)?;
    assert!(given.contains(&machine.here("https://harbour.api.example.com/connect/token")), "{given}");
    let answers = machine.run(&own(&block("domains-token")?))?;
    let issuer = machine.here("https://harbour.api.example.com");
    assert!(answers.contains(&format!("\"issuer\":\"{issuer}\"")), "{answers}");
    assert!(answers.contains("\"access_token\""), "{answers}");

    let path = format!("https://access.example.com/t/{}/oauth2/token", demo.tenant);
    let alias = "https://harbour.api.example.com/api/identity/connect/token";
    assert_eq!(status_at(&machine, &demo, &path)?, "200", "it answers while the tenant moves");
    as_operator(&block("domains-close")?)?;
    assert_eq!(status_at(&machine, &demo, &path)?, "401", "as at the path of a tenant that there is not");
    assert_eq!(status_at(&machine, &demo, alias)?, "200");
    as_operator(&block("domains-open")?)?;
    assert_eq!(status_at(&machine, &demo, &path)?, "200");

    let changed = as_operator(&block("domains-change")?)?;
    assert!(changed.contains("\"closing\"") && changed.contains("harbour-clinic"), "{changed}");
    for host in ["https://harbour.api.example.com", "https://harbour-clinic.api.example.com"] {
        assert_eq!(status_at(&machine, &demo, &format!("{host}/oauth2/token"))?, "200", "{host}");
    }
    Ok(())
}

#[tokio::test]
async fn a_certificate_says_which_names_it_holds() -> Outcome {
    let machine = machine()?;
    machine.run(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=tenants \
         -keyout tenants.key -out /etc/ssl/api.example.com.pem \
         -addext 'subjectAltName=DNS:*.api.example.com,DNS:*.sandbox.api.example.com' 2>&1",
    )?;
    let names = machine.run(&block("domains-certificate")?)?;
    for name in ["*.api.example.com", "*.sandbox.api.example.com"] {
        assert!(names.contains(&format!("DNS:{}", machine.here(name))), "{names}");
    }
    Ok(())
}
