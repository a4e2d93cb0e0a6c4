"""A simulated scale as a process of its own, and somebody who talks to it."""

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

COMMAND = [sys.executable, "-c", "from hengjian.cli import main; main()", "unlock"]
KEY = "1234567890abcdef1234567890abcdef"
CODE = "PQILIN100004200000007F"


class Client:
    """One connection, a line at a time."""

    def __init__(self, port):
        self.line = socket.create_connection(("127.0.0.1", port), 10)
        self.file = self.line.makefile("rb")

    def send(self, octets):
        self.line.sendall(octets)

    def read(self):
        return self.file.readline().decode().rstrip("\n")

    def ask(self, line):
        self.send(line.encode() + b"\n")
        return self.read()

    def close(self):
        self.file.close()
        self.line.close()


class Simulated:
    """The process, where it listens, and the end it comes to."""

    def __init__(self, *options):
        words = ["simulate", "--listen", "127.0.0.1:0", "--production-code", CODE]
        self.process = subprocess.Popen(
            [*COMMAND, *words, "--key", "-", "--json", *map(str, options)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.process.stdin.write(KEY + "\n")
        self.process.stdin.close()
        self.said = self.process.stdout.readline()
        self.port = int(json.loads(self.said)["listening"].rpartition(":")[2]) if self.said else 0
        self.clients = []

    def client(self):
        self.clients.append(Client(self.port))
        return self.clients[-1]

    def kill(self, how=signal.SIGKILL):
        if self.process.poll() is None:
            os.kill(self.process.pid, how)
        self.process.wait(10)
        for client in self.clients:
            client.close()
        said = self.process.stderr.read()
        for pipe in (self.process.stdout, self.process.stderr):
            pipe.close()
        return said


@contextmanager
def simulated(*options):
    """Run a simulated scale for as long as it is talked to."""
    scale = Simulated(*options)
    try:
        yield scale
    finally:
        if not scale.process.stderr.closed:
            scale.kill()
