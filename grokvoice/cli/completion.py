"""`grokvoice completion`: a script for the user's shell, which asks us what may come next."""

from typing import Annotated, Final

import typer
from typer.core import TyperGroup

from grokvoice.config.readers import choice

HELP: Final = """\
Print a script that completes what you type.

\b
Examples:
  eval "$(grokvoice completion bash)"                       in ~/.bashrc
  eval "$(grokvoice completion zsh)"                        in ~/.zshrc, after compinit
  grokvoice completion fish | source                        in ~/.config/fish/config.fish
  grokvoice completion powershell | Out-String | iex        in $PROFILE

\b
It knows commands, options, voices, devices and conversations, and asks neither the network nor a
sound card. Devices are known after grokvoice devices has listed them once.
"""

_BASH: Final = r"""
_grokvoice() {
    local line IFS=$'\n'
    COMPREPLY=()
    while read -r line; do
        COMPREPLY+=("${line%%$'\t'*}")
    done < <("${1/#\~/$HOME}" complete --last="$2" -- "${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null)
    [[ "${COMPREPLY[*]}" == *' '* ]] && compopt -o filenames
}
complete -o default -F _grokvoice grokvoice
"""

_ZSH: Final = r"""
_grokvoice() {
    local line
    local -a found shown
    for line in ${(f)"$(${${(Q)words[1]}/#\~/$HOME} complete --last="$PREFIX" -- \
            "${(@)words[2,CURRENT-1]}" 2>/dev/null)"}; do
        found+=("${line%%$'\t'*}")
        shown+=("${line/$'\t'/  -- }")
    done
    if (( $#found )); then compadd -U -l -d shown -a found; else _files; fi
}
compdef _grokvoice grokvoice
"""

_FISH: Final = r"""
function __grokvoice
    set -l words (commandline -opc)
    set -l last (commandline -ct)
    set -l program (string replace -r '^~' -- $HOME $words[1])
    set -l found ($program complete --last="$last" -- $words[2..-1] 2>/dev/null)
    if set -q found[1]
        string join \n -- $found
    else
        __fish_complete_path "$last"
    end
end
complete -c grokvoice -f -a "(__grokvoice)"
"""

_POWERSHELL: Final = r"""
Register-ArgumentCompleter -Native -CommandName grokvoice -ScriptBlock {
    param($last, $line, $cursor)
    $elements = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor })
    $words = @($elements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
    & $elements[0].ToString() complete "--last=$last" '--' @words 2>$null | ForEach-Object {
        $value, $about = $_ -split "`t", 2
        $text = if ($value -match '\s') { "'" + $value.Replace("'", "''") + "'" } else { $value }
        $tip = if ($about) { $about } else { $value }
        [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $tip)
    }
}
"""

_SCRIPTS: Final = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH, "powershell": _POWERSHELL}
_read_shell: Final = choice("bash", "zsh", "fish", "powershell")


def completion(
    shell: Annotated[
        str, typer.Argument(metavar="bash|zsh|fish|powershell", help="Which shell it is for.")
    ],
) -> int:
    """Print the script; returns the exit code."""
    typer.echo(_SCRIPTS[_read_shell(shell)].strip())
    return 0


def complete(
    context: typer.Context,
    words: Annotated[list[str] | None, typer.Argument()] = None,
    *,
    last: Annotated[str, typer.Option("--last")] = "",
) -> int:
    """Print what the last word may become, each with a tab and a word about it."""
    from grokvoice.cli.completing import candidates
    from grokvoice.ui.sanitize import one_line

    program = context.find_root().command
    if isinstance(program, TyperGroup):
        for value, about in candidates(program, words or (), last):
            typer.echo(f"{one_line(value)}\t{one_line(about)}".rstrip())
    return 0
