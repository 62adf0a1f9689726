"""The image, its compose file and odoo.conf: what can be proved of them without a container engine."""

import configparser
import re
import subprocess
import sysconfig
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[3]
DOCKER = ROOT / "docker"
DOCKERFILE = DOCKER / "Dockerfile"
COMPOSE_FILE = DOCKER / "compose.yaml"
COMPOSE = YAML(typ="safe").load(COMPOSE_FILE)
SERVICES = COMPOSE["services"]
CONF_TEXT = (ROOT / "odoo.conf").read_text()
SECRET = re.compile("PASSW|SECRET|TOKEN|KEY", re.IGNORECASE)

each_service = pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)


def run_tool(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a program that a Python package has installed beside this interpreter."""
    program = Path(sysconfig.get_path("scripts")) / name
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False)


def instructions(word: str) -> list[str]:
    """Return the arguments of every such instruction in the Dockerfile."""
    text = DOCKERFILE.read_text().replace("\\\n", "")
    return re.findall(rf"^{word}\s+(.+)$", text, re.MULTILINE)


def copies() -> dict[str, str]:
    """Return what the image copies: each source in the repository with its destination."""
    return dict(arguments.split() for arguments in instructions("COPY"))


def host_paths(service: dict) -> list[Path]:
    """Return the files of the repository that a service mounts."""
    sources = [volume.partition(":")[0] for volume in service["volumes"]]
    return [DOCKER / source for source in sources if source.startswith(".")]


@pytest.fixture
def conf() -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser()
    parser.read_string(CONF_TEXT)
    return parser


def postgres_setting(name: str) -> str:
    prefix = f"--{name}="
    return next(word for word in SERVICES["database"]["command"] if word.startswith(prefix))[
        len(prefix) :
    ]


def test_dockerfile_passes_hadolint():
    result = run_tool("hadolint", DOCKERFILE)
    assert result.returncode == 0, result.stdout + result.stderr


def test_compose_file_follows_the_schema():
    result = run_tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", COMPOSE_FILE)
    assert result.returncode == 0, result.stdout + result.stderr


def test_image_does_not_run_as_root():
    assert instructions("USER")[-1] == "odoo"


def test_image_copies_files_that_exist():
    assert [source for source in copies() if not (ROOT / source).exists()] == []


def test_build_context_holds_only_what_the_image_copies():
    lines = (DOCKER / "Dockerfile.dockerignore").read_text().splitlines()
    assert "*" in lines
    assert {line[1:] for line in lines if line.startswith("!")} == set(copies())


def test_image_installs_by_hash_from_the_lock():
    (install,) = (line for line in instructions("RUN") if "pip3 install" in line)
    assert "--require-hashes" in install
    assert install.split()[-1] == copies()["setup/requirements/17.0.txt"]


def test_image_puts_files_where_odoo_looks(conf):
    assert conf["options"]["addons_path"] == copies()["addons"]
    assert f"odoo:{conf['options']['data_dir']}" in SERVICES["odoo"]["volumes"]


def test_images_have_a_version():
    names = [*instructions("FROM"), *(service["image"] for service in SERVICES.values())]
    assert [name for name in names if not re.fullmatch(r"\w+:\d[\w.-]*", name)] == []


@each_service
def test_service_is_limited_and_watched(service):
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])
    assert service["healthcheck"]["test"]
    assert service["restart"] == "unless-stopped"


@each_service
def test_service_has_no_privileges(service):
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True
    assert not {"privileged", "cap_add", "devices"} & set(service)
    assert service.get("user") not in ("root", "0")


@each_service
def test_service_carries_no_secret(service):
    for name, value in service["environment"].items():
        if SECRET.search(name):
            assert name.endswith("_FILE")
            assert value.removeprefix("/run/secrets/") in service["secrets"]


def test_secrets_are_files_in_one_folder():
    assert COMPOSE["secrets"] == {name: {"file": f"secrets/{name}"} for name in COMPOSE["secrets"]}
    used = {secret for service in SERVICES.values() for secret in service["secrets"]}
    assert used == set(COMPOSE["secrets"])


@each_service
def test_service_listens_on_this_machine_only(service):
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))


@each_service
def test_service_mounts_files_that_exist(service):
    assert [path for path in host_paths(service) if not path.is_file()] == []


def test_database_script_agrees_with_its_surroundings(conf):
    script = (DOCKER / "database.sql").read_text()
    database = SERVICES["database"]
    assert rf"\set role {SERVICES['odoo']['environment']['USER']}" in script
    assert f"CREATE DATABASE {conf['options']['db_name']} " in script
    assert re.search(r"/run/secrets/(\w+)", script)[1] in database["secrets"]
    included = re.search(r"^\\include (\S+)$", script, re.MULTILINE)[1]
    assert f"../setup/sql/administrator.sql:{included}:ro" in database["volumes"]


def test_database_role_may_only_log_in():
    (role,) = re.findall(r"CREATE ROLE [^;]+;", (DOCKER / "database.sql").read_text())
    assert role == "CREATE ROLE :\"role\" LOGIN PASSWORD :'password';"


def test_every_option_has_a_comment():
    lines = CONF_TEXT.splitlines()
    options = [number for number, line in enumerate(lines) if re.match(r"\w+ =", line)]
    assert options
    assert [lines[number] for number in options if not lines[number - 1].startswith("; ")] == []


def test_conf_holds_no_secret(conf):
    secrets = {name: value for name, value in conf["options"].items() if SECRET.search(name)}
    assert secrets == {"admin_passwd": "", "socreg_key_file": "/var/lib/socreg/key"}


def test_key_lies_in_a_volume_of_its_own(conf):
    folder = str(Path(conf["options"]["socreg_key_file"]).parent)
    mounted = {name: service["volumes"] for name, service in SERVICES.items()}
    assert [name for name, volumes in mounted.items() if f"key:{folder}" in volumes] == ["odoo"]
    assert sum(volume.startswith("key:") for volumes in mounted.values() for volume in volumes) == 1
    others = [v.split(":")[1] for v in mounted["odoo"] if not v.startswith("key:")]
    assert not any(folder in [other, *map(str, Path(other).parents)] for other in others)
    assert not any(other in [folder, *map(str, Path(folder).parents)] for other in others)


def test_witness_lies_in_a_volume_of_its_own(conf):
    folder = Path(conf["options"]["socreg_witness_file"]).parent
    assert f"witness:{folder}" in SERVICES["odoo"]["volumes"]
    assert not any("witness:" in volume for volume in SERVICES["database"]["volumes"])


def test_server_alone_reaches_its_key_and_its_witness(conf):
    names = ("socreg_key_file", "socreg_witness_file")
    folders = [str(Path(conf["options"][name]).parent) for name in names]
    (made,) = (line for line in instructions("RUN") if line.startswith("install "))
    assert made.split()[1:] == [
        "--directory",
        "--owner=odoo",
        "--group=odoo",
        "--mode=0700",
        *folders,
    ]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("list_db", "False"),
        ("proxy_mode", "True"),
        ("without_demo", "True"),
        ("publisher_warranty_url", ""),
        ("server_wide_modules", "base,web,queue_job,socreg_history"),
    ],
)
def test_conf_is_safe_in_production(conf, option, value):
    assert conf["options"][option] == value


def test_jobs_leave_workers_for_people(conf):
    channels = dict(told.split(":") for told in conf["queue_job"]["channels"].split(","))
    assert 0 < int(channels["root"]) < conf.getint("options", "workers")


def test_imports_are_one_of_the_jobs_at_a_time(conf):
    channels = dict(told.split(":") for told in conf["queue_job"]["channels"].split(","))
    assert int(channels["root.socreg_intake"]) < int(channels["root"])


def test_connections_fit_the_database(conf):
    workers, crons, each, websocket = (
        conf.getint("options", name)
        for name in ("workers", "max_cron_threads", "db_maxconn", "db_maxconn_gevent")
    )
    parent_and_job_runner = 2
    odoo = (workers + crons + parent_and_job_runner) * each + websocket
    assert odoo < int(postgres_setting("max_connections"))


def test_memory_limits_are_in_order(conf):
    soft, hard = (conf.getint("options", f"limit_memory_{name}") for name in ("soft", "hard"))
    assert soft < hard < int(SERVICES["odoo"]["mem_limit"].removesuffix("g")) * 2**30
