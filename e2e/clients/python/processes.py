"""Programs that tests start."""

import os
import random
import signal
import socket
import subprocess
import time

PATIENCE = 60
PORTS = (10_000, 32_000)


class Process:
    """A program with a folder of its own, ready within `with`."""

    def __init__(self, folder):
        self.folder = folder

    def prepare(self):
        pass

    def environment(self):
        return dict(os.environ)

    def __enter__(self):
        self.prepare()
        self.start()
        return self

    def start(self):
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=log, env=self.environment(), start_new_session=True)
        deadline = time.monotonic() + PATIENCE
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise AssertionError(self.log())
            time.sleep(0.05)

    def log(self):
        return (self.folder / "log").read_text()

    def __exit__(self, *_):
        self.kill()

    def kill(self):
        """With all that it has started."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def free_port():
    """Below those that the kernel gives to whoever asks for any: no connection takes it before the program listens."""
    while True:
        with socket.socket() as listener:
            try:
                listener.bind(("", random.randint(*PORTS)))
                return listener.getsockname()[1]
            except OSError:
                continue


def nginx(folder, http, first=""):
    """Writes the main configuration of an nginx that keeps all its files in this folder; where it is. `http` is what its
    block of that name holds, `first` stands before everything else."""
    temporary = [f"{kind}_temp_path {folder}/{kind};" for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]]
    main = folder / "main.conf"
    main.write_text(
        f"{first} daemon off; pid {folder}/pid; error_log stderr; events {{}}"
        f"http {{ access_log off; {''.join(temporary)} {http} }}"
    )
    return main
