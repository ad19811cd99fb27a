//! A certificate authority of the tests' own, and certificates of it for names that lead to this machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tempfile::TempDir;

use crate::packages;
use crate::shell::{self, Result};

/// Below it `e2e/clients` gives domains to tenants. No resolver knows it (RFC 6761 section 6.2).
pub const BASE_DOMAIN: &str = "api.grantry.test";

const PLATFORM: &str = "DNS:localhost";
const TENANTS: &str = "DNS:*.api.grantry.test,DNS:*.sandbox.api.grantry.test";
const NEW_KEY: &str = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
const EXTENSIONS: &str = "basicConstraints=critical,CA:FALSE\n\
    keyUsage=critical,digitalSignature\n\
    extendedKeyUsage=serverAuth\n\
    subjectKeyIdentifier=hash\n\
    authorityKeyIdentifier=keyid\n";

/// `authority.pem` and, each as `.pem` and `.key`: `platform`, `tenants`, and `all` for proxies that have one
/// certificate for every name. They are gone when dropped.
pub struct Certificates(TempDir);

impl Certificates {
    pub fn make() -> Result<Self> {
        packages::openssl()?;
        let made = Self(tempfile::tempdir()?);
        let folder = made.folder();
        openssl(
            folder,
            &format!(
                "req -x509 {NEW_KEY} -keyout authority.key -out authority.pem -days 2 -subj /CN=authority \
                 -addext keyUsage=critical,keyCertSign,cRLSign"
            ),
        )?;
        sign(folder, "platform", PLATFORM)?;
        sign(folder, "tenants", TENANTS)?;
        sign(folder, "all", &format!("{PLATFORM},{TENANTS}"))?;
        Ok(made)
    }

    /// What callers and proxies need to find them.
    pub fn environment(&self) -> [(&'static str, String); 2] {
        [("CERTIFICATES", self.folder().display().to_string()), ("BASE_DOMAIN", BASE_DOMAIN.to_owned())]
    }

    /// What callers trust.
    pub fn authority(&self) -> PathBuf {
        self.folder().join("authority.pem")
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }
}

/// Makes a key, and has the authority sign a certificate of it for these names.
fn sign(folder: &Path, name: &str, names: &str) -> Result {
    fs::write(folder.join("extensions"), format!("{EXTENSIONS}subjectAltName={names}\n"))?;
    openssl(folder, &format!("req -new {NEW_KEY} -keyout {name}.key -out request -subj /CN={name}"))?;
    openssl(
        folder,
        &format!(
            "x509 -req -in request -out {name}.pem -days 2 -extfile extensions -CA authority.pem \
             -CAkey authority.key -CAcreateserial"
        ),
    )
}

fn openssl(folder: &Path, words: &str) -> Result {
    let mut openssl = shell::command("openssl");
    let output = openssl.current_dir(folder).args(words.split_whitespace()).stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("openssl {words}: {}", String::from_utf8_lossy(&output.stderr)).into())
}
