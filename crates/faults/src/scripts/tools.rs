//! The tools that scripts need on this machine, looked for before they begin.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::machine::SmallDisk;

pub fn nothing() -> Option<String> {
    None
}

pub fn mount() -> Option<String> {
    SmallDisk::mount(1).err().map(|error| error.to_string())
}

pub fn strace() -> Option<String> {
    let mut command = Command::new("strace");
    command.args(["-o", "/dev/null", "true"]).stdout(Stdio::null()).stderr(Stdio::null());
    let works = command.status().is_ok_and(|status| status.success());
    (!works).then(|| "strace is missing, or may not trace".to_owned())
}

pub fn faketime() -> Option<String> {
    let works = ["x86_64", "aarch64"].iter().any(|machine| {
        Path::new(&format!("/usr/lib/{machine}-linux-gnu/faketime/libfaketimeMT.so.1")).is_file()
    });
    (!works).then(|| "libfaketime is missing: apt-get install faketime".to_owned())
}
