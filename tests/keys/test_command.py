"""The command as an operator calls it, and a server on its bad days."""

import base64

import pytest

WRONG_KEY = base64.b64encode(b"w" * 32) + b"\n"


@pytest.fixture
def key_file(registry):
    """The key file's content, put back when the test has ended."""
    content = registry.key_file.read_bytes()
    yield content
    registry.put_key_file(content)


def start(registry):
    """Start a server that ends at once; return the words in which it refuses, or nothing."""
    done = registry.odoo("server", "--stop-after-init")
    lines = [line for line in done.stderr.splitlines() if "registry cannot start" in line]
    assert bool(lines) == bool(done.returncode), done.stderr
    return lines[0] if lines else ""


def test_command_and_database_of_odoo_conf_are_found(registry):
    done = registry.keys("status", "--json")
    assert done.returncode == 0, done.stderr
    assert '"problems": []' in done.stdout
    assert str(registry.key_file) in done.stdout


def test_command_takes_what_the_container_adds(registry):
    server = registry.work.server
    added = ["--db_host", server.host, "--db_port", str(server.port), "--db_user", server.role]
    done = registry.keys("status", *added, "--db_password", server.password)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("database", "words"),
    [("no_such_database", "does not exist"), ("template1", "has no sealed fields")],
)
def test_database_without_keys_is_refused_in_a_sentence(registry, database, words):
    done = registry.keys("status", "-d", database)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert words in line


def test_server_starts_with_its_key_file_only(registry, key_file):
    assert start(registry) == ""
    registry.put_key_file(WRONG_KEY)
    assert "it is wrapped by file:" in start(registry)
    registry.put_key_file(None)
    assert "No such file" in start(registry)
    done = registry.odoo("server", "--stop-after-init", "--update=socreg_crypto")
    assert done.returncode != 0
    assert not registry.key_file.exists()
    assert registry.keys("status").returncode == 1


def test_key_is_lost_and_comes_back_from_paper(registry, key_file, tmp_path):
    phrase, paper = tmp_path / "phrase", str(tmp_path / "paper")
    phrase.write_text("a passphrase for tests only\n")
    told = (paper, "--passphrase-file", str(phrase))
    assert registry.keys("backup", *told).returncode == 0
    registry.put_key_file(WRONG_KEY)
    done = registry.keys("restore", *told)
    assert (done.returncode, "move it away first" in done.stderr) == (1, True)
    registry.put_key_file(None)
    done = registry.keys("restore", *told)
    assert "It opens the database's master keys" in done.stdout, done.stderr
    assert registry.key_file.read_bytes() == key_file
    assert registry.keys("backup", "--check", *told).returncode == 0
    shown = registry.keys("backup", "-", *told[1:]).stdout
    assert registry.keys("backup", "--check", "-", *told[1:], answer=shown).returncode == 0


def test_person_is_erased_by_who_types_the_word(registry):
    script = """
made = env["test_socreg.person"].create({"name": "Lan", "number": "27"})
env.cr.commit()
env.cr.execute("SELECT rid FROM test_socreg_person WHERE id = %s", [made.id])
print(env.cr.fetchone()[0])
"""
    done = registry.shell(script)
    rid = done.stdout.split()[-1]
    words = ("erase", "test_socreg.person", rid)
    assert registry.keys(*words, answer="yes\n").returncode == 1
    done = registry.keys(*words, answer="erase 1\n")
    assert (done.returncode, rid in done.stdout) == (0, True), done.stderr
    assert "Lan" not in done.stdout + done.stderr
    assert "Erased already" in registry.keys(*words, "--yes").stderr
