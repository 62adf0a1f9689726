"""Months of the log that nobody made: nothing is lost, it is said, and put right by the next run."""

FAULTS = "print('FAULTS', env['socreg.history']._faults())"
WRITE = "INSERT INTO test_socreg_person (rid, label) VALUES (gen_random_uuid(), '{}')"
EVENTS = (
    "SELECT tableoid::regclass, body ->> 'label' FROM socreg_history.event"
    " WHERE body ->> 'label' LIKE 'clock%' ORDER BY seq"
)


def test_what_a_wrong_clock_dates_is_put_aside_and_moves_to_its_month(log):
    log.at("2019-03-05 12:00Z", WRITE.format("clock past"))
    log.at("2041-07-05 12:00Z", WRITE.format("clock future"))
    log.sql(WRITE.format("clock right"))
    digest = "SELECT md5(string_agg(e::text, '' ORDER BY seq)) FROM socreg_history.event AS e"
    before = log.sql(digest)
    aside, future, right = log.sql(EVENTS).splitlines()
    assert aside == "socreg_history.event_default|clock past"
    assert future == "socreg_history.event_default|clock future"
    assert "event_default" not in right
    assert "events are put aside" in log.inside(FAULTS)
    assert log.sql("SELECT socreg_history.make_partitions(12)") == "2"
    aside, future, again = log.sql(EVENTS).splitlines()
    assert aside == "socreg_history.event_2019_03|clock past"
    assert future == "socreg_history.event_2041_07|clock future"
    assert (again, log.sql(digest)) == (right, before)
    assert "FAULTS []" in log.inside(FAULTS)
    assert log.sql("SELECT socreg_history.make_partitions(12)") == "0"


def test_a_month_that_is_missing_is_said_and_made(log):
    part = log.sql("SELECT to_char(now() AT TIME ZONE 'UTC', '\"event_\"YYYY_MM')")
    log.work.server.sql(
        f"BEGIN; CREATE TEMP TABLE held AS SELECT * FROM socreg_history.{part};"
        f" DROP TABLE socreg_history.{part};"
        " INSERT INTO socreg_history.event SELECT * FROM held; COMMIT;",
        log.database,
        administrator=True,
    )
    count = log.sql("SELECT count(*) FROM socreg_history.event")
    log.sql(WRITE.format("clock"))
    told = log.inside(FAULTS)
    assert "this month has no part" in told
    assert "put aside" in told
    log.inside("env['socreg.history']._make_partitions(); env.cr.commit()")
    assert log.sql(EVENTS) == f"socreg_history.{part}|clock"
    assert log.sql("SELECT count(*) FROM socreg_history.event") == str(int(count) + 1)
    assert "FAULTS []" in log.inside(FAULTS)
