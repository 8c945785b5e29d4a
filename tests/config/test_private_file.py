import stat
import sys
from pathlib import Path

import pytest

from grokvoice.config.private_file import check_private, write_private
from grokvoice.errors import KeyMissingError, UsageError

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
def test_what_is_written_is_the_users_alone_and_so_is_its_new_folder(tmp_path: Path) -> None:
    file = tmp_path / "grokvoice" / ".env"

    write_private(file, "é\n")

    assert file.read_bytes() == "é\n".encode()
    assert (mode(file), mode(file.parent)) == (0o600, 0o700)
    assert [one.name for one in file.parent.iterdir()] == [".env"]
    check_private(file)


@posix
def test_a_new_text_takes_the_place_of_the_old_one_at_once(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("old", encoding="utf-8")
    with file.open(encoding="utf-8") as reader:
        write_private(file, "new")

        assert reader.read() == "old"
    assert (file.read_text(encoding="utf-8"), mode(file)) == ("new", 0o600)


@posix
def test_a_link_still_leads_to_the_file_it_led_to(tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles.toml"
    kept.write_text("old", encoding="utf-8")
    link = tmp_path / "config.toml"
    link.symlink_to(kept)

    write_private(link, "new")

    assert link.is_symlink()
    assert kept.read_text(encoding="utf-8") == "new"


def test_where_nothing_can_be_written_the_file_is_named_and_nothing_is_left(
    tmp_path: Path,
) -> None:
    (tmp_path / "folder").mkdir()

    with pytest.raises(UsageError, match=r"cannot write .*folder: "):
        write_private(tmp_path / "folder", "new")

    assert [one.name for one in tmp_path.iterdir()] == ["folder"]


@posix
@pytest.mark.parametrize("others", [0o640, 0o604, 0o620])
def test_a_file_that_others_can_read_is_refused_with_the_remedy(
    tmp_path: Path, others: int
) -> None:
    file = tmp_path / ".env"
    file.touch()
    file.chmod(others)

    with pytest.raises(KeyMissingError, match=rf"run chmod 600 '{file}'"):
        check_private(file)
