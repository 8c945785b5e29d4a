"""Changing the user's files: a setting in `config.toml`, a key in the key file beside it.

Comments, order and layout of what the user wrote stay as they are. The only importer of tomlkit.
"""

import contextlib
import re
from collections.abc import MutableMapping
from pathlib import Path
from typing import Final

from grokvoice.config.choices import Choices
from grokvoice.config.inventory import Plain, plain_value
from grokvoice.config.keys import check_sendable
from grokvoice.config.layers import OTHER_KEY, XAI_KEY, config_text_layer
from grokvoice.config.load import settled
from grokvoice.config.naming import setting_named
from grokvoice.config.options import Option
from grokvoice.config.private_file import check_private, write_private
from grokvoice.config.readers import path
from grokvoice.config.redaction import redactor
from grokvoice.config.secret import Secret
from grokvoice.errors import UsageError

_KEYS: Final = (XAI_KEY, OTHER_KEY)


def set_value(file: Path, name: str, text: str) -> None:
    """Write a setting to `config.toml`, having made sure that it can be meant.

    Raises:
        UsageError: there is no such setting, it cannot have this value, or the file cannot be
            written; the message repeats no key.
    """
    if name.strip().upper() in _KEYS:
        raise UsageError(
            "a key is no argument, which others can see, and has no place in config.toml: "
            f"grokvoice config set-key {name.strip().upper()} asks for it."
        )
    option = setting_named(name)
    if redactor(())(text) != text:
        raise UsageError(f"the value of {option.key} looks like a key: see config set-key.")
    if not text.strip():
        raise UsageError(f"{option.key} needs a value: grokvoice config unset {option.key}")
    try:
        option.read(text)
    except UsageError as error:
        raise UsageError(f"{option.key}: {error}") from error
    _rewrite(file, option, plain_value(option, _from_anywhere(option, text)))


def unset_value(file: Path, name: str) -> None:
    """Take a setting out of `config.toml`; one that is not there is no fault.

    Raises:
        UsageError: there is no such setting, or the file cannot be written.
    """
    _rewrite(file, setting_named(name), None)


def key_named(name: str) -> str:
    """Return the name of a key, given in any case.

    Raises:
        UsageError: there is none of that name; what was typed may be the key itself, and is not
            repeated.
    """
    if name.strip().upper() in _KEYS:
        return name.strip().upper()
    raise UsageError(f"that names no key, and a key is no argument: known are {', '.join(_KEYS)}.")


def store_key(file: Path, name: str, key: Secret) -> None:
    """Put a key in the key file, in place of the one of that name.

    Raises:
        KeyMissingError: it is none, or others can read the file.
        UsageError: the file cannot be read or written.
    """
    check_sendable(name, key)
    if file.exists():
        check_private(file)
    lines = [line for line in _read(file).splitlines() if not _assigns(line, name)]
    escaped = re.sub(r"([\\'])", r"\\\1", key.reveal())
    write_private(file, "\n".join([*lines, f"{name}='{escaped}'", ""]))


def _from_anywhere(option: Option[object], text: str) -> str:
    """Name a file so that it is found from every folder, not only from where it was set."""
    name = text.removeprefix("@")
    if not (option.names_file(text) and path(name).is_file()):
        return text
    return text.removesuffix(name) + str(path(name).absolute())


def _rewrite(file: Path, option: Option[object], value: Plain) -> None:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    old = _read(file)
    try:
        document = tomlkit.parse(old)
        _put(document, option, value)
    except TOMLKitError as error:
        raise UsageError(f"cannot change {file}: {error}.") from error
    new = tomlkit.dumps(document)
    if new == old:
        return
    if _is_sound(old, file):
        # What was wrong before may stay so, or two slips could never be mended one by one.
        settled(Choices([config_text_layer(new, file)]))
    write_private(file, new)


def _put(document: MutableMapping[str, object], option: Option[object], value: Plain) -> None:
    table, _, name = option.key.rpartition(".")
    inner = document.setdefault(table, {}) if table else document
    if not isinstance(inner, MutableMapping):
        raise UsageError(f"{table} is no table in config.toml: change it to [{table}].")
    spelt = next((key for key in inner if key.replace("-", "_") == name), name)
    if value is None:
        inner.pop(spelt, None)
    else:
        inner[spelt] = value


def _is_sound(text: str, file: Path) -> bool:
    with contextlib.suppress(UsageError):
        settled(Choices([config_text_layer(text, file)]))
        return True
    return False


def _assigns(line: str, name: str) -> bool:
    return re.match(rf"\s*(export\s+)?{name}\s*=", line) is not None


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read {file}: {error}.") from error
