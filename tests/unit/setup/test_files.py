import pytest

from socreg_setup.files import kept_secret, write_whole


def test_a_file_is_replaced_and_only_ours_to_read(tmp_path):
    path = tmp_path / "note"
    path.write_text("old")
    write_whole(path, "new")
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == [path]


def test_what_was_there_stays_when_there_is_no_room_for_the_new(tmp_path):
    path = tmp_path / "note"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "\udcff")
    assert path.read_text() == "old"


def test_a_secret_is_drawn_once(tmp_path):
    path = tmp_path / "secret"
    first = kept_secret(path, 24)
    assert len(first) == 32
    assert kept_secret(path, 24) == first
    assert kept_secret(tmp_path / "another", 24) != first
