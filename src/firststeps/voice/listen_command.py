"""The command that listens."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

from firststeps.told import errors_told

import click

if TYPE_CHECKING:
    from firststeps.voice.display import Lines, Moving
    from firststeps.voice.ears import Hearing
    from firststeps.voice.sources import Pipe, Source
    from firststeps.voice.stopping import Stop


@click.command()
@click.option(
    "--model", default="spotter", show_default=True, metavar="NAME", help="The model, or a word that you taught."
)
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
@click.option("--json", "as_json", is_flag=True, help="Print an object a line for each word.")
@click.option("--list-devices", is_flag=True, help="List the microphones, and end.")
@click.option("--self-test", "testing", is_flag=True, help="See whether the microphone works, say what to do, and end.")
def listen(
    *,
    model: str,
    source: str,
    device: str | None,
    threshold: float | None,
    window: float | None,
    refractory: float | None,
    as_json: bool,
    list_devices: bool,
    testing: bool,
) -> None:
    """Listen for words until Ctrl-C, or until the file or the standard input ends.

    Nothing that is heard is kept or sent. With --json, each word is a line with its time (seconds into the stream),
    its word, its confidence, and its latency: seconds from the coming in of the newest sound to the line.

    Exit status: 0 at the end of the sound, 1 if there is none, 130 if it was interrupted.
    """
    with errors_told():
        if list_devices:
            _list_devices()
        elif testing:
            _self_test(device)
        else:
            from firststeps.voice.ears import hearing

            _listen(hearing(model, threshold, window, refractory), source, device, as_json=as_json)


def _listen(hearing: Hearing, name: str, device: str | None, *, as_json: bool) -> None:
    from firststeps.voice.display import shown
    from firststeps.voice.listening_loop import Listening
    from firststeps.voice.stopping import Stop

    interrupted = False
    with Stop() as stop:
        with shown(hearing.detection.threshold, as_json=as_json) as display:
            listening = Listening(hearing, [display], display)
            try:
                listening.run(_source(name, device, stop, display))
            except KeyboardInterrupt:
                interrupted = True
            except BrokenPipeError:  # who read our lines has heard enough
                interrupted = True
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        click.echo(listening.counts, err=True)
    if interrupted:
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
