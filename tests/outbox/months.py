"""People who live through months of long ago, and how these months leave the log."""

WRITE = "INSERT INTO test_socreg_person (rid, label) VALUES (gen_random_uuid(), '{}')"
RENAME = "UPDATE test_socreg_person SET label = '{}' WHERE label = '{}'"
DELETE = "DELETE FROM test_socreg_person WHERE label = '{}'"


def seal(log):
    done = log.call("socreg_seal")
    assert done.returncode == 0, done.stdout + done.stderr


def live(log):
    """Have people live in two months of long ago, some of them on until today."""
    log.at("2021-01-10 12:00Z", WRITE.format("stays"))
    log.at("2021-01-11 12:00Z", f"{WRITE.format('goes')}; {WRITE.format('dies later')}")
    log.at("2021-01-20 12:00Z", DELETE.format("goes"))
    log.at("2021-02-01 12:00Z", RENAME.format("stays changed", "stays"))
    log.sql("SELECT socreg_history.make_partitions(12)")
    log.sql(RENAME.format("stays today", "stays changed"))
    log.sql(DELETE.format("dies later"))
    seal(log)


def archived(log, tmp_path):
    """Have all months leave that are due; return the folder of their files."""
    done = log.call("socreg_archive", "--folder", str(tmp_path / "archive"))
    assert done.returncode == 0, done.stderr
    return tmp_path / "archive"
