"""What a check costs besides system calls: JMH on the JVM, with the bytes that each step allocates."""

import json
import os
import subprocess

from . import figures
from .outrider import ROOT
from .processes import Missed

SOURCES = os.path.join(ROOT, "bench", "java")
CLASSES = os.path.join(ROOT, "target", "bench-classes")
MAIN = "org.openjdk.jmh.Main"

STEPS = {
    "dueAgain": "due, and due again: a heap of 5,000",
    "deadlineTakenOff": "deadline set and taken off",
    "requestWritten": "request into the buffer",
    "answerJudged": "answer to verdict, headers alone",
    "answerWithBodyJudged": "answer to verdict, with a text in the body",
    "resultJudged": "result to judgement and next due time",
}


def measure(scratch: str, say) -> str:
    say("hot path, JMH")
    path = os.pathsep.join([os.path.join(ROOT, "target", "classes"), CLASSES, class_path(scratch)])
    compile_to(path, ["-processor", "org.openjdk.jmh.generators.BenchmarkProcessor"], "HotPath")
    result = os.path.join(scratch, "jmh.json")
    run([java("java"), "-cp", path, MAIN, "HotPath", "-prof", "gc", "-rf", "json", "-rff", result])
    with open(result) as file:
        found = {one["benchmark"].rsplit(".", 1)[-1]: one for one in json.load(file)}
    rows = [
        [
            what,
            f"{found[step]['primaryMetric']['score']:.0f} ± {found[step]['primaryMetric']['scoreError']:.0f} ns",
            f"{_allocated(found[step]):.0f} B",
        ]
        for step, what in STEPS.items()
    ]
    return figures.table(["step", "time", "allocated"], rows)


def _allocated(one: dict) -> float:
    metrics = one["secondaryMetrics"]
    return next(metric["score"] for name, metric in metrics.items() if name.endswith("gc.alloc.rate.norm"))


def class_path(scratch: str) -> str:
    """Of the dependencies, JMH among them; compiles the program on the way."""
    file = os.path.join(scratch, "class-path")
    mvn = [os.path.join(ROOT, "mvnw"), "-q", "-B", "-Pjmh", "compile", "dependency:build-classpath"]
    run([*mvn, f"-Dmdep.outputFile={file}", "-Dmdep.includeScope=test"])
    with open(file) as written:
        return written.read().strip()


def compile_to(path: str, options: list[str], *names: str, package: str = "probe") -> None:
    os.makedirs(CLASSES, exist_ok=True)
    sources = [os.path.join(SOURCES, "org", "bolabaden", "outrider", package, f"{name}.java") for name in names]
    run([java("javac"), "-nowarn", "-d", CLASSES, "-cp", path, *options, *sources])


def java(tool: str) -> str:
    home = os.environ.get("JAVA_HOME")
    return os.path.join(home, "bin", tool) if home else tool


def run(command: list[str]) -> str:
    done = subprocess.run(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode != 0:
        raise Missed(f"{command[0]} ended with {done.returncode}:\n{done.stdout[-3000:]}")
    return done.stdout
