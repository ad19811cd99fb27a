//! Debian and Node packages, installed when missing.

use std::fs;
use std::path::Path;

use crate::shell::{self, Result};

pub fn postgres() -> Result {
    if throwaway_postgres::is_installed() {
        return Ok(());
    }
    apt(&["postgresql-15"])
}

/// The command line of SQLite.
pub fn sqlite() -> Result {
    if shell::on_path("sqlite3") { Ok(()) } else { apt(&["sqlite3"]) }
}

pub fn chromium() -> Result {
    if Path::new(CHROMIUM).is_file() {
        return Ok(());
    }
    apt(&["chromium-headless-shell"])
}

/// What fault scripts break machines with.
pub fn fault_tools() -> Result {
    let missing: Vec<&str> =
        ["strace", "faketime"].into_iter().filter(|program| !shell::on_path(program)).collect();
    if missing.is_empty() { Ok(()) } else { apt(&missing) }
}

pub const CHROMIUM: &str = "/usr/bin/chromium-headless-shell";

pub fn curl() -> Result {
    if shell::on_path("curl") {
        return Ok(());
    }
    apt(&["curl"])
}

/// What makes certificates.
pub fn openssl() -> Result {
    if shell::on_path("openssl") { Ok(()) } else { apt(&["openssl"]) }
}

/// The proxies of `deploy`, which tests run in front of nodes and of an API.
pub fn proxies() -> Result {
    let missing: Vec<&str> =
        PROXIES.iter().filter(|(file, _)| !Path::new(file).is_file()).map(|(_, package)| *package).collect();
    if missing.is_empty() { Ok(()) } else { apt(&missing) }
}

/// What each of Debian's packages brings: nginx with the module that removes headers by the beginning of their names.
const PROXIES: [(&str, &str); 4] = [
    ("/usr/sbin/nginx", "nginx"),
    (
        "/usr/lib/nginx/modules/ngx_http_headers_more_filter_module.so",
        "libnginx-mod-http-headers-more-filter",
    ),
    ("/usr/sbin/haproxy", "haproxy"),
    ("/usr/bin/caddy", "caddy"),
];

/// A Python that can make virtual environments: Debian's lacks `ensurepip` until `python3-venv` is there.
pub fn python() -> Result {
    if shell::succeeds(shell::command("python3").args(["-c", "import ensurepip, venv"])) {
        return Ok(());
    }
    apt(&["python3", "python3-venv"])
}

/// Installs a folder's Node packages as its lock file has them, unless that was done.
pub fn npm(folder: &str) -> Result {
    if !shell::on_path("npm") {
        apt(&["nodejs", "npm"])?;
    }
    let folder = shell::root().join(folder);
    let lock = shell::read(&folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    shell::run(shell::command("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder))?;
    Ok(fs::write(stamp, lock)?)
}

/// Installs Debian packages: as root, or by sudo.
pub fn apt(packages: &[&str]) -> Result {
    let wanted = packages.join(" ");
    if !shell::on_path("apt-get") {
        return Err(format!("please install what Debian calls: {wanted}").into());
    }
    let root = shell::output(shell::command("id").arg("-u"))?.trim() == "0";
    let apt_get = || {
        let mut command = shell::command(if root { "apt-get" } else { "sudo" });
        if !root {
            command.arg("apt-get");
        }
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    let failed = |error| format!("{error}\ncould not install: {wanted}");
    shell::run(apt_get().args(["update", "-qq"])).map_err(failed)?;
    let install = ["install", "-y", "-qq", "--no-install-recommends"];
    Ok(shell::run(apt_get().args(install).args(packages)).map_err(failed)?)
}
