//! Files that only the operator's own account may read: the database, the master key, backups.

use std::{fs, io, path::Path};

use rustix::{fs::Mode, process::umask};

/// From here on, this process makes files of mode 0600 and folders of mode 0700 at most; SQLite's too.
pub fn keep_private() {
    umask(Mode::RWXG | Mode::RWXO);
}

/// Makes the name of a file outlive a power cut.
pub fn sync_folder_of(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
