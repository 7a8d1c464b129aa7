"""`.env.example` names every setting the site reads, each with its meaning, and no other; production is safe as it stands."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys

import pytest

from tests.house import sources

READ_BY_DJANGO = {"DJANGO_SETTINGS_MODULE"}
A_SETTING = re.compile(r"^#? ?([A-Z][A-Z0-9_]+)=", re.MULTILINE)

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "a-key-that-nobody-else-has-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "field.example.org",
    "SITE_URL": "https://field.example.org",
    "EMAIL_URL": "smtp://localhost:25",
}


def settings_read(files: sources.Sources) -> set[str]:
    """First arguments of `env(…)`, `env.bool(…)`, … and keys of `os.environ` in the settings."""
    return {name for text in files.values() for node in ast.walk(ast.parse(text)) for name in _names(node)}


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
        called = ast.unparse(node.func)
        if called == "env" or called.startswith(("env.", "environ.get", "os.environ.get", "os.getenv")) and called != "env.read_env":
            return [node.args[0].value]
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ" and isinstance(node.slice, ast.Constant):
        return [node.slice.value]
    return []


def settings_told(example: str) -> set[str]:
    return set(A_SETTING.findall(example))


def without_a_meaning(example: str) -> list[str]:
    """Settings with no comment right above."""
    lines = example.splitlines()
    return [line for above, line in zip(["", *lines], lines) if A_SETTING.match(line) and not re.match(r"# \w", above)]


def check_deploy(**environment: str) -> subprocess.CompletedProcess:
    ours = {*settings_told(sources.text_of(".env.example")), "DJANGO_ALLOW_ASYNC_UNSAFE"}
    clean = {name: value for name, value in os.environ.items() if name not in ours}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, cwd=sources.ROOT, env=clean | environment, capture_output=True, text=True)


def the_settings() -> sources.Sources:
    return {path: text for path, text in sources.python().items() if path.startswith("config/settings/")}


def test_the_example_names_what_is_read():
    assert settings_told(sources.text_of(".env.example")) == settings_read(the_settings()) | READ_BY_DJANGO


def test_each_setting_has_its_meaning():
    assert without_a_meaning(sources.text_of(".env.example")) == []


def test_a_setting_that_is_read_is_found():
    planted = 'A = env("ONE")\nB = env.bool("TWO", default=False)\nC = os.environ["THREE"]\nenv.read_env(".env")\n'

    assert settings_read({"config/settings/base.py": planted}) == {"ONE", "TWO", "THREE"}


def test_a_setting_without_a_meaning_is_found():
    assert without_a_meaning("# What it is\nONE=1\nTWO=2\n") == ["TWO=2"]


def test_the_deployment_check_is_silent():
    found = check_deploy(**PRODUCTION)

    assert (found.returncode, found.stderr) == (0, ""), found.stderr
    assert found.stdout == "System check identified no issues (0 silenced).\n"


def test_the_deployment_check_can_speak():
    found = check_deploy(DJANGO_SETTINGS_MODULE="config.settings.dev")

    assert found.returncode == 1
    assert "security.W" in found.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("SECRET_KEY", ""), ("SECRET_KEY", "short"), ("ALLOWED_HOSTS", ""), ("SITE_URL", "http://field.example.org"), ("DEBUG", "true")],
)
def test_production_refuses_an_unsafe_setting_in_a_sentence(name, value):
    refused = check_deploy(**PRODUCTION | {name: value})

    assert refused.returncode != 0
    assert refused.stderr.splitlines()[-1].startswith("django.core.exceptions.ImproperlyConfigured: " + name)
