"""The command that listens."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

from firststeps.told import errors_told

import click

if TYPE_CHECKING:
    from firststeps.voice.actions import Action
    from firststeps.voice.display import Lines, Moving
    from firststeps.voice.ears import Recogniser
    from firststeps.voice.obeying import Obeying
    from firststeps.voice.sources import Pipe, Source
    from firststeps.voice.stopping import Stop


@click.command()
@click.option(
    "--model",
    default="spotter",
    show_default=True,
    metavar="NAME",
    help="spotter or another model of the book, wav2vec2 (the article's), a word that you taught, or pocketsphinx for"
    " free speech.",
)
@click.option(
    "--wake", metavar="WORD", help="Sleep until this one: marvin, hey_jarvis, okay_nabu, alexa or one that you taught."
)
@click.option("--awake", type=click.FloatRange(0.5, 60), metavar="S", help="Seconds for a command after --wake [4].")
@click.option(
    "--input",
    "source",
    default="mic",
    show_default=True,
    metavar="mic|FILE|-",
    help="What to listen to; - is raw int16 at 16 kHz, one channel, on standard input.",
)
@click.option("--device", metavar="NAME|NUMBER", help="Which microphone [the one that the system has chosen].")
@click.option(
    "--threshold", type=click.FloatRange(0, 1, min_open=True), metavar="P", help="Mean probability of a word."
)
@click.option("--window", type=click.FloatRange(0, 5), metavar="S", help="Seconds over which the mean is taken.")
@click.option("--refractory", type=click.FloatRange(0, 60), metavar="S", help="Seconds without another word after one.")
@click.option(
    "--actions",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What words do [the file of `firststeps actions init`, if you wrote it and listen to a microphone].",
)
@click.option("--dry-run", is_flag=True, help="Do nothing, but say what would be done.")
@click.option("--json", "as_json", is_flag=True, help="Print an object a line for each word.")
@click.option("--list-devices", is_flag=True, help="List the microphones, and end.")
@click.option("--self-test", "testing", is_flag=True, help="See whether the microphone works, say what to do, and end.")
@click.option("--service", is_flag=True, help="Do this from now on whenever you log in; write a log.")
@click.option("--status", is_flag=True, help="With --service: say whether it runs, and where its log is.")
@click.option("--uninstall", is_flag=True, help="With --service: end it, and remove all that belongs to it.")
@click.option("--serving", is_flag=True, hidden=True)  # what the service runs
def listen(
    *,
    model: str,
    wake: str | None,
    awake: float | None,
    source: str,
    device: str | None,
    threshold: float | None,
    window: float | None,
    refractory: float | None,
    actions: Path | None,
    dry_run: bool,
    as_json: bool,
    list_devices: bool,
    testing: bool,
    service: bool,
    status: bool,
    uninstall: bool,
    serving: bool,
) -> None:
    """Listen for words until Ctrl-C, or until the file or the standard input ends.

    Nothing that is heard is kept or sent. With --json, each word is a line with its time (seconds into the stream),
    its word, its confidence, and its latency: seconds from the coming in of the newest sound to when it was accepted.
    A word that does something has its action and the outcome, too, and comes when that is known.

    What words do is said in a file that `firststeps actions init` writes. Without it they are shown, and do nothing.

    With --wake, words count only after the wake word; until then the model does not run.

    Exit status: 0 at the end of the sound or after SIGTERM, 1 if there is no sound, 130 if it was interrupted. With
    --service: 0 if that was done; with --status, 0 if it runs, 1 if not.
    """

    def chosen() -> Recogniser:
        return _woken(_recogniser(model, threshold, window, refractory), wake, awake, source)

    with errors_told():
        if service or status or uninstall:
            from firststeps.voice.service_command import service_asked

            service_asked(click.get_current_context(), chosen)
        elif serving:
            from firststeps.voice.serving import serve

            serve(chosen, actions, device)
        elif list_devices:
            _list_devices()
        elif testing:
            _self_test(device)
        else:
            path = _actions_file(actions, source, dry=dry_run)
            listed = _listed(path)
            recogniser = chosen()
            notes = _begun(recogniser, path, listed, dry=dry_run) if source == "mic" else []
            obeying = _obeying(listed, dry=dry_run) if path else None
            _listen(recogniser, source, device, obeying, notes, as_json=as_json)


def _recogniser(model: str, threshold: float | None, window: float | None, refractory: float | None) -> Recogniser:
    from firststeps.keywords import pretrained
    from firststeps.voice.ears import hearing
    from firststeps.voice.speech import NAME, FreeSpeech

    if model == pretrained.NAME:
        click.echo(f"loading {model}, which takes some seconds", err=True)
    if model != NAME:
        return hearing(model, threshold, window, refractory)
    if (threshold, window, refractory) != (None, None, None):
        raise click.UsageError(f"{NAME} has no threshold, window or refractory time")
    return FreeSpeech()


def _woken(recogniser: Recogniser, wake: str | None, awake: float | None, source: str) -> Recogniser:
    """Return what listens: the recogniser, behind the wake word if there is one; a chime answers a live voice only."""
    from firststeps.voice.cascade import Cascade, Waking
    from firststeps.voice.chime import Chime
    from firststeps.voice.sound import portaudio
    from firststeps.voice.wake import wake_word

    if wake is None:
        if awake is not None:
            raise click.UsageError("--awake is about --wake")
        return recogniser
    waking = Waking() if awake is None else Waking(awake)
    signal = Chime(portaudio()) if source == "mic" else lambda: None
    return Cascade(wake_word(wake), recogniser, waking, signal)


def _actions_file(path: Path | None, source: str, *, dry: bool) -> Path | None:
    """Return the file that says what words do, if there is one.

    A recording may be anybody's: it does something only if the file of actions was named for it.
    """
    from firststeps.voice.actions_file import default_path

    if path is None and (source != "mic" or not default_path().is_file()):
        if dry:
            raise click.UsageError("--dry-run needs actions: --actions FILE; `firststeps actions init` writes one")
        return None
    return path or default_path()


def _listed(path: Path | None) -> tuple[Action, ...]:
    from firststeps.voice.actions_file import read_actions
    from firststeps.voice.systems import this_system

    return read_actions(path, this_system().name) if path else ()


def _obeying(listed: tuple[Action, ...], *, dry: bool) -> Obeying:
    from firststeps.voice.obeying import Obeying
    from firststeps.voice.systems import this_system

    return Obeying(listed, this_system(), dry=dry)


def _begun(recogniser: Recogniser, path: Path | None, listed: tuple[Action, ...], *, dry: bool) -> list[str]:
    """Return what a person should know who begins to speak to a microphone."""
    from firststeps.voice.welcome import afforded, welcome

    afforded(recogniser)
    return list(welcome(recogniser, path, listed, dry=dry))


def _listen(
    hearing: Recogniser,
    name: str,
    device: str | None,
    obeying: Obeying | None,
    notes: list[str],
    *,
    as_json: bool,
) -> None:
    from firststeps.voice.attending import attend
    from firststeps.voice.cascade import Cascade
    from firststeps.voice.display import shown
    from firststeps.voice.stopping import Stop

    with Stop() as stop:
        with shown(hearing.threshold, as_json=as_json) as display:
            for note in notes:
                display.note(note)
            source = _source(name, device, stop, display)
            counts, interrupted = attend(hearing, source, obeying, display, stop, hold=as_json)
        if isinstance(hearing, Cascade):
            click.echo(hearing.tally, err=True)
        click.echo(counts, err=True)
    if interrupted and not stop.terminated:
        sys.exit(130)


def _source(name: str, device: str | None, stop: Stop, display: Lines | Moving) -> Source:
    from firststeps.voice.sources import FileSource, RawSource

    if name == "mic":
        from firststeps.voice.microphone import MicrophoneSource
        from firststeps.voice.sound import portaudio

        return MicrophoneSource(portaudio(), device, stop, display.note)
    if device is not None:
        raise click.UsageError("--device chooses a microphone, and --input names something else")
    if name != "-":
        return FileSource(Path(name), stop)
    if sys.stdin.isatty():
        raise click.UsageError("--input - takes raw sound from a pipe: `arecord -t raw -f S16_LE -r 16000 | …`")
    return RawSource(cast("Pipe", sys.stdin.buffer), stop)


def _list_devices() -> None:
    from firststeps.voice.devices import MicrophoneError, device_lines
    from firststeps.voice.sound import portaudio

    lines = list(device_lines(portaudio()))
    if not lines:
        raise MicrophoneError("no microphone")
    click.echo("\n".join(lines))


def _self_test(device: str | None) -> None:
    from firststeps.voice.self_test import self_test
    from firststeps.voice.sound import portaudio
    from firststeps.voice.stopping import Stop

    with Stop() as stop:
        for line in self_test(portaudio(), device, stop):
            click.echo(line)
