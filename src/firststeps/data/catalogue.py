"""The data sets that can be fetched: what they are, whose they are, and the files they are made of."""

from __future__ import annotations

from dataclasses import dataclass

from firststeps.errors import PlainError

_TENSORFLOW = "https://storage.googleapis.com/download.tensorflow.org/data"
_MICRO_SPEECH = (
    "https://raw.githubusercontent.com/tensorflow/tflite-micro/22c2469a233981012ac16ad849f59c7105655aa9"
    "/tensorflow/lite/micro/examples/micro_speech"
)


@dataclass(frozen=True)
class Limits:
    """What an archive may hold at most; one that holds more is not the one we know."""

    members: int  # files and folders
    size: int  # bytes of all files together
    ratio: int = 100  # bytes that come out for each byte of the archive


@dataclass(frozen=True)
class Unpacking:
    """Where the files of an archive go."""

    limits: Limits
    inside: str = ""  # a folder of the archive that everything lies in; it is left away
    into: str = ""  # a folder of the data set that everything goes to


@dataclass(frozen=True)
class Remote:
    """A file on a server."""

    url: str
    size: int  # bytes
    sha256: str | None  # None if nobody has published it: then the first download is believed, later ones must equal it
    unpacking: Unpacking | None = None  # None if the file is no archive, and is kept as it is

    @property
    def name(self) -> str:
        """The last part of the address."""
        return self.url.rpartition("/")[2]


@dataclass(frozen=True)
class OnHub:
    """A model that lies on the Hugging Face hub, whose own library fetches and checks it."""

    repository: str
    size: int  # bytes, about


@dataclass(frozen=True)
class DataSet:
    """A data set, or a model of others; its folder has its name."""

    name: str
    title: str
    licence: str
    citation: str
    files: tuple[Remote, ...] = ()
    hub: OnHub | None = None  # instead of files

    @property
    def download_size(self) -> int:
        """Bytes that come over the line."""
        return self.hub.size if self.hub else sum(file.size for file in self.files)

    @property
    def unpacked_size(self) -> int:
        """Bytes of the finished folder, at most."""
        return sum(file.unpacking.limits.size if file.unpacking else file.size for file in self.files)


_WARDEN = (
    "Pete Warden, Speech Commands: A Dataset for Limited-Vocabulary Speech Recognition, 2018, "
    "https://arxiv.org/abs/1804.03209"
)

# Sizes and hashes of the two archives: TensorFlow Datasets 4.9.10, datasets/speech_commands/checksums.tsv.
SPEECH_COMMANDS = DataSet(
    name="speech-commands",
    title="Speech Commands 0.02: 105,829 clips of 35 words, and the official test set of 12 classes",
    licence="CC BY 4.0",
    citation=_WARDEN,
    files=(
        Remote(
            f"{_TENSORFLOW}/speech_commands_v0.02.tar.gz",
            2_428_923_189,
            "af14739ee7dc311471de98f5f9d2c9191b18aedfe957f4a6ff791c709868ff58",
            Unpacking(Limits(members=220_000, size=3_600_000_000)),
        ),
        Remote(
            f"{_TENSORFLOW}/speech_commands_test_set_v0.02.tar.gz",
            112_563_277,
            "cc2a00c1147c2254e9be3fa0f779d8c17421dc349b86366567a8edfa9acd51df",
            Unpacking(Limits(members=6_000, size=200_000_000), into="test-official"),
        ),
    ),
)

# Google publishes no hash. This one, with this size, stands in several projects that have nothing to do with each
# other. There is room for as many members again: an archive made on a Mac may hold a note about each file.
MINI_SPEECH_COMMANDS = DataSet(
    name="mini-speech-commands",
    title="Mini Speech Commands: 8,000 clips of 8 words",
    licence="CC BY 4.0",
    citation=_WARDEN,
    files=(
        Remote(
            f"{_TENSORFLOW}/mini_speech_commands.zip",
            182_082_353,
            "49650f2341b26d886b46b3f4fb8fed59e30300b17550f1ee4a768b3106cf93a0",
            Unpacking(Limits(members=20_000, size=300_000_000), inside="mini_speech_commands"),
        ),
    ),
)

