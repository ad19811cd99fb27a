//! What scripts need of the machine, looked at before they begin.

use std::path::Path;
use std::process::{Command, Stdio};

use super::Missing;
use crate::machine::SmallDisk;
use crate::play::Task;

pub fn nothing(_: &Task) -> Option<Missing> {
    None
}

pub fn mount(_: &Task) -> Option<Missing> {
    SmallDisk::mount(1).err().map(|error| Missing::OnThisMachine(error.to_string()))
}

pub fn strace(_: &Task) -> Option<Missing> {
    let mut command = Command::new("strace");
    command.args(["-o", "/dev/null", "true"]).stdout(Stdio::null()).stderr(Stdio::null());
    let works = command.status().is_ok_and(|status| status.success());
    (!works).then(|| Missing::OnThisMachine("strace is missing, or may not trace".into()))
}

pub fn faketime(_: &Task) -> Option<Missing> {
    let works = ["x86_64", "aarch64"].iter().any(|machine| {
        Path::new(&format!("/usr/lib/{machine}-linux-gnu/faketime/libfaketimeMT.so.1")).is_file()
    });
    (!works).then(|| Missing::OnThisMachine("libfaketime is missing: apt-get install faketime".into()))
}

pub fn key_rotation(task: &Task) -> Option<Missing> {
    let missing = || Missing::InTheProduct("this build has no `grantry keys rotate`".into());
    (!task.program.has_keys("rotate")).then(missing)
}