# Computed from the files themselves, as they lie in the repository at the commit in the address.
_MICRO_FILES = (
    (
        "models/audio_preprocessor_float.tflite",
        7_760,
        "684c7e4727409e26759cbb13e587fe25345a2cca163616e22a83d9265ea11644",
    ),
    (
        "models/audio_preprocessor_int8.tflite",
        8_772,
        "278949d197166fb8b580c0bdc94e902fb709fec0569dcf5766816b28285440e5",
    ),
    (
        "models/micro_speech_quantized.tflite",
        18_800,
        "09e5e2a9dfb2d8ed78802bf18ce297bff54281a66ca18e0c23d69ca14f822a83",
    ),
    ("testdata/no_1000ms.wav", 32_044, "21e2b640385e4a751d480a87ae5a1633a6ff00e838b0e2ad48b22f8034e946d8"),
    ("testdata/no_30ms.wav", 1_004, "0aceeed1efe4e08f85c7dff67d75bc2da87f84e48ec12b3c4b215f9c38fbcc35"),
    ("testdata/noise_1000ms.wav", 32_044, "7f9cbb350f20ea8aafcd43a9386d8490241f9da64da6d3ad624e2aa36fe2029c"),
    ("testdata/silence_1000ms.wav", 32_044, "b2149db40d58f46ac63a510bd293bb7a9bf9e379429a79e7c5e3a8d66d55e7f0"),
    ("testdata/yes_1000ms.wav", 32_044, "b40e137a9d25bbdf135e03fa0f6bff4696d0bfc203aef8bc73b27c9428ba5a92"),
    ("testdata/yes_30ms.wav", 1_004, "13664a7c30e72b982ca12b32fd4f3bfb5305186f2f2c9dbea5bdd62093354988"),
)
MICRO_SPEECH = DataSet(
    name="micro-speech",
    title="TensorFlow's Micro Speech: its model, its front end and the clips that it is tested with",
    licence="Apache-2.0",
    citation="The TensorFlow Authors, TensorFlow Lite for Microcontrollers, https://github.com/tensorflow/tflite-micro",
    files=tuple(Remote(f"{_MICRO_SPEECH}/{path}", size, sha256) for path, size, sha256 in _MICRO_FILES),
)

WAV2VEC2 = DataSet(
    name="wav2vec2-base-ft-keyword-spotting",
    title="wav2vec 2.0, taught the words of Speech Commands: the model that the article uses",
    licence="Apache-2.0",
    citation="Anton Lozhkov, https://huggingface.co/anton-l/wav2vec2-base-ft-keyword-spotting; Baevski and others, "
    "wav2vec 2.0: A Framework for Self-Supervised Learning of Speech Representations, NeurIPS 2020",
    hub=OnHub("anton-l/wav2vec2-base-ft-keyword-spotting", size=378_000_000),
)

# Sizes and hashes: TensorFlow Datasets 4.9.10, url_checksums/mnist.txt and cifar10.txt.
_MNIST = "https://storage.googleapis.com/cvdf-datasets/mnist"
_MNIST_FILES = (
    ("train-images-idx3-ubyte.gz", 9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
    ("train-labels-idx1-ubyte.gz", 28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
    ("t10k-images-idx3-ubyte.gz", 1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
    ("t10k-labels-idx1-ubyte.gz", 4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
)
MNIST = DataSet(
    name="mnist",
    title="MNIST: 70,000 digits written by hand",
    licence="CC BY-SA 3.0",
    citation="Yann LeCun, Corinna Cortes and Christopher Burges, The MNIST Database of Handwritten Digits, 1998",
    files=tuple(Remote(f"{_MNIST}/{name}", size, sha256) for name, size, sha256 in _MNIST_FILES),
)

# The binary archive: another one of the same images is a pickle, which can do anything when it is opened.
CIFAR_10 = DataSet(
    name="cifar-10",
    title="CIFAR-10: 60,000 photographs of 32 by 32 pixels in ten classes, dogs among them",
    licence="none stated; its makers ask to be cited",
    citation="Alex Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009",
    files=(
        Remote(
            "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
            170_052_171,
            "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
            Unpacking(Limits(members=30, size=190_000_000), inside="cifar-10-batches-bin"),
        ),
    ),
)

_ALL = (SPEECH_COMMANDS, MINI_SPEECH_COMMANDS, MICRO_SPEECH, WAV2VEC2, MNIST, CIFAR_10)
CATALOGUE = {data.name: data for data in _ALL}


def data_set(name: str) -> DataSet:
    """Return the data set of that name.

    Raises:
        PlainError: if there is none.
    """
    if name not in CATALOGUE:
        raise PlainError(f"no data set {name!r} can be fetched; there are: {', '.join(CATALOGUE)}")
    return CATALOGUE[name]
